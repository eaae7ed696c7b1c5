// SPDX-License-Identifier: Apache-2.0
// Triangulates a polygon with holes in the plane by cutting off ears: corners whose triangle holds no other
// corner (Meisters 1975). Holes are joined to the outline by bridges from their leftmost point to a point
// that it sees (Eberly 2002, "Triangulation by Ear Clipping"). For the faces of a city: most have fewer than
// ten corners, a few hundreds; corners that can be in the way of an ear are looked up in a grid where there
// are many.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/geometry_array.hpp"
#include "engine/city/point2.hpp"

namespace conurb::city {

/// Keeps its memory from one polygon to the next. One thread at a time.
class EarClipper {
 public:
  /// Triangulates the rings [0, ring_ends[0]), [ring_ends[0], ring_ends[1]) … of `points`: first the outline,
  /// anticlockwise, then holes, which are turned clockwise however they come. Holes of fewer than 3 points
  /// are left out; the outline has at least 3. Appends n + 2 h - 2 triangles (n points and h holes that
  /// count), each anticlockwise for a polygon that does not cross itself, as indices into `points`.
  ///
  /// Ends for any input, with that number of triangles, whose signed areas add up to outline minus holes:
  /// spikes and repeated points give triangles of no area, points in a row only where no other corner can
  /// be cut; where rings cross some triangles come out clockwise. Returns the area of these
  /// (>= 0).
  /// Time O(n r) for r corners that are not convex, near O(n) in practice.
  double clip(std::span<const Point2> points, std::span<const std::uint32_t> ring_ends,
              PodArray<std::uint32_t>& triangles);

 private:
  using Index = std::uint32_t;
  struct Node {
    Point2 at;
    double turn = 0;  // twice the signed area of the triangle with its neighbours
    Index point = 0;  // of the input
    Index prev = 0, next = 0;
    bool cut = false;
    bool convex = false;  // by more than rounding
    bool listed = false;  // among the corners that may be in the way
  };
  enum class Test { closed, open };
  class Ear;

  void link_ring(std::span<const Point2> points, Index begin, Index end, bool reversed);
  void bridge_holes();
  void bridge(Index outer, Index hole);
  [[nodiscard]] Index find_bridge(Index hole) const;
  [[nodiscard]] Index nearest_in_view(Index hole, double hit_x, Index seen) const;
  [[nodiscard]] Index nearest(Index hole) const;
  [[nodiscard]] bool opens_to(Index node, const Point2& target) const;
  void settle(Index node);
  void list_obstacles();
  void fill_grid();
  [[nodiscard]] bool is_ear(Index node, Test test);
  [[nodiscard]] bool is_free_in_grid(const Ear& ear, Test test) const;
  [[nodiscard]] std::array<std::size_t, 2> cell_of(double x, double y) const;
  [[nodiscard]] bool is_spike(Index node) const;
  void trim(Index node, PodArray<std::uint32_t>& triangles);
  [[nodiscard]] Index find_ear(Test test);
  [[nodiscard]] Index find_flat() const;
  [[nodiscard]] Index find_least() const;
  Index cut(Index node, PodArray<std::uint32_t>& triangles);

  PodArray<Node> nodes_;
  std::vector<Index> holes_;      // leftmost node of each
  std::vector<Index> obstacles_;  // corners that are or were not convex
  std::vector<Index> late_;       // such corners that came to be after the grid was filled
  std::vector<Index> cells_, in_cells_;
  std::size_t grid_ = 0;  // cells along a side; 0: no grid
  Point2 lower_, upper_;
  double cells_per_x_ = 0, cells_per_y_ = 0;
  double flat_ = 0;  // twice the area up to which a triangle counts as flat: rounding
  double wrong_ = 0;
  Index at_ = 0;
  Index left_ = 0;  // corners not yet cut
};

}  // namespace conurb::city
