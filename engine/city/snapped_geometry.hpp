// SPDX-License-Identifier: Apache-2.0
// One geometry as its validity is judged: points that lie nearer to each other than a tolerance are one, and
// rings name these points, without those that merely repeat the one before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/geometry_measure.hpp"

namespace conurb::city {

/// Keeps its memory from one geometry to the next. Surfaces and rings are numbered as in the store.
class SnappedGeometry {
 public:
  /// Takes in the boundary of `points`. O(n log n) unless very many points lie at one x.
  void load(const GeometryPoints& points, double snap_m);

  [[nodiscard]] Range surfaces() const { return surfaces_; }
  [[nodiscard]] Range rings(std::uint32_t surface) const { return points_->store().rings(surface); }
  /// Names of the ring's points, each another than the one before, round and round.
  [[nodiscard]] std::span<const std::uint32_t> ring(std::uint32_t ring) const {
    const std::size_t at = ring - first_ring_;
    return std::span(corners_).subspan(ring_begin_[at], ring_begin_[at + 1] - ring_begin_[at]);
  }
  /// Points of the ring that repeat the one before.
  [[nodiscard]] std::uint32_t repeated(std::uint32_t ring) const { return repeated_[ring - first_ring_]; }
  /// Place of the first of them, local; of a ring without: its first point. Not of an empty ring.
  [[nodiscard]] Point3 repeated_place(std::uint32_t ring) const;
  /// Name of a vertex of the store that the geometry uses.
  [[nodiscard]] std::uint32_t name(std::uint32_t vertex) const;
  /// Number of names; they run from 0.
  [[nodiscard]] std::uint32_t names() const { return static_cast<std::uint32_t>(places_.size()); }
  /// Local coordinates of a name.
  [[nodiscard]] const Point3& point(std::uint32_t name) const { return places_[name]; }
  [[nodiscard]] Point3 world(const Point3& local) const;

 private:
  void collect(const GeometryStore& store);
  void snap(double snap_m);

  const GeometryPoints* points_ = nullptr;  // of the last load(), for the store behind it
  Range surfaces_;
  std::uint32_t first_ring_ = 0;
  std::vector<std::uint32_t> vertices_, names_;  // vertices in use, ascending, and what they are called
  std::vector<Point3> places_;                   // by name; of names that are not used: of the vertex
  std::vector<std::uint32_t> by_x_;
  std::vector<std::uint32_t> corners_, ring_begin_, repeated_;
};

}  // namespace conurb::city
