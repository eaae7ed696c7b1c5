// SPDX-License-Identifier: Apache-2.0
// What the files of the Architect share about a block under construction.
#pragma once

#include "plugins/generator/noise.hpp"
#include "plugins/generator/typology.hpp"

namespace conurb::generator {

struct Architect::Site {
  const Block& block;
  std::uint32_t id;
  LandUse use;
  Dice dice;
  double year;     ///< of the block
  double density;  ///< intended, residents per km2
  double setback;  ///< of the block's houses from the street, m
  BuiltPart& out;
};

/// Distance of party walls from the parcels' common boundary, m: neighbours' walls stand two of them apart.
inline constexpr double kJoint = 0.003;

[[nodiscard]] inline double storey_height(int year) {
  return year < 1919 ? 3.4 : year < 1950 ? 3.0 : year < 1980 ? 2.75 : 2.9;
}

}  // namespace conurb::generator
