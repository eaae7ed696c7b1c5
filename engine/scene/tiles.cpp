// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>

namespace conurb::scene {
namespace {

constexpr double kFirst = 1e30;  // pixels of the root: before anything else

/// How large lengths are on the screen, and what is on it.
class Eye {
 public:
  Eye(const Projection& projection, int height_px)
      : planes_(projection.planes()),
        at_(projection.camera.eye()),
        forward_(projection.camera.forward()),
        map_(projection.camera.mode == CameraMode::map),
        near_(projection.near_m),
        pixels_(projection.pixels_per_unit(height_px)) {
    // The field is from the middle to the top; towards a corner depth is shorter than distance by this.
    const double top = std::tan(projection.camera.field_deg * std::numbers::pi / 360);
    corner_ = 1 / std::sqrt(1 + top * top * (1 + projection.aspect * projection.aspect));
  }

  [[nodiscard]] bool sees(const city::Box& box) const {
    if (box.empty()) return false;
    return std::all_of(planes_.begin(), planes_.end(), [&](const std::array<double, 4>& plane) {
      double furthest = plane[3];
      for (std::size_t axis = 0; axis < 3; ++axis)
        furthest += std::max(plane[axis] * box.lower[axis], plane[axis] * box.upper[axis]);
      return furthest >= 0;
    });
  }

  /// The most pixels that a length in a box can have, in the part of the box that is seen.
  [[nodiscard]] double pixels(double metres, const city::Box& box) const {
    if (!(metres > 0)) return 0;
    if (map_) return metres * pixels_;
    double squared = 0, depth = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double low = box.lower[axis] - at_[axis], high = box.upper[axis] - at_[axis];
      const double out = std::max({low, -high, 0.0});
      squared += out * out;
      depth += std::min(forward_[axis] * low, forward_[axis] * high);
    }
    return metres * pixels_ / std::max({corner_ * std::sqrt(squared), depth, near_});
  }

 private:
  std::array<std::array<double, 4>, 5> planes_;
  city::Point3 at_, forward_;
  bool map_;
  double near_, pixels_, corner_ = 1;
};

class Chooser {
 public:
  Chooser(const TileTree& tree, const Eye& eye, const TileWish& wish) : tree_(tree), eye_(eye), wish_(wish) {}

  std::vector<TileUse> choose() {
    if (tree_.tiles.empty() || !eye_.sees(tree_.tiles[0].box)) return {};
    show(0, kFirst);
    while (!waiting_.empty()) {
      const Candidate best = waiting_.top();
      waiting_.pop();
      switch (best.step) {
        case Step::show:
          if (triangles_ + cost(best.tile, 0) <= wish_.triangles) show(best.tile, best.pixels);
          break;
        case Step::finer_level: refine_level(best.use); break;
        case Step::children: replace(best.use); break;
      }
    }
    // Tiles that replace another come all at once, whatever their pixels.
    std::stable_sort(uses_.begin(), uses_.end(),
                     [](const TileUse& a, const TileUse& b) { return a.pixels > b.pixels; });
    return std::move(uses_);
  }

 private:
  enum class Step : std::uint8_t { show, finer_level, children };
  struct Candidate {
    double pixels;
    std::uint32_t tile;
    Step step;
    std::uint32_t use;                              // of the tile; none yet to be shown
    bool operator<(const Candidate& other) const {  // the largest on top; equals in the tree's order
      if (pixels != other.pixels) return pixels < other.pixels;
      return tile != other.tile ? tile > other.tile : step > other.step;
    }
  };

  [[nodiscard]] std::uint64_t cost(std::uint32_t tile, std::uint32_t level) const {
    return tree_.levels[tree_.tiles[tile].levels.begin + level].triangles;
  }

  void show(std::uint32_t tile, double pixels) {
    const auto use = static_cast<std::uint32_t>(uses_.size());
    uses_.push_back({tile, 0, pixels});
    replaced_.push_back(false);
    triangles_ += cost(tile, 0);
    offer_level(use);
    offer_children(use);
  }

  void offer_level(std::uint32_t use) {
    const Tile& tile = tree_.tiles[uses_[use].tile];
    const std::uint32_t level = uses_[use].level;
    if (level + 1 >= tile.levels.size()) return;
    const double error = eye_.pixels(tree_.levels[tile.levels.begin + level].error, tile.box);
    if (error > wish_.error_px) waiting_.push({error, uses_[use].tile, Step::finer_level, use});
  }

  void refine_level(std::uint32_t use) {
    TileUse& it = uses_[use];
    const std::uint64_t without = triangles_ - cost(it.tile, it.level);
    if (replaced_[use] || without + cost(it.tile, it.level + 1) > wish_.triangles) return;
    ++it.level;
    triangles_ = without + cost(it.tile, it.level);
    offer_level(use);
  }

  void offer_children(std::uint32_t use) {
    const std::uint32_t number = uses_[use].tile;
    const Tile& tile = tree_.tiles[number];
    const double error = eye_.pixels(tile.error, tile.box);
    if (tile.children.size() == 0 || !(error > wish_.error_px)) return;
    if (tree_.refinement == Refinement::replace) {
      waiting_.push({error, number, Step::children, use});
      return;
    }
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c) {
      const double missing = missing_without(c, uses_[use].pixels);
      if (missing > wish_.error_px && eye_.sees(tree_.tiles[c].box))
        waiting_.push({missing, c, Step::show, 0});
    }
  }

  // Never more than its parent's, so that parents come first.
  [[nodiscard]] double missing_without(std::uint32_t number, double parent_pixels) const {
    const Tile& tile = tree_.tiles[number];
    const double largest = std::min(tree_.tiles[tile.parent].error, tile.size);
    return std::min(eye_.pixels(largest, tile.box), parent_pixels);
  }

  // All children that are seen, or none: a missing one would leave a hole.
  void replace(std::uint32_t use) {
    const Tile& tile = tree_.tiles[uses_[use].tile];
    const double pixels = uses_[use].pixels;
    std::uint64_t after = triangles_ - cost(uses_[use].tile, uses_[use].level);
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c)
      after += eye_.sees(tree_.tiles[c].box) ? cost(c, 0) : 0;
    if (after > wish_.triangles) return;
    replaced_[use] = true;
    triangles_ -= cost(uses_[use].tile, uses_[use].level);
    for (std::uint32_t c = tile.children.begin; c < tile.children.end; ++c)
      if (eye_.sees(tree_.tiles[c].box)) show(c, missing_without(c, pixels));
  }

  const TileTree& tree_;
  const Eye& eye_;
  const TileWish& wish_;
  std::priority_queue<Candidate> waiting_;
  std::vector<TileUse> uses_;
  std::vector<bool> replaced_;  // by children, as uses_
  std::uint64_t triangles_ = 0;
};

}  // namespace

std::vector<TileUse> choose_tiles(const TileTree& tree, const Projection& projection, int height_px,
                                  const TileWish& wish) {
  const Eye eye(projection, height_px);
  return Chooser(tree, eye, wish).choose();
}

}  // namespace conurb::scene
