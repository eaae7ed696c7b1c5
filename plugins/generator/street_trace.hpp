// SPDX-License-Identifier: Apache-2.0
// One new street through one face of the growing graph: where it may begin and end, and the path between.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "plugins/generator/planar_graph.hpp"

namespace conurb::generator {

/// A place on the boundary of a face: the origin of `half_edge`, or the point `p` within it.
struct BoundaryPlace {
  HalfEdge half_edge = kNone;
  bool within = false;
  Point p;
};

struct TracedPath {
  BoundaryPlace start, end;
  std::vector<Point> inner;
};

struct TraceRules {
  double step = 25;  ///< m
  double snap = 15;  ///< an end this near to a vertex goes there, m
  double junction_snap =
      0;  ///< an end this near to the end of a street on the boundary's other side joins it, m
  double least_angle = 0.8;  ///< between new and old streets, rad
};

/// A face of a graph as its boundary stood when this was made.
class FaceView {
 public:
  FaceView(const PlanarGraph& graph, Face face);
  [[nodiscard]] std::size_t size() const { return around_.size(); }
  [[nodiscard]] HalfEdge half_edge(std::size_t i) const { return around_[i]; }
  [[nodiscard]] const Ring& ring() const { return ring_; }
  [[nodiscard]] Point point(std::size_t i) const { return ring_[i % ring_.size()]; }
  /// Whether the boundary passes vertex i almost straight while a street ends there on its other side.
  [[nodiscard]] bool is_junction(std::size_t i) const { return junction_[i] != 0; }
  /// Index of a half-edge in the boundary.
  [[nodiscard]] std::size_t index_of(HalfEdge h) const;

  /// Whether a street may leave the place in direction `heading`: inwards, at an angle of at least
  /// `least_angle` to both sides.
  [[nodiscard]] bool may_leave(const BoundaryPlace& place, Vec heading, double least_angle) const;

  /// Follows `direction` (a unit vector for a point and the heading so far) from `start` to the boundary.
  /// Nothing if the path would meet the boundary at too sharp an angle or twice.
  [[nodiscard]] std::optional<TracedPath> trace(const BoundaryPlace& start, Vec heading,
                                                const TraceRules& rules,
                                                const std::function<Vec(Vec, Vec)>& direction) const;

  /// The two rings into which a path would cut the face: left of the path, right of it.
  [[nodiscard]] std::pair<Ring, Ring> cut(const TracedPath& path) const;

 private:
  /// Whether the segment meets the boundary, apart from the sides at its own ends.
  [[nodiscard]] bool touches(Point a, Point b, const BoundaryPlace* start, const BoundaryPlace* end) const;
  [[nodiscard]] std::optional<BoundaryPlace> settle(std::size_t side, Point hit, const TraceRules& rules,
                                                    const BoundaryPlace& start) const;

  const PlanarGraph& graph_;
  std::vector<HalfEdge> around_;
  Ring ring_;
  std::vector<std::uint8_t> junction_;
};

}  // namespace conurb::generator
