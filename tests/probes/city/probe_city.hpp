// SPDX-License-Identifier: Apache-2.0
// A generated city for the probes: a grid of streets, terrain with a valley, and a network of buses and lines
// over it.
#pragma once

#include <cstdint>

#include "engine/city/city.hpp"

namespace conurb::probes {

/// How large; the same seed and size give the same city.
struct CitySize {
  std::int64_t streets = 8;     ///< junctions along one side: 4 n (n - 1) links
  std::int64_t vehicles = 300;  ///< for the parameter `population` of the particles
  std::int64_t cells = 48;      ///< of the raster along one side
  std::int64_t buses = 90;      ///< and about one and a half times as many lines
  std::uint64_t seed = 1;
  double closing_depth = 0.15;  ///< m, for that parameter of the particles: closes some of the links, not all
};

/// 440 links, 3,000 vehicles, 16,384 cells, 300 buses: a second of work for a run of a few exchanges.
[[nodiscard]] CitySize small_size();
/// 19,880 links, 100,000 vehicles, 10,240,000 cells, 3,000 buses.
[[nodiscard]] CitySize full_size();

/// Tables road_node, road_link, surface, bus and line with all that the probes read. Streets are 100 m long;
/// the raster covers them.
[[nodiscard]] city::City make_city(const CitySize& size);

}  // namespace conurb::probes
