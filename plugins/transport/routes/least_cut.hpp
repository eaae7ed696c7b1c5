// SPDX-License-Identifier: Apache-2.0
// The fewest edges that part two sets of vertices of an undirected graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace conurb::transport {

/// An undirected graph whose edges have a width. Arcs are kept by vertex, each beside its opposite.
struct CutGraph {
  std::vector<std::int32_t> first_arc = {0};  ///< by vertex, and the end
  std::vector<std::int32_t> head;             ///< by arc
  std::vector<std::int32_t> opposite;         ///< by arc: the same edge from the other end
  std::vector<std::int32_t> width;            ///< by arc, equal to its opposite's

  [[nodiscard]] std::int32_t vertices() const { return static_cast<std::int32_t>(first_arc.size()) - 1; }
};

/// Least cuts by the greatest flow (Dinic, "Algorithm for solution of a problem of maximum flow in networks
/// with power estimation", Soviet Math. Doklady 11, 1970). Keeps its arrays from one call to the next.
class LeastCut {
 public:
  enum class Role : std::uint8_t { none, source, sink };

  /// Width of the least cut between sources and sinks, or anything from `limit` on if it is not less.
  std::int32_t solve(const CutGraph& graph, std::span<const Role> roles, std::int32_t limit);

  /// After a cut less than the limit: 1 for vertices on the side of the sources. Of all least cuts, that
  /// nearest to the sources or that nearest to the sinks, whichever halves the graph better.
  [[nodiscard]] std::span<const std::uint8_t> side() const { return side_; }

 private:
  bool find_levels(const CutGraph& graph, std::span<const Role> roles);
  std::int32_t augment(const CutGraph& graph, std::span<const Role> roles, std::int32_t source);
  void choose_side(const CutGraph& graph, std::span<const Role> roles);

  std::vector<std::int32_t> residual_, level_, next_, queue_, path_;
  std::vector<std::uint8_t> side_;
};

}  // namespace conurb::transport
