// SPDX-License-Identifier: Apache-2.0
// A ray and what it hits.
#pragma once

#include <cstdint>
#include <limits>

#include "engine/city/vector3.hpp"

namespace conurb::physics {

struct Ray {
  city::Point3 from{};                                         ///< metres, local frame of the city
  city::Point3 direction{0, 0, -1};                            ///< of any length but 0
  double longest_m = std::numeric_limits<double>::infinity();  ///< what is farther is not hit
};

struct Hit {
  std::uint32_t object = 0;    ///< as the tile's triangles say
  std::uint32_t tile = 0;      ///< of PickScene::tiles()
  std::uint32_t triangle = 0;  ///< of the tile, in the order that it was built of
  double distance_m = 0;
  city::Point3 point{};   ///< metres, local frame
  city::Point3 normal{};  ///< unit vector, on the side from which the triangle is anticlockwise
};

}  // namespace conurb::physics
