// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_metric.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/lower_triangles.hpp"

namespace conurb::transport {

namespace {

using Direction = RouteHierarchy::Direction;

/// With more changes than one for so many nodes, all is customised: measured on a city of 18,000 links.
constexpr std::int32_t kNodesPerChange = 100;

Milliseconds checked_cost(Milliseconds cost, const char* what, std::int32_t row) {
  if (cost < 0)
    throw InputError("cost " + std::to_string(cost) + " ms is negative", what + std::to_string(row),
                     "costs are at least 0");
  return std::min(cost, kUnreachable);
}

void check_sizes(const RouteHierarchy& h, const RouteCosts& costs) {
  if (costs.links.size() == h.graph.node_of_link.size() && costs.turns.size() == h.graph.head.size()) return;
  throw InputError("there are costs of " + std::to_string(costs.links.size()) + " links and " +
                       std::to_string(costs.turns.size()) + " turns for " +
                       std::to_string(h.graph.node_of_link.size()) + " links and " +
                       std::to_string(h.graph.head.size()) + " turns",
                   "costs of routes");
}

}  // namespace

RouteMetric::RouteMetric(std::shared_ptr<const RouteHierarchy> hierarchy, const RouteCosts& costs,
                         const solvers::Heed& heed)
    : hierarchy_(std::move(hierarchy)) {
  const RouteHierarchy& h = *hierarchy_;
  check_sizes(h, costs);
  for (const std::int32_t link : h.link_of_rank)
    link_cost_.push_back(checked_cost(costs.links[at(link)], "link ", link));
  for (std::int32_t t = 0; t < h.graph.arcs(); ++t) {
    const Milliseconds turn = checked_cost(costs.turns[at(t)], "turn ", t);
    turn_weight_.push_back(add_costs(turn, link_cost_[at(h.rank_of_node[at(h.graph.head[at(t)])])]));
  }
  customise(heed);
}

// Each node takes its weights from the arcs of the nodes below it, all of which are ready by then.
void RouteMetric::customise(const solvers::Heed& heed) {
  const RouteHierarchy& h = *hierarchy_;
  weight_.resize(h.higher.size());
  std::vector<Milliseconds> best(at(h.nodes()));  // by the higher end of the node's arcs
  for (std::int32_t x = 0; x < h.nodes(); ++x) {
    if (heed && x % 64 == 0) heed();
    for (const Direction way : {RouteHierarchy::up, RouteHierarchy::down}) {
      const std::vector<std::int32_t>& first = h.ways[way].first;
      for (std::int32_t a = first[at(x)]; a < first[at(x) + 1]; ++a)
        best[at(h.higher[at(a)])] = own_weight(a);
      const RouteHierarchy::Way& other = h.ways[1 - way];
      for (std::int32_t i = other.first_lower[at(x)]; i < other.first_lower[at(x) + 1]; ++i) {
        const std::int32_t b = other.lower_arc[at(i)];
        const Milliseconds there = weight_[at(b)];
        if (there == kUnreachable) continue;
        const std::size_t v = at(h.lower[at(b)]);
        for (std::int32_t a = first[v + 1]; a-- > first[v] && h.higher[at(a)] > x;) {
          Milliseconds& least = best[at(h.higher[at(a)])];
          least = std::min(least, there + weight_[at(a)]);
        }
      }
      for (std::int32_t a = first[at(x)]; a < first[at(x) + 1]; ++a)
        weight_[at(a)] = best[at(h.higher[at(a)])];
    }
  }
}

/// Goes through the arcs whose weight may change by ascending lower end: those below are final then.
class Recustomisation {
 public:
  explicit Recustomisation(RouteMetric& metric)
      : m_(metric), h_(metric.hierarchy()), suspect_(h_.higher.size(), 0) {}

  void suspect(std::int32_t arc) {
    if (std::exchange(suspect_[at(arc)], std::uint8_t{1}) != 0) return;
    queue_.push_back(key(arc));
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>{});
  }

  void run() {
    while (!queue_.empty()) {
      const std::int32_t x = static_cast<std::int32_t>(queue_.front() >> 32U);
      keep_old(x);
      changed_.clear();
      while (!queue_.empty() && static_cast<std::int32_t>(queue_.front() >> 32U) == x) {
        std::pop_heap(queue_.begin(), queue_.end(), std::greater<>{});
        const auto arc = static_cast<std::int32_t>(queue_.back() & 0xffffffffU);
        queue_.pop_back();
        suspect_[at(arc)] = 0;
        if (renew(arc)) changed_.push_back(arc);
      }
      for (const std::int32_t arc : changed_) suspect_above(x, arc);
    }
  }

 private:
  [[nodiscard]] std::int64_t key(std::int32_t arc) const {
    return (std::int64_t{h_.lower[at(arc)]} << 32U) | arc;
  }

  void keep_old(std::int32_t x) {
    for (std::size_t way = 0; way < 2; ++way) {
      const auto& first = h_.ways[way].first;
      old_[way].assign(m_.weight_.begin() + first[at(x)], m_.weight_.begin() + first[at(x) + 1]);
    }
  }

  bool renew(std::int32_t arc) {
    Milliseconds least = m_.own_weight(arc);
    for_lower_triangles(h_, arc, [&](std::int32_t a, std::int32_t b) {
      least = std::min(least, m_.weight_[at(a)] + m_.weight_[at(b)]);
      return true;
    });
    return std::exchange(m_.weight_[at(arc)], least) != least;
  }

  /// Arcs that may have stood for the way over x that uses `arc`, and those that now may.
  void suspect_above(std::int32_t x, std::int32_t arc) {
    const std::size_t mine = arc < h_.ways[1].first.front() ? 0 : 1, theirs = 1 - mine;
    const Milliseconds now = m_.weight_[at(arc)], before = old_[mine][at(arc - h_.ways[mine].first[at(x)])];
    const std::int32_t first = h_.ways[theirs].first[at(x)];
    for (std::size_t i = 0; i < old_[theirs].size(); ++i) {
      const std::int32_t partner = first + row_of(i);
      const std::int32_t p = h_.higher[at(partner)], q = h_.higher[at(arc)];
      if (p == q) continue;
      const Milliseconds sum = now + m_.weight_[at(partner)], old_sum = before + old_[theirs][i];
      if (sum >= kUnreachable && old_sum >= kUnreachable) continue;
      // The way leads from a down-arc's end to an up-arc's end: up from the lower of them, or down to it.
      const std::int32_t from = mine == 0 ? p : q, to = mine == 0 ? q : p;
      const auto& list = h_.ways[from < to ? 0 : 1].first;
      const auto begin = h_.higher.begin() + list[at(std::min(from, to))];
      const auto end = h_.higher.begin() + list[at(std::min(from, to)) + 1];
      const auto target = std::lower_bound(begin, end, std::max(from, to)) - h_.higher.begin();
      const Milliseconds weight = m_.weight_[static_cast<std::size_t>(target)];
      if (sum < weight || old_sum == weight) suspect(static_cast<std::int32_t>(target));
    }
  }

  RouteMetric& m_;
  const RouteHierarchy& h_;
  std::vector<std::uint8_t> suspect_;
  std::vector<std::int64_t> queue_;  // by lower end, then arc
  std::array<std::vector<Milliseconds>, 2> old_;
  std::vector<std::int32_t> changed_;
};

RouteMetric RouteMetric::with_changed_links(std::span<const std::int32_t> links,
                                            const RouteCosts& costs) const {
  RouteMetric result = *this;
  const RouteHierarchy& h = *hierarchy_;
  check_sizes(h, costs);
  std::vector<std::uint8_t> changed(at(h.nodes()), 0);
  std::int32_t changes = 0;
  for (const std::int32_t link : links) {
    const std::int32_t rank = h.rank_of_link(link);
    if (rank == kNone) continue;
    const Milliseconds cost = checked_cost(costs.links[at(link)], "link ", link);
    if (std::exchange(result.link_cost_[at(rank)], cost) == cost) continue;
    changed[at(rank)] = 1;
    ++changes;
  }
  std::vector<std::int32_t> touched;
  for (std::int32_t t = 0; t < h.graph.arcs(); ++t) {
    const std::int32_t rank = h.rank_of_node[at(h.graph.head[at(t)])];
    if (changed[at(rank)] == 0) continue;
    const Milliseconds turn = checked_cost(costs.turns[at(t)], "turn ", t);
    result.turn_weight_[at(t)] = add_costs(turn, result.link_cost_[at(rank)]);
    if (h.arc_of_turn[at(t)] != kNone) touched.push_back(h.arc_of_turn[at(t)]);
  }
  if (changes > h.nodes() / kNodesPerChange) {
    result.customise({});
    return result;
  }
  Recustomisation recustomisation(result);
  for (const std::int32_t arc : touched) recustomisation.suspect(arc);
  recustomisation.run();
  return result;
}

}  // namespace conurb::transport
