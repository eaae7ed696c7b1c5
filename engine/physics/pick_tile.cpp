// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/pick_tile.hpp"

#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/city/vector3.hpp"

namespace conurb::physics {
namespace {

using city::Point3;

Point3 to_double(const std::array<float, 3>& v) {
  return {v[0], v[1], v[2]};
}

/// A ray turned so that its largest component is the last and the others vanish; then a triangle is hit if
/// the origin is inside of its shadow (Woop et al., section 3).
class ShearedRay {
 public:
  ShearedRay(const Point3& from, const Point3& direction) : from_(from) {
    for (std::size_t k = 1; k < 3; ++k) {
      if (std::abs(direction[k]) > std::abs(direction[z_])) z_ = k;
    }
    x_ = (z_ + 1) % 3;
    y_ = (z_ + 2) % 3;
    shear_x_ = direction[x_] / direction[z_];
    shear_y_ = direction[y_] / direction[z_];
    scale_ = 1 / direction[z_];
  }

  /// Lengths of the direction to the triangle's plane; none if it is missed or has no area.
  [[nodiscard]] std::optional<double> hit(const Point3& a, const Point3& b, const Point3& c) const {
    const Point3 p = sheared(a), q = sheared(b), r = sheared(c);
    const double u = r[0] * q[1] - r[1] * q[0];
    const double v = p[0] * r[1] - p[1] * r[0];
    const double w = q[0] * p[1] - q[1] * p[0];
    if ((u < 0 || v < 0 || w < 0) && (u > 0 || v > 0 || w > 0)) return std::nullopt;
    const double sum = u + v + w;
    if (sum == 0) return std::nullopt;
    return (u * p[2] + v * q[2] + w * r[2]) / sum;
  }

 private:
  [[nodiscard]] Point3 sheared(const Point3& point) const {
    const Point3 d = city::minus(point, from_);
    return {d[x_] - shear_x_ * d[z_], d[y_] - shear_y_ * d[z_], scale_ * d[z_]};
  }
  Point3 from_;
  std::size_t x_ = 0, y_ = 0, z_ = 0;
  double shear_x_ = 0, shear_y_ = 0, scale_ = 0;
};

void check(const TriangleSource& source) {
  const auto refuse = [](const std::string& what) {
    return Error(ErrorCode::invalid_argument, what, "triangles of a tile");
  };
  if (source.indices.size() % 3 != 0)
    throw refuse(fmt::format("{} indices are no whole triangles", source.indices.size()));
  if (source.objects.size() != source.indices.size() / 3)
    throw refuse(
        fmt::format("{} triangles have {} objects", source.indices.size() / 3, source.objects.size()));
  for (const std::uint32_t index : source.indices) {
    if (index >= source.vertex_count)
      throw refuse(fmt::format("index {} of {} vertices", index, source.vertex_count));
  }
}

}  // namespace

PickTile::PickTile(const TriangleSource& source)
    : origin_(source.origin),
      indices_(source.indices.begin(), source.indices.end()),
      objects_(source.objects.begin(), source.objects.end()) {
  check(source);
  vertices_.resize(source.vertex_count);
  const auto* bytes = reinterpret_cast<const std::byte*>(source.vertices);
  for (std::size_t i = 0; i < vertices_.size(); ++i)
    std::memcpy(vertices_[i].data(), bytes + i * source.stride, sizeof(vertices_[i]));

  std::vector<FloatBox> boxes;
  boxes.reserve(triangles());
  for (std::uint32_t t = 0; t < triangles(); ++t) {
    FloatBox box{vertices_[indices_[3 * t]], vertices_[indices_[3 * t]]};
    bool finite = true;
    for (std::size_t corner = 0; corner < 3; ++corner) {
      const std::array<float, 3>& v = vertices_[indices_[3 * t + corner]];
      for (std::size_t k = 0; k < 3; ++k) {
        finite = finite && std::isfinite(v[k]);
        box.lower[k] = std::min(box.lower[k], v[k]);
        box.upper[k] = std::max(box.upper[k], v[k]);
      }
    }
    if (!finite) continue;
    boxes.push_back(box);
    leaves_.push_back(t);
  }
  if (boxes.empty()) return;
  if (leaves_.size() == triangles()) leaves_ = {};
  box_ = boxes.front();
  for (const FloatBox& box : boxes) {
    for (std::size_t k = 0; k < 3; ++k) {
      box_.lower[k] = std::min(box_.lower[k], box.lower[k]);
      box_.upper[k] = std::max(box_.upper[k], box.upper[k]);
    }
  }
  tree_ = BoxTree(boxes);
}

std::size_t PickTile::bytes() const {
  return vertices_.size() * sizeof(vertices_[0]) +
         (indices_.size() + objects_.size() + leaves_.size()) * sizeof(std::uint32_t) + tree_.bytes();
}

/// Calls take(triangle, lengths of the direction), which gives the new most as BoxTree::walk wants it.
template <typename Take>
void PickTile::for_each_hit(const Ray& ray, Take take) const {
  const Point3 from = city::minus(ray.from, origin_);
  const double most = ray.longest_m / city::length(ray.direction);
  const ShearedRay sheared(from, ray.direction);
  double limit = most;
  tree_.walk(from, ray.direction, most, [&](std::size_t leaf) {
    const std::uint32_t triangle = leaves_.empty() ? static_cast<std::uint32_t>(leaf) : leaves_[leaf];
    const std::size_t first = 3 * std::size_t{triangle};
    const auto at =
        sheared.hit(to_double(vertices_[indices_[first]]), to_double(vertices_[indices_[first + 1]]),
                    to_double(vertices_[indices_[first + 2]]));
    if (at && *at >= 0 && *at <= limit) limit = take(triangle, *at);
    return limit;
  });
}

std::optional<Hit> PickTile::closest(const Ray& ray) const {
  std::optional<std::uint32_t> nearest;
  double distance = 0;
  for_each_hit(ray, [&](std::uint32_t triangle, double at) {
    if (!nearest || at < distance || triangle < *nearest) nearest = triangle;
    return distance = at;
  });
  if (!nearest) return std::nullopt;
  Hit hit;
  hit.triangle = *nearest;
  hit.object = objects_[*nearest];
  hit.distance_m = distance * city::length(ray.direction);
  for (std::size_t k = 0; k < 3; ++k) hit.point[k] = ray.from[k] + distance * ray.direction[k];
  const std::size_t first = 3 * std::size_t{*nearest};
  const Point3 a = to_double(vertices_[indices_[first]]), b = to_double(vertices_[indices_[first + 1]]),
               c = to_double(vertices_[indices_[first + 2]]);
  const Point3 normal = city::cross(city::minus(b, a), city::minus(c, a));
  const double length = city::length(normal);
  for (std::size_t k = 0; k < 3; ++k) hit.normal[k] = length > 0 ? normal[k] / length : 0;
  return hit;
}

bool PickTile::blocks(const Ray& ray) const {
  bool hit = false;
  for_each_hit(ray, [&](std::uint32_t, double) {
    hit = true;
    return -1.0;
  });
  return hit;
}

}  // namespace conurb::physics
