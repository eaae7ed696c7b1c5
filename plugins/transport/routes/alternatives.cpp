// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/alternatives.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "plugins/transport/error.hpp"

namespace conurb::transport {

namespace {

void check_limits(const AlternativeLimits& limits) {
  const auto check = [](double value, double least, double most, const char* what) {
    if (value >= least && value <= most) return;
    throw InputError(what + std::string(" ") + std::to_string(value) + " is not within " +
                         std::to_string(least) + " to " + std::to_string(most),
                     "alternative routes");
  };
  check(limits.routes, 1, 31, "number of routes");
  check(limits.stretch, 1, 1e6, "stretch");
  check(limits.overlap, 0, 1, "overlap");
  check(limits.local, 0, 1, "local share");
}

}  // namespace

AlternativeSearch::AlternativeSearch(const RouteMetric& metric, const AlternativeLimits& limits)
    : metric_(metric),
      limits_(limits),
      search_(metric),
      check_(metric),
      routes_over_(at(metric.hierarchy().nodes()), 0) {
  check_limits(limits);
}

bool AlternativeSearch::is_simple(const std::vector<std::int32_t>& links) {
  constexpr std::uint32_t here = 1U << 31U;
  bool simple = true;
  for (const std::int32_t link : links) {
    std::uint32_t& routes = routes_over_[at(metric_.hierarchy().rank_of_link(link))];
    simple = simple && (routes & here) == 0;
    routes |= here;
  }
  for (const std::int32_t link : links) routes_over_[at(metric_.hierarchy().rank_of_link(link))] &= ~here;
  return simple;
}

/// Shares few enough links with each of the routes so far. Turns do not count.
bool AlternativeSearch::is_new(const std::vector<std::int32_t>& links, std::int32_t routes) const {
  std::array<std::int64_t, 31> shared{};
  std::int64_t all = 0;
  for (const std::int32_t link : links) {
    const std::size_t rank = at(metric_.hierarchy().rank_of_link(link));
    all += metric_.link_costs()[rank];
    for (std::size_t r = 0; r < at(routes); ++r)
      if ((routes_over_[rank] >> r & 1U) != 0) shared[r] += metric_.link_costs()[rank];
  }
  const std::int64_t most = *std::max_element(shared.begin(), shared.end());
  return static_cast<double>(most) <= limits_.overlap * static_cast<double>(all);
}

/// The stretch around `via` as long as the limit says on either side (the T-test of Abraham et al.).
bool AlternativeSearch::is_locally_best(const std::vector<std::int32_t>& links, std::int32_t via,
                                        Milliseconds cheapest) {
  const RouteHierarchy& h = metric_.hierarchy();
  const std::size_t middle =
      static_cast<std::size_t>(std::find(links.begin(), links.end(), via) - links.begin());
  const auto step = [&](std::size_t i) {  // from the link before to the end of this one
    const std::int32_t from = h.graph.node_of(links[i - 1]), to = h.graph.node_of(links[i]);
    const auto arc = std::lower_bound(h.graph.head.begin() + h.graph.first_arc[at(from)],
                                      h.graph.head.begin() + h.graph.first_arc[at(from) + 1], to);
    return metric_.turn_weights()[static_cast<std::size_t>(arc - h.graph.head.begin())];
  };
  const double enough = limits_.local * cheapest;
  std::size_t first = middle, last = middle;
  Milliseconds before = 0, after = 0;
  while (first > 0 && before < enough) before += step(first--);
  while (last + 1 < links.size() && after < enough) after += step(++last);
  const Milliseconds start = metric_.link_costs()[at(h.rank_of_link(links[first]))];
  return check_.cost(links[first], links[last]) == start + before + after;
}

Routes AlternativeSearch::find(std::int32_t origin, std::int32_t destination) {
  const RouteHierarchy& h = metric_.hierarchy();
  Routes result;
  result.first.push_back(0);
  std::vector<RouteSearch::Meeting> meetings;
  const Milliseconds cheapest = search_.meetings(origin, destination, limits_.stretch, meetings);
  std::stable_sort(meetings.begin(), meetings.end(),
                   [](const auto& a, const auto& b) { return a.cost < b.cost; });
  std::vector<std::int32_t> links;
  for (const auto& [cost, rank] : meetings) {
    const std::int32_t taken = row_of(result.costs.size());
    if (taken == limits_.routes) break;
    if (routes_over_[at(rank)] != 0) continue;  // the way over it is a route that is known
    links.clear();
    search_.append_way_over(rank, links);
    const bool admissible = taken == 0 || (is_simple(links) && is_new(links, taken) &&
                                           is_locally_best(links, h.link_of_rank[at(rank)], cheapest));
    if (!admissible) continue;
    for (const std::int32_t link : links)
      routes_over_[at(h.rank_of_link(link))] |= 1U << static_cast<unsigned>(taken);
    result.links.insert(result.links.end(), links.begin(), links.end());
    result.first.push_back(static_cast<std::int64_t>(result.links.size()));
    result.costs.push_back(cost);
  }
  for (const std::int32_t link : result.links) routes_over_[at(h.rank_of_link(link))] = 0;
  return result;
}

}  // namespace conurb::transport
