// SPDX-License-Identifier: Apache-2.0
#include "engine/io/party_walls.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"

namespace conurb::io {

using city::Box2;
using city::Point3;

namespace {

struct Vector {
  double x = 0, y = 0, z = 0;
};

double dot(const Vector& a, const Vector& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

Vector vector_of(const ShellFace& face) {
  return {static_cast<double>(face.vector_area[0]), static_cast<double>(face.vector_area[1]),
          static_cast<double>(face.vector_area[2])};
}

Vector unit(const Vector& v) {
  const double length = std::sqrt(dot(v, v));
  return {v.x / length, v.y / length, v.z / length};
}

/// A plane's own axes: u level, v up the slope, both at right angles to the normal.
struct PlaneAxes {
  Vector n, u, v;
  explicit PlaneAxes(const Vector& normal) : n(normal) {
    const double level = std::hypot(n.x, n.y);
    u = {-n.y / level, n.x / level, 0};
    v = {n.y * u.z - n.z * u.y, n.z * u.x - n.x * u.z, n.x * u.y - n.y * u.x};
  }
};

/// Looks for what covers the walls of one building. One per chunk of work, for its buffers.
class WallMatcher {
 public:
  WallMatcher(const city::GeometryStore& store, Point3 origin, std::span<const ShellFace> faces,
              const PartyWallOptions& options)
      : store_(store),
        origin_(origin),
        faces_(faces),
        options_(options),
        opposite_(-std::cos(options.angle_deg * 3.14159265358979323846 / 180)) {}

  /// Adds to `covered` what the walls `theirs` cover of the walls `ours` (places in the list of faces).
  void match(std::span<const std::uint32_t> ours, std::span<const std::uint32_t> theirs,
             std::vector<Covered>& covered) {
    constexpr std::size_t kManyPairs = 20000;
    if (ours.size() * theirs.size() > kManyPairs) {
      match_many(ours, theirs, covered);
      return;
    }
    for (const std::uint32_t a : ours) {
      for (const std::uint32_t b : theirs) match_pair(a, b, covered[a]);
    }
  }

 private:
  // Large complexes: an index spares most pairs.
  void match_many(std::span<const std::uint32_t> ours, std::span<const std::uint32_t> theirs,
                  std::vector<Covered>& covered) {
    std::vector<Box2> boxes;
    for (const std::uint32_t b : theirs) boxes.push_back(box_of(faces_[b], 0));
    const auto index = city::SpatialIndex::of_boxes(boxes);
    for (const std::uint32_t a : ours) {
      for (const std::int64_t at : index.within(box_of(faces_[a], options_.distance))) {
        match_pair(a, theirs[static_cast<std::size_t>(at)], covered[a]);
      }
    }
  }

  static Box2 box_of(const ShellFace& face, double margin) {
    return {static_cast<double>(face.lower[0]) - margin, static_cast<double>(face.lower[1]) - margin,
            static_cast<double>(face.upper[0]) + margin, static_cast<double>(face.upper[1]) + margin};
  }

  void match_pair(std::uint32_t at_a, std::uint32_t at_b, Covered& covered) {
    const ShellFace& a = faces_[at_a];
    const ShellFace& b = faces_[at_b];
    if (a.object == b.object) return;
    const auto margin = static_cast<float>(options_.distance);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (a.lower[axis] > b.upper[axis] + margin || b.lower[axis] > a.upper[axis] + margin) return;
    }
    const Vector va = vector_of(a), vb = vector_of(b);
    const double ab = dot(va, vb);
    if (ab >= 0 || ab * ab < opposite_ * opposite_ * dot(va, va) * dot(vb, vb)) return;
    const double shared = overlap(a, b, PlaneAxes(unit(va)), unit(vb));
    if (shared < options_.smallest) return;
    (a.building == b.building ? covered.by_own_parts : covered.by_neighbours) += shared;
  }

  double overlap(const ShellFace& a, const ShellFace& b, const PlaneAxes& axes, const Vector& b_normal) {
    const Vector on_a = flatten(a, axes, flat_a_);
    const Vector on_b = flatten(b, axes, flat_b_);
    const Box2 box_a = city::bounding_box(flat_a_), box_b = city::bounding_box(flat_b_);
    if (!box_a.meets(box_b)) return 0;
    // The middle of the overlap, on a's plane; its distance to b's plane along a's normal.
    const double u = 0.5 * (std::max(box_a.min_x, box_b.min_x) + std::min(box_a.max_x, box_b.max_x));
    const double v = 0.5 * (std::max(box_a.min_y, box_b.min_y) + std::min(box_a.max_y, box_b.max_y));
    const double w = dot(on_a, axes.n);
    const Vector middle{axes.u.x * u + axes.v.x * v + axes.n.x * w,
                        axes.u.y * u + axes.v.y * v + axes.n.y * w,
                        axes.u.z * u + axes.v.z * v + axes.n.z * w};
    const Vector gap{on_b.x - middle.x, on_b.y - middle.y, on_b.z - middle.z};
    if (std::abs(dot(gap, b_normal)) > options_.distance * std::abs(dot(axes.n, b_normal))) return 0;
    return city::shared_area(flat_a_, flat_b_);
  }

  /// The face's rings on the plane, as query_shape has polygons; returns one of its corners.
  Vector flatten(const ShellFace& face, const PlaneAxes& axes, std::vector<double>& flat) const {
    const city::GeometryPoints points(store_, face.geometry);
    const Vector base{points.base()[0] - origin_[0], points.base()[1] - origin_[1],
                      points.base()[2] - origin_[2]};
    flat.clear();
    Vector some;
    for (std::uint32_t r = store_.rings(face.surface).begin; r < store_.rings(face.surface).end; ++r) {
      const auto ring = store_.ring(r);
      for (std::size_t i = 0; i <= ring.size() && !ring.empty(); ++i) {
        const Point3 p = points.at(ring[i == ring.size() ? 0 : i]);
        some = {p[0] + base.x, p[1] + base.y, p[2] + base.z};
        flat.push_back(dot(some, axes.u));
        flat.push_back(dot(some, axes.v));
      }
    }
    // Areas count with the sign of their winding: both faces are to count positive.
    if (city::polygon_area(flat) < 0) turn_rings(flat);
    return some;
  }

  static void turn_rings(std::vector<double>& flat) {
    std::size_t begin = 0;
    for (city::RingReader rings{std::span<const double>(flat)}; rings.next();) {
      const std::size_t count = rings.ring().size() / 2;
      for (std::size_t i = 0; i < count / 2; ++i) {
        std::swap(flat[begin + 2 * i], flat[begin + 2 * (count - 1 - i)]);
        std::swap(flat[begin + 2 * i + 1], flat[begin + 2 * (count - 1 - i) + 1]);
      }
      begin += 2 * count;
    }
  }

  const city::GeometryStore& store_;
  Point3 origin_;
  std::span<const ShellFace> faces_;
  const PartyWallOptions& options_;
  double opposite_;  // largest cosine between two normals that look at each other
  std::vector<double> flat_a_, flat_b_;
};

bool is_wall(const ShellFace& face) {
  const Vector v = vector_of(face);
  const double area = std::sqrt(dot(v, v));
  return face.facing == Facing::wall && area > 1e-6 && std::abs(v.z) < 0.5 * area;
}

/// The walls of each building, and the box around them.
struct Walls {
  std::vector<std::size_t> begin;  // buildings + 1, in `list`
  std::vector<std::uint32_t> list;
  std::vector<Box2> boxes;

  Walls(std::span<const ShellFace> faces, std::size_t buildings) : begin(buildings + 1, 0), boxes(buildings) {
    for (std::size_t i = 0; i < faces.size(); ++i) {
      if (!is_wall(faces[i])) continue;
      ++begin[faces[i].building + 1];
      list.push_back(static_cast<std::uint32_t>(i));
      Box2& box = boxes[faces[i].building];
      box.add(static_cast<double>(faces[i].lower[0]), static_cast<double>(faces[i].lower[1]));
      box.add(static_cast<double>(faces[i].upper[0]), static_cast<double>(faces[i].upper[1]));
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t building) const {
    return std::span(list).subspan(begin[building], begin[building + 1] - begin[building]);
  }
  [[nodiscard]] bool of_one_object(std::size_t building, std::span<const ShellFace> faces) const {
    return faces[of(building).front()].object == faces[of(building).back()].object;
  }
};

Box2 wider(const Box2& box, double margin) {
  return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

void keep_near(std::span<const std::uint32_t> walls, std::span<const ShellFace> faces, const Box2& box,
               std::vector<std::uint32_t>& near) {
  near.clear();
  for (const std::uint32_t w : walls) {
    const ShellFace& face = faces[w];
    const bool meets =
        static_cast<double>(face.lower[0]) <= box.max_x && static_cast<double>(face.upper[0]) >= box.min_x &&
        static_cast<double>(face.lower[1]) <= box.max_y && static_cast<double>(face.upper[1]) >= box.min_y;
    if (meets) near.push_back(w);
  }
}

}  // namespace

std::vector<Covered> find_party_walls(const city::GeometryStore& store, Point3 origin,
                                      std::span<const ShellFace> faces, std::size_t buildings, Jobs& jobs,
                                      const PartyWallOptions& options) {
  std::vector<Covered> covered(faces.size());
  const Walls walls(faces, buildings);
  const auto index = city::SpatialIndex::of_boxes(walls.boxes);
  constexpr std::size_t kGrain = 256;
  // Each building looks at its neighbours and writes to its own walls only.
  jobs.parallel_for(0, buildings, kGrain, [&](std::size_t first, std::size_t last) {
    WallMatcher matcher(store, origin, faces, options);
    std::vector<std::uint32_t> ours, theirs;
    for (std::size_t building = first; building < last; ++building) {
      if (walls.of(building).empty()) continue;
      const Box2 reach = wider(walls.boxes[building], options.distance);
      for (const std::int64_t found : index.within(reach)) {
        const auto other = static_cast<std::size_t>(found);
        if (other == building && walls.of_one_object(building, faces)) continue;
        keep_near(walls.of(building), faces, wider(walls.boxes[other], options.distance), ours);
        keep_near(walls.of(other), faces, reach, theirs);
        matcher.match(ours, theirs, covered);
      }
      for (const std::uint32_t wall : walls.of(building)) {
        const double area = faces[wall].area();
        covered[wall].by_neighbours = std::min(covered[wall].by_neighbours, area);
        covered[wall].by_own_parts = std::min(covered[wall].by_own_parts, area - covered[wall].by_neighbours);
      }
    }
  });
  return covered;
}

}  // namespace conurb::io
