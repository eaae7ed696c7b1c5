// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace conurb::scene {
namespace {

class Chooser {
 public:
  Chooser(const TileTree& tree, const Projection& projection, int height_px, const TileWish& wish)
      : tree_(tree),
        wish_(wish),
        planes_(projection.planes()),
        eye_(projection.camera.eye()),
        map_(projection.camera.mode == CameraMode::map),
        near_(projection.near_m),
        pixels_(projection.pixels_per_unit(height_px)) {}

  std::vector<TileUse> choose() {
    if (tree_.tiles.empty() || !seen(tree_.tiles[0].box)) return {};
    offer(0);
    std::vector<TileUse> uses;
    std::uint64_t triangles = 0;
    while (!waiting_.empty()) {
      const Candidate best = waiting_.top();
      waiting_.pop();
      const Tile& tile = tree_.tiles[best.tile];
      const std::uint32_t cost = tree_.levels[tile.levels.begin + best.level].triangles;
      if (best.level == 0 && !uses.empty() && triangles + cost > wish_.triangles) continue;
      if (best.level > 0) {
        const std::uint32_t had = tree_.levels[tile.levels.begin + uses[best.use].level].triangles;
        if (triangles + cost - std::min(had, cost) > wish_.triangles) continue;
        triangles += cost;
        triangles -= std::min<std::uint64_t>(triangles, had);
        uses[best.use].level = best.level;
        offer_level(best.tile, best.level, best.use);
        continue;
      }
      triangles += cost;
      uses.push_back({best.tile, 0, best.pixels});
      offer_level(best.tile, 0, static_cast<std::uint32_t>(uses.size() - 1));
      offer_children(best.tile, triangles);
    }
    return uses;
  }

 private:
  struct Candidate {
    double pixels;
    std::uint32_t tile, level, use;
    bool operator<(const Candidate& other) const {  // the largest on top; equals in the tree's order
      if (pixels != other.pixels) return pixels < other.pixels;
      return tile != other.tile ? tile > other.tile : level > other.level;
    }
  };

  [[nodiscard]] bool seen(const city::Box& box) const {
    return std::all_of(planes_.begin(), planes_.end(), [&](const std::array<double, 4>& plane) {
      double furthest = plane[3];
      for (std::size_t axis = 0; axis < 3; ++axis)
        furthest += std::max(plane[axis] * box.lower[axis], plane[axis] * box.upper[axis]);
      return furthest >= 0;
    });
  }

  /// Pixels that a length has at the nearest point of a box.
  [[nodiscard]] double pixels(double metres, const city::Box& box) const {
    if (map_) return metres * pixels_;
    double squared = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double out = std::max({box.lower[axis] - eye_[axis], eye_[axis] - box.upper[axis], 0.0});
      squared += out * out;
    }
    return metres * pixels_ / std::max(std::sqrt(squared), near_);
  }

  void offer(std::uint32_t number) {
    // What is missing without the tile is what its parent lacks without its children.
    const Tile& tile = tree_.tiles[number];
    const double error = tile.parent == city::kNone ? 1e30 : tree_.tiles[tile.parent].error;
    const double worst = std::max(error, tile.error);
    waiting_.push({number == 0 ? 1e30 : pixels(worst, tile.box), number, 0, 0});
  }

  void offer_level(std::uint32_t number, std::uint32_t level, std::uint32_t use) {
    const Tile& tile = tree_.tiles[number];
    if (level + 1 >= tile.levels.size()) return;
    const double error = pixels(tree_.levels[tile.levels.begin + level].error, tile.box);
    if (error > wish_.error_px) waiting_.push({error, number, level + 1, use});
  }

  void offer_children(std::uint32_t number, std::uint64_t triangles) {
    const Tile& tile = tree_.tiles[number];
    if (tile.children.size() == 0 || pixels(tile.error, tile.box) <= wish_.error_px) return;
    if (tree_.refinement == Refinement::replace) {  // all or none: a missing one would leave a hole
      std::uint64_t cost = 0;
      for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c)
        cost += tree_.levels[tree_.tiles[c].levels.begin].triangles;
      if (triangles + cost > wish_.triangles) return;
    }
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c)
      if (seen(tree_.tiles[c].box)) offer(c);
  }

  const TileTree& tree_;
  const TileWish& wish_;
  std::array<std::array<double, 4>, 5> planes_;
  city::Point3 eye_;
  bool map_;
  double near_, pixels_;
  std::priority_queue<Candidate> waiting_;
};

}  // namespace

std::vector<TileUse> choose_tiles(const TileTree& tree, const Projection& projection, int height_px,
                                  const TileWish& wish) {
  return Chooser(tree, projection, height_px, wish).choose();
}

}  // namespace conurb::scene
