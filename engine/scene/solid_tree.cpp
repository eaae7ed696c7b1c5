// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/solid_tree.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace conurb::scene {
namespace {

constexpr double kSmallest_m = 1;  // squares below are not quartered: their solids stand on one spot

class Builder {
 public:
  Builder(std::span<const SolidMeasure> solids, std::uint64_t triangles)
      : solids_(solids), triangles_(triangles) {}

  SolidTree build() {
    if (solids_.empty()) return {};
    waiting_.resize(solids_.size());
    std::iota(waiting_.begin(), waiting_.end(), 0U);
    std::sort(waiting_.begin(), waiting_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return solids_[a].size != solids_[b].size ? solids_[a].size > solids_[b].size : a < b;
    });
    scratch_.resize(waiting_.size());
    result_.order.reserve(waiting_.size());
    add_tile(whole(), city::kNone);
    for (std::uint32_t i = 0; i < squares_.size(); ++i) fill_tile(i);
    close_boxes();
    return std::move(result_);
  }

 private:
  /// Solids begin … end of waiting_, the tallest first, all in a square of the map.
  struct Square {
    std::uint32_t begin, end;
    double x, y, half;
  };

  [[nodiscard]] double middle(std::uint32_t solid, std::size_t axis) const {
    return 0.5 * (solids_[solid].box.lower[axis] + solids_[solid].box.upper[axis]);
  }

  [[nodiscard]] Square whole() const {
    city::Box2 box;
    for (std::uint32_t i = 0; i < solids_.size(); ++i) box.add(middle(i, 0), middle(i, 1));
    const city::Point2 centre = box.centre();
    const double half = 0.5 * std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    return {0, static_cast<std::uint32_t>(waiting_.size()), centre.x, centre.y, half};
  }

  void add_tile(const Square& square, std::uint32_t parent) {
    squares_.push_back(square);
    Tile tile;
    tile.parent = parent;
    tile.size = static_cast<double>(solids_[waiting_[square.begin]].size);
    result_.tree.tiles.push_back(tile);
  }

  // Takes the tallest of its square and leaves the rest to its children.
  void fill_tile(std::uint32_t number) {
    const Square square = squares_[number];
    const auto first = static_cast<std::uint32_t>(result_.order.size());
    std::uint64_t sum = 0;
    std::uint32_t at = square.begin;
    city::Box box;
    while (at < square.end) {
      const SolidMeasure& next = solids_[waiting_[at]];
      sum += next.block_triangles;
      if (at > square.begin && sum > triangles_) break;
      box.add(next.box);
      result_.order.push_back(waiting_[at++]);
    }
    result_.solids.push_back({first, static_cast<std::uint32_t>(result_.order.size())});
    result_.tree.tiles[number].box = box;
    add_levels(number);
    const auto child = static_cast<std::uint32_t>(result_.tree.tiles.size());
    if (at < square.end) {
      result_.tree.tiles[number].error = static_cast<double>(solids_[waiting_[at]].size);
      add_children(number, {at, square.end, square.x, square.y, square.half});
    }
    result_.tree.tiles[number].children = {child, static_cast<std::uint32_t>(result_.tree.tiles.size())};
  }

  void add_children(std::uint32_t parent, const Square& rest) {
    if (rest.half < kSmallest_m) return add_tile(rest, parent);
    std::array<std::uint32_t, 5> begin{};
    const auto quarter = [&](std::uint32_t solid) -> std::size_t {
      return (middle(solid, 0) >= rest.x ? 1U : 0U) + (middle(solid, 1) >= rest.y ? 2U : 0U);
    };
    for (std::uint32_t i = rest.begin; i < rest.end; ++i) {
      scratch_[i] = waiting_[i];
      ++begin[quarter(waiting_[i]) + 1];
    }
    begin[0] = rest.begin;
    for (std::size_t q = 0; q < 4; ++q) begin[q + 1] += begin[q];
    auto next = begin;
    for (std::uint32_t i = rest.begin; i < rest.end; ++i)
      waiting_[next[quarter(scratch_[i])]++] = scratch_[i];
    const double half = 0.5 * rest.half;
    for (std::size_t q = 0; q < 4; ++q) {
      if (begin[q] == begin[q + 1]) continue;
      add_tile({begin[q], begin[q + 1], rest.x + (q % 2 == 1 ? half : -half),
                rest.y + (q / 2 == 1 ? half : -half), half},
               parent);
    }
  }

  void add_levels(std::uint32_t number) {
    const city::Range range = result_.solids[number];
    std::array<TileLevel, 3> levels{};
    std::array<std::uint64_t, 3> sums{};
    bool blocks = false;
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      const SolidMeasure& solid = solids_[result_.order[i]];
      sums[0] += solid.lid_triangles;
      sums[1] += solid.block_triangles;
      sums[2] += solid.full_triangles;
      if (!solid.is_block) continue;
      blocks = true;
      levels[0].error = std::max(levels[0].error, static_cast<double>(solid.size));
      levels[1].error = std::max(levels[1].error, static_cast<double>(solid.block_error));
    }
    for (std::size_t i = 0; i < 3; ++i) {
      levels[i].triangles = static_cast<std::uint32_t>(
          std::min<std::uint64_t>(sums[i], std::numeric_limits<std::uint32_t>::max()));
    }
    auto& all = result_.tree.levels;
    const auto begin = static_cast<std::uint32_t>(all.size());
    if (blocks) all.insert(all.end(), levels.begin(), levels.begin() + 2);
    if (!blocks || levels[1].error > 0) all.push_back(levels[2]);
    result_.tree.tiles[number].levels = {begin, static_cast<std::uint32_t>(all.size())};
  }

  // Children stand behind their parents.
  void close_boxes() {
    auto& tiles = result_.tree.tiles;
    for (std::size_t i = tiles.size(); i-- > 1;) tiles[tiles[i].parent].box.add(tiles[i].box);
  }

  std::span<const SolidMeasure> solids_;
  std::uint64_t triangles_;
  std::vector<std::uint32_t> waiting_, scratch_;
  std::vector<Square> squares_;
  SolidTree result_;
};

}  // namespace

SolidTree build_solid_tree(std::span<const SolidMeasure> solids, std::uint64_t triangles) {
  return Builder(solids, triangles).build();
}

}  // namespace conurb::scene
