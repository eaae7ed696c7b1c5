// SPDX-License-Identifier: Apache-2.0
// A tree of boxes that rays are asked against, 16 bytes a node: Bullet sorts the boxes and rounds them
// outwards to 16 bits, the walk is ours, so that it ends as soon as it may. Internal to engine/physics.
#pragma once

#include <algorithm>
#include <array>
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
  /// Of finite boxes; a leaf is the place of its box in the span. 0.3 µs a box and level.
  explicit BoxTree(std::span<const FloatBox> boxes);

  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return nodes_.size() * sizeof(Node); }

  /// Calls visit(leaf) for the leaves whose box the ray may meet between 0 and `most` lengths of `direction`
  /// (finite, not 0). visit gives the new `most`: what is beyond it is left out, and with -1 the walk ends.
  template <typename Visit>
  void walk(const std::array<double, 3>& from, const std::array<double, 3>& direction, double most,
            Visit&& visit) const;

 private:
  struct Node {
    std::array<std::uint16_t, 3> lower, upper;
    std::int32_t leaf;  ///< of an inner node minus the number of nodes in it
  };
  static_assert(sizeof(Node) == 16);

  std::vector<Node> nodes_;  // an inner node before those in it
  std::array<double, 3> lower_{};
  std::array<double, 3> steps_{};  // of the grid, per metre
};

template <typename Visit>
void BoxTree::walk(const std::array<double, 3>& from, const std::array<double, 3>& direction, double most,
                   Visit&& visit) const {
  // In steps of the grid, where boxes are whole numbers. A direction of 0 gives infinite times, which a box
  // that holds the ray's coordinate puts at either end.
  constexpr double kSlack = 1.0 / 64;  // steps; far above the rounding of doubles
  std::array<double, 3> at, inverse;
  for (std::size_t k = 0; k < 3; ++k) {
    at[k] = (from[k] - lower_[k]) * steps_[k];
    const double along = direction[k] * steps_[k];
    constexpr double kStill = 1e-30;
    inverse[k] = 1 / (std::abs(along) > kStill ? along : kStill);
  }
  std::size_t i = 0;
  while (i < nodes_.size()) {
    const Node& node = nodes_[i];
    double enter = 0, leave = most;
    for (std::size_t k = 0; k < 3; ++k) {
      const double a = (node.lower[k] - kSlack - at[k]) * inverse[k];
      const double b = (node.upper[k] + kSlack - at[k]) * inverse[k];
      enter = std::max(enter, std::min(a, b));
      leave = std::min(leave, std::max(a, b));
    }
    const bool met = enter <= leave;
    if (node.leaf < 0) {
      i += met ? 1 : static_cast<std::size_t>(-node.leaf);
      continue;
    }
    if (met) {
      most = visit(static_cast<std::size_t>(node.leaf));
      if (most < 0) return;
    }
    ++i;
  }
}

}  // namespace conurb::physics
