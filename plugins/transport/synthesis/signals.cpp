// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/signals.hpp"

#include <algorithm>
#include <numeric>

#include "plugins/transport/synthesis/road_classes.hpp"

namespace conurb::transport::synthesis {
namespace {

/// Places in Meeting::connections by approach, and whether each has the light of turns across.
struct LightPlan {
  std::vector<std::uint8_t> across;                 // by place
  std::vector<std::int32_t> main_light, far_light;  // by approach; kNone: none
  std::int32_t lights = 0;
};

bool turns_across(const Roads& roads, std::int32_t connection) {
  return roads.rank_of[at(connection)] >= TurnRank::far;
}

LightPlan plan_lights(const Roads& roads, const Meeting& meeting) {
  LightPlan plan;
  const std::size_t approaches = meeting.approaches.size();
  std::vector<std::uint8_t> onward(approaches, 0);  // somebody does not turn across
  for (std::size_t i = 0; i < meeting.connections.size(); ++i)
    if (!turns_across(roads, meeting.connections[i])) onward[at(meeting.approach_of[i])] = 1;
  plan.main_light.assign(approaches, kNone);
  plan.far_light.assign(approaches, kNone);
  for (std::size_t i = 0; i < meeting.connections.size(); ++i) {
    const std::size_t approach = at(meeting.approach_of[i]);
    const bool across = turns_across(roads, meeting.connections[i]) && onward[approach] != 0;
    plan.across.push_back(across ? 1 : 0);
    std::int32_t& light = across ? plan.far_light[approach] : plan.main_light[approach];
    if (light == kNone) light = plan.lights++;
  }
  return plan;
}

std::size_t place_of(const Meeting& meeting, std::int32_t connection) {
  const auto found = std::lower_bound(meeting.connections.begin(), meeting.connections.end(), connection);
  return static_cast<std::size_t>(found - meeting.connections.begin());
}

/// Main streams of which approaches cross: [a * approaches + b].
std::vector<std::uint8_t> main_conflicts(const Roads& roads, const Meeting& meeting, const LightPlan& plan) {
  const std::size_t n = meeting.approaches.size();
  std::vector<std::uint8_t> conflicts(n * n, 0);
  for (std::size_t i = 0; i < meeting.connections.size(); ++i) {
    if (plan.across[i] != 0) continue;
    for (const std::int32_t foe : roads.net.connections[at(meeting.connections[i])].crosses) {
      const std::size_t other = place_of(meeting, foe);
      if (plan.across[other] == 0)
        conflicts[at(meeting.approach_of[i]) * n + at(meeting.approach_of[other])] = 1;
    }
  }
  return conflicts;
}

/// Every lane from which one turns across leads nowhere else.
bool has_turn_lane(const Roads& roads, const Meeting& meeting, const LightPlan& plan, std::size_t approach) {
  std::vector<std::int32_t> across, onward;
  for (std::size_t i = 0; i < meeting.connections.size(); ++i) {
    if (at(meeting.approach_of[i]) != approach) continue;
    const std::int32_t lane = roads.net.connections[at(meeting.connections[i])].from_lane;
    (plan.across[i] != 0 ? across : onward).push_back(lane);
  }
  return std::none_of(across.begin(), across.end(), [&](std::int32_t lane) {
    return std::find(onward.begin(), onward.end(), lane) != onward.end();
  });
}

/// Relative traffic in a lane of a road: it doubles about every third rank.
double demand_of(std::int32_t rank) {
  if (rank >= 11) return 4;
  if (rank >= 10) return 3;
  if (rank >= kMainRank) return 2.5;
  if (rank >= 7) return 2;
  return 1;
}

std::vector<SignalLight> lights_of(const Draft& draft, const Roads& roads, const Meeting& meeting,
                                   const LightPlan& plan) {
  std::vector<SignalLight> lights(at(plan.lights));
  for (std::size_t a = 0; a < meeting.approaches.size(); ++a) {
    const Approach& approach = meeting.approaches[a];
    for (const std::int32_t light : {plan.main_light[a], plan.far_light[a]}) {
      if (light == kNone) continue;
      SignalLight& one = lights[at(light)];
      one.stage = approach.stage;
      one.demand = demand_of(draft.ways[at(approach.way)].rank);
      one.across = light == plan.far_light[a];
      one.has_lane = one.across && has_turn_lane(roads, meeting, plan, a);
    }
  }
  const auto light_of = [&](std::size_t place) {
    const std::size_t approach = at(meeting.approach_of[place]);
    return plan.across[place] != 0 ? plan.far_light[approach] : plan.main_light[approach];
  };
  for (std::size_t i = 0; i < meeting.connections.size(); ++i)
    for (const std::int32_t foe : roads.net.connections[at(meeting.connections[i])].crosses) {
      const std::size_t other = place_of(meeting, foe);
      if (meeting.approach_of[other] != meeting.approach_of[i])
        lights[at(light_of(i))].crosses.push_back(light_of(other));
    }
  for (SignalLight& one : lights) {
    std::sort(one.crosses.begin(), one.crosses.end());
    one.crosses.erase(std::unique(one.crosses.begin(), one.crosses.end()), one.crosses.end());
  }
  return lights;
}

}  // namespace

std::int32_t find_stages(const Roads& roads, Meeting& meeting) {
  const std::size_t n = meeting.approaches.size();
  const LightPlan plan = plan_lights(roads, meeting);
  const std::vector<std::uint8_t> conflicts = main_conflicts(roads, meeting, plan);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return meeting.approaches[a].rank > meeting.approaches[b].rank;
  });
  std::int32_t stages = 0;
  for (const std::size_t first : order) {
    if (meeting.approaches[first].stage != kNone || plan.main_light[first] == kNone) continue;
    std::vector<std::size_t> members = {first};
    meeting.approaches[first].stage = stages;
    std::vector<std::size_t> others = order;
    std::stable_sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
      const auto opposite = [&](std::size_t i) {
        return side_of(meeting.approaches[first], meeting.approaches[i]) == Side::opposite;
      };
      return opposite(a) > opposite(b);
    });
    for (const std::size_t other : others) {
      if (meeting.approaches[other].stage != kNone || plan.main_light[other] == kNone) continue;
      const bool fits = std::none_of(members.begin(), members.end(),
                                     [&](std::size_t m) { return conflicts[m * n + other] != 0; });
      if (!fits) continue;
      members.push_back(other);
      meeting.approaches[other].stage = stages;
    }
    ++stages;
  }
  return stages;
}

bool is_major_crossing(const Draft& draft, const Meeting& meeting) {
  std::int32_t crossing = 0;
  for (const Approach& a : meeting.approaches)
    for (const Approach& b : meeting.approaches) {
      const Side side = side_of(a, b);
      const bool cross = side == Side::right || side == Side::left;
      if (cross && draft.ways[at(a.way)].rank >= kMainRank && draft.ways[at(b.way)].rank >= kMainRank &&
          !draft.ways[at(a.way)].ring && !draft.ways[at(b.way)].ring)
        ++crossing;
    }
  return crossing > 0;
}

void add_signal(const Draft& draft, Roads& roads, const Meeting& meeting, std::int32_t stages) {
  const LightPlan plan = plan_lights(roads, meeting);
  SignalTimes times;
  Signal signal;
  signal.id = roads.net.junctions[at(meeting.junction)].id;
  signal.lights = plan.lights;
  for (std::size_t i = 0; i < meeting.connections.size(); ++i) {
    Connection& c = roads.net.connections[at(meeting.connections[i])];
    const std::size_t approach = at(meeting.approach_of[i]);
    c.signal = row_of(roads.net.signals.size());
    c.light = plan.across[i] != 0 ? plan.far_light[approach] : plan.main_light[approach];
    times.longest = std::max(times.longest, c.length);
    times.fastest = std::max(times.fastest, roads.net.links[at(c.from_link)].speed);
  }
  signal.programs = signal_programs(lights_of(draft, roads, meeting, plan), stages, times);
  roads.net.signals.push_back(std::move(signal));
}

}  // namespace conurb::transport::synthesis
