// SPDX-License-Identifier: Apache-2.0
// A tree of boxes that rays are asked against, 16 bytes a node: Bullet sorts the boxes and rounds them
// outwards to 16 bits, the walk is ours, so that it ends as soon as it may. Internal to engine/physics.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace conurb::physics {

struct FloatBox {
  std::array<float, 3> lower, upper;
};

/// Immutable once built; any thread.
class BoxTree {
 public:
  BoxTree() = default;
  /// Of finite boxes; a leaf is the place of its box in the span. About 0.4 µs a box.
  explicit BoxTree(std::span<const FloatBox> boxes);

  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return nodes_.size() * sizeof(Node); }

  /// Calls visit(leaf) for the leaves whose box the ray may meet between 0 and `most` lengths of `direction`
  /// (finite, not 0), near ones about first. visit gives the new `most`: what is beyond it is left out, and
  /// with -1 the walk ends.
  template <typename Visit>
  void walk(const std::array<double, 3>& from, const std::array<double, 3>& direction, double most,
            Visit&& visit) const;

 private:
  struct Node {
    std::array<std::uint16_t, 3> lower, upper;
    std::int32_t leaf;  ///< of an inner node minus the number of nodes that it is made of, itself included
    [[nodiscard]] std::size_t size() const { return leaf < 0 ? static_cast<std::size_t>(-leaf) : 1; }
  };
  static_assert(sizeof(Node) == 16);

  // Bullet gives either half of a node a third of its boxes at least: 2^31 of them are 54 levels deep.
  static constexpr std::size_t kDeepest = 64;

  std::vector<Node> nodes_;  // an inner node, all of its one half, all of the other
  std::array<double, 3> lower_{};
  std::array<double, 3> steps_{};  // of the grid, per metre
};

template <typename Visit>
void BoxTree::walk(const std::array<double, 3>& from, const std::array<double, 3>& direction, double most,
                   Visit&& visit) const {
  if (nodes_.empty()) return;
  // In steps of the grid, where boxes are whole numbers. A direction of 0 gives times beyond all others,
  // which a box that holds the ray's coordinate puts at either end.
  constexpr double kSlack = 1.0 / 64;  // steps; far above the rounding of doubles
  constexpr double kStill = 1e-30;
  std::array<double, 3> at, inverse;
  for (std::size_t k = 0; k < 3; ++k) {
    at[k] = (from[k] - lower_[k]) * steps_[k];
    const double along = direction[k] * steps_[k];
    inverse[k] = 1 / (std::abs(along) > kStill ? along : kStill);
  }
  // Where the ray enters a node's box; beyond `most` if it does not.
  const auto entry = [&](const Node& node) {
    double enter = 0, leave = most;
    for (std::size_t k = 0; k < 3; ++k) {
      const double a = (node.lower[k] - kSlack - at[k]) * inverse[k];
      const double b = (node.upper[k] + kSlack - at[k]) * inverse[k];
      enter = std::max(enter, std::min(a, b));
      leave = std::min(leave, std::max(a, b));
    }
    return enter <= leave ? enter : std::numeric_limits<double>::infinity();
  };
  struct Waiting {
    std::size_t node;
    double enter;
  };
  std::array<Waiting, kDeepest> stack;
  std::size_t waiting = 0;
  const auto push = [&](std::size_t node, double enter) {
    if (enter <= most && enter < std::numeric_limits<double>::infinity()) stack[waiting++] = {node, enter};
  };
  push(0, entry(nodes_[0]));
  while (waiting > 0) {
    const Waiting next = stack[--waiting];
    if (next.enter > most) continue;
    const Node& node = nodes_[next.node];
    if (node.leaf >= 0) {
      most = visit(static_cast<std::size_t>(node.leaf));
      if (most < 0) return;
      continue;
    }
    // The nearer half first: what it hits hides much of the other.
    const std::size_t one = next.node + 1, other = one + nodes_[one].size();
    const double enter_one = entry(nodes_[one]), enter_other = entry(nodes_[other]);
    if (enter_one <= enter_other) {
      push(other, enter_other);
      push(one, enter_one);
    } else {
      push(one, enter_one);
      push(other, enter_other);
    }
  }
}

}  // namespace conurb::physics
