// SPDX-License-Identifier: Apache-2.0
// Whether the rings of a face, seen in its plane, cross or touch themselves and each other, and how holes
// lie.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/city/ear_clipping.hpp"
#include "engine/city/validity.hpp"

namespace conurb::city {

/// A fault and the corner at which it was found, as index into the points.
struct RingFault {
  Rule rule = Rule::ring_self_crossing;
  std::uint32_t corner = 0;
};

/// Keeps its memory from one face to the next.
class RingCrossings {
 public:
  /// Rings as those of EarClipper, the outline anticlockwise; `names` tells which points are one. Appends at
  /// most one fault for each ring and rule. Sides are swept from left to right, so that the time is near
  /// O(n log n) for faces of many corners.
  void find(std::span<const Point2> points, std::span<const std::uint32_t> names,
            std::span<const std::uint32_t> ring_ends, std::vector<RingFault>& faults);

 private:
  enum class Meeting { none, touch, cross };
  struct Side {
    Point2 a, b;
    std::uint32_t first = 0, second = 0;  // corners
    std::uint32_t ring = 0;
    double left = 0, right = 0;
  };
  struct Ring {
    std::uint32_t begin = 0, end = 0;
    double area = 0;
    Point2 lower, upper;
    bool copy = false, crosses = false;
  };
  void take_rings(std::span<const Point2> points, std::span<const std::uint32_t> ring_ends);
  void find_copies(std::span<const std::uint32_t> names, std::vector<RingFault>& faults);
  void find_repeated(std::span<const std::uint32_t> names, std::vector<RingFault>& faults);
  void sweep(std::span<const std::uint32_t> names, std::vector<RingFault>& faults);
  void compare(const Side& a, const Side& b, std::span<const std::uint32_t> names,
               std::vector<RingFault>& faults);
  void place_holes(std::span<const Point2> points, std::vector<RingFault>& faults) const;
  [[nodiscard]] int side_of(std::span<const Point2> points, const Ring& inner, const Ring& outer) const;
  [[nodiscard]] static Meeting meet(const Side& a, const Side& b);
  [[nodiscard]] static bool overlap_from(const Point2& shared, const Point2& a, const Point2& b);

  std::vector<Ring> rings_;
  std::vector<Side> sides_;
  std::vector<std::uint32_t> open_, sorted_, other_;
  std::vector<std::uint8_t> crossed_;  // by ring: it was told that it crosses itself
};

}  // namespace conurb::city
