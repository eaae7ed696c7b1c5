// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/districts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "engine/sdk/random.hpp"

namespace conurb::energy::synthesis {

namespace {

/// Of the limit, what a district is planned to have where it is cut to size: others move in at its borders.
constexpr double kPlannedShare = 0.7;
/// Stations with less than this share of the power limit are taken away where their neighbours can do.
constexpr double kLittle = 0.35;
constexpr int kQuietTurns = 6, kMostTurns = 30, kMostCuts = 200;

double weight(const Item& item) {
  return item.demand.largest() + 1;  // 1 W: what draws nothing wants to be near as well
}

/// Along a curve that visits a square quarter by quarter (Morton), so that neighbours in the order are near.
std::vector<std::int32_t> along_curve(const StreetGraph& streets, std::span<const Item> items) {
  double low_x = 0, low_y = 0, high_x = 0, high_y = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const double x = streets.x[at(items[i].vertex)], y = streets.y[at(items[i].vertex)];
    low_x = i == 0 ? x : std::min(low_x, x), high_x = i == 0 ? x : std::max(high_x, x);
    low_y = i == 0 ? y : std::min(low_y, y), high_y = i == 0 ? y : std::max(high_y, y);
  }
  const double side = std::max({high_x - low_x, high_y - low_y, 1.0});
  const auto spread = [](std::uint64_t v) {
    v = (v | v << 16) & 0x0000FFFF0000FFFFU;
    v = (v | v << 8) & 0x00FF00FF00FF00FFU;
    v = (v | v << 4) & 0x0F0F0F0F0F0F0F0FU;
    v = (v | v << 2) & 0x3333333333333333U;
    return (v | v << 1) & 0x5555555555555555U;
  };
  std::vector<std::pair<std::uint64_t, std::int32_t>> keys;
  keys.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto cell = [&](double v) { return static_cast<std::uint64_t>(v / side * 0x0FFFFFFF); };
    keys.emplace_back(spread(cell(streets.x[at(items[i].vertex)] - low_x)) |
                          spread(cell(streets.y[at(items[i].vertex)] - low_y)) << 1,
                      row_of(i));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::int32_t> order;
  order.reserve(keys.size());
  for (const auto& [key, item] : keys) order.push_back(item);
  return order;
}

class Divider {
 public:
  Divider(const StreetGraph& streets, std::span<const Item> items, const DistrictLimits& limits,
          std::uint64_t seed)
      : streets_(streets),
        items_(items),
        limits_(limits),
        order_(along_curve(streets, items)),
        chosen_(streets.vertices(), 0) {
    const sdk::Random random(seed, "org.conurb.energy/districts");
    offset_ = random.uniform(0, 0, 0);
  }

  Districts divide() {
    Demand all;
    for (const Item& item : items_) all += item.demand;
    std::vector<std::int32_t> centres;
    add_seeds(order_, count_for(all, items_.size()), centres);
    int quiet = 0;
    for (int turn = 0; turn < kMostTurns && quiet < kQuietTurns; ++turn) {
      measure(centres);
      if (!cut(centres)) ++quiet;
      // Medians of trees alone get stuck where streets form a lattice: half of a district lies behind no
      // street.
      move(centres, turn % 2 == 0 ? middles(centres) : medians(centres));
    }
    // Further stations only shorten ways and relieve others, so this comes to an end.
    measure(centres);
    for (int turn = 0; turn < kMostCuts && cut(centres); ++turn) measure(centres);
    return drop_little(finish(std::move(centres)));
  }

  Districts divide(std::vector<std::int32_t> centres) {
    measure(centres);
    return finish(std::move(centres));
  }

 private:
  /// Districts that demand of `count` items alike needs.
  [[nodiscard]] std::size_t count_for(const Demand& all, std::size_t count) const {
    const double limit = kPlannedShare * limits_.power;
    const double n = static_cast<double>(count);
    std::size_t low = 1, high = std::max<std::size_t>(count, 1);
    while (low < high) {  // the fewest that each are within the limit
      const std::size_t middle = low + (high - low) / 2;
      const double part = 1 / std::min(static_cast<double>(middle), n);
      const double peak = all.mean * part + std::sqrt(all.variance * part);
      if (std::max(peak, all.feed_in * part) <= limit)
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }

  /// Chooses `count` vertices of items, at equal steps of weight along their order.
  void add_seeds(std::span<const std::int32_t> items, std::size_t count, std::vector<std::int32_t>& centres) {
    double total = 0;
    for (const std::int32_t i : items) total += weight(items_[at(i)]);
    const double step = total / static_cast<double>(count);
    double passed = 0, next = offset_ * step;
    for (const std::int32_t i : items) {
      passed += weight(items_[at(i)]);
      if (passed <= next) continue;
      while (next < passed) next += step;
      choose(items_[at(i)].vertex, centres);
    }
    if (centres.empty()) choose(items_[at(items.front())].vertex, centres);
  }

  bool choose(std::int32_t vertex, std::vector<std::int32_t>& centres) {
    if (std::exchange(chosen_[at(vertex)], std::uint8_t{1}) != 0) return false;
    centres.push_back(vertex);
    return true;
  }

  void measure(std::span<const std::int32_t> centres) {
    forest_ = grow(streets_, centres);
    demand_.assign(centres.size(), {});
    farthest_.assign(centres.size(), kNone);
    members_.assign(centres.size(), {});
    for (const std::int32_t i : order_) {
      const Item& item = items_[at(i)];
      const std::size_t district = at(forest_.tree[at(item.vertex)]);
      demand_[district] += item.demand;
      members_[district].push_back(i);
      std::int32_t& farthest = farthest_[district];
      if (farthest == kNone ||
          forest_.distance[at(item.vertex)] > forest_.distance[at(items_[at(farthest)].vertex)])
        farthest = i;
    }
  }

  [[nodiscard]] double reach(std::size_t district) const {
    const std::int32_t farthest = farthest_[district];
    return farthest == kNone ? 0 : forest_.distance[at(items_[at(farthest)].vertex)];
  }

  /// Gives districts beyond a limit further stations. False if none could be given.
  bool cut(std::vector<std::int32_t>& centres) {
    const std::size_t before = centres.size();
    for (std::size_t d = 0; d < before; ++d) {
      if (demand_[d].largest() > limits_.power && members_[d].size() > 1) {
        const std::size_t had = centres.size();
        add_seeds(members_[d], std::max<std::size_t>(count_for(demand_[d], members_[d].size()), 2), centres);
        // Those chosen may all be centres; then any other place will do.
        for (const std::int32_t i : members_[d])
          if (centres.size() == had && choose(items_[at(i)].vertex, centres)) break;
      }
      if (reach(d) > limits_.reach) choose(items_[at(farthest_[d])].vertex, centres);
    }
    return centres.size() > before;
  }

  /// The deepest vertex that has more than half of its district's weight at or behind it: the median of the
  /// tree of shortest ways.
  [[nodiscard]] std::vector<std::int32_t> medians(std::span<const std::int32_t> centres) const {
    std::vector<double> behind(streets_.vertices(), 0), total(demand_.size(), 0);
    for (const Item& item : items_) {
      behind[at(item.vertex)] += weight(item);
      total[at(forest_.tree[at(item.vertex)])] += weight(item);
    }
    for (auto v = forest_.order.rbegin(); v != forest_.order.rend(); ++v)
      if (forest_.parent[at(*v)] != kNone) behind[at(forest_.parent[at(*v)])] += behind[at(*v)];
    std::vector<std::int32_t> median(centres.begin(), centres.begin() + row_of(demand_.size()));
    for (const std::int32_t v : forest_.order) {
      const std::size_t district = at(forest_.tree[at(v)]);
      if (behind[at(v)] > 0.5 * total[district]) median[district] = v;
    }
    return median;
  }

  /// The vertex of each district nearest to the middle of its items by weight.
  [[nodiscard]] std::vector<std::int32_t> middles(std::span<const std::int32_t> centres) const {
    struct Sum {
      double weight = 0, x = 0, y = 0, least = std::numeric_limits<double>::infinity();
    };
    std::vector<Sum> sums(demand_.size());
    for (const Item& item : items_) {
      Sum& sum = sums[at(forest_.tree[at(item.vertex)])];
      sum.weight += weight(item);
      sum.x += weight(item) * streets_.x[at(item.vertex)];
      sum.y += weight(item) * streets_.y[at(item.vertex)];
    }
    std::vector<std::int32_t> middle(centres.begin(), centres.begin() + row_of(demand_.size()));
    for (const std::int32_t v : forest_.order) {
      const std::size_t district = at(forest_.tree[at(v)]);
      Sum& sum = sums[district];
      if (!(sum.weight > 0)) continue;
      const double dx = streets_.x[at(v)] - sum.x / sum.weight, dy = streets_.y[at(v)] - sum.y / sum.weight;
      if (dx * dx + dy * dy >= sum.least) continue;
      sum.least = dx * dx + dy * dy;
      middle[district] = v;
    }
    return middle;
  }

  /// Centres that are new since districts were measured stay.
  void move(std::vector<std::int32_t>& centres, const std::vector<std::int32_t>& to) {
    for (std::size_t d = 0; d < to.size(); ++d) {
      if (chosen_[at(to[d])] != 0) continue;  // its own, or one that is new
      chosen_[at(centres[d])] = 0;
      chosen_[at(to[d])] = 1;
      centres[d] = to[d];
    }
  }

  Districts finish(std::vector<std::int32_t> centres) {
    Districts found;
    found.vertices.resize(centres.size());
    for (std::int32_t v = 0; at(v) < streets_.vertices(); ++v)
      if (forest_.tree[at(v)] != kNone) found.vertices[at(forest_.tree[at(v)])].push_back(v);
    found.centre = std::move(centres);
    found.demand = std::move(demand_);
    found.distance = std::move(forest_.distance);
    found.district = std::move(forest_.tree);
    found.parent = std::move(forest_.parent);
    found.parent_edge = std::move(forest_.parent_edge);
    return found;
  }

  Districts drop_little(Districts d);
  bool drop(Districts& d, std::int32_t district, const std::vector<std::vector<std::int32_t>>& items_at);

  const StreetGraph& streets_;
  std::span<const Item> items_;
  DistrictLimits limits_;
  std::vector<std::int32_t> order_;   ///< items
  std::vector<std::uint8_t> chosen_;  ///< by vertex: a centre
  double offset_ = 0;
  Forest forest_;
  std::vector<Demand> demand_;
  std::vector<std::int32_t> farthest_;              ///< item, by district
  std::vector<std::vector<std::int32_t>> members_;  ///< items, by district
};

// The least first. What a station fed goes to the nearest of the others, as if it had never been.
Districts Divider::drop_little(Districts d) {
  std::vector<std::vector<std::int32_t>> items_at(streets_.vertices());
  for (std::size_t i = 0; i < items_.size(); ++i) items_at[at(items_[i].vertex)].push_back(row_of(i));
  std::vector<std::int32_t> little;
  for (std::size_t k = 0; k < d.centre.size(); ++k)
    if (d.demand[k].largest() < kLittle * limits_.power) little.push_back(row_of(k));
  std::sort(little.begin(), little.end(), [&](std::int32_t a, std::int32_t b) {
    const double pa = d.demand[at(a)].largest(), pb = d.demand[at(b)].largest();
    return pa != pb ? pa < pb : a < b;
  });
  std::vector<std::uint8_t> gone(d.centre.size(), 0);
  for (const std::int32_t k : little) gone[at(k)] = drop(d, k, items_at) ? 1 : 0;
  std::vector<std::int32_t> number(d.centre.size(), kNone);
  std::size_t left = 0;
  for (std::size_t k = 0; k < d.centre.size(); ++k) {
    if (gone[k] != 0) continue;
    number[k] = row_of(left);
    d.centre[left] = d.centre[k];
    d.demand[left] = d.demand[k];
    if (left != k) d.vertices[left] = std::move(d.vertices[k]);
    std::sort(d.vertices[left].begin(), d.vertices[left].end());
    ++left;
  }
  d.centre.resize(left);
  d.demand.resize(left);
  d.vertices.resize(left);
  for (std::int32_t& k : d.district)
    if (k != kNone) k = number[at(k)];
  return d;
}

bool Divider::drop(Districts& d, std::int32_t district,
                   const std::vector<std::vector<std::int32_t>>& items_at) {
  struct Way {
    double distance;
    std::int32_t vertex, parent, edge, district;
    bool operator>(const Way& other) const {
      return distance != other.distance ? distance > other.distance : vertex > other.vertex;
    }
  };
  std::priority_queue<Way, std::vector<Way>, std::greater<>> open;
  const std::vector<std::int32_t>& vertices = d.vertices[at(district)];
  for (const std::int32_t v : vertices)
    for (const solvers::Graph::Arc& arc : streets_.graph.arcs(v)) {
      const std::int32_t other = d.district[at(arc.to)];
      if (other != district && other != kNone)
        open.push(
            {d.distance[at(arc.to)] + streets_.stretch[at(arc.edge)].length, v, arc.to, arc.edge, other});
    }
  std::vector<Way> ways;
  std::vector<std::pair<std::int32_t, Demand>> gained;
  while (!open.empty()) {
    const Way way = open.top();
    open.pop();
    if (d.district[at(way.vertex)] != district) continue;
    ways.push_back(way);
    d.district[at(way.vertex)] = kNone;  // settled; set below
    for (const std::int32_t i : items_at[at(way.vertex)])
      gained.emplace_back(way.district, items_[at(i)].demand);
    for (const solvers::Graph::Arc& arc : streets_.graph.arcs(way.vertex))
      if (d.district[at(arc.to)] == district)
        open.push({way.distance + streets_.stretch[at(arc.edge)].length, arc.to, way.vertex, arc.edge,
                   way.district});
  }
  bool fits = ways.size() == vertices.size();
  for (const Way& way : ways)
    fits = fits && (items_at[at(way.vertex)].empty() || way.distance <= limits_.reach);
  std::stable_sort(gained.begin(), gained.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t k = 0; k < gained.size() && fits;) {
    const std::int32_t other = gained[k].first;
    Demand with = d.demand[at(other)];
    for (; k < gained.size() && gained[k].first == other; ++k) with += gained[k].second;
    fits = with.largest() <= limits_.power;
  }
  if (!fits) {
    for (const Way& way : ways) d.district[at(way.vertex)] = district;
    return false;
  }
  for (const auto& [other, demand] : gained) d.demand[at(other)] += demand;
  for (const Way& way : ways) {
    d.distance[at(way.vertex)] = way.distance;
    d.district[at(way.vertex)] = way.district;
    d.parent[at(way.vertex)] = way.parent;
    d.parent_edge[at(way.vertex)] = way.edge;
    d.vertices[at(way.district)].push_back(way.vertex);
  }
  return true;
}

}  // namespace

Districts divide(const StreetGraph& streets, std::span<const Item> items, const DistrictLimits& limits,
                 std::uint64_t seed) {
  if (!items.empty()) return Divider(streets, items, limits, seed).divide();
  Districts none;
  none.distance.assign(streets.vertices(), std::numeric_limits<double>::infinity());
  none.district.assign(streets.vertices(), kNone);
  none.parent = none.parent_edge = none.district;
  return none;
}

Districts divide_among(const StreetGraph& streets, std::span<const Item> items,
                       std::span<const std::int32_t> centres) {
  return Divider(streets, items, {std::numeric_limits<double>::infinity(), 0}, 0)
      .divide(std::vector<std::int32_t>(centres.begin(), centres.end()));
}

}  // namespace conurb::energy::synthesis
