// SPDX-License-Identifier: Apache-2.0
// Graphs of networks: who is joined to whom, what falls apart when an edge goes, and trees through them.
// Vertices and edges are numbered from 0; an edge is undirected here. All results depend on the order of the
// edges alone. Pure; any thread may call.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace conurb::solvers {

struct Edge {
  std::int32_t from = 0, to = 0;
};

/// The edges at each vertex, in the edges' order.
class Graph {
 public:
  struct Arc {
    std::int32_t to = 0;    ///< the vertex at the other end
    std::int32_t edge = 0;  ///< number of the edge
  };

  /// Edges whose ends are the same vertex are left out. Throws std::out_of_range for an end that is none of
  /// the `vertices`.
  Graph(std::int32_t vertices, std::span<const Edge> edges);

  [[nodiscard]] std::int32_t vertices() const { return static_cast<std::int32_t>(start_.size()) - 1; }
  [[nodiscard]] std::span<const Arc> arcs(std::int32_t vertex) const {
    const auto v = static_cast<std::size_t>(vertex);
    return {arcs_.data() + start_[v], arcs_.data() + start_[v + 1]};
  }

 private:
  std::vector<std::int32_t> start_;
  std::vector<Arc> arcs_;
};

/// Component of each vertex, numbered by their lowest vertices.
struct Components {
  std::vector<std::int32_t> of;
  std::int32_t count = 0;
};
[[nodiscard]] Components components(const Graph& graph);

/// Edges without which their component falls apart (Tarjan, "A note on finding the bridges of a graph", Inf.
/// Proc. Letters 2, 1974): 1 for a bridge. `edges` is what the graph was made of. Parallel edges are none.
[[nodiscard]] std::vector<std::uint8_t> bridges(const Graph& graph, std::span<const Edge> edges);

/// Vertices in the order of a breadth-first walk from `roots` (in their order), and how each was come to; -1
/// for roots and for what was not reached.
struct Walk {
  std::vector<std::int32_t> order;
  std::vector<std::int32_t> parent;       ///< vertex
  std::vector<std::int32_t> parent_edge;  ///< edge
};
[[nodiscard]] Walk breadth_first(const Graph& graph, std::span<const std::int32_t> roots);

/// Sets that are joined one by one; each is named by its lowest member.
class DisjointSets {
 public:
  explicit DisjointSets(std::int32_t count);
  [[nodiscard]] std::int32_t find(std::int32_t member);
  /// False if they were one already.
  bool join(std::int32_t a, std::int32_t b);

 private:
  std::vector<std::int32_t> parent_;
};

}  // namespace conurb::solvers
