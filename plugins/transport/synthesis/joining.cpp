// SPDX-License-Identifier: Apache-2.0
// Which nodes are one junction. Maps draw the two sides of a divided road apart, so a crossing of two such
// roads is four nodes with streets between them on which hardly a car fits; a queue there would lock the
// crossing. Signals and signs that stand before a junction belong to it.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/solvers/graph.hpp"
#include "plugins/transport/synthesis/draft.hpp"
#include "plugins/transport/synthesis/road_classes.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr std::size_t kMostBends = 20;  // between a sign and its junction

class Joining {
 public:
  Joining(Draft& draft, FindingList& findings)
      : draft_(draft),
        findings_(findings),
        sets_(row_of(draft.streets->nodes())),
        street_arms_(draft.streets->nodes(), 0) {
    for (std::size_t node = 0; node < draft.streets->nodes(); ++node) {
      const Vec p = draft.place(row_of(node));
      boxes_.push_back({p, p, draft.on_ring[node] != 0});
    }
    count_street_arms();
  }

  void join() {
    join_short_ways();
    for (std::size_t node = 0; node < draft_.arms.size(); ++node)
      if (meant_for_a_junction(row_of(node))) join_to_junction(row_of(node));
    number_junctions();
  }

 private:
  struct Box {
    Vec low, high;
    bool ring = false;
  };

  /// Arms without driveways and tracks: many of those along a street are no crossing.
  void count_street_arms() {
    for (std::size_t i = 0; i < draft_.ways.size(); ++i) {
      const Way& way = draft_.ways[i];
      if ((way.reverse != kNone && at(way.reverse) < i) || way.rank < kStreetRank) continue;
      if (is_short_loop(draft_, way)) continue;
      ++street_arms_[at(way.from)];
      ++street_arms_[at(way.to)];
    }
  }
  [[nodiscard]] bool crossing(std::int32_t node) const { return street_arms_[at(node)] >= 3; }
  [[nodiscard]] bool bend(std::int32_t node) const { return draft_.arms[at(node)] == 2; }
  [[nodiscard]] bool signal(std::int32_t node) const {
    return draft_.control[at(node)] == NodeControl::signal;
  }

  [[nodiscard]] double longest(const Way& way) const {
    const RoadSynthesisOptions& options = draft_.options;
    const std::int32_t a = way.from, b = way.to;
    if (crossing(a) && crossing(b) && signal(a) && signal(b))
      return std::max(options.join_length, options.signal_join_length);
    if ((crossing(a) && (crossing(b) || bend(b))) || (crossing(b) && bend(a))) return options.join_length;
    return std::min(options.vehicle_space, options.join_length);
  }

  /// Another street of the way's level goes on at the node, or none at all.
  [[nodiscard]] bool same_level(std::int32_t node, std::int32_t way) const {
    bool other = false;
    for (const Star* ways : {&draft_.out, &draft_.in})
      for (const std::int32_t row : ways->of(node)) {
        if (row == way || row == draft_.ways[at(way)].reverse) continue;
        if (draft_.ways[at(row)].level == draft_.ways[at(way)].level) return true;
        other = true;
      }
    return !other;
  }

  void join_short_ways() {
    std::vector<std::int32_t> short_ways;
    for (std::size_t i = 0; i < draft_.ways.size(); ++i) {
      const Way& way = draft_.ways[i];
      if ((way.reverse != kNone && at(way.reverse) < i) || way.from == way.to || way.ring) continue;
      if (way.length <= longest(way)) short_ways.push_back(row_of(i));
    }
    std::stable_sort(short_ways.begin(), short_ways.end(), [&](std::int32_t a, std::int32_t b) {
      return draft_.ways[at(a)].length < draft_.ways[at(b)].length;
    });
    for (const std::int32_t row : short_ways) {
      const Way& way = draft_.ways[at(row)];
      if (same_level(way.from, row) && same_level(way.to, row)) unite(way.from, way.to);
    }
  }

  /// False where the junction would be too large, or hold two nodes of rings.
  bool unite(std::int32_t a, std::int32_t b) {
    a = sets_.find(a);
    b = sets_.find(b);
    if (a == b) return true;
    const Box &one = boxes_[at(a)], &other = boxes_[at(b)];
    const Vec low = {std::min(one.low.x, other.low.x), std::min(one.low.y, other.low.y)};
    const Vec high = {std::max(one.high.x, other.high.x), std::max(one.high.y, other.high.y)};
    if ((one.ring && other.ring) || length_of(high - low) > draft_.options.largest_junction) return false;
    const bool ring = one.ring || other.ring;
    sets_.join(a, b);
    boxes_[at(sets_.find(a))] = {low, high, ring};
    return true;
  }

  [[nodiscard]] bool meant_for_a_junction(std::int32_t node) const {
    const NodeControl control = draft_.control[at(node)];
    return draft_.arms[at(node)] > 0 && draft_.arms[at(node)] <= 2 &&
           (control == NodeControl::signal || control == NodeControl::stop ||
            control == NodeControl::priority);
  }

  /// A signal or sign beside the road: along the street, over bends, to the nearest junction ahead.
  void join_to_junction(std::int32_t node) {
    std::vector<std::int32_t> best;
    double nearest = draft_.options.approach_reach;
    for (const std::int32_t first : draft_.out.of(node)) {
      std::vector<std::int32_t> passed = {node};
      double length = 0;
      for (std::int32_t row = first; row != kNone;) {
        const Way& way = draft_.ways[at(row)];
        length += way.length;
        if (length > nearest || passed.size() > kMostBends) break;
        passed.push_back(way.to);
        if (draft_.arms[at(way.to)] != 2) {
          if (draft_.arms[at(way.to)] > 2) nearest = length, best = passed;
          break;
        }
        row = onward(way);
      }
    }
    for (std::size_t i = best.size(); i-- > 1;)
      if (!unite(best[i], best[i - 1])) break;
  }

  [[nodiscard]] std::int32_t onward(const Way& way) const {
    for (const std::int32_t next : draft_.out.of(way.to))
      if (next != way.reverse) return next;
    return kNone;
  }

  void number_junctions() {
    const std::size_t nodes = draft_.streets->nodes();
    draft_.junction_of.assign(nodes, kNone);
    std::vector<std::int32_t> number(nodes, kNone);
    for (std::size_t node = 0; node < nodes; ++node) {
      const std::int32_t same = draft_.same_node[node];
      if (draft_.arms[at(same)] == 0) continue;
      std::int32_t& junction = number[at(sets_.find(same))];
      if (junction == kNone) junction = draft_.junctions++;
      draft_.junction_of[node] = junction;
    }
    draft_.nodes_of = star(draft_.junctions, draft_.junction_of);
    std::vector<std::int32_t> from, to;
    for (Way& way : draft_.ways) {
      const std::int32_t begin = draft_.junction_of[at(way.from)], end = draft_.junction_of[at(way.to)];
      const double most = way.from == way.to ? draft_.options.join_length : draft_.options.largest_junction;
      way.inner = begin == end && !way.ring && way.length <= most;
      from.push_back(way.inner ? kNone : begin);
      to.push_back(way.inner ? kNone : end);
      if (way.inner)
        findings_.inform("link", std::to_string(way.row), "is inside a junction: ways run across it");
    }
    draft_.outs = star(draft_.junctions, from);
    draft_.ins = star(draft_.junctions, to);
  }

  Draft& draft_;
  FindingList& findings_;
  solvers::DisjointSets sets_;
  std::vector<Box> boxes_;
  std::vector<std::int32_t> street_arms_;
};

}  // namespace

void join_nodes(Draft& draft, FindingList& findings) {
  Joining(draft, findings).join();
}

}  // namespace conurb::transport::synthesis
