// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/flow_network.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/lane_groups.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

constexpr double kLeastInside = 8, kInsideSpace = 6.5;  // m of way over a junction on which one may wait
constexpr double kSlowest = 0.1, kFastest = 150;        // m/s
constexpr int kShares = 1000;                           // of a full link, of who goes first
constexpr double kLongest = 1e5;                        // m; whole millimetres of 20 lanes fit in 32 bits

void check_row(std::int32_t row, std::size_t rows, const char* what, const std::string& where) {
  if (row < 0 || at(row) >= rows)
    throw InputError(std::string(what) + " " + std::to_string(row) + " is not one of " + std::to_string(rows),
                     where);
}

void check_links(const RoadNetwork& roads) {
  for (const Link& link : roads.links) {
    const std::string where = "link " + link.id;
    if (!(link.length > 0 && link.length < kLongest))
      throw InputError("length " + std::to_string(link.length) + " m is not above 0 and below 100 km", where);
    if (!(link.speed >= kSlowest && link.speed <= kFastest))
      throw InputError("speed " + std::to_string(link.speed) + " m/s is not within 0.1 … 150", where);
    if (link.lanes < 1) throw InputError("has no lane", where, "leave the link out");
    check_row(link.first_lane, roads.lanes.size(), "lane", where);
    check_row(link.first_lane + link.lanes - 1, roads.lanes.size(), "lane", where);
  }
}

void check_connections(const RoadNetwork& roads) {
  for (std::size_t i = 0; i < roads.connections.size(); ++i) {
    const Connection& c = roads.connections[i];
    const std::string where = "connection " + std::to_string(i);
    check_row(c.from_link, roads.links.size(), "link", where);
    check_row(c.to_link, roads.links.size(), "link", where);
    if (!(c.length >= 0 && c.length < 1e4))
      throw InputError("length " + std::to_string(c.length) + " m is not within 0 … 10 km", where);
    check_row(c.from_lane, at(roads.links[at(c.from_link)].lanes), "lane", where);
    for (const std::int32_t foe : c.yields_to) check_row(foe, roads.connections.size(), "connection", where);
    for (const std::int32_t foe : c.crosses) check_row(foe, roads.connections.size(), "connection", where);
    if (c.signal == kNone) continue;
    check_row(c.signal, roads.signals.size(), "signal", where);
    check_row(c.light, at(roads.signals[at(c.signal)].lights), "light", where);
  }
}

void check_signals(const RoadNetwork& roads) {
  for (const Signal& signal : roads.signals) {
    const std::string where = "signal " + signal.id;
    check_row(signal.active, signal.programs.size(), "program", where);
    for (const SignalProgram& program : signal.programs) {
      std::int64_t cycle = 0;
      for (const Phase& phase : program.phases) {
        if (phase.lights.size() != at(signal.lights))
          throw InputError("a phase has " + std::to_string(phase.lights.size()) + " lights, the signal " +
                               std::to_string(signal.lights),
                           where);
        if (phase.duration < 0) throw InputError("a phase lasts less than nothing", where);
        cycle += phase.duration;
        for (const std::int32_t next : phase.following)
          check_row(next, program.phases.size(), "phase", where);
      }
      if (program.kind != SignalProgram::Kind::off && (cycle <= 0 || cycle > 86'400'000))
        throw InputError("program " + program.id + " has a cycle of " + std::to_string(cycle) +
                             " ms, not above 0 and at most a day",
                         where);
    }
  }
}

/// What the speed costs: time lost by changing from `fast` to `slow` (or back) at a constant rate.
double loss_s(double fast, double slow, double rate) {
  return slow < fast ? (fast - slow) * (fast - slow) / (2 * rate * fast) : 0;
}

/// ms, at most a minute.
std::uint16_t short_ms(double seconds) {
  return static_cast<std::uint16_t>(std::min(whole(seconds * 1e3), 60'000));
}

void set_kinematics(const Connection& c, double link_speed, const DrivingRules& rules, Movement& m) {
  const double speed = c.speed > 0 ? std::clamp(c.speed, kSlowest, link_speed) : link_speed;
  const bool looks = m.light == kNone && (m.right == Right::minor || m.right == Right::equal);
  const bool stops = m.right == Right::stop || m.right == Right::all_stop;
  m.length = whole(c.length * 1e3);
  m.pace = whole(1e6 / speed);
  m.pass = whole(c.length / speed * 1e3);
  const double least = stops && m.light == kNone ? 0 : looks ? std::min(speed, rules.sight_speed) : speed;
  m.approach_loss = short_ms(loss_s(link_speed, least, rules.deceleration));
  const double from_standing = std::sqrt(2 * (c.length + 5) / rules.acceleration);
  m.gap = whole((from_standing + rules.gap_margin) * 1e3);
  // Who turns across oncoming traffic waits for a gap about the middle of the junction, at a signal beyond
  // its line: those still clear the junction when the light closes.
  if (m.light != kNone && !c.yields_to.empty() && c.length > kLeastInside) {
    m.inside = static_cast<std::uint8_t>(std::clamp(0.4 * c.length / kInsideSpace, 1.0, 3.0));
    m.gap_inside = whole((std::sqrt(2 * (c.length / 2 + 5) / rules.acceleration) + rules.gap_margin) * 1e3);
  }
  m.clear = whole(std::min(from_standing, (c.length + 5) / speed + 0.5) * 1e3);
  m.join = short_ms(speed / (2 * rules.acceleration));
  m.weight = static_cast<std::uint16_t>(
      m.right == Right::major ? kShares : std::clamp(whole(kShares * rules.yield_share), 1, 65535));
}

/// The movement as others see it who yield to it; `lead` and `links` beyond its line.
Foe foe_of(const FlowNetwork& net, std::int32_t movement, Milliseconds lead, int links, std::int32_t to) {
  const Movement& m = net.movements[at(movement)];
  return {movement, m.group, to, lead, m.clear, m.join, static_cast<std::uint8_t>(links), m.right};
}

/// Bit of the lane group in which a connection ends.
std::int32_t landing(const FlowNetwork& net, const Connection& c) {
  const FlowLink& link = net.links[at(c.to_link)];
  std::int32_t bit = 0;
  for (std::int32_t g = 0; g < link.groups; ++g)
    if (net.groups[at(link.first_group + g)].first_lane <= c.to_lane) bit = group_bit(g);
  return bit;
}

/// Movements that meet each connection's, gathered by movement.
class FoeLists {
 public:
  FoeLists(const RoadNetwork& roads, const std::vector<std::vector<std::int32_t>>& connections,
           FlowNetwork& net)
      : roads_(roads),
        connections_(connections),
        net_(net),
        movement_of_(roads.connections.size(), kNone),
        into_(roads.links.size()) {
    for (std::size_t m = 0; m < connections.size(); ++m) {
      for (const std::int32_t c : connections[m]) movement_of_[at(c)] = row_of(m);
      if (net.movements[m].to != kNone) into_[at(net.movements[m].to)].push_back(row_of(m));
    }
  }

  void add(std::int32_t row) {
    Movement& movement = net_.movements[at(row)];
    movement.first_yield = row_of(net_.foes.size());
    for (const std::int32_t foe : met(row, true))
      add_with_feeders(foe_of(net_, foe, 0, 0, net_.movements[at(foe)].to), row);
    movement.yields = row_of(net_.foes.size()) - movement.first_yield;
    movement.first_cross = row_of(net_.foes.size());
    for (const std::int32_t foe : met(row, false))
      net_.foes.push_back(foe_of(net_, foe, 0, 0, net_.movements[at(foe)].to));
    movement.crosses = row_of(net_.foes.size()) - movement.first_cross;
  }

 private:
  /// Each once, sorted.
  [[nodiscard]] std::vector<std::int32_t> met(std::int32_t row, bool yields) const {
    std::vector<std::int32_t> found;
    for (const std::int32_t connection : connections_[at(row)]) {
      const Connection& c = roads_.connections[at(connection)];
      for (const std::int32_t foe : yields ? c.yields_to : c.crosses) {
        const std::int32_t movement = movement_of_[at(foe)];
        if (movement != kNone && net_.movements[at(movement)].group != net_.movements[at(row)].group)
          found.push_back(movement);
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// Before a short link one sees who comes onto it from the links before.
  void add_with_feeders(const Foe& foe, std::int32_t row) {
    net_.foes.push_back(foe);
    if (foe.links >= kMostLinksSeen) return;
    const LaneGroup& lanes = net_.groups[at(foe.group)];
    const std::int64_t time = std::int64_t{net_.links[at(lanes.link)].length} * lanes.pace / 1'000'000;
    for (const std::int32_t feeder : into_[at(lanes.link)]) {
      const std::int64_t lead = foe.lead + time + net_.movements[at(feeder)].pass;
      if (lead < kSight && net_.movements[at(feeder)].group != net_.movements[at(row)].group)
        add_with_feeders(foe_of(net_, feeder, static_cast<Milliseconds>(lead), foe.links + 1, foe.to), row);
    }
  }

  static constexpr std::int32_t kMostLinksSeen = 3;
  static constexpr std::int64_t kSight = 3000;  // ms ahead, where most critical gaps end

  const RoadNetwork& roads_;
  const std::vector<std::vector<std::int32_t>>& connections_;
  FlowNetwork& net_;
  std::vector<std::int32_t> movement_of_;        // by connection
  std::vector<std::vector<std::int32_t>> into_;  // movements by the link they lead to
};

void add_turns(FlowNetwork& net, std::int32_t link) {
  FlowLink& l = net.links[at(link)];
  l.first_turn = row_of(net.turns.size());
  std::vector<std::int32_t> targets = {kNone};
  const LaneGroup& last = net.groups[at(l.first_group + l.groups - 1)];
  const std::int32_t begin = net.groups[at(l.first_group)].first_movement;
  const std::int32_t end = last.first_movement + last.movements;
  for (std::int32_t m = begin; m < end; ++m) targets.push_back(net.movements[at(m)].to);
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  for (const std::int32_t to : targets) {
    LinkTurn turn{link, to, row_of(net.turn_movements.size()), 0, l.first_group};
    for (std::int32_t m = begin; m < end; ++m)
      if (net.movements[at(m)].to == to) net.turn_movements.push_back(m);
    turn.count = row_of(net.turn_movements.size()) - turn.first;
    net.turns.push_back(turn);
  }
  l.turns = row_of(targets.size());
}

}  // namespace

std::int32_t FlowNetwork::turn_between(std::int32_t from, std::int32_t to) const {
  const FlowLink& link = links[at(from)];
  for (std::int32_t turn = link.first_turn; turn < link.first_turn + link.turns; ++turn)
    if (turns[at(turn)].to == to) return turn;
  return kNone;
}

FlowNetwork flow_network(const RoadNetwork& roads, const DrivingRules& rules) {
  check_links(roads);
  check_connections(roads);
  check_signals(roads);
  FlowNetwork net;
  net.rules = rules;
  net.signals = roads.signals;
  net.first_light.push_back(0);
  for (const Signal& signal : roads.signals) {
    net.light_signal.resize(net.light_signal.size() + at(signal.lights), row_of(net.first_light.size() - 1));
    net.first_light.push_back(net.first_light.back() + signal.lights);
  }

  std::vector<std::vector<std::int32_t>> connections;  // by movement
  add_lane_groups(roads, net, connections);
  for (std::size_t m = 0; m < connections.size(); ++m) {
    if (connections[m].empty()) continue;  // the end of trips
    const Connection& c = roads.connections[at(connections[m].front())];
    net.movements[m].right = c.right;
    if (c.signal != kNone) net.movements[m].light = net.first_light[at(c.signal)] + c.light;
    set_kinematics(c, roads.links[at(c.from_link)].speed, rules, net.movements[m]);
  }
  for (std::size_t m = 0; m < connections.size(); ++m)
    for (const std::int32_t c : connections[m])
      net.movements[m].lands |= static_cast<std::uint8_t>(landing(net, roads.connections[at(c)]));
  FoeLists foes(roads, connections, net);
  for (std::size_t m = 0; m < connections.size(); ++m) foes.add(row_of(m));
  for (std::size_t link = 0; link < net.links.size(); ++link) add_turns(net, row_of(link));
  return net;
}

}  // namespace conurb::transport
