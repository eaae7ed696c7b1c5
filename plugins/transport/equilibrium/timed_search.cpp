// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/timed_search.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace conurb::transport {

namespace {

constexpr std::int64_t kSoon =
    1'500'000;  // ms: beyond most trips of a city, too short for most queues to end

}  // namespace

TimedBounds timed_bounds(const TravellerGraph& graph, const TurnTimes& times,
                         std::shared_ptr<const RouteMetric> ever, std::int64_t from, std::int64_t until) {
  return {metric_of(graph, times.least(from, until + kSoon)), until + kSoon, std::move(ever)};
}

TimedSearch::TimedSearch(const TravellerGraph& graph, const FlowNetwork& net, const TurnTimes& times)
    : graph_(graph), net_(net), times_(times) {
  const std::size_t nodes = at(graph.hierarchy->nodes());
  reached_.resize(nodes);
  down_.resize(nodes);
  bound_.resize(nodes);
}

/// Climbs from the goal: what is above it leads down to it.
void TimedSearch::set_goal(std::int32_t rank) {
  const RouteHierarchy& h = *graph_.hierarchy;
  const RouteHierarchy::Way& way = h.ways[RouteHierarchy::down];
  for (std::int32_t x = rank; x != h.nodes(); x = h.parent[at(x)]) down_[at(x)] = {kUnreachable, search_};
  down_[at(rank)].first = 0;
  for (std::int32_t x = rank; x != h.nodes(); x = h.parent[at(x)]) {
    const Milliseconds here = down_[at(x)].first;
    if (here == kUnreachable) continue;
    for (std::int32_t a = way.first[at(x)]; a < way.first[at(x) + 1]; ++a) {
      Milliseconds& there = down_[at(h.higher[at(a)])].first;
      there = std::min(there, here + weights_[at(a)]);
    }
  }
}

/// Least time from entering a link until entering the goal's. All that a node's arcs lead up to is above it
/// in the tree, so one climb finds what is known, and the way back fills in the rest.
Milliseconds TimedSearch::bound(std::int32_t rank) {
  const RouteHierarchy& h = *graph_.hierarchy;
  const RouteHierarchy::Way& way = h.ways[RouteHierarchy::up];
  climb_.clear();
  for (std::int32_t x = rank; x != h.nodes() && bound_[at(x)].second != search_; x = h.parent[at(x)])
    climb_.push_back(x);
  for (auto x = climb_.rbegin(); x != climb_.rend(); ++x) {
    Milliseconds least = down_[at(*x)].second == search_ ? down_[at(*x)].first : kUnreachable;
    for (std::int32_t a = way.first[at(*x)]; a < way.first[at(*x) + 1]; ++a)
      least = std::min(least, weights_[at(a)] + bound_[at(h.higher[at(a)])].first);
    bound_[at(*x)] = {least, search_};
  }
  return bound_[at(rank)].first;
}

void TimedSearch::push(std::int32_t node, Milliseconds time, Milliseconds beyond) {
  queue_.push_back(static_cast<std::uint64_t>(time + beyond) << 32U | static_cast<std::uint32_t>(node));
  std::push_heap(queue_.begin(), queue_.end(), std::greater<>{});
}

/// Time until entering the goal.
Milliseconds TimedSearch::run(std::int32_t start, std::int32_t goal, std::int64_t depart,
                              const RouteMetric& bounds) {
  const TurnGraph& turns = graph_.hierarchy->graph;
  const std::vector<std::int32_t>& rank = graph_.hierarchy->rank_of_node;
  ++search_;
  weights_ = bounds.weights();
  set_goal(rank[at(goal)]);
  const Milliseconds least = bound(rank[at(start)]);
  queue_.clear();
  if (least == kUnreachable) return kUnreachable;
  reached_[at(start)] = {0, kNone, search_, false};
  push(start, 0, least);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>{});
    const auto node = static_cast<std::int32_t>(queue_.back() & 0xffffffffU);
    queue_.pop_back();
    const Milliseconds here = reached_[at(node)].at;
    if (node == goal) return here;
    if (std::exchange(reached_[at(node)].done, true)) continue;
    for (std::int32_t arc = turns.first_arc[at(node)]; arc < turns.first_arc[at(node) + 1]; ++arc) {
      const std::int32_t turn = graph_.flow_turn[at(arc)], next = turns.head[at(arc)];
      if (turn == kNone) continue;
      const Milliseconds time = times_.time(turn, depart + here);
      if (here + time >= kUnreachable) continue;
      Reached& there = reached_[at(next)];
      if (there.search == search_ && (there.done || there.at <= here + time)) continue;
      const Milliseconds beyond = bound(rank[at(next)]);
      if (beyond == kUnreachable) continue;
      there = {here + time, node, search_, false};
      push(next, here + time, beyond);
    }
  }
  return kUnreachable;
}

Milliseconds TimedSearch::route(std::int32_t origin, std::int32_t destination, Milliseconds depart,
                                const TimedBounds& bounds, std::vector<std::int32_t>& links) {
  const TurnGraph& graph = graph_.hierarchy->graph;
  const std::int32_t start = graph.node_of(origin), goal = graph.node_of(destination);
  if (start == kNone || goal == kNone) return kUnreachable;
  Milliseconds time = run(start, goal, depart, bounds.soon);
  if (time == kUnreachable) return kUnreachable;
  if (std::int64_t{depart} + time > bounds.until) time = run(start, goal, depart, *bounds.ever);
  const Milliseconds last = times_.time(net_.links[at(destination)].first_turn, std::int64_t{depart} + time);
  if (last >= kUnreachable) return kUnreachable;
  const std::size_t first = links.size();
  for (std::int32_t node = goal; node != kNone; node = reached_[at(node)].before)
    links.push_back(graph.link_of_node[at(node)]);
  std::reverse(links.begin() + static_cast<std::ptrdiff_t>(first), links.end());
  return add_costs(time, last);
}

}  // namespace conurb::transport
