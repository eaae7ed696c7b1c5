// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/dijkstra.hpp"

#include <algorithm>
#include <functional>

namespace conurb::transport {

Dijkstra::Dijkstra(const TurnGraph& graph, const RouteCosts& costs)
    : graph_(graph),
      costs_(costs),
      cost_(at(graph.nodes()), kUnreachable),
      before_(at(graph.nodes()), kNone) {}

/// Until `goal` is settled, or all that can be reached where it is kNone.
void Dijkstra::run(std::int32_t start, std::int32_t goal) {
  for (const std::int32_t n : reached_) cost_[at(n)] = kUnreachable;
  reached_.clear();
  queue_.clear();
  const auto reach = [&](std::int32_t node, Milliseconds cost, std::int32_t before) {
    if (cost >= cost_[at(node)]) return;
    if (cost_[at(node)] == kUnreachable) reached_.push_back(node);
    cost_[at(node)] = cost;
    before_[at(node)] = before;
    queue_.emplace_back(cost, node);
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>{});
  };
  const auto link_cost = [&](std::int32_t n) {
    return std::min(costs_.links[at(graph_.link_of_node[at(n)])], kUnreachable);
  };
  reach(start, link_cost(start), kNone);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>{});
    const auto [cost, n] = queue_.back();
    queue_.pop_back();
    if (cost > cost_[at(n)]) continue;
    if (n == goal) return;
    for (std::int32_t a = graph_.first_arc[at(n)]; a < graph_.first_arc[at(n) + 1]; ++a) {
      const std::int32_t to = graph_.head[at(a)];
      const Milliseconds step = add_costs(std::min(costs_.turns[at(a)], kUnreachable), link_cost(to));
      reach(to, add_costs(cost, step), n);
    }
  }
}

Milliseconds Dijkstra::route(std::int32_t origin, std::int32_t destination,
                             std::vector<std::int32_t>& links) {
  const std::int32_t start = graph_.node_of(origin), goal = graph_.node_of(destination);
  if (start == kNone || goal == kNone) return kUnreachable;
  run(start, goal);
  if (cost_[at(goal)] == kUnreachable) return kUnreachable;
  const auto first = static_cast<std::ptrdiff_t>(links.size());
  for (std::int32_t n = goal; n != kNone; n = before_[at(n)]) links.push_back(graph_.link_of_node[at(n)]);
  std::reverse(links.begin() + first, links.end());
  return cost_[at(goal)];
}

std::vector<Milliseconds> Dijkstra::costs_from(std::int32_t origin) {
  std::vector<Milliseconds> result(graph_.node_of_link.size(), kUnreachable);
  const std::int32_t start = graph_.node_of(origin);
  if (start == kNone) return result;
  run(start, kNone);
  for (const std::int32_t n : reached_) result[at(graph_.link_of_node[at(n)])] = cost_[at(n)];
  return result;
}

}  // namespace conurb::transport
