// SPDX-License-Identifier: Apache-2.0
#include "engine/io/party_walls.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "engine/base/hash.hpp"
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

  /// True if a wall needs to be compared with more walls.
  [[nodiscard]] bool is_open(std::uint32_t wall, const Covered& covered) const {
    return covered.candidates < options_.most_candidates && covered.by_neighbours < faces_[wall].area();
  }

  /// Adds to `covered` what the walls `theirs` cover of the walls `ours` (places in the list of faces).
  void match(std::span<const std::uint32_t> ours, std::span<const std::uint32_t> theirs,
             std::vector<Covered>& covered) {
    constexpr std::size_t kManyPairs = 20000;
    if (ours.size() * theirs.size() > kManyPairs) {
      match_many(ours, theirs, covered);
      return;
    }
    for (const std::uint32_t a : ours) {
      for (const std::uint32_t b : theirs) {
        if (!is_open(a, covered[a])) break;
        match_pair(a, b, covered[a]);
      }
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
      const Box2 reach = box_of(faces_[a], options_.distance);
      for (const std::int64_t at : index.within(reach, options_.most_candidates)) {
        if (!is_open(a, covered[a])) break;
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
    ++covered.candidates;
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
    const double width = std::min(box_a.max_x, box_b.max_x) - std::max(box_a.min_x, box_b.min_x);
    const double height = std::min(box_a.max_y, box_b.max_y) - std::max(box_a.min_y, box_b.min_y);
    if (width <= 0 || height <= 0 || width * height < options_.smallest) return 0;
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

// To the centimetre, so that copies from files with other origins are found, too.
Hash128 wall_hash(std::span<const ShellFace> faces, std::span<const std::uint32_t> walls,
                  std::vector<std::int64_t>& scratch) {
  scratch.clear();
  std::int64_t part = 0;
  for (std::size_t i = 0; i < walls.size(); ++i) {
    const ShellFace& face = faces[walls[i]];
    if (i > 0 && face.object != faces[walls[i - 1]].object) ++part;
    scratch.push_back(part);
    for (const auto* triple : {&face.vector_area, &face.lower, &face.upper}) {
      for (const float value : *triple) scratch.push_back(std::llround(static_cast<double>(value) * 100));
    }
  }
  return hash(std::as_bytes(std::span(scratch)));
}

/// For each building the first that has the same walls, kNone for those that are the first.
std::vector<std::uint32_t> find_copies(std::span<const ShellFace> faces, const Walls& walls,
                                       std::size_t buildings) {
  std::vector<std::pair<Hash128, std::uint32_t>> order;
  order.reserve(buildings);
  std::vector<std::int64_t> scratch;
  for (std::uint32_t building = 0; building < buildings; ++building) {
    if (walls.of(building).empty()) continue;
    order.emplace_back(wall_hash(faces, walls.of(building), scratch), building);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> copy_of(buildings, city::kNone);
  for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
    if (order[i].first != order[first].first) {
      first = i;
    } else {
      copy_of[order[i].second] = order[first].second;
    }
  }
  return copy_of;
}

/// Walls of `walls` that meet a box and that the matcher still asks for.
template <typename Wanted>
void keep_near(std::span<const std::uint32_t> walls, std::span<const ShellFace> faces, const Box2& box,
               Wanted wanted, std::vector<std::uint32_t>& near) {
  near.clear();
  for (const std::uint32_t w : walls) {
    const ShellFace& face = faces[w];
    const bool meets =
        static_cast<double>(face.lower[0]) <= box.max_x && static_cast<double>(face.upper[0]) >= box.min_x &&
        static_cast<double>(face.lower[1]) <= box.max_y && static_cast<double>(face.upper[1]) >= box.min_y;
    if (meets && wanted(w)) near.push_back(w);
  }
}

/// The search over all buildings.
class PartyWallSearch {
 public:
  PartyWallSearch(const city::GeometryStore& store, Point3 origin, std::span<const ShellFace> faces,
                  std::size_t buildings, const PartyWallOptions& options)
      : store_(store), origin_(origin), faces_(faces), options_(options), walls_(faces, buildings) {
    result_.covered.resize(faces.size());
    result_.copy_of = find_copies(faces, walls_, buildings);
    crowded_.assign(buildings, 0);
    std::vector<Box2> boxes = walls_.boxes;
    for (std::size_t b = 0; b < buildings; ++b) {
      if (is_copy(b)) boxes[b] = {};
    }
    index_ = city::SpatialIndex::of_boxes(boxes);
  }

  PartyWalls run(Jobs& jobs) {
    const std::size_t buildings = walls_.boxes.size();
    constexpr std::size_t kGrain = 256;
    // Each building looks at its neighbours and writes to its own walls only.
    jobs.parallel_for(0, buildings, kGrain, [this](std::size_t first, std::size_t last) {
      WallMatcher matcher(store_, origin_, faces_, options_);
      for (std::size_t building = first; building < last; ++building) {
        if (!walls_.of(building).empty() && !is_copy(building)) search(building, matcher);
      }
    });
    for (std::uint32_t building = 0; building < buildings; ++building) {
      if (is_copy(building)) take_over(building);
      if (crowded_[building] != 0) result_.crowded.push_back(building);
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_copy(std::size_t building) const { return result_.copy_of[building] != city::kNone; }

  void search(std::size_t building, WallMatcher& matcher) {
    std::vector<std::uint32_t> ours, theirs;
    const Box2 reach = wider(walls_.boxes[building], options_.distance);
    const auto near = index_.within(reach, options_.most_neighbours);
    crowded_[building] = near.size() == options_.most_neighbours ? 1 : 0;
    const auto open = [this, &matcher](std::uint32_t wall) {
      return matcher.is_open(wall, result_.covered[wall]);
    };
    for (const std::int64_t found : near) {
      const auto other = static_cast<std::size_t>(found);
      if (other == building && walls_.of_one_object(building, faces_)) continue;
      keep_near(walls_.of(building), faces_, wider(walls_.boxes[other], options_.distance), open, ours);
      if (ours.empty()) continue;
      keep_near(
          walls_.of(other), faces_, reach, [](std::uint32_t) { return true; }, theirs);
      matcher.match(ours, theirs, result_.covered);
    }
    for (const std::uint32_t wall : walls_.of(building)) {
      Covered& covered = result_.covered[wall];
      if (covered.candidates >= options_.most_candidates) crowded_[building] = 1;
      const double area = faces_[wall].area();
      covered.by_neighbours = std::min(covered.by_neighbours, area);
      covered.by_own_parts = std::min(covered.by_own_parts, area - covered.by_neighbours);
    }
  }

  // A copy's walls are those of the first, one by one.
  void take_over(std::size_t building) {
    const std::size_t first = result_.copy_of[building];
    for (std::size_t i = 0; i < walls_.of(building).size(); ++i) {
      result_.covered[walls_.of(building)[i]] = result_.covered[walls_.of(first)[i]];
    }
  }

  const city::GeometryStore& store_;
  Point3 origin_;
  std::span<const ShellFace> faces_;
  const PartyWallOptions& options_;
  Walls walls_;
  city::SpatialIndex index_;
  std::vector<std::uint8_t> crowded_;
  PartyWalls result_;
};

}  // namespace

PartyWalls find_party_walls(const city::GeometryStore& store, Point3 origin, std::span<const ShellFace> faces,
                            std::size_t buildings, Jobs& jobs, const PartyWallOptions& options) {
  return PartyWallSearch(store, origin, faces, buildings, options).run(jobs);
}

}  // namespace conurb::io
