// SPDX-License-Identifier: Apache-2.0
#include "engine/city/snapped_geometry.hpp"

#include <algorithm>

namespace conurb::city {

void SnappedGeometry::collect(const GeometryStore& store) {
  vertices_.clear();
  const std::uint32_t last_ring = surfaces_.size() == 0 ? first_ring_ : store.rings(surfaces_.end - 1).end;
  for (std::uint32_t r = first_ring_; r < last_ring; ++r) {
    vertices_.insert(vertices_.end(), store.ring(r).begin(), store.ring(r).end());
  }
  std::sort(vertices_.begin(), vertices_.end());
  vertices_.erase(std::unique(vertices_.begin(), vertices_.end()), vertices_.end());
}

// The names of points at one place are that of the first of them along x.
void SnappedGeometry::snap(double snap_m) {
  const std::size_t count = vertices_.size();
  by_x_.resize(count);
  names_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) by_x_[i] = i;
  std::sort(by_x_.begin(), by_x_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return places_[a] != places_[b] ? places_[a] < places_[b] : a < b;
  });
  // In steps of the tolerance, neighbours are no one point because of rounding.
  const double reach = snap_m * (1 - 1e-6), reach2 = reach * reach;
  for (std::size_t i = 0; i < count; ++i) {
    const Point3& p = places_[by_x_[i]];
    names_[by_x_[i]] = by_x_[i];
    for (std::size_t j = i; j-- > 0;) {
      const Point3& q = places_[by_x_[j]];
      const double dx = p[0] - q[0], dy = p[1] - q[1], dz = p[2] - q[2];
      if (dx >= reach) break;
      if (p != q && dx * dx + dy * dy + dz * dz >= reach2) continue;
      names_[by_x_[i]] = names_[by_x_[j]];
      break;
    }
  }
}

void SnappedGeometry::load(const GeometryPoints& points, double snap_m) {
  points_ = &points;
  const GeometryStore& store = points.store();
  surfaces_ = store.surfaces(points.boundary());
  first_ring_ = surfaces_.size() == 0 ? 0 : store.rings(surfaces_.begin).begin;
  collect(store);
  places_.clear();
  for (const std::uint32_t v : vertices_) places_.push_back(points.at(v));
  snap(snap_m);
  corners_.clear();
  repeated_.clear();
  ring_begin_.assign(1, 0);
  const std::uint32_t last_ring = surfaces_.size() == 0 ? 0 : store.rings(surfaces_.end - 1).end;
  for (std::uint32_t r = first_ring_; r < last_ring; ++r) {
    const std::size_t begin = corners_.size();
    for (const std::uint32_t v : store.ring(r)) {
      const std::uint32_t called = name(v);
      if (corners_.size() == begin || corners_.back() != called) corners_.push_back(called);
    }
    while (corners_.size() > begin + 1 && corners_.back() == corners_[begin]) corners_.pop_back();
    repeated_.push_back(static_cast<std::uint32_t>(store.ring(r).size() - (corners_.size() - begin)));
    ring_begin_.push_back(static_cast<std::uint32_t>(corners_.size()));
  }
}

Point3 SnappedGeometry::repeated_place(std::uint32_t ring) const {
  const auto vertices = points_->store().ring(ring);
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const std::uint32_t here = name(vertices[i]);
    if (here == name(vertices[i + 1 == vertices.size() ? 0 : i + 1])) return places_[here];
  }
  return places_[name(vertices[0])];
}

std::uint32_t SnappedGeometry::name(std::uint32_t vertex) const {
  const auto found = std::lower_bound(vertices_.begin(), vertices_.end(), vertex);
  return names_[static_cast<std::size_t>(found - vertices_.begin())];
}

Point3 SnappedGeometry::world(const Point3& local) const {
  const Point3& base = points_->base();
  return {base[0] + local[0], base[1] + local[1], base[2] + local[2]};
}

}  // namespace conurb::city
