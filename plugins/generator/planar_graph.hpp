// SPDX-License-Identifier: Apache-2.0
// Streets while they grow: a connected plane graph as half-edges (Muller, Preparata, "Finding the
// intersection of two convex polyhedra", 1978; de Berg et al., "Computational Geometry", chapter 2).
// Half-edges 2e and 2e+1 are the two sides of edge e; each lies on the boundary of the face to its left.
// Faces are only ever split, so the graph stays plane and connected whatever is added.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/generator/polygon.hpp"

namespace conurb::generator {

using HalfEdge = std::uint32_t;
using Vertex = std::uint32_t;
using Face = std::uint32_t;
inline constexpr std::uint32_t kNone = UINT32_MAX;

/// Rank of an edge, highest first; the last ones are no streets.
enum class EdgeClass : std::uint8_t { motorway, primary, secondary, tertiary, residential, border };

class PlanarGraph {
 public:
  struct Link {
    Vertex a, b;
    EdgeClass edge_class;
  };
  /// A connected plane graph of straight links between `points`. The face left unbounded is outer_face().
  PlanarGraph(std::vector<Point> points, std::span<const Link> links);

  [[nodiscard]] std::size_t vertex_count() const { return points_.size(); }
  [[nodiscard]] std::size_t edge_count() const { return class_.size(); }
  [[nodiscard]] std::size_t face_count() const { return face_edge_.size(); }
  [[nodiscard]] Face outer_face() const { return outer_; }

  [[nodiscard]] Point point(Vertex v) const { return points_[v]; }
  [[nodiscard]] Vertex origin(HalfEdge h) const { return origin_[h]; }
  [[nodiscard]] Vertex target(HalfEdge h) const { return origin_[h ^ 1U]; }
  [[nodiscard]] HalfEdge next(HalfEdge h) const { return next_[h]; }
  [[nodiscard]] HalfEdge prev(HalfEdge h) const { return prev_[h]; }
  [[nodiscard]] Face face(HalfEdge h) const { return face_[h]; }
  [[nodiscard]] HalfEdge any_of_face(Face f) const { return face_edge_[f]; }
  [[nodiscard]] HalfEdge any_from(Vertex v) const { return out_[v]; }
  /// The next half-edge from the same vertex, counter-clockwise.
  [[nodiscard]] HalfEdge turn(HalfEdge h) const { return prev_[h] ^ 1U; }
  [[nodiscard]] std::uint32_t degree(Vertex v) const;
  [[nodiscard]] EdgeClass edge_class(HalfEdge h) const { return class_[h / 2]; }
  /// Number of the street that the edge belongs to: edges laid out in one go.
  [[nodiscard]] std::uint32_t street(HalfEdge h) const { return street_[h / 2]; }

  /// Half-edges around a face, counter-clockwise.
  [[nodiscard]] std::vector<HalfEdge> boundary(Face f) const;
  /// Points around a face; a dead end is passed on both sides.
  [[nodiscard]] Ring ring(Face f) const;

  /// Puts a vertex on an edge; `h` then ends there, and next(h) begins there.
  Vertex split_edge(HalfEdge h, Point p);
  /// Lays a path through a face from the origin of `from` over `inner` to the origin of `to`, both on the
  /// boundary of one face. Returns the new face, to the left of the path; the old one keeps its number and
  /// lies to the right.
  Face connect(HalfEdge from, HalfEdge to, std::span<const Point> inner, EdgeClass edge_class,
               std::uint32_t street);
  /// Lays a dead end into the face of `from`, from its origin over `path`.
  void add_dead_end(HalfEdge from, std::span<const Point> path, EdgeClass edge_class, std::uint32_t street);

 private:
  HalfEdge add_edge(Vertex a, Vertex b, Face f, EdgeClass edge_class, std::uint32_t street);
  Vertex add_vertex(Point p);
  void follow(HalfEdge a, HalfEdge b) { next_[a] = b, prev_[b] = a; }

  std::vector<Point> points_;
  std::vector<HalfEdge> out_;
  std::vector<Vertex> origin_;
  std::vector<HalfEdge> next_, prev_;
  std::vector<Face> face_;
  std::vector<EdgeClass> class_;
  std::vector<std::uint32_t> street_;
  std::vector<HalfEdge> face_edge_;
  Face outer_ = 0;
};

}  // namespace conurb::generator
