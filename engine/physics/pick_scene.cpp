// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/pick_scene.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::physics {
namespace {

using city::Point3;

bool is_sound(const Ray& ray) {
  for (std::size_t k = 0; k < 3; ++k) {
    if (!std::isfinite(ray.from[k]) || !std::isfinite(ray.direction[k])) return false;
  }
  const double length2 = city::dot(ray.direction, ray.direction);
  return length2 > 0 && std::isfinite(length2) && ray.longest_m >= 0;
}

/// The tile's box relative to `origin`, rounded outwards to floats.
FloatBox box_from(const PickTile& tile, const Point3& origin) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  FloatBox box{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double shift = tile.origin()[k] - origin[k];
    box.lower[k] = std::nextafter(static_cast<float>(tile.box().lower[k] + shift), -kInfinity);
    box.upper[k] = std::nextafter(static_cast<float>(tile.box().upper[k] + shift), kInfinity);
  }
  return box;
}

}  // namespace

PickScene::PickScene(Tiles tiles) : tiles_(std::move(tiles)) {
  std::vector<FloatBox> boxes;
  for (std::uint32_t i = 0; i < tiles_.size(); ++i) {
    const PickTile& tile = *tiles_[i];
    if (tile.empty()) continue;
    if (leaves_.empty()) origin_ = tile.origin();
    boxes.push_back(box_from(tile, origin_));
    leaves_.push_back(i);
  }
  tree_ = BoxTree(boxes);
}

std::optional<Hit> PickScene::closest(const Ray& ray) const {
  if (!is_sound(ray)) return std::nullopt;
  // Unit length, so that lengths of all tiles are metres.
  const double length = std::sqrt(city::dot(ray.direction, ray.direction));
  Ray unit = ray;
  for (double& component : unit.direction) component /= length;
  std::optional<Hit> best;
  tree_.walk(city::minus(unit.from, origin_), unit.direction, unit.longest_m, [&](std::size_t leaf) {
    const std::uint32_t tile = leaves_[leaf];
    if (auto hit = tiles_[tile]->closest(unit)) {
      hit->tile = tile;
      if (!best || hit->distance_m < best->distance_m || tile < best->tile) best = hit;
      unit.longest_m = best->distance_m;
    }
    return unit.longest_m;
  });
  return best;
}

bool PickScene::blocks(const Ray& ray) const {
  if (!is_sound(ray)) return false;
  bool blocked = false;
  const double most = ray.longest_m / std::sqrt(city::dot(ray.direction, ray.direction));
  tree_.walk(city::minus(ray.from, origin_), ray.direction, most, [&](std::size_t leaf) {
    blocked = tiles_[leaves_[leaf]]->blocks(ray);
    return blocked ? -1.0 : most;
  });
  return blocked;
}

void PickScene::blocks(std::span<const Ray> rays, std::span<std::uint8_t> blocked) const {
  for (std::size_t i = 0; i < rays.size(); ++i) blocked[i] = blocks(rays[i]) ? 1 : 0;
}

}  // namespace conurb::physics
