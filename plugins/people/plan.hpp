// SPDX-License-Identifier: Apache-2.0
// The plan in whole millimetres, as the parcels are cut from it. Rings do not repeat their first point; outer
// ones turn counter-clockwise, holes clockwise.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace conurb::people {

/// A place, mm east and north of the city's origin.
struct Place {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const Place&) const = default;
};

using Ring = std::vector<Place>;

/// An axis-parallel box, borders included, mm; default-made it is empty.
struct Box {
  std::int64_t min_x = std::numeric_limits<std::int64_t>::max();
  std::int64_t min_y = std::numeric_limits<std::int64_t>::max();
  std::int64_t max_x = std::numeric_limits<std::int64_t>::min();
  std::int64_t max_y = std::numeric_limits<std::int64_t>::min();

  [[nodiscard]] bool empty() const { return min_x > max_x; }
  void add(Place p) {
    min_x = std::min(min_x, p.x), max_x = std::max(max_x, p.x);
    min_y = std::min(min_y, p.y), max_y = std::max(max_y, p.y);
  }
  void add(const Box& other) {
    min_x = std::min(min_x, other.min_x), max_x = std::max(max_x, other.max_x);
    min_y = std::min(min_y, other.min_y), max_y = std::max(max_y, other.max_y);
  }
  [[nodiscard]] Box grown(std::int64_t by) const {
    return empty() ? *this : Box{min_x - by, min_y - by, max_x + by, max_y + by};
  }
  [[nodiscard]] bool meets(const Box& other) const {
    return min_x <= other.max_x && other.min_x <= max_x && min_y <= other.max_y && other.min_y <= max_y;
  }
};

[[nodiscard]] Box box_of(std::span<const Ring> rings);

/// Twice the signed area, mm2, summed about the first point; positive for counter-clockwise rings.
[[nodiscard]] double twice_area(std::span<const Place> ring);

/// The rings of a polygon in the form of the tables (metres, each ring closed by its first point) to the
/// nearest millimetre, without points that repeat the one before; turned round as a whole if their sum turns
/// clockwise. A ring may keep a single point. Coordinates must be finite and within 1e9 m.
[[nodiscard]] std::vector<Ring> to_plan(std::span<const double> shape);

/// Square of the distance between two segments, mm2.
[[nodiscard]] double squared_distance(Place a, Place b, Place c, Place d);

/// The part of a ring inside of a box (Sutherland and Hodgman, 1974): the winding number of places in the box
/// stays; sides along its border may run to and fro. Linear time.
[[nodiscard]] Ring cut_to_box(std::span<const Place> ring, const Box& box);

/// A line without corners that stand within `off` mm of it (Douglas and Peucker, 1973); both ends stay. The
/// same whichever end it begins at.
[[nodiscard]] std::vector<Place> without_small_bends(std::vector<Place> line, double off);

}  // namespace conurb::people
