// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/reduction.hpp"

#include <algorithm>

#include "engine/solvers/graph.hpp"

namespace conurb::water {

namespace {

class Reducer {
 public:
  explicit Reducer(const ReductionInput& input)
      : input_(input),
        graph_(input.nodes, edges_of(input)),
        gone_(input.links.size(), 0),
        degree_(at(input.nodes)),
        state_(at(input.nodes), State::unknown) {
    for (std::int32_t node = 0; node < input.nodes; ++node)
      degree_[at(node)] = row_of(graph_.arcs(node).size());
  }

  Reduction reduce() {
    cut_trees();
    find_inner();
    for (std::int32_t node = 0; node < input_.nodes; ++node)
      if (state_[at(node)] == State::unknown && input_.fixed[at(node)] == 0) found_.unknown.push_back(node);
    for (std::int32_t link = 0; link < row_of(input_.links.size()); ++link) {
      const ReductionInput::Ends& ends = input_.links[at(link)];
      if (gone_[at(link)] != 0 || ends.from == ends.to) continue;
      if (input_.plain[at(link)] == 0)
        found_.elements.push_back(link);
      else
        walk_chain(link);
    }
    return std::move(found_);
  }

 private:
  enum class State : std::uint8_t { unknown, tree, inner };

  static std::vector<solvers::Edge> edges_of(const ReductionInput& input) {
    std::vector<solvers::Edge> edges;
    edges.reserve(input.links.size());
    for (const ReductionInput::Ends& ends : input.links) edges.push_back({ends.from, ends.to});
    return edges;
  }

  [[nodiscard]] bool is_free(std::int32_t node) const {
    return input_.fixed[at(node)] == 0 && input_.keep[at(node)] == 0 && state_[at(node)] == State::unknown;
  }

  /// The one link that is left at a node; none: it is not a plain pipe.
  [[nodiscard]] solvers::Graph::Arc last_arc(std::int32_t node) const {
    for (const solvers::Graph::Arc& arc : graph_.arcs(node))
      if (gone_[at(arc.edge)] == 0) return input_.plain[at(arc.edge)] != 0 ? arc : kNoArc;
    return kNoArc;
  }

  void cut_trees() {
    std::vector<std::int32_t> leaves;
    for (std::int32_t node = 0; node < input_.nodes; ++node)
      if (degree_[at(node)] == 1 && is_free(node)) leaves.push_back(node);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const std::int32_t node = leaves[i];
      if (degree_[at(node)] != 1) continue;  // the last two of a tree without a source
      const solvers::Graph::Arc arc = last_arc(node);
      if (arc.edge == kNone) continue;
      gone_[at(arc.edge)] = 1;
      state_[at(node)] = State::tree;
      degree_[at(node)] = 0;
      const double sign = input_.links[at(arc.edge)].to == node ? 1 : -1;
      found_.tree_pipes.push_back({arc.edge, sign, node});
      found_.tree_parent.push_back(arc.to);
      if (--degree_[at(arc.to)] == 1 && is_free(arc.to)) leaves.push_back(arc.to);
    }
  }

  /// Nodes between two plain pipes; of a ring of such the lowest one is solved for.
  void find_inner() {
    for (std::int32_t node = 0; node < input_.nodes; ++node)
      if (degree_[at(node)] == 2 && is_free(node) && has_plain_pipes(node)) state_[at(node)] = State::inner;
    std::vector<std::uint8_t> seen(at(input_.nodes), 0);
    for (std::int32_t node = 0; node < input_.nodes; ++node) {
      if (state_[at(node)] == State::inner || seen[at(node)] != 0) continue;
      mark_inner_from(node, seen);
    }
    for (std::int32_t node = 0; node < input_.nodes; ++node) {
      if (state_[at(node)] != State::inner || seen[at(node)] != 0) continue;
      state_[at(node)] = State::unknown;
      mark_inner_from(node, seen);
    }
  }

  [[nodiscard]] bool has_plain_pipes(std::int32_t node) const {
    const auto arcs = graph_.arcs(node);
    return std::all_of(arcs.begin(), arcs.end(), [&](const solvers::Graph::Arc& arc) {
      return gone_[at(arc.edge)] != 0 || input_.plain[at(arc.edge)] != 0;
    });
  }

  void mark_inner_from(std::int32_t start, std::vector<std::uint8_t>& seen) const {
    for (const solvers::Graph::Arc& first : graph_.arcs(start)) {
      std::int32_t node = first.to, link = first.edge;
      while (gone_[at(link)] == 0 && state_[at(node)] == State::inner && seen[at(node)] == 0) {
        seen[at(node)] = 1;
        const solvers::Graph::Arc next = onward(node, link);
        node = next.to, link = next.edge;
      }
    }
  }

  /// From an inner node on, having come by `link`.
  [[nodiscard]] solvers::Graph::Arc onward(std::int32_t node, std::int32_t link) const {
    for (const solvers::Graph::Arc& arc : graph_.arcs(node))
      if (gone_[at(arc.edge)] == 0 && arc.edge != link) return arc;
    return kNoArc;
  }

  /// The chain to which a plain pipe belongs; it begins at the end that is come to against the pipe.
  void walk_chain(std::int32_t link) {
    std::int32_t node = input_.links[at(link)].from, by = link;
    while (state_[at(node)] == State::inner) {
      const solvers::Graph::Arc next = onward(node, by);
      node = next.to, by = next.edge;
    }
    Chain chain;
    chain.from = node;
    chain.first = row_of(found_.chain_pipes.size());
    for (std::int32_t next = by; next != kNone;) {
      const ReductionInput::Ends& ends = input_.links[at(next)];
      const double sign = ends.from == node ? 1 : -1;
      node = sign > 0 ? ends.to : ends.from;
      gone_[at(next)] = 1;
      found_.chain_pipes.push_back({next, sign, node});
      next = state_[at(node)] == State::inner ? onward(node, next).edge : kNone;
    }
    chain.to = node;
    chain.pipes = row_of(found_.chain_pipes.size()) - chain.first;
    found_.chains.push_back(chain);
  }

  static constexpr solvers::Graph::Arc kNoArc = {kNone, kNone};

  const ReductionInput& input_;
  solvers::Graph graph_;
  std::vector<std::uint8_t> gone_;
  std::vector<std::int32_t> degree_;
  std::vector<State> state_;
  Reduction found_;
};

}  // namespace

Reduction reduce(const ReductionInput& input) {
  return Reducer(input).reduce();
}

}  // namespace conurb::water
