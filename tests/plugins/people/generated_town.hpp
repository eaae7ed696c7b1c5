// SPDX-License-Identifier: Apache-2.0
// A generated city as the rules of people see it, and settled by them as `conurb generate` does.
#pragma once

#include <ostream>

#include "plugins/generator/city.hpp"
#include "plugins/people/town.hpp"

namespace conurb::generator {

/// How GoogleTest names a parameter.
inline void PrintTo(const Options& options, std::ostream* out) {
  *out << options.population << " residents, seed " << options.seed << ", style "
       << static_cast<int>(options.style);
}

}  // namespace conurb::generator

namespace conurb::people {

/// A city, its buildings and who lives and works in them.
struct GeneratedTown {
  generator::City city;
  Buildings buildings;
  Settled settled;
  [[nodiscard]] double residents() const { return settled.tally.housed; }
};

/// The buildings of a generated city, not settled yet.
inline Buildings buildings_of(const generator::City& city) {
  const generator::Buildings& from = city.buildings;
  Buildings b;
  b.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    const generator::Vec middle = generator::centroid(from.footprint[i]);
    b.key[i] = i + 1;
    b.x[i] = middle.x;
    b.y[i] = middle.y;
    b.use[i] = use_of(generator::to_string(from.function[i]));
    b.footprint_area[i] = static_cast<float>(generator::area(from.footprint[i]));
    b.height[i] = from.eaves_height[i];
    b.storeys[i] = from.storeys[i];
    b.year[i] = from.year[i];
    b.floor_area[i] = from.floor_area[i];
    b.dwelling_area[i] = from.dwelling_area[i];
  }
  return b;
}

inline GeneratedTown settled_city(const generator::Options& asked) {
  GeneratedTown town;
  town.city = generator::generate(asked);
  town.buildings = buildings_of(town.city);
  Options options;
  options.seed = asked.seed;
  options.population = asked.population;
  options.jobs_per_resident = 0.52;
  town.settled = settle(options, town.buildings);
  return town;
}

}  // namespace conurb::people
