// SPDX-License-Identifier: Apache-2.0
// Outlines on the map made from polygons that lie beside each other: edges that two polygons share vanish,
// what is left is chained to rings. So the thousand triangles of a road become its outline, and the parts of
// a house its footprint.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace conurb::io {

/// A corner on a grid of 0.1 mm in the city's local frame, so that equal corners are equal whatever tile they
/// come from.
struct GridPoint {
  std::int64_t x = 0, y = 0;
  friend bool operator==(const GridPoint&, const GridPoint&) = default;
  friend auto operator<=>(const GridPoint&, const GridPoint&) = default;
};

inline constexpr double kGridStep = 1e-4;  ///< metres

/// Collects polygons and dissolves them. Keeps its buffers from outline to outline; one thread at a time.
class OutlineBuilder {
 public:
  void clear();
  /// Adds a corner in metres of the local frame to the ring under construction.
  void add_corner(double x, double y);
  void end_ring();
  /// Closes a polygon made of the rings since the last one: the first is its outer ring. Polygons may be
  /// wound either way; one whose area is below 1 cm2 is left out.
  void end_polygon();
  [[nodiscard]] bool empty() const { return edges_.empty(); }

  /// Appends the outline to `shape` as city::Shape::polygon has it: outer rings counter-clockwise, each
  /// followed by its holes, closed; no ring passes a corner twice. Appends nothing if nothing has an area.
  /// Polygons that overlap instead of touching keep their edges.
  void finish(std::vector<double>& shape);

 private:
  struct Edge {
    GridPoint from, to;
    friend auto operator<=>(const Edge&, const Edge&) = default;
  };
  struct Ring {
    std::size_t begin, end;  // in ring_points_
    double area;             // m2, signed
  };
  void cancel_opposites();
  void chain_rings();
  void close_ring(std::size_t begin);
  [[nodiscard]] std::size_t first_edge(const GridPoint& from) const;
  [[nodiscard]] std::size_t next_edge(const Edge& arriving, std::size_t first) const;
  [[nodiscard]] bool holds(const Ring& outer, const Ring& hole) const;
  [[nodiscard]] std::size_t outer_of(const Ring& hole) const;
  void write(const Ring& ring, std::vector<double>& shape) const;

  std::vector<GridPoint> corners_;
  std::vector<std::size_t> ends_;  // of the rings of the polygon under construction, in corners_
  std::vector<Edge> edges_, scratch_;
  std::vector<char> used_;
  std::vector<std::size_t> walk_, place_;  // edges walked along; by corner: its place on the walk
  std::vector<GridPoint> ring_points_;
  std::vector<Ring> rings_;
  std::vector<std::size_t> owners_;  // of holes: place of their outer ring
};

}  // namespace conurb::io
