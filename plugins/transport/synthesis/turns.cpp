// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/roads.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "plugins/transport/synthesis/lane_shares.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kStraight = 25, kSlight = 50, kSharp = 135, kBack = 165;  // degrees
constexpr double kLowerRank = 20;  // degrees that a street of lower rank counts as turned away
constexpr double kJunctionCurve = 10, kBendCurve = 15;  // m over which a turn is driven at least
constexpr double kBendStraight = 30;                    // degrees that a bend may turn without being felt
constexpr double kSlowestTurn = 2.5;                    // m/s
constexpr double kTurnaround = 5;                       // m of way to turn back, at least

/// A way that a link may go on with.
struct Target {
  std::int32_t way = kNone;
  double angle = 0;  // degrees, to the left
  double near = 0;   // degrees, to the side of the kerb
};

Turn turn_of(double angle) {
  const double size = std::abs(angle);
  if (size <= kStraight) return Turn::straight;
  if (size <= kSlight) return angle > 0 ? Turn::slight_left : Turn::slight_right;
  return angle > 0 ? Turn::left : Turn::right;
}

/// Which nodes of a joined junction are come to from another one.
class WaysAcross {
 public:
  explicit WaysAcross(const Draft& draft) : draft_(draft), seen_(draft.streets->nodes(), kNone) {}

  /// Marks what is reached at the end of `way`.
  void walk(std::int32_t way) {
    walk_ = way;
    queue_ = {draft_.ways[at(way)].to};
    seen_[at(queue_.front())] = walk_;
    for (std::size_t i = 0; i < queue_.size(); ++i)
      for (const std::int32_t next : draft_.out.of(queue_[i])) {
        const Way& inner = draft_.ways[at(next)];
        if (!inner.inner || seen_[at(inner.to)] == walk_) continue;
        if ((inner.allowed & draft_.ways[at(way)].allowed) == 0) continue;
        seen_[at(inner.to)] = walk_;
        queue_.push_back(inner.to);
      }
  }
  [[nodiscard]] bool reached(std::int32_t node) const { return seen_[at(node)] == walk_; }

 private:
  const Draft& draft_;
  std::vector<std::int32_t> seen_, queue_;  // by node: the last way that came
  std::int32_t walk_ = kNone;
};

class TurnMaker {
 public:
  TurnMaker(const Draft& draft, Roads& roads) : draft_(draft), roads_(roads), across_(draft) {}

  /// Connections of one link.
  void connect(std::int32_t way) {
    const Way& own = draft_.ways[at(way)];
    find_targets(way);
    std::vector<Target> main, special;  // those that the link's usual vehicles may take, and others
    const ClassSet usual = usual_classes(own.allowed);
    for (const Target& one : forward_)
      ((draft_.ways[at(one.way)].allowed & usual) == usual ? main : special).push_back(one);
    if (main.empty()) return connect_back(way, special);
    const std::int32_t onward = find_onward(own, main);
    deal(way, main, onward);
    for (const Target& one : special) connect_special(way, one);
    if (back_is_meant(own, main)) add_back(way, backs_.front());
  }

 private:
  [[nodiscard]] static ClassSet usual_classes(ClassSet allowed) {
    const ClassSet cars = set_of(VehicleClass::passenger);
    return (allowed & cars) != 0 ? cars : allowed & set_of(VehicleClass::bus);
  }

  void find_targets(std::int32_t row) {
    const Way& way = draft_.ways[at(row)];
    const std::int32_t junction = draft_.junction_of[at(way.to)];
    forward_.clear();
    backs_.clear();
    joined_ = draft_.nodes_of.of(junction).size() > 1;
    if (joined_) across_.walk(row);
    const auto outs = draft_.outs.of(junction);
    for (const std::int32_t next : outs.first(std::min(outs.size(), kMostWays))) {
      const Way& out = draft_.ways[at(next)];
      if ((out.allowed & way.allowed) == 0 || (joined_ && !across_.reached(out.from))) continue;
      const double angle = degrees_between(way.heading_in, out.heading_out);
      const Target target = {next, angle, draft_.options.drives_left ? angle : -angle};
      (is_back(way, next, angle) ? backs_ : forward_).push_back(target);
    }
    std::stable_sort(forward_.begin(), forward_.end(),
                     [](const Target& a, const Target& b) { return a.near > b.near; });
    std::stable_sort(backs_.begin(), backs_.end(), [&](const Target& a, const Target& b) {
      return (a.way == way.reverse) > (b.way == way.reverse);
    });
  }

  /// The same street in the other direction, or its other carriageway.
  [[nodiscard]] bool is_back(const Way& way, std::int32_t next, double angle) const {
    if (next == way.reverse || std::abs(angle) > kBack) return true;
    const Way& out = draft_.ways[at(next)];
    const auto& names = draft_.streets->name;
    return std::abs(angle) > kSharp && out.rank == way.rank && !names.empty() &&
           !names[at(way.row)].empty() && names[at(way.row)] == names[at(out.row)];
  }

  /// An opening of the median and nothing else: it is there to turn back.
  [[nodiscard]] bool back_is_meant(const Way& way, const std::vector<Target>& main) const {
    return joined_ && way.reverse == kNone && main.size() == 1 && !backs_.empty() &&
           std::abs(main.front().angle) <= kStraight;
  }

  /// The turn that is the street's own continuation; kNone: there is none.
  [[nodiscard]] std::int32_t find_onward(const Way& way, const std::vector<Target>& targets) const {
    std::int32_t best = kNone;
    double least = 1e9;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const double size = std::abs(targets[i].angle);
      const double score = size + (draft_.ways[at(targets[i].way)].rank < way.rank ? kLowerRank : 0);
      if ((size <= kSlight || targets.size() == 1) && score < least) least = score, best = row_of(i);
    }
    return best;
  }

  void deal(std::int32_t row, const std::vector<Target>& targets, std::int32_t onward) {
    const Way& way = draft_.ways[at(row)];
    std::vector<std::int32_t> lanes;
    std::int32_t nears = 0;
    for (const Target& one : targets) {
      lanes.push_back(draft_.ways[at(one.way)].lanes);
      nears += one.near > 0 ? 1 : 0;
    }
    const bool far_lane =
        way.lanes >= draft_.options.turn_lane_from && has_signal(draft_, draft_.junction_of[at(way.to)]);
    const std::vector<LaneShare> shares = lane_shares(way.lanes, lanes, onward, nears, far_lane);
    const std::int32_t shift = onward == kNone ? 0 : side_by_side(way, targets[at(onward)].way);
    for (std::int32_t lane = 0; lane < way.lanes; ++lane)
      for (std::int32_t i = 0; i < row_of(targets.size()); ++i) {
        if (lane < shares[at(i)].first || lane > shares[at(i)].last) continue;
        TurnRank rank = TurnRank::onward;
        if (i != onward) rank = (onward == kNone ? i < nears : i < onward) ? TurnRank::near : TurnRank::far;
        const std::int32_t beyond = lane_beyond(shares[at(i)], way.lanes, lane, lanes[at(i)]);
        add(row, lane, targets[at(i)], std::min(beyond + shift, lanes[at(i)] - 1), rank);
        // At a bend from which the street has more lanes the innermost lane opens to all of them.
        if (targets.size() == 1 && lane == way.lanes - 1 && shift == 0 && bend_before(targets[at(i)].way))
          for (std::int32_t more = beyond + 1; more < lanes[at(i)]; ++more)
            add(row, lane, targets[at(i)], more, rank);
      }
  }

  /// Only one link comes to the beginning of `next`, but for its own other direction.
  [[nodiscard]] bool bend_before(std::int32_t next) const {
    const std::int32_t junction = draft_.junction_of[at(draft_.ways[at(next)].from)];
    const auto ins = draft_.ins.of(junction);
    return std::count_if(ins.begin(), ins.end(),
                         [&](std::int32_t in) { return in != draft_.ways[at(next)].reverse; }) == 1;
  }

  /// Where roads merge into one with room for all of their lanes: lanes of `next` on the near side of ours.
  [[nodiscard]] std::int32_t side_by_side(const Way& way, std::int32_t next) const {
    const Way& road = draft_.ways[at(next)];
    const std::int32_t junction = draft_.junction_of[at(way.to)];
    const auto ins = draft_.ins.of(junction);
    if (draft_.outs.of(junction).size() != 1 || ins.size() < 2 || ins.size() > kMostApproaches) return 0;
    const auto from_near_side = [&](const Way& one) {
      const double angle = degrees_between(one.heading_in, road.heading_out);
      return draft_.options.drives_left ? angle : -angle;
    };
    std::int32_t all = 0, before = 0;
    for (const std::int32_t in : ins) {
      const Way& other = draft_.ways[at(in)];
      all += other.lanes;
      const double ours = from_near_side(way), its = from_near_side(other);
      if (its > ours || (its == ours && other.row < way.row)) before += other.lanes;
    }
    return all <= road.lanes ? before : 0;
  }

  /// A street for other vehicles, such as a busway, from the lane that is next to it.
  void connect_special(std::int32_t row, const Target& target) {
    const Way& way = draft_.ways[at(row)];
    const Way& road = draft_.ways[at(target.way)];
    const bool near = target.near > 0;
    const bool onward = std::abs(target.angle) <= kStraight;
    add(row, near ? 0 : way.lanes - 1, target, near ? 0 : road.lanes - 1,
        onward ? TurnRank::onward
        : near ? TurnRank::near
               : TurnRank::far);
  }

  /// Nothing ahead: a dead end is there to turn around.
  void connect_back(std::int32_t row, const std::vector<Target>& special) {
    for (const Target& one : special) connect_special(row, one);
    if (!backs_.empty()) add_back(row, backs_.front());
  }

  void add_back(std::int32_t row, const Target& target) {
    const std::int32_t beyond = draft_.ways[at(target.way)].lanes;
    const Way& way = draft_.ways[at(row)];
    const bool all = forward_.empty();
    for (std::int32_t lane = all ? 0 : way.lanes - 1; lane < way.lanes; ++lane)
      add(row, lane, target, std::min(lane, beyond - 1), TurnRank::back);
  }

  void add(std::int32_t row, std::int32_t lane, const Target& target, std::int32_t beyond, TurnRank rank) {
    const Way& way = draft_.ways[at(row)];
    const Way& next = draft_.ways[at(target.way)];
    Connection c;
    c.from_link = roads_.link_of_way[at(row)];
    c.from_lane = lane;
    c.to_link = roads_.link_of_way[at(target.way)];
    c.to_lane = beyond;
    c.junction = draft_.junction_of[at(way.to)];
    c.turn = rank == TurnRank::back ? Turn::back : turn_of(target.angle);
    const double angle = std::abs(target.angle) * std::numbers::pi / 180;
    const Vec chord = lane_middle(draft_, next, beyond, false) - lane_middle(draft_, way, lane, true);
    // An arc between the two stop lines that turns by the angle between the streets.
    const double half = std::min(angle / 2, std::numbers::pi / 2);
    c.length = length_of(chord) * (half > 0.01 ? half / std::sin(half) : 1);
    if (rank == TurnRank::back) c.length = std::max(c.length, kTurnaround);
    c.speed = std::min(way.speed, next.speed);
    const bool bend = forward_.size() <= 1 && rank != TurnRank::back;
    if (std::abs(target.angle) > (bend ? kBendStraight : kStraight)) {
      const double radius = std::max(c.length, bend ? kBendCurve : kJunctionCurve) / angle;
      const double turning = std::sqrt(draft_.options.lateral_acceleration * radius);
      c.speed = std::clamp(turning, std::min(kSlowestTurn, c.speed), c.speed);
    }
    roads_.net.connections.push_back(std::move(c));
    roads_.rank_of.push_back(rank);
  }

  const Draft& draft_;
  Roads& roads_;
  WaysAcross across_;
  std::vector<Target> forward_, backs_;  // of the link at hand
  bool joined_ = false;
};

}  // namespace

bool has_signal(const Draft& draft, std::int32_t junction) {
  const auto nodes = draft.nodes_of.of(junction);
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](std::int32_t node) { return draft.control[at(node)] == NodeControl::signal; });
}

void add_turns(const Draft& draft, Roads& roads, FindingList& findings) {
  TurnMaker turns(draft, roads);
  roads.first_turn = {0};
  std::vector<std::int32_t> place(draft.ways.size(), 0);  // among those that enter the junction
  for (std::int32_t junction = 0; junction < draft.junctions; ++junction) {
    const auto ins = draft.ins.of(junction);
    for (std::size_t i = 0; i < ins.size(); ++i) place[at(ins[i])] = row_of(i);
    if (std::max(ins.size(), draft.outs.of(junction).size()) > kMostWays)
      findings.warn("node", std::to_string(draft.nodes_of.of(junction).front()),
                    "has more than 256 links into or out of it: those beyond lead nowhere");
  }
  for (const std::int32_t way : roads.way_of_link) {
    if (at(place[at(way)]) < kMostWays) turns.connect(way);
    roads.first_turn.push_back(row_of(roads.net.connections.size()));
  }
}

}  // namespace conurb::transport::synthesis
