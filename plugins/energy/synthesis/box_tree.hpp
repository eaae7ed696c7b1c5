// SPDX-License-Identifier: Apache-2.0
// Boxes in a balanced binary tree, halved at the median of the longer side: the nearest of a million in a
// microsecond, wherever they lie.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "plugins/energy/index.hpp"

namespace conurb::energy::synthesis {

struct Box {
  double low_x = 0, low_y = 0, high_x = 0, high_y = 0;

  void add(const Box& other) {
    low_x = std::min(low_x, other.low_x);
    low_y = std::min(low_y, other.low_y);
    high_x = std::max(high_x, other.high_x);
    high_y = std::max(high_y, other.high_y);
  }
  /// Square of the distance from a place.
  [[nodiscard]] double distance2(double x, double y) const {
    const double dx = std::max({low_x - x, 0.0, x - high_x});
    const double dy = std::max({low_y - y, 0.0, y - high_y});
    return dx * dx + dy * dy;
  }
};

class BoxTree {
 public:
  struct Hit {
    std::int32_t item = kNone;
    double distance2 = std::numeric_limits<double>::infinity();
  };

  /// Items are numbered as the boxes come.
  explicit BoxTree(std::vector<Box> boxes) : boxes_(std::move(boxes)), items_(boxes_.size()) {
    std::iota(items_.begin(), items_.end(), 0);
    if (!items_.empty()) build(0, items_.size());
  }

  /// The item of least distance2(item) from a place, the lowest of equals, among those nearer than the square
  /// root of `within2`. `skip(node)` leaves out a whole node; `skip_item(item)` an item.
  template <typename Distance2, typename Skip, typename SkipItem>
  [[nodiscard]] Hit nearest(double x, double y, const Distance2& distance2, double within2, const Skip& skip,
                            const SkipItem& skip_item) const {
    Hit best{kNone, within2};
    if (nodes_.empty()) return best;
    std::array<std::int32_t, 128> open{};  // the tree halves: it is at most 32 deep
    std::size_t count = 0;
    open[count++] = 0;
    while (count > 0) {
      const std::int32_t n = open[--count];
      const Node& node = nodes_[at(n)];
      if (node.box.distance2(x, y) > best.distance2 || skip(n)) continue;
      if (node.right == kNone) {
        for (std::uint32_t k = node.begin; k < node.end; ++k) {
          const std::int32_t item = items_[k];
          if (skip_item(item)) continue;
          const double d = distance2(item);
          if (d < best.distance2 || (d == best.distance2 && best.item != kNone && item < best.item))
            best = {item, d};
        }
        continue;
      }
      const double left = nodes_[at(n + 1)].box.distance2(x, y);
      const double right = nodes_[at(node.right)].box.distance2(x, y);
      open[count++] = left <= right ? node.right : n + 1;
      open[count++] = left <= right ? n + 1 : node.right;
    }
    return best;
  }

  template <typename Distance2>
  [[nodiscard]] Hit nearest(double x, double y, const Distance2& distance2) const {
    return nearest(
        x, y, distance2, std::numeric_limits<double>::infinity(), [](std::int32_t) { return false; },
        [](std::int32_t) { return false; });
  }

  /// For each node, the label that all its items have, or kNone where they differ.
  template <typename Label>
  void common_labels(const Label& label, std::vector<std::int32_t>& labels) const {
    labels.assign(nodes_.size(), kNone);
    for (std::size_t n = nodes_.size(); n-- > 0;) {
      const Node& node = nodes_[n];
      std::int32_t common = kNone;
      if (node.right != kNone) {
        common = labels[n + 1] == labels[at(node.right)] ? labels[n + 1] : kNone;
      } else {
        common = label(items_[node.begin]);
        for (std::uint32_t k = node.begin + 1; k < node.end && common != kNone; ++k)
          if (label(items_[k]) != common) common = kNone;
      }
      labels[n] = common;
    }
  }

 private:
  static constexpr std::size_t kLeaf = 6;
  struct Node {
    Box box;
    std::uint32_t begin = 0, end = 0;  ///< of items_
    std::int32_t right = kNone;        ///< the left child follows its parent; none: a leaf
  };

  std::int32_t build(std::size_t begin, std::size_t end) {
    const std::int32_t number = row_of(nodes_.size());
    Node node{boxes_[at(items_[begin])], static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
              kNone};
    for (std::size_t k = begin + 1; k < end; ++k) node.box.add(boxes_[at(items_[k])]);
    nodes_.push_back(node);
    if (end - begin <= kLeaf) return number;
    const bool wide = node.box.high_x - node.box.low_x >= node.box.high_y - node.box.low_y;
    const auto middle_of = [&](std::int32_t item) {
      const Box& box = boxes_[at(item)];
      return wide ? box.low_x + box.high_x : box.low_y + box.high_y;
    };
    const std::size_t middle = begin + (end - begin) / 2;
    using Offset = std::vector<std::int32_t>::difference_type;
    std::nth_element(items_.begin() + static_cast<Offset>(begin),
                     items_.begin() + static_cast<Offset>(middle), items_.begin() + static_cast<Offset>(end),
                     [&](std::int32_t a, std::int32_t b) {
                       const double ma = middle_of(a), mb = middle_of(b);
                       return ma != mb ? ma < mb : a < b;
                     });
    build(begin, middle);
    const std::int32_t right = build(middle, end);
    nodes_[at(number)].right = right;
    return number;
  }

  std::vector<Box> boxes_;
  std::vector<std::int32_t> items_;
  std::vector<Node> nodes_;
};

}  // namespace conurb::energy::synthesis
