// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/graph.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace conurb::solvers {

Graph::Graph(std::int32_t vertices, std::span<const Edge> edges)
    : start_(static_cast<std::size_t>(vertices) + 1, 0) {
  const auto within = [&](std::int32_t v) { return v >= 0 && v < vertices; };
  for (const Edge& edge : edges) {
    if (!within(edge.from) || !within(edge.to)) throw std::out_of_range("an edge leads to no vertex");
    if (edge.from == edge.to) continue;
    ++start_[static_cast<std::size_t>(edge.from) + 1];
    ++start_[static_cast<std::size_t>(edge.to) + 1];
  }
  std::partial_sum(start_.begin(), start_.end(), start_.begin());
  arcs_.resize(static_cast<std::size_t>(start_.back()));
  std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto [from, to] = edges[e];
    if (from == to) continue;
    const auto number = static_cast<std::int32_t>(e);
    arcs_[static_cast<std::size_t>(next[static_cast<std::size_t>(from)]++)] = {to, number};
    arcs_[static_cast<std::size_t>(next[static_cast<std::size_t>(to)]++)] = {from, number};
  }
}

Components components(const Graph& graph) {
  Components found{std::vector<std::int32_t>(static_cast<std::size_t>(graph.vertices()), -1), 0};
  std::vector<std::int32_t> open;
  for (std::int32_t first = 0; first < graph.vertices(); ++first) {
    if (found.of[static_cast<std::size_t>(first)] >= 0) continue;
    found.of[static_cast<std::size_t>(first)] = found.count;
    open.assign(1, first);
    while (!open.empty()) {
      const std::int32_t vertex = open.back();
      open.pop_back();
      for (const Graph::Arc& arc : graph.arcs(vertex)) {
        std::int32_t& component = found.of[static_cast<std::size_t>(arc.to)];
        if (component >= 0) continue;
        component = found.count;
        open.push_back(arc.to);
      }
    }
    ++found.count;
  }
  return found;
}

std::vector<std::uint8_t> bridges(const Graph& graph, std::span<const Edge> edges) {
  const auto n = static_cast<std::size_t>(graph.vertices());
  std::vector<std::uint8_t> bridge(edges.size(), 0);
  std::vector<std::int32_t> entered(n, -1), lowest(n, 0);
  std::vector<std::size_t> next(n, 0);
  struct Visit {
    std::int32_t vertex, edge;  // and the edge that it was come to by
  };
  std::vector<Visit> path;
  std::int32_t clock = 0;
  const auto enter = [&](std::int32_t vertex, std::int32_t edge) {
    entered[static_cast<std::size_t>(vertex)] = lowest[static_cast<std::size_t>(vertex)] = clock++;
    path.push_back({vertex, edge});
  };
  for (std::int32_t root = 0; root < graph.vertices(); ++root) {
    if (entered[static_cast<std::size_t>(root)] >= 0) continue;
    enter(root, -1);
    while (!path.empty()) {
      const auto [vertex, edge] = path.back();
      const auto v = static_cast<std::size_t>(vertex);
      const auto arcs = graph.arcs(vertex);
      if (next[v] < arcs.size()) {
        const Graph::Arc arc = arcs[next[v]++];
        if (arc.edge == edge) continue;
        const auto w = static_cast<std::size_t>(arc.to);
        if (entered[w] < 0)
          enter(arc.to, arc.edge);
        else
          lowest[v] = std::min(lowest[v], entered[w]);
        continue;
      }
      path.pop_back();
      if (path.empty()) continue;
      const auto above = static_cast<std::size_t>(path.back().vertex);
      lowest[above] = std::min(lowest[above], lowest[v]);
      if (lowest[v] > entered[above]) bridge[static_cast<std::size_t>(edge)] = 1;
    }
  }
  return bridge;
}

Walk breadth_first(const Graph& graph, std::span<const std::int32_t> roots) {
  const auto n = static_cast<std::size_t>(graph.vertices());
  Walk walk{{}, std::vector<std::int32_t>(n, -1), std::vector<std::int32_t>(n, -1)};
  std::vector<std::uint8_t> seen(n, 0);
  walk.order.reserve(n);
  for (const std::int32_t root : roots) {
    if (std::exchange(seen[static_cast<std::size_t>(root)], std::uint8_t{1}) == 0) walk.order.push_back(root);
  }
  for (std::size_t next = 0; next < walk.order.size(); ++next) {
    const std::int32_t vertex = walk.order[next];
    for (const Graph::Arc& arc : graph.arcs(vertex)) {
      const auto to = static_cast<std::size_t>(arc.to);
      if (std::exchange(seen[to], std::uint8_t{1}) != 0) continue;
      walk.parent[to] = vertex;
      walk.parent_edge[to] = arc.edge;
      walk.order.push_back(arc.to);
    }
  }
  return walk;
}

DisjointSets::DisjointSets(std::int32_t count) : parent_(static_cast<std::size_t>(count)) {
  std::iota(parent_.begin(), parent_.end(), 0);
}

std::int32_t DisjointSets::find(std::int32_t member) {
  auto at = static_cast<std::size_t>(member);
  while (parent_[at] != static_cast<std::int32_t>(at)) {
    parent_[at] = parent_[static_cast<std::size_t>(parent_[at])];
    at = static_cast<std::size_t>(parent_[at]);
  }
  return static_cast<std::int32_t>(at);
}

bool DisjointSets::join(std::int32_t a, std::int32_t b) {
  a = find(a);
  b = find(b);
  if (a == b) return false;
  parent_[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
  return true;
}

}  // namespace conurb::solvers
