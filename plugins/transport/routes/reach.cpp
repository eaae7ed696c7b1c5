// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/reach.hpp"

#include <algorithm>
#include <array>

namespace conurb::transport {

namespace {

using Direction = RouteHierarchy::Direction;

/// Starts that are swept together: their costs lie side by side.
constexpr std::size_t kLanes = 8;
/// Starts that share the room of one sweep.
constexpr std::size_t kStartsAtOnce = 8 * kLanes;

/// `ranks` and all above them, highest first.
std::vector<std::int32_t> ranks_above(const RouteHierarchy& h, std::span<const std::int32_t> ranks) {
  std::vector<std::int32_t> above;
  std::vector<std::uint8_t> seen(at(h.nodes()), 0);
  for (const std::int32_t start : ranks) {
    for (std::int32_t x = start; x != kNone && x != h.nodes() && seen[at(x)] == 0; x = h.parent[at(x)]) {
      seen[at(x)] = 1;
      above.push_back(x);
    }
  }
  std::sort(above.rbegin(), above.rend());
  return above;
}

/// Costs from (way up) or to (way down) a few starts at the same time.
template <std::size_t Lanes>
class Sweep {
 public:
  Sweep(const RouteMetric& metric, Direction way)
      : metric_(metric), h_(metric.hierarchy()), way_(way), cost_(at(h_.nodes())) {
    for (auto& lanes : cost_) lanes.fill(kUnreachable);
  }

  [[nodiscard]] const std::array<Milliseconds, Lanes>& costs(std::int32_t rank) const {
    return cost_[at(rank)];
  }

  void climb(std::size_t lane, std::int32_t start, Milliseconds cost) {
    cost_[at(start)][lane] = cost;
    for (std::int32_t x = start; x != h_.nodes(); x = h_.parent[at(x)]) {
      const Milliseconds here = cost_[at(x)][lane];
      if (here == kUnreachable) continue;
      const auto& first = h_.ways[way_].first;
      for (std::int32_t a = first[at(x)]; a < first[at(x) + 1]; ++a) {
        Milliseconds& there = cost_[at(h_.higher[at(a)])][lane];
        there = std::min(there, here + metric_.weights()[at(a)]);
      }
    }
  }

  /// `ranks` from the highest; with each there must be all above it.
  void descend(std::span<const std::int32_t> ranks) {
    const std::vector<std::int32_t>& first = h_.ways[1 - way_].first;
    const std::span<const Milliseconds> weight = metric_.weights();
    for (const std::int32_t x : ranks) {
      std::array<Milliseconds, Lanes> here = cost_[at(x)];
      for (std::int32_t a = first[at(x)]; a < first[at(x) + 1]; ++a) {
        const std::array<Milliseconds, Lanes>& above = cost_[at(h_.higher[at(a)])];
        for (std::size_t l = 0; l < Lanes; ++l) here[l] = std::min(here[l], above[l] + weight[at(a)]);
      }
      cost_[at(x)] = here;
    }
  }

  void forget(std::span<const std::int32_t> ranks) {
    for (const std::int32_t x : ranks) cost_[at(x)].fill(kUnreachable);
  }

 private:
  const RouteMetric& metric_;
  const RouteHierarchy& h_;
  Direction way_;
  std::vector<std::array<Milliseconds, Lanes>> cost_;  // by rank
};

std::vector<std::int32_t> ranks_of_links(const RouteHierarchy& h, std::span<const std::int32_t> links) {
  std::vector<std::int32_t> ranks;
  for (const std::int32_t link : links) ranks.push_back(h.rank_of_link(link));
  return ranks;
}

std::vector<std::int32_t> all_ranks(const RouteHierarchy& h) {
  std::vector<std::int32_t> ranks;
  for (std::int32_t x = h.nodes(); x-- > 0;) ranks.push_back(x);
  return ranks;
}

}  // namespace

std::vector<Milliseconds> costs_from(const RouteMetric& metric, std::int32_t origin) {
  const RouteHierarchy& h = metric.hierarchy();
  std::vector<Milliseconds> result(h.graph.node_of_link.size(), kUnreachable);
  const std::int32_t start = h.rank_of_link(origin);
  if (start == kNone) return result;
  Sweep<1> sweep(metric, RouteHierarchy::up);
  sweep.climb(0, start, metric.link_costs()[at(start)]);
  sweep.descend(all_ranks(h));
  for (std::int32_t x = 0; x < h.nodes(); ++x) result[at(h.link_of_rank[at(x)])] = sweep.costs(x)[0];
  return result;
}

std::vector<Milliseconds> costs_to(const RouteMetric& metric, std::int32_t destination) {
  const RouteHierarchy& h = metric.hierarchy();
  std::vector<Milliseconds> result(h.graph.node_of_link.size(), kUnreachable);
  const std::int32_t goal = h.rank_of_link(destination);
  if (goal == kNone) return result;
  Sweep<1> sweep(metric, RouteHierarchy::down);
  sweep.climb(0, goal, 0);
  sweep.descend(all_ranks(h));
  for (std::int32_t x = 0; x < h.nodes(); ++x)
    result[at(h.link_of_rank[at(x)])] = add_costs(metric.link_costs()[at(x)], sweep.costs(x)[0]);
  return result;
}

std::vector<Milliseconds> cost_table(const RouteMetric& metric, std::span<const std::int32_t> origins,
                                     std::span<const std::int32_t> destinations,
                                     const solvers::ParallelFor& parallel) {
  const RouteHierarchy& h = metric.hierarchy();
  const std::vector<std::int32_t> starts = ranks_of_links(h, origins),
                                  goals = ranks_of_links(h, destinations);
  const std::vector<std::int32_t> swept = ranks_above(h, goals);
  std::vector<Milliseconds> table(origins.size() * destinations.size(), kUnreachable);
  parallel((starts.size() + kStartsAtOnce - 1) / kStartsAtOnce, [&](std::size_t piece) {
    Sweep<kLanes> sweep(metric, RouteHierarchy::up);
    const std::size_t end = std::min(starts.size(), (piece + 1) * kStartsAtOnce);
    for (std::size_t begin = piece * kStartsAtOnce; begin < end; begin += kLanes) {
      const std::span<const std::int32_t> lanes(starts.data() + begin, std::min(kLanes, end - begin));
      for (std::size_t l = 0; l < lanes.size(); ++l)
        if (lanes[l] != kNone) sweep.climb(l, lanes[l], metric.link_costs()[at(lanes[l])]);
      sweep.descend(swept);
      for (std::size_t d = 0; d < goals.size(); ++d) {
        if (goals[d] == kNone) continue;
        for (std::size_t l = 0; l < lanes.size(); ++l)
          table[(begin + l) * goals.size() + d] = sweep.costs(goals[d])[l];
      }
      sweep.forget(swept);
      sweep.forget(ranks_above(h, lanes));
    }
  });
  return table;
}

}  // namespace conurb::transport
