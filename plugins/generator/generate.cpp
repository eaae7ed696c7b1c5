// SPDX-License-Identifier: Apache-2.0
// The stages in their order.
#include <algorithm>
#include <stdexcept>

#include "plugins/generator/blocks.hpp"
#include "plugins/generator/city.hpp"
#include "plugins/generator/city_limits.hpp"
#include "plugins/generator/land_use.hpp"
#include "plugins/generator/names.hpp"
#include "plugins/generator/street_network.hpp"
#include "plugins/generator/trees.hpp"
#include "plugins/generator/typology.hpp"

namespace conurb::generator {

namespace {

constexpr double kStep = 36;  // between points of river and railway, m

Ring river_surface(const Form& form) {
  Ring ring;
  const double half = form.half_size(), bank = form.river_width() / 2;
  const int count = static_cast<int>(2 * half / kStep) + 1;
  for (const int side : {-1, 1}) {
    for (int i = 0; i <= count; ++i) {
      const double x = side * (-half + 2 * half * i / count), s = form.river().slope(x);
      ring.push_back(to_mm({x, form.river().y(x) + side * bank * std::sqrt(1 + s * s)}));
    }
  }
  if (area(ring) < 0) std::reverse(ring.begin(), ring.end());
  return ring;
}

Rail make_rail(const Form& form, const Terrain& terrain) {
  Rail rail;
  const double half = form.half_size(), spacing = std::max(1400.0, 0.4 * form.radius());
  std::vector<double> stations;
  const int each_side = static_cast<int>(0.95 * form.radius() / spacing);
  for (int k = -each_side; k <= each_side; ++k) stations.push_back(k * spacing);
  std::vector<double> stops{-half};
  stops.insert(stops.end(), stations.begin(), stations.end());
  stops.push_back(half);
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const int count = static_cast<int>((stops[i + 1] - stops[i]) / kStep) + 1;
    std::vector<Point> line;
    for (int k = 0; k <= count; ++k) {
      const double x = stops[i] + (stops[i + 1] - stops[i]) * k / count;
      line.push_back(to_mm({x, form.rail().y(x)}));
    }
    rail.line.add(line);
  }
  for (std::size_t i = 0; i < stations.size(); ++i) {
    const Vec p{stations[i], form.rail().y(stations[i])};
    rail.station.push_back(to_mm(p));
    rail.station_elevation.push_back(static_cast<float>(terrain.at(p)));
    rail.station_name.push_back(2 * i + 1 == stations.size()
                                    ? std::string("Central Station")
                                    : district_name(form.options().seed + 7, static_cast<std::uint32_t>(i)));
  }
  return rail;
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void append(City& city, const BuiltPart& part) {
  const auto first = static_cast<std::uint32_t>(city.parcels.size());
  Parcels& p = city.parcels;
  p.outline.append(part.parcels.outline);
  append(p.block, part.parcels.block);
  append(p.use, part.parcels.use);
  append(p.street, part.parcels.street);
  Buildings& b = city.buildings;
  const Buildings& from = part.buildings;
  b.footprint.append(from.footprint);
  b.shell.append(from.shell);
  for (const std::uint32_t parcel : from.parcel) b.parcel.push_back(parcel + first);
  append(b.district, from.district);
  append(b.function, from.function);
  append(b.typology, from.typology);
  append(b.roof, from.roof);
  append(b.year, from.year);
  append(b.storeys, from.storeys);
  append(b.height, from.height);
  append(b.eaves_height, from.eaves_height);
  append(b.ground, from.ground);
  append(b.floor_area, from.floor_area);
  append(b.dwelling_area, from.dwelling_area);
}

void build_blocks(const Form& form, City& city, const std::vector<Block>& blocks,
                  const ParallelFor& parallel) {
  constexpr std::size_t kChunk = 64, kRound = 512;
  const Architect architect(form, city.terrain);
  const std::size_t chunks = (blocks.size() + kChunk - 1) / kChunk;
  for (std::size_t begin = 0; begin < chunks; begin += kRound) {  // in rounds, to hold few parts at once
    std::vector<BuiltPart> parts(std::min(kRound, chunks - begin));
    parallel(parts.size(), [&](std::size_t part) {
      const std::size_t first = (begin + part) * kChunk;
      for (std::size_t i = first; i < std::min(blocks.size(), first + kChunk); ++i)
        architect.build(blocks[i], static_cast<std::uint32_t>(i), city.blocks.use[i], parts[part]);
    });
    for (BuiltPart& part : parts) {
      append(city, part);
      part = {};
    }
  }
}

/// Districts that have buildings, numbered anew.
void name_districts(City& city, const std::vector<Ring>& outlines) {
  std::vector<std::uint32_t> number(outlines.size(), kNone);
  std::vector<std::uint8_t> used(outlines.size(), 0);
  for (const std::uint32_t d : city.buildings.district)
    if (d != kNone) used[d] = 1;
  for (std::size_t i = 0; i < outlines.size(); ++i) {
    if (!used[i]) continue;
    number[i] = static_cast<std::uint32_t>(city.districts.size());
    city.districts.outline.add(outlines[i]);
    city.districts.name.push_back(district_name(city.options.seed, number[i]));
  }
  const auto renumber = [&](std::vector<std::uint32_t>& districts) {
    for (std::uint32_t& d : districts)
      if (d != kNone) d = number[d];
  };
  renumber(city.buildings.district);
  renumber(city.blocks.district);
}

void check(const Options& options) {
  if (!(options.population >= 2000 && options.population <= 1e7))
    throw std::invalid_argument("population " + std::to_string(options.population) +
                                ": the generator makes cities of 2,000 to 10,000,000 residents");
}

}  // namespace

City generate(const Options& options, const ParallelFor& parallel) {
  check(options);
  const Form form(options);
  const Zoning zoning(form);
  City city;
  city.options = options;
  city.radius = form.radius();
  city.centre = form.centre();
  city.terrain = make_terrain(form, parallel);
  city.river = river_surface(form);
  city.rail = make_rail(form, city.terrain);
  std::vector<Ring> districts;
  std::vector<Block> blocks;
  {
    StreetPlan plan = grow_streets(form, zoning);
    const std::vector<std::uint8_t> built = choose_city(form, plan);
    Network network = make_network(form, plan, built, city.terrain);
    blocks = make_blocks(plan, built, network, parallel);
    districts = std::move(plan.districts);
    city.nodes = std::move(network.nodes);
    city.links = std::move(network.links);
    city.street_names = std::move(network.names);
  }
  city.blocks.use = assign_uses(form, blocks);
  for (const Block& block : blocks) {
    city.blocks.outline.add(block.outline.ring);
    city.blocks.zone.push_back(block.zone);
    city.blocks.district.push_back(block.district);
  }
  build_blocks(form, city, blocks, parallel);
  name_districts(city, districts);
  city.trees = plant_trees(form, city, parallel);
  return city;
}

}  // namespace conurb::generator
