// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/lane_groups.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::transport {
namespace {

constexpr ClassSet kOnFoot = set_of(VehicleClass::pedestrian);

/// A lane and where it leads.
struct LaneUse {
  std::vector<std::int32_t> targets = {};  // sorted
  std::vector<std::pair<std::int32_t, std::int32_t>> rights =
      {};                                      // (target, who goes first or after), sorted
  std::vector<std::int32_t> connections = {};  // rows
  ClassSet allowed = 0;
};

/// `after`: connections that yield to each.
std::vector<LaneUse> lane_uses(const RoadNetwork& roads, const Link& link,
                               const std::vector<std::int32_t>& connections,
                               const std::vector<std::vector<std::int32_t>>& after) {
  std::vector<LaneUse> uses(at(link.lanes));
  for (std::int32_t lane = 0; lane < link.lanes; ++lane)
    uses[at(lane)].allowed = roads.lanes[at(link.first_lane + lane)].allowed;
  for (const std::int32_t row : connections) {
    const Connection& c = roads.connections[at(row)];
    uses[at(c.from_lane)].connections.push_back(row);
    uses[at(c.from_lane)].targets.push_back(c.to_link);
    const std::int32_t all = row_of(roads.connections.size());
    for (const std::int32_t foe : c.yields_to) uses[at(c.from_lane)].rights.emplace_back(c.to_link, foe);
    for (const std::int32_t foe : after[at(row)])
      uses[at(c.from_lane)].rights.emplace_back(c.to_link, all + foe);
  }
  for (LaneUse& use : uses) {
    std::sort(use.rights.begin(), use.rights.end());
    std::sort(use.targets.begin(), use.targets.end());
    use.targets.erase(std::unique(use.targets.begin(), use.targets.end()), use.targets.end());
  }
  return uses;
}

bool drivable(const LaneUse& use) {
  return (use.allowed & ~kOnFoot) != 0;
}

void add_movement(const RoadNetwork& roads, const std::vector<LaneUse>& uses, const LaneGroup& group,
                  std::int32_t to, FlowNetwork& net, std::vector<std::vector<std::int32_t>>& connections) {
  Movement movement;
  movement.group = row_of(net.groups.size());
  movement.to = to;
  connections.emplace_back();
  for (std::int32_t lane = group.first_lane; lane < group.first_lane + group.lanes; ++lane)
    for (const std::int32_t row : uses[at(lane)].connections)
      if (roads.connections[at(row)].to_link == to) connections.back().push_back(row);
  net.movements.push_back(movement);
}

void add_group(const RoadNetwork& roads, const Link& link, const std::vector<LaneUse>& uses, LaneGroup group,
               FlowNetwork& net, std::vector<std::vector<std::int32_t>>& connections) {
  double speed = 0;
  for (std::int32_t lane = group.first_lane; lane < group.first_lane + group.lanes; ++lane)
    speed = std::max(speed, roads.lanes[at(link.first_lane + lane)].speed);
  if (!(speed >= 0.1 && speed <= 150)) speed = link.speed;
  group.pace = static_cast<std::int32_t>(std::lround(1e6 / speed));
  group.storage = static_cast<std::int32_t>(std::lround(link.length * 1e3)) * group.lanes;
  group.wave = static_cast<Milliseconds>(std::lround(link.length / net.rules.wave_speed * 1e3));
  group.first_movement = row_of(net.movements.size());
  add_movement(roads, uses, group, kNone, net, connections);
  for (const std::int32_t to : uses[at(group.first_lane)].targets)
    add_movement(roads, uses, group, to, net, connections);
  group.movements = row_of(net.movements.size()) - group.first_movement;
  net.groups.push_back(group);
}

}  // namespace

void add_lane_groups(const RoadNetwork& roads, FlowNetwork& net,
                     std::vector<std::vector<std::int32_t>>& connections) {
  std::vector<std::vector<std::int32_t>> leaving(roads.links.size());
  std::vector<std::vector<std::int32_t>> after(roads.connections.size());
  for (std::size_t c = 0; c < roads.connections.size(); ++c) {
    leaving[at(roads.connections[c].from_link)].push_back(row_of(c));
    for (const std::int32_t foe : roads.connections[c].yields_to) after[at(foe)].push_back(row_of(c));
  }
  for (std::size_t i = 0; i < roads.links.size(); ++i) {
    const Link& link = roads.links[i];
    const std::vector<LaneUse> uses = lane_uses(roads, link, leaving[i], after);
    const bool any = std::any_of(uses.begin(), uses.end(), drivable);
    FlowLink flow{row_of(net.groups.size()),
                  0,
                  0,
                  0,
                  static_cast<std::int32_t>(std::lround(link.length * 1e3)),
                  link.to};
    for (std::int32_t lane = 0; lane < link.lanes;) {
      const LaneUse& first = uses[at(lane)];
      LaneGroup group;
      group.link = row_of(i);
      group.first_lane = lane;
      group.allowed = first.allowed;
      std::int32_t end = lane + 1;
      while (end < link.lanes && uses[at(end)].targets == first.targets &&
             uses[at(end)].rights == first.rights && uses[at(end)].allowed == first.allowed)
        ++end;
      group.lanes = end - lane;
      lane = end;
      if (any && !drivable(first)) continue;
      add_group(roads, link, uses, group, net, connections);
      ++flow.groups;
    }
    net.links.push_back(flow);
  }
}

}  // namespace conurb::transport
