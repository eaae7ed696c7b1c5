// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/right_of_way.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/transport/synthesis/road_classes.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kOpposite = 145, kAlongside = 20;  // degrees between the ways in which two drive
constexpr std::int32_t kRankStep = 4, kThroughBonus = 2, kRingBonus = 1000, kSignPenalty = 500;

using Sign = Approach::Sign;

/// Signs stand at the link's own end: beside the road before the junction.
Sign sign_at(const Draft& draft, const Way& way) {
  if (draft.arms[at(way.to)] > 2) return Sign::none;
  switch (draft.control[at(way.to)]) {
    case NodeControl::stop: return Sign::stop;
    case NodeControl::priority: return Sign::give_way;
    default: return Sign::none;
  }
}

bool any_crossing_node(const Draft& draft, std::int32_t junction, NodeControl control) {
  const auto nodes = draft.nodes_of.of(junction);
  return std::any_of(nodes.begin(), nodes.end(), [&](std::int32_t node) {
    return draft.arms[at(node)] > 2 && draft.control[at(node)] == control;
  });
}

/// A main road that goes on across the junction is first among equals.
void rank_through_roads(std::vector<Approach>& approaches, const Draft& draft) {
  std::vector<std::uint8_t> through(approaches.size(), 0);
  for (std::size_t a = 0; a < approaches.size(); ++a)
    for (std::size_t b = 0; b < approaches.size(); ++b)
      if (a != b && draft.ways[at(approaches[a].way)].rank == draft.ways[at(approaches[b].way)].rank &&
          side_of(approaches[a], approaches[b]) == Side::opposite)
        through[a] = 1;
  for (std::size_t a = 0; a < approaches.size(); ++a)
    if (through[a] != 0 && draft.ways[at(approaches[a].way)].rank >= kMainRank)
      approaches[a].rank += kThroughBonus;
}

void apply_signs(std::vector<Approach>& approaches, const Draft& draft, std::int32_t junction) {
  std::int32_t top = 0;
  for (const Approach& one : approaches) top = std::max(top, one.rank);
  const bool stop = any_crossing_node(draft, junction, NodeControl::stop);
  const bool alike =
      std::all_of(approaches.begin(), approaches.end(), [&](const Approach& one) { return one.rank == top; });
  for (Approach& one : approaches) {
    if (stop && (alike || one.rank < top)) one.sign = Sign::stop;
    if (one.sign != Sign::none) one.rank -= kSignPenalty;
  }
}

/// Why the one of two whose paths cross goes after the other.
enum class Yield : std::uint8_t { not_at_all, by_rank, by_side, by_turn };

Yield yield_of(const Roads& roads, const Meeting& meeting, std::size_t one, std::size_t other,
               bool by_signal) {
  const Approach& mine = meeting.approaches[at(meeting.approach_of[one])];
  const Approach& its = meeting.approaches[at(meeting.approach_of[other])];
  const TurnRank my_turn = roads.rank_of[at(meeting.connections[one])];
  const TurnRank its_turn = roads.rank_of[at(meeting.connections[other])];
  const Side side = side_of(mine, its);
  const auto after = [](bool yields, Yield why) { return yields ? why : Yield::not_at_all; };
  const bool together = by_signal && mine.stage == its.stage;
  if (together && my_turn != its_turn) return after(my_turn > its_turn, Yield::by_turn);
  if (!meeting.mini_roundabout && mine.rank != its.rank) return after(mine.rank < its.rank, Yield::by_rank);
  if (meeting.mini_roundabout && (side == Side::left || side == Side::right))
    return after((side == Side::left) != roads.net.drives_left, Yield::by_side);  // who circles is there
  if (side == Side::right || side == Side::left) return after(side == Side::right, Yield::by_side);
  if (my_turn != its_turn) return after(my_turn > its_turn, Yield::by_turn);
  return after(one > other, Yield::by_turn);
}

Junction::Control control_of(const Draft& draft, const Roads& roads, const Meeting& meeting) {
  using Control = Junction::Control;
  std::int32_t arms = 0;
  std::vector<std::int32_t> links;
  for (const Approach& one : meeting.approaches) ++arms, links.push_back(one.way);
  for (const std::int32_t out : draft.outs.of(meeting.junction)) {
    const std::int32_t back = draft.ways[at(out)].reverse;
    if (back == kNone || !std::binary_search(links.begin(), links.end(), back)) ++arms;
  }
  if (roads.net.junctions[at(meeting.junction)].control == Control::signal) return Control::signal;
  if (arms <= 1) return Control::dead_end;
  if (arms == 2) return Control::open;
  const bool all_stop = any_crossing_node(draft, meeting.junction, NodeControl::all_way_stop) ||
                        std::all_of(meeting.approaches.begin(), meeting.approaches.end(),
                                    [](const Approach& one) { return one.sign == Sign::stop; });
  if (all_stop && meeting.approaches.size() > 1) return Control::all_way_stop;
  if (meeting.mini_roundabout) return Control::right_of_left;
  const bool equal =
      std::all_of(meeting.approaches.begin(), meeting.approaches.end(), [&](const Approach& one) {
        return one.rank == meeting.approaches.front().rank && one.sign == Sign::none &&
               draft.ways[at(one.way)].rank < kMainRank;
      });
  const bool told = any_crossing_node(draft, meeting.junction, NodeControl::priority);
  return equal && !told && meeting.approaches.size() > 1 ? Control::right_of_left : Control::priority;
}

/// `in_turn`: it yields to its equals only, and to some by side alone.
Right right_of(Junction::Control control, const Approach& approach, bool yields_to_any, bool in_turn) {
  using Control = Junction::Control;
  switch (control) {
    case Control::all_way_stop: return Right::all_stop;
    case Control::right_of_left: return yields_to_any ? Right::equal : Right::major;
    case Control::open:
    case Control::dead_end: return Right::major;
    default: break;
  }
  if (approach.sign == Sign::stop) return Right::stop;
  if (in_turn) return Right::equal;
  return yields_to_any ? Right::minor : Right::major;
}

}  // namespace

Side side_of(const Approach& one, const Approach& other) {
  const double angle = degrees_between(one.heading, other.heading);
  if (std::abs(angle) >= kOpposite) return Side::opposite;
  if (std::abs(angle) <= kAlongside) return Side::along;
  return angle > 0 ? Side::right : Side::left;
}

Meeting meeting_at(const Draft& draft, const Roads& roads, std::int32_t junction) {
  Meeting meeting;
  meeting.junction = junction;
  const auto ins = draft.ins.of(junction);
  for (const std::int32_t row : ins.first(std::min(ins.size(), kMostWays))) {
    const Way& way = draft.ways[at(row)];
    Approach approach;
    approach.way = row;
    approach.link = roads.link_of_way[at(row)];
    approach.rank = kRankStep * way.rank + (way.ring ? kRingBonus : 0);
    approach.sign = sign_at(draft, way);
    approach.heading = way.heading_in;
    for (std::int32_t c = roads.first_turn[at(approach.link)]; c < roads.first_turn[at(approach.link) + 1];
         ++c) {
      meeting.connections.push_back(c);
      meeting.approach_of.push_back(row_of(meeting.approaches.size()));
    }
    meeting.approaches.push_back(approach);
  }
  const auto nodes = draft.nodes_of.of(junction);
  meeting.mini_roundabout = any_crossing_node(draft, junction, NodeControl::roundabout) &&
                            std::none_of(nodes.begin(), nodes.end(),
                                         [&](std::int32_t node) { return draft.on_ring[at(node)] != 0; });
  if (meeting.approaches.size() <= kMostApproaches) rank_through_roads(meeting.approaches, draft);
  apply_signs(meeting.approaches, draft, junction);
  return meeting;
}

void settle_right_of_way(const Draft& draft, Roads& roads, Meeting& meeting) {
  Junction& junction = roads.net.junctions[at(meeting.junction)];
  junction.control = control_of(draft, roads, meeting);
  const bool by_signal = junction.control == Junction::Control::signal;
  for (std::size_t one = 0; one < meeting.connections.size(); ++one) {
    Connection& c = roads.net.connections[at(meeting.connections[one])];
    const Approach& approach = meeting.approaches[at(meeting.approach_of[one])];
    bool by_rank = false, by_side = false;
    for (const std::int32_t foe : c.crosses) {
      const auto place = std::lower_bound(meeting.connections.begin(), meeting.connections.end(), foe);
      const auto other = static_cast<std::size_t>(place - meeting.connections.begin());
      if (meeting.approach_of[other] == meeting.approach_of[one]) continue;  // lanes that end: in turn
      const Yield why = yield_of(roads, meeting, one, other, by_signal);
      if (why != Yield::not_at_all) c.yields_to.push_back(foe);
      by_rank |= why == Yield::by_rank;
      by_side |= why == Yield::by_side;
    }
    c.right = right_of(junction.control, approach, !c.yields_to.empty(), by_side && !by_rank && !by_signal);
  }
}

}  // namespace conurb::transport::synthesis
