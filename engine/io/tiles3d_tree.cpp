// SPDX-License-Identifier: Apache-2.0
#include "engine/io/tiles3d_tree.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace conurb::io {

namespace {

constexpr int kDeepest = 20;  // a millionth of the city's width

class TreeBuilder {
 public:
  TreeBuilder(std::span<const TileObject> objects, std::uint64_t triangles)
      : objects_(objects), triangles_(triangles) {}

  std::vector<TileNode> build() {
    std::vector<std::uint32_t> all(objects_.size());
    std::iota(all.begin(), all.end(), 0U);
    std::stable_sort(all.begin(), all.end(), [this](std::uint32_t a, std::uint32_t b) {
      return objects_[a].diagonal > objects_[b].diagonal;
    });
    constexpr double kFar = std::numeric_limits<double>::max();
    double low_x = kFar, low_y = kFar, high_x = -kFar, high_y = -kFar;
    for (const TileObject& each : objects_) {
      low_x = std::min(low_x, each.x);
      low_y = std::min(low_y, each.y);
      high_x = std::max(high_x, each.x);
      high_y = std::max(high_y, each.y);
    }
    if (objects_.empty()) return {TileNode{}};
    const double side = std::max({high_x - low_x, high_y - low_y, 1.0});
    add("", all, {0.5 * (low_x + high_x), 0.5 * (low_y + high_y)}, 0.5 * side, 0);
    return std::move(nodes_);
  }

 private:
  // `mine` are the objects of a square, largest first.
  std::uint32_t add(const std::string& name, const std::vector<std::uint32_t>& mine,
                    std::array<double, 2> middle, double half, int depth) {
    const auto number = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
    nodes_[number].name = name;
    std::size_t taken = 0;
    std::uint64_t sum = 0;
    while (taken < mine.size()) {
      sum += objects_[mine[taken]].triangles;
      if (taken > 0 && sum > triangles_ && depth < kDeepest) break;
      ++taken;
    }
    const auto end = mine.begin() + static_cast<std::ptrdiff_t>(taken);
    nodes_[number].objects.assign(mine.begin(), end);
    if (end == mine.end()) return number;
    nodes_[number].geometric_error = objects_[*end].diagonal;
    std::array<std::vector<std::uint32_t>, 4> quarters;
    for (auto at = end; at != mine.end(); ++at) {
      const std::size_t quarter =
          (objects_[*at].x >= middle[0] ? 1U : 0U) + (objects_[*at].y >= middle[1] ? 2U : 0U);
      quarters[quarter].push_back(*at);
    }
    const double quarter_half = 0.5 * half;
    for (std::size_t q = 0; q < quarters.size(); ++q) {
      if (quarters[q].empty()) continue;
      const std::array<double, 2> centre{middle[0] + (q % 2 == 1 ? quarter_half : -quarter_half),
                                         middle[1] + (q / 2 == 1 ? quarter_half : -quarter_half)};
      const std::uint32_t child =
          add(name + static_cast<char>('0' + q), quarters[q], centre, quarter_half, depth + 1);
      nodes_[number].children.push_back(child);
    }
    return number;
  }

  std::span<const TileObject> objects_;
  std::uint64_t triangles_;
  std::vector<TileNode> nodes_;
};

}  // namespace

std::vector<TileNode> build_tile_tree(std::span<const TileObject> objects, std::uint64_t triangles) {
  return TreeBuilder(objects, triangles).build();
}

}  // namespace conurb::io
