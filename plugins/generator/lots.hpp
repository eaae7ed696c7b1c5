// SPDX-License-Identifier: Apache-2.0
// Where on its parcel a building may stand.
#pragma once

#include <optional>
#include <vector>

#include "plugins/generator/parcels.hpp"
#include "plugins/generator/roofs.hpp"

namespace conurb::generator {

/// A parcel with the side that faces its street.
struct Lot {
  TaggedPolygon outline;
  std::size_t front = 0;  ///< side
  [[nodiscard]] SideFrame frame() const { return {outline.ring, front}; }
};

/// The lot with its longest street side in front; nothing if no side of at least `least` m is on a street.
[[nodiscard]] std::optional<Lot> face_street(TaggedPolygon outline, double least);

/// Bounds of a free-standing rectangle, m.
struct RectangleRules {
  double setback = 4;  ///< from the street side
  double margin = 3;   ///< from the other sides
  double width = 12;   ///< wanted, along the street
  double depth = 10;   ///< wanted
  double least_width = 7;
  double least_depth = 7;
  double shift = 0.5;  ///< 0 to the left margin, 1 to the right
};
/// A rectangle parallel to the street; the wanted size or what fits.
[[nodiscard]] std::optional<Quad> place_rectangle(const Lot& lot, const RectangleRules& rules);

/// A quad from side boundary to side boundary at the street, `joint` m off the boundaries, front and back
/// parallel; for houses wall to wall.
[[nodiscard]] std::optional<Quad> place_wall_to_wall(const Lot& lot, double depth, double joint);

/// An angle of wings of `depth` m along the front and the street side next to it; nothing if the lot is not
/// at a corner or the angle would not be a simple polygon of at most ten sides.
[[nodiscard]] std::optional<Ring> place_corner(const Lot& lot, double depth, double joint);

/// Cuts the lot at the places `cuts` (m along the front, ascending) at right angles to the front; one piece
/// more than cuts, from left to right. Nothing if a cut does not make just two pieces.
[[nodiscard]] std::optional<std::vector<TaggedPolygon>> slice(const Lot& lot, std::span<const double> cuts);

}  // namespace conurb::generator
