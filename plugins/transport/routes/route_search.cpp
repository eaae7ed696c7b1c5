// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_search.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/routes/lower_triangles.hpp"

namespace conurb::transport {

RouteSearch::RouteSearch(const RouteMetric& metric) : metric_(metric), h_(metric.hierarchy()) {
  for (auto& labels : labels_) labels.assign(at(h_.nodes()), label(kUnreachable, kNone));
}

/// Hands `here`, what it costs to get to `rank`, on to the higher ends of its arcs.
inline void RouteSearch::climb(std::int32_t rank, RouteHierarchy::Direction way, Milliseconds here) {
  if (here == kUnreachable) return;
  const Milliseconds* weight = metric_.weights().data();
  const std::int32_t* higher = h_.higher.data();
  Label* labels = labels_[way].data();
  const std::int32_t end = h_.ways[way].first[at(rank) + 1];
  for (std::int32_t a = h_.ways[way].first[at(rank)]; a < end; ++a)
    labels[higher[a]] = std::min(labels[higher[a]], label(here + weight[a], a));
}

/// What it costs to get to `rank`; the arc by which is kept for the way back.
inline Milliseconds RouteSearch::take_cost(std::int32_t rank, RouteHierarchy::Direction way) {
  Label& reached = labels_[way][at(rank)];
  return cost_of(std::exchange(reached, label(kUnreachable, arc_of(reached))));
}

/// Climbs from both ends to their lowest common ancestor. Costs are put back on the way: nothing comes down
/// again.
std::int32_t RouteSearch::climb_to_common(std::int32_t start, std::int32_t goal) {
  constexpr auto up = RouteHierarchy::up, down = RouteHierarchy::down;
  labels_[up][at(start)] = label(metric_.link_costs()[at(start)], kNone);
  labels_[down][at(goal)] = label(0, kNone);
  while (start != goal) {
    const auto way = start < goal ? up : down;
    std::int32_t& lower = start < goal ? start : goal;
    climb(lower, way, take_cost(lower, way));
    lower = h_.parent[at(lower)];
  }
  return start;
}

RouteSearch::Meeting RouteSearch::best_meeting(std::int32_t origin, std::int32_t destination) {
  constexpr auto up = RouteHierarchy::up, down = RouteHierarchy::down;
  const std::int32_t start = h_.rank_of_link(origin), goal = h_.rank_of_link(destination);
  Meeting best;
  if (start == kNone || goal == kNone) return best;
  for (std::int32_t x = climb_to_common(start, goal); x != h_.nodes(); x = h_.parent[at(x)]) {
    const Milliseconds to = take_cost(x, up), from = take_cost(x, down);
    if (to + from < best.cost) best = {to + from, x};
    if (to < best.cost) climb(x, up, to);
    if (from < best.cost) climb(x, down, from);
  }
  return best;
}

Milliseconds RouteSearch::cost(std::int32_t origin, std::int32_t destination) {
  return best_meeting(origin, destination).cost;
}

Milliseconds RouteSearch::route(std::int32_t origin, std::int32_t destination,
                                std::vector<std::int32_t>& links) {
  const Meeting best = best_meeting(origin, destination);
  if (best.rank != kNone) append_way_over(best.rank, links);
  return best.cost;
}

Milliseconds RouteSearch::meetings(std::int32_t origin, std::int32_t destination, double stretch,
                                   std::vector<Meeting>& found) {
  constexpr auto up = RouteHierarchy::up, down = RouteHierarchy::down;
  const std::int32_t start = h_.rank_of_link(origin), goal = h_.rank_of_link(destination);
  if (start == kNone || goal == kNone) return kUnreachable;
  const auto first = static_cast<std::ptrdiff_t>(found.size());
  Milliseconds best = kUnreachable, most = kUnreachable - 1;
  for (std::int32_t x = climb_to_common(start, goal); x != h_.nodes(); x = h_.parent[at(x)]) {
    const Milliseconds to = take_cost(x, up), from = take_cost(x, down);
    if (to + from < best) {
      best = to + from;
      most = static_cast<Milliseconds>(std::min(stretch * best, kUnreachable - 1.0));
    }
    if (to + from <= most) found.push_back({to + from, x});
    if (to <= most) climb(x, up, to);
    if (from <= most) climb(x, down, from);
  }
  found.erase(std::remove_if(found.begin() + first, found.end(),
                             [&](const Meeting& meeting) { return meeting.cost > most; }),
              found.end());
  return best;
}

void RouteSearch::append_way_over(std::int32_t rank, std::vector<std::int32_t>& links) {
  climbed_.clear();
  std::int32_t start = rank;
  for (std::int32_t a = arc_of(labels_[RouteHierarchy::up][at(rank)]); a != kNone;
       a = arc_of(labels_[RouteHierarchy::up][at(start)])) {
    climbed_.push_back(a);
    start = h_.lower[at(a)];
  }
  links.push_back(h_.link_of_rank[at(start)]);
  for (auto a = climbed_.rbegin(); a != climbed_.rend(); ++a) unpack(*a, links);
  for (std::int32_t a = arc_of(labels_[RouteHierarchy::down][at(rank)]); a != kNone;
       a = arc_of(labels_[RouteHierarchy::down][at(h_.lower[at(a)])]))
    unpack(a, links);
}

/// An arc of the turn graph is the link that it leads to; a shortcut is two arcs that weigh as much together.
void RouteSearch::unpack(std::int32_t arc, std::vector<std::int32_t>& links) {
  const std::span<const Milliseconds> weight = metric_.weights();
  const std::int32_t first_down = h_.ways[RouteHierarchy::down].first.front();
  pending_.assign(1, arc);
  while (!pending_.empty()) {
    const std::int32_t a = pending_.back();
    pending_.pop_back();
    if (metric_.own_weight(a) == weight[at(a)]) {
      links.push_back(h_.link_of_rank[at(a < first_down ? h_.higher[at(a)] : h_.lower[at(a)])]);
      continue;
    }
    for_lower_triangles(h_, a, [&](std::int32_t first, std::int32_t second) {
      if (weight[at(first)] + weight[at(second)] != weight[at(a)]) return true;
      pending_.push_back(second);
      pending_.push_back(first);
      return false;
    });
  }
}

}  // namespace conurb::transport
