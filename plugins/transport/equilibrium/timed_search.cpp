// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/timed_search.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace conurb::transport {
namespace {

/// Slices looked at, that of the departure included: most trips of a city are over then.
constexpr std::int32_t kSamples = 4;

}  // namespace

TimeSamples TimeSampler::of(std::int32_t slice) {
  const std::int32_t last = times_.slices() - 1;
  const std::int32_t first = std::min(slice, last), end = std::min(slice + kSamples, last + 1);
  const std::int32_t passed = std::min(first - first_, row_of(made_.size()));
  made_.erase(made_.begin(), made_.begin() + passed);
  first_ = first;
  while (first_ + row_of(made_.size()) < std::max(end, first + 1))
    made_.push_back(
        std::make_shared<RouteMetric>(metric_of(graph_, times_.in_slice(first_ + row_of(made_.size())))));
  return made_;
}

TimedSearch::TimedSearch(const TravellerGraph& graph, const FlowNetwork& net, const TurnTimes& times,
                         const TimeSamples& samples)
    : graph_(graph), net_(net), times_(times), reached_(at(graph.hierarchy->nodes())) {
  for (const std::shared_ptr<const RouteMetric>& metric : samples) searches_.emplace_back(*metric);
}

void TimedSearch::reach(std::int32_t node, Milliseconds time, std::int32_t before) {
  Reached& there = reached_[at(node)];
  if (there.search != search_ || there.done || time >= there.at) return;
  there.at = time;
  there.before = before;
  queue_.push_back(std::uint64_t{static_cast<std::uint32_t>(time)} << 32U | static_cast<std::uint32_t>(node));
  std::push_heap(queue_.begin(), queue_.end(), std::greater<>{});
}

/// Time until entering the goal, by the links that may be passed.
Milliseconds TimedSearch::run(std::int32_t start, std::int32_t goal, std::int64_t depart) {
  const TurnGraph& turns = graph_.hierarchy->graph;
  queue_.clear();
  reach(start, 0, kNone);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>{});
    const auto node = static_cast<std::int32_t>(queue_.back() & 0xffffffffU);
    queue_.pop_back();
    const Milliseconds here = reached_[at(node)].at;
    if (node == goal) return here;
    if (std::exchange(reached_[at(node)].done, true)) continue;
    for (std::int32_t arc = turns.first_arc[at(node)]; arc < turns.first_arc[at(node) + 1]; ++arc) {
      const std::int32_t turn = graph_.flow_turn[at(arc)], next = turns.head[at(arc)];
      if (turn == kNone || reached_[at(next)].search != search_) continue;
      reach(next, add_costs(here, times_.time(turn, depart + here)), node);
    }
  }
  return kUnreachable;
}

Milliseconds TimedSearch::route(std::int32_t origin, std::int32_t destination, Milliseconds depart,
                                std::vector<std::int32_t>& links) {
  const TurnGraph& graph = graph_.hierarchy->graph;
  const std::int32_t start = graph.node_of(origin), goal = graph.node_of(destination);
  if (start == kNone || goal == kNone) return kUnreachable;
  ++search_;
  found_.clear();
  for (RouteSearch& search : searches_) search.route(origin, destination, found_);
  for (const std::int32_t link : found_)
    reached_[at(graph.node_of_link[at(link)])] = {kUnreachable, kNone, search_, false};
  if (found_.empty()) return kUnreachable;
  const Milliseconds time = run(start, goal, depart);
  const Milliseconds last = times_.time(net_.links[at(destination)].first_turn, std::int64_t{depart} + time);
  if (time >= kUnreachable || last >= kUnreachable) return kUnreachable;
  const std::size_t first = links.size();
  for (std::int32_t node = goal; node != kNone; node = reached_[at(node)].before)
    links.push_back(graph.link_of_node[at(node)]);
  std::reverse(links.begin() + static_cast<std::ptrdiff_t>(first), links.end());
  return add_costs(time, last);
}

}  // namespace conurb::transport
