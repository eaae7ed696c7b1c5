// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/part_search.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/largest_subset.hpp"

namespace conurb::energy {

namespace {

/// Starts from which a division is looked for, and whose subsets are.
constexpr std::size_t kMostStarts = 3;
/// By how much the severity must fall for an exchange to be one.
constexpr double kLeastRelief = 1e-9;

struct Try {
  Positions positions;
  Assessment assessment;
  int operations = 0;
  double time = 0;  // s, all operations one after the other
};

bool better(const Try& a, const Try& b) {
  const auto key = [](const Try& t) {
    return std::tuple(!t.assessment.legal(), t.assessment.legal() ? 0.0 : t.assessment.severity, t.operations,
                      t.time, t.assessment.loss);
  };
  return key(a) < key(b);
}

class PartSearch {
 public:
  PartSearch(const SearchContext& context, const Positions& now, std::span<const std::int32_t> part,
             const PartSearchOptions& options)
      : c_(context),
        now_(now),
        options_(options),
        within_(at(c_.graph.root()) + 1, 0),
        ties_(links_to(c_.graph, now, part)) {
    for (const std::int32_t zone : part) within_[at(zone)] = 1;
  }

  PartResult find(std::span<const std::int32_t> preferred) {
    for (const std::int32_t l : preferred) {
      if (std::find(ties_.begin(), ties_.end(), l) == ties_.end()) continue;
      const Try direct = over(l);
      if (direct.assessment.legal()) return whole(direct);
    }
    if (ties_.empty()) return {};
    std::vector<Try> starts;
    for (const std::int32_t l : ties_) starts.push_back(over(l));
    std::stable_sort(starts.begin(), starts.end(), better);
    if (starts.front().assessment.legal()) return whole(starts.front());
    starts.resize(std::min(starts.size(), kMostStarts));
    Try best = starts.front();
    for (const Try& start : starts) {
      const Try divided = divide(start, Reach::part);
      if (better(divided, best)) best = divided;
    }
    if (best.assessment.legal()) return whole(best);
    starts.insert(starts.begin(), best);
    if (options_.transfers) {
      starts.insert(starts.begin(), divide(best, Reach::grid));
      if (starts.front().assessment.legal()) return whole(starts.front());
    }
    return some(starts);
  }

 private:
  bool touches(std::int32_t l) const {
    return within_[at(c_.graph.link(l).a)] != 0 || within_[at(c_.graph.link(l).b)] != 0;
  }

  Try looked(Positions positions) {
    Try t{std::move(positions), {}, 0, 0};
    t.assessment = c_.grid.look(t.positions, c_.limits);
    for (std::size_t s = 0; s < now_.switches.size(); ++s) {
      if (t.positions.switches[s] == now_.switches[s]) continue;
      ++t.operations;
      t.time += c_.operation_times[s];
    }
    for (std::size_t g = 0; g < now_.infeeds.size(); ++g)
      if (t.positions.infeeds[g] != now_.infeeds[g]) ++t.operations;
    return t;
  }

  Try over(std::int32_t tie) {
    Positions positions = now_;
    c_.graph.close(tie, positions);
    return looked(std::move(positions));
  }

  /// What exchanges may open and close: links at the part, or any.
  enum class Reach : std::uint8_t { part, grid };

  bool may_open(std::int32_t l, Reach reach) const {
    if (touches(l)) return true;
    return reach == Reach::grid && c_.graph.link(l).a != c_.graph.root();
  }

  /// Steepest descent: of all links that could be closed, and what could be opened in the loop that this
  /// makes, that pair which leaves the least beyond the limits.
  Try divide(Try best, Reach reach) {
    const int first = c_.grid.flows();
    while (!best.assessment.legal() && c_.grid.flows() - first < options_.most_exchange_flows) {
      const SwitchGraph::Tree tree = c_.graph.tree(best.positions);
      Try next = best;
      const double enough = best.assessment.severity - kLeastRelief;
      const auto offer = [&](Positions positions) {
        Try t = looked(std::move(positions));
        if ((t.assessment.legal() || t.assessment.severity < enough) && better(t, next)) next = std::move(t);
      };
      for (std::int32_t l = 0; at(l) < c_.graph.links().size(); ++l) {
        const Link& link = c_.graph.link(l);
        if (!may_open(l, reach) || c_.graph.closed(l, best.positions)) continue;
        for (const std::int32_t e : SwitchGraph::way(tree, link.a, link.b)) {
          if (!may_open(e, reach)) continue;
          Positions positions = best.positions;
          c_.graph.part(e, now_, positions);
          c_.graph.close(l, positions);
          offer(std::move(positions));
        }
        const bool both_alive = tree.depth[at(link.a)] != kNone && tree.depth[at(link.b)] != kNone;
        if (options_.loops != Loops::lasting || !both_alive || link.a == link.b) continue;
        Positions positions = best.positions;
        c_.graph.close(l, positions);
        offer(std::move(positions));
      }
      if (!better(next, best)) break;
      best = std::move(next);
    }
    return best;
  }

  static PartResult whole(const Try& t) { return {true, t.positions, {}}; }

  PartResult some(const std::vector<Try>& starts) {
    PartResult result;
    result.binding = starts.front().assessment.worst;
    Worth most;
    Try best;
    for (const Try& start : starts) {
      const Subset subset = largest_subset(c_, start.positions, now_, within_, options_.most_subset_flows);
      if (subset.worth.none() || subset.worth < most) continue;
      Try t = looked(subset.positions);
      if (!(most < subset.worth) && !better(t, best)) continue;
      most = subset.worth;
      best = std::move(t);
    }
    if (most.amounts.empty()) return result;
    result.found = true;
    result.positions = best.positions;
    return result;
  }

  const SearchContext& c_;
  const Positions& now_;
  const PartSearchOptions& options_;
  std::vector<std::uint8_t> within_;  // by zone
  std::vector<std::int32_t> ties_;
};

}  // namespace

std::vector<std::int32_t> links_to(const SwitchGraph& graph, const Positions& now,
                                   std::span<const std::int32_t> part) {
  std::vector<std::uint8_t> within(at(graph.root()) + 1, 0);
  for (const std::int32_t zone : part) within[at(zone)] = 1;
  const SwitchGraph::Tree alive = graph.tree(now);
  std::vector<std::int32_t> found;
  for (std::int32_t l = 0; at(l) < graph.links().size(); ++l) {
    const Link& link = graph.link(l);
    if ((within[at(link.a)] != 0 && alive.depth[at(link.b)] != kNone) ||
        (within[at(link.b)] != 0 && alive.depth[at(link.a)] != kNone))
      found.push_back(l);
  }
  return found;
}

PartResult restore_part(const SearchContext& context, const Positions& now,
                        std::span<const std::int32_t> part, std::span<const std::int32_t> preferred,
                        const PartSearchOptions& options) {
  return PartSearch(context, now, part, options).find(preferred);
}

}  // namespace conurb::energy
