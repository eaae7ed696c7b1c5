// SPDX-License-Identifier: Apache-2.0
// The network as searches walk it: the links out of and into each node, side by side.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {

class Star {
 public:
  struct Arc {
    std::int32_t node = kNone;  ///< the other end
    std::int32_t link = kNone;
  };

  explicit Star(const AssignmentProblem& problem);

  [[nodiscard]] std::int32_t nodes() const { return row_of(passable_.size()); }
  [[nodiscard]] std::span<const Arc> out(std::int32_t node) const {
    return {out_.data() + first_out_[at(node)], out_.data() + first_out_[at(node) + 1]};
  }
  [[nodiscard]] std::span<const Arc> in(std::int32_t node) const {
    return {in_.data() + first_in_[at(node)], in_.data() + first_in_[at(node) + 1]};
  }
  /// Whether a trip from `origin` that has come to `node` may go on.
  [[nodiscard]] bool goes_on(std::int32_t node, std::int32_t origin) const {
    return passable_[at(node)] != 0 || node == origin;
  }

 private:
  std::vector<std::uint8_t> passable_;
  std::vector<std::size_t> first_out_, first_in_;
  std::vector<Arc> out_, in_;
};

/// Least costs from one node by links of known costs (infinite: closed), found with Dijkstra's method (1959).
/// Made once and used again without allocation.
class ShortestPaths {
 public:
  explicit ShortestPaths(const Star& star);

  /// Equal costs are told apart by the nodes' rows, so the result depends on nothing else.
  void search(const Star& star, std::span<const double> costs, std::int32_t origin);

  /// Reached nodes, the nearest first; the origin leads.
  [[nodiscard]] std::span<const std::int32_t> reached() const { return reached_; }
  /// Infinite where there is no way.
  [[nodiscard]] double cost(std::int32_t node) const { return cost_[at(node)]; }
  /// The last link of the way; kNone for the origin.
  [[nodiscard]] std::int32_t link(std::int32_t node) const { return link_[at(node)]; }

 private:
  struct Open {
    double cost;
    std::int32_t node;
  };
  std::vector<double> cost_;
  std::vector<std::int32_t> link_, reached_;
  std::vector<std::uint8_t> settled_;
  std::vector<Open> open_;  // a heap
};

}  // namespace conurb::transport::assignment
