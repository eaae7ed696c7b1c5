// SPDX-License-Identifier: Apache-2.0
#include "engine/city/shell_check.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::city {

namespace {

double six_volumes(const Point3& a, const Point3& b, const Point3& c) {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) +
         a[2] * (b[0] * c[1] - b[1] * c[0]);
}

}  // namespace

void ShellCheck::collect_edges(const SnappedGeometry& geometry, Range faces) {
  edges_.clear();
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    const Range rings = geometry.rings(s);
    for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
      const auto ring = geometry.ring(r);
      for (std::size_t i = 0; ring.size() > 1 && i < ring.size(); ++i) {
        const std::uint32_t a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
        edges_.push_back({std::uint64_t{std::min(a, b)} << 32 | std::max(a, b), s - faces.begin, a < b});
      }
    }
  }
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    if (a.ends != b.ends) return a.ends < b.ends;
    return a.face != b.face ? a.face < b.face : a.forward < b.forward;
  });
}

void ShellCheck::measure_faces(const SnappedGeometry& geometry, Range faces, ShellReport& report) {
  Box box;
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    for (std::uint32_t r = geometry.rings(s).begin; r < geometry.rings(s).end; ++r) {
      for (const std::uint32_t n : geometry.ring(r)) box.add(geometry.point(n));
    }
  }
  Point3 middle{0, 0, 0};
  for (std::size_t axis = 0; axis < 3 && !box.empty(); ++axis)
    middle[axis] = 0.5 * (box.lower[axis] + box.upper[axis]);
  volumes_.assign(faces.size(), 0);
  for (std::uint32_t s = faces.begin; s < faces.end; ++s) {
    double sum = 0;
    for (std::uint32_t r = geometry.rings(s).begin; r < geometry.rings(s).end; ++r) {
      const auto ring = geometry.ring(r);
      if (ring.size() < 3) continue;
      const Point3 first = minus(geometry.point(ring[0]), middle);
      Point3 before = minus(geometry.point(ring[1]), middle);
      for (std::size_t i = 2; i < ring.size(); ++i) {
        const Point3 here = minus(geometry.point(ring[i]), middle);
        sum += six_volumes(first, before, here);
        before = here;
      }
    }
    volumes_[s - faces.begin] = sum / 6;
    report.volume += sum / 6;
  }
}

std::uint32_t ShellCheck::root(std::uint32_t face) {
  // Paths are halved on the way; what a face is turned against is carried along.
  while (parent_[face] != face) {
    const std::uint32_t up = parent_[face];
    against_[face] = static_cast<std::uint8_t>(against_[face] ^ against_[up]);
    parent_[face] = parent_[up];
    face = parent_[face];
  }
  return face;
}

void ShellCheck::join(std::uint32_t a, std::uint32_t b, bool against, ShellReport& report) {
  const auto turned_to_root = [this](std::uint32_t face) {
    std::uint8_t turned = 0;
    for (; parent_[face] != face; face = parent_[face])
      turned = static_cast<std::uint8_t>(turned ^ against_[face]);
    return turned;
  };
  const std::uint32_t ra = root(a), rb = root(b);
  const auto between = static_cast<std::uint8_t>(turned_to_root(a) ^ turned_to_root(b) ^ (against ? 1 : 0));
  if (ra == rb) {
    if (between != 0) report.orientable = false;
    return;
  }
  const std::uint32_t upper = std::min(ra, rb), lower = std::max(ra, rb);
  parent_[lower] = upper;
  against_[lower] = between;
}

void ShellCheck::walk_edges(const SnappedGeometry& geometry, ShellReport& report) {
  for (std::size_t i = 0; i < edges_.size();) {
    std::size_t end = i + 1;
    while (end < edges_.size() && edges_[end].ends == edges_[i].ends) ++end;
    const Point3& a = geometry.point(static_cast<std::uint32_t>(edges_[i].ends >> 32));
    const Point3& b = geometry.point(static_cast<std::uint32_t>(edges_[i].ends & 0xFFFFFFFFu));
    const Point3 middle{0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]), 0.5 * (a[2] + b[2])};
    const std::size_t uses = end - i;
    if (uses == 1) {
      if (report.open_edges++ == 0) report.open_place = middle;
      const Point3 along = minus(b, a);
      report.open_length += std::sqrt(along[0] * along[0] + along[1] * along[1] + along[2] * along[2]);
      open_face_[edges_[i].face] = 1;
    } else if (uses == 2) {
      join(edges_[i].face, edges_[i + 1].face, edges_[i].forward == edges_[i + 1].forward, report);
    } else {
      if (report.crowded_edges++ == 0) report.crowded_place = middle;
      for (std::size_t k = i; k < end; ++k) open_face_[edges_[k].face] = 1;
    }
    i = end;
  }
}

void ShellCheck::orient(ShellSide side, ShellReport& report) {
  const std::size_t count = volumes_.size();
  bodies_.assign(count, {});
  turned_.assign(count, 0);
  for (std::uint32_t f = 0; f < count; ++f) {
    const std::uint32_t body = root(f);
    turned_[f] = f == body ? 0 : against_[f];
    for (std::uint32_t up = parent_[f]; f != body && up != body; up = parent_[up])
      turned_[f] = static_cast<std::uint8_t>(turned_[f] ^ against_[up]);
    Body& of = bodies_[body];
    ++of.faces;
    of.turned += turned_[f];
    of.volume += turned_[f] != 0 ? -volumes_[f] : volumes_[f];
    of.all_signs += std::abs(volumes_[f]);
    of.open = of.open || open_face_[f] != 0;
  }
  for (std::uint32_t f = 0; f < count; ++f) {
    if (parent_[f] == f) ++report.bodies;
  }
  const double sign = side == ShellSide::outer ? 1 : -1;
  for (std::uint32_t f = 0; f < count; ++f) {
    const Body& body = bodies_[root(f)];
    // An open body of one orientation throughout is inside-out if it clearly looks so.
    const double needed = body.open ? 0.5 * body.all_signs : 0;
    const bool by_volume = !body.open || body.turned == 0;
    const bool invert = by_volume ? sign * body.volume < -needed : 2 * body.turned > body.faces;
    if (invert) turned_[f] = turned_[f] != 0 ? 0 : 1;
  }
  for (Body& body : bodies_) body.turned = 0;
  for (std::uint32_t f = 0; f < count; ++f) bodies_[root(f)].turned += turned_[f];
}

ShellReport ShellCheck::check(const SnappedGeometry& geometry, Range faces, ShellSide side) {
  ShellReport report;
  first_ = faces.begin;
  collect_edges(geometry, faces);
  measure_faces(geometry, faces, report);
  parent_.resize(faces.size());
  for (std::uint32_t f = 0; f < faces.size(); ++f) parent_[f] = f;
  against_.assign(faces.size(), 0);
  open_face_.assign(faces.size(), 0);
  walk_edges(geometry, report);
  orient(side, report);
  return report;
}

bool ShellCheck::is_of_inverted_body(std::uint32_t face) const {
  std::uint32_t body = face - first_;
  while (parent_[body] != body) body = parent_[body];
  return bodies_[body].turned == bodies_[body].faces;
}

}  // namespace conurb::city
