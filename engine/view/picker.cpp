// SPDX-License-Identifier: Apache-2.0
#include "engine/view/picker.hpp"

#include <utility>

namespace conurb::view {
namespace {

physics::PickScene::Tiles tiles_of(const std::vector<Picker::Shown>& shown) {
  physics::PickScene::Tiles tiles;
  tiles.reserve(shown.size());
  // A tile lives as long as its mesh.
  for (const Picker::Shown& each : shown) tiles.emplace_back(each.mesh, &each.mesh->tile);
  return tiles;
}

}  // namespace

Picker::Picker(std::vector<Shown> shown) : shown_(std::move(shown)), scene_(tiles_of(shown_)) {}

std::optional<Picked> Picker::pick(physics::Ray ray, const std::function<bool(std::uint32_t)>& hidden) const {
  constexpr int kMostHidden = 100;    // surfaces that are looked through
  constexpr double kBeyond_m = 1e-3;  // a ray goes on behind what it has hit
  for (int hits = 0; hits < kMostHidden; ++hits) {
    const auto hit = scene_.closest(ray);
    if (!hit) return std::nullopt;
    if (hit->object == 0 || !hidden(hit->object)) {
      const Shown& shown = shown_[hit->tile];
      const auto& parts = shown.mesh->parts;
      return Picked{shown.kind, hit->object, parts.empty() ? 0 : parts[hit->triangle], hit->point};
    }
    for (std::size_t axis = 0; axis < 3; ++axis)
      ray.from[axis] = hit->point[axis] + kBeyond_m * ray.direction[axis];
  }
  return std::nullopt;
}

}  // namespace conurb::view
