// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/largest_subset.hpp"

#include <algorithm>
#include <queue>
#include <utility>
#include <vector>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

/// Branches of the tree that are given up: positions of their first zones in the order of the tree,
/// ascending, none below another.
struct Cut {
  Worth lost;
  std::vector<std::int32_t> roots;
};

struct LosesMore {
  bool operator()(const Cut& a, const Cut& b) const {
    if (a.lost != b.lost) return b.lost < a.lost;
    if (a.roots.size() != b.roots.size()) return a.roots.size() > b.roots.size();
    return a.roots > b.roots;
  }
};

class SubsetSearch {
 public:
  SubsetSearch(const SearchContext& context, const Positions& full, const Positions& now,
               std::span<const std::uint8_t> within)
      : c_(context),
        full_(full),
        now_(now),
        tree_(c_.graph.tree(full)),
        alive_(supply_of(c_.graph.zones(), now).alive) {
    Worth none;
    for (const std::int32_t zone : tree_.order) {
      if (within[at(zone)] == 0) continue;
      order_.push_back(zone);
      if (none.amounts.empty()) none.amounts.assign(c_.loads.worth[at(zone)].amounts.size(), 0);
    }
    const std::size_t n = at(c_.graph.root()) + 1;
    below_.assign(n, none);
    none_ = none;
    carries_ = alive_;
    carries_.push_back(1);  // the root
    for (std::size_t i = tree_.order.size(); i-- > 1;) {
      const std::int32_t zone = tree_.order[i];
      if (carries_[at(zone)] != 0) carries_[at(tree_.parent[at(zone)])] = 1;
    }
    inside_.assign(n, 0);
    children_.resize(n);
    for (const std::int32_t zone : order_) {
      inside_[at(zone)] = 1;
      below_[at(zone)] = c_.loads.worth[at(zone)];
      children_[at(tree_.parent[at(zone)])].push_back(zone);
    }
    for (std::size_t i = order_.size(); i-- > 0;) {
      const std::int32_t parent = tree_.parent[at(order_[i])];
      if (inside_[at(parent)] != 0) below_[at(parent)] += below_[at(order_[i])];
    }
  }

  /// Zone by zone, where most lies beyond first; one that is not legal stays out with all behind it.
  Subset grow() {
    std::vector<std::int32_t> frontier;
    for (const std::int32_t zone : order_)
      if (inside_[at(tree_.parent[at(zone)])] == 0) frontier.push_back(zone);
    std::vector<std::int32_t> out = frontier;  // roots of what is not in
    Subset best{without(out), none_};
    while (!frontier.empty()) {
      const auto next =
          std::max_element(frontier.begin(), frontier.end(),
                           [&](std::int32_t a, std::int32_t b) { return below_[at(a)] < below_[at(b)]; });
      const std::int32_t zone = *next;
      frontier.erase(next);
      std::vector<std::int32_t> less = out;
      less.erase(std::find(less.begin(), less.end(), zone));
      less.insert(less.end(), children_[at(zone)].begin(), children_[at(zone)].end());
      Positions positions = without(less);
      if (!may_be(positions)) continue;
      best.positions = std::move(positions);
      best.worth += c_.loads.worth[at(zone)];
      out = std::move(less);
      frontier.insert(frontier.end(), children_[at(zone)].begin(), children_[at(zone)].end());
    }
    return best;
  }

  Subset search(Subset best, int most_flows) {
    Worth all = none_;
    for (const std::int32_t zone : order_) all += c_.loads.worth[at(zone)];
    std::priority_queue<Cut, std::vector<Cut>, LosesMore> open;
    open.push({none_, {}});
    for (int flows = 0; !open.empty() && flows < most_flows; ++flows) {
      const Cut cut = open.top();
      open.pop();
      const Worth kept = minus(all, cut.lost);
      if (!(best.worth < kept)) break;  // and all that follow keep no more
      std::vector<std::int32_t> zones;
      for (const std::int32_t root : cut.roots) zones.push_back(order_[at(root)]);
      Positions positions = without(zones);
      if (!cut.roots.empty() && may_be(positions)) return {std::move(positions), kept};
      expand(cut, open);
    }
    return best;
  }

 private:
  /// Legal, and nothing is dark that has supply now: what `full` moves over may hang behind the part.
  bool may_be(const Positions& positions) const {
    const Supply supply = supply_of(c_.graph.zones(), positions);
    for (std::size_t zone = 0; zone < alive_.size(); ++zone)
      if (alive_[zone] != 0 && supply.alive[zone] == 0) return false;
    return c_.grid.look(positions, c_.limits).legal();
  }

  static Worth minus(Worth a, const Worth& b) {
    for (std::size_t i = 0; i < a.amounts.size(); ++i) a.amounts[i] -= b.amounts[i];
    return a;
  }

  template <typename Queue>
  void expand(const Cut& cut, Queue& open) const {
    std::vector<std::uint8_t> gone(inside_.size(), 0);
    for (const std::int32_t root : cut.roots) gone[at(order_[at(root)])] = 1;
    const std::int32_t first = cut.roots.empty() ? 0 : cut.roots.back() + 1;
    for (std::int32_t i = 0; at(i) < order_.size(); ++i) {
      const std::int32_t zone = order_[at(i)], parent = tree_.parent[at(zone)];
      if (gone[at(parent)] != 0) gone[at(zone)] = 1;
      if (i < first || gone[at(zone)] != 0 || below_[at(zone)].none()) continue;
      // Cutting one zone further up gives up as little and relieves as much, unless what has supply hangs
      // there.
      if (inside_[at(parent)] != 0 && below_[at(parent)] == below_[at(zone)] &&
          carries_[at(parent)] == carries_[at(zone)])
        continue;
      Cut next = cut;
      next.lost += below_[at(zone)];
      next.roots.push_back(i);
      open.push(std::move(next));
    }
  }

  Positions without(const std::vector<std::int32_t>& zones) const {
    Positions positions = full_;
    for (const std::int32_t zone : zones) c_.graph.part(tree_.link[at(zone)], now_, positions);
    return positions;
  }

  const SearchContext& c_;
  const Positions& full_;
  const Positions& now_;
  SwitchGraph::Tree tree_;
  std::vector<std::uint8_t> alive_;    // by zone: now
  std::vector<std::uint8_t> carries_;  // by zone: is alive now, or such a zone hangs behind it
  std::vector<std::int32_t> order_;    // zones of the part, outward
  std::vector<Worth> below_;           // by zone: with all behind it
  std::vector<std::uint8_t> inside_;
  std::vector<std::vector<std::int32_t>> children_;
  Worth none_;
};

}  // namespace

Subset largest_subset(const SearchContext& context, const Positions& full, const Positions& now,
                      std::span<const std::uint8_t> within, int most_flows) {
  SubsetSearch search(context, full, now, within);
  return search.search(search.grow(), most_flows);
}

}  // namespace conurb::energy
