// SPDX-License-Identifier: Apache-2.0
// Parcels: a block is halved again and again across the longer side of its oriented bounding box, as long as
// both halves keep a side on a street (Vanegas, Kelly, Weber, Halatsch, Aliaga, Mueller, "Procedural
// generation of parcels in urban modeling", Computer Graphics Forum 31(2), 2012).
#pragma once

#include <vector>

#include "plugins/generator/noise.hpp"
#include "plugins/generator/polygon.hpp"

namespace conurb::generator {

struct ParcelSize {
  double width{};       ///< along the street, m
  double depth{};       ///< m
  double spread = 0.1;  ///< of the cuts around the middle, share of the length
};

/// Parcels of a polygon whose sides are tagged (-1: no street). They tile it; neighbours share their corners
/// to the millimetre. Parcels without a street remain only where no cut gives them one.
[[nodiscard]] std::vector<TaggedPolygon> subdivide(const TaggedPolygon& polygon, const ParcelSize& size,
                                                   Dice& dice);

/// Whether a side with a tag >= 0 is at least `least` m long.
[[nodiscard]] bool has_frontage(const TaggedPolygon& polygon, double least);

}  // namespace conurb::generator
