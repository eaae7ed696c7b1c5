// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/road_synthesis.hpp"

#include <algorithm>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/synthesis/components.hpp"
#include "plugins/transport/synthesis/signals.hpp"

namespace conurb::transport {
namespace synthesis {
namespace {

void check_within(double value, double low, double high, const char* what) {
  if (!(value >= low && value <= high))
    throw InputError(shown(value) + " is not within " + shown(low) + " … " + shown(high), what);
}

void check_options(const RoadSynthesisOptions& options) {
  check_within(options.vehicle_space, 1, 100, "vehicle_space");
  check_within(options.join_length, 0, 100, "join_length");
  check_within(options.signal_join_length, 0, 100, "signal_join_length");
  check_within(options.approach_reach, 0, 200, "approach_reach");
  check_within(options.largest_junction, 0, 500, "largest_junction");
  check_within(options.turn_lane_from, 2, 100, "turn_lane_from");
  check_within(options.lateral_acceleration, 0.1, 10, "lateral_acceleration");
}

/// What crosses at one junction, who yields, and its signal if it has one.
void settle_junction(const Draft& draft, Roads& roads, std::int32_t junction, FindingList& findings) {
  Meeting meeting = meeting_at(draft, roads, junction);
  const std::string id = roads.net.junctions[at(junction)].id;
  const bool tagged = has_signal(draft, junction);
  if (!find_crossings(draft, roads, meeting)) {
    settle_right_of_way(draft, roads, meeting);
    return findings.warn("node", id, "joins more than 24 streets: nobody yields there, and it has no signal");
  }
  const bool wanted =
      tagged || (draft.options.signals_at_major_crossings && is_major_crossing(draft, meeting));
  const std::int32_t stages = wanted ? find_stages(roads, meeting) : 0;
  const bool signal = stages > 1 || (stages == 1 && tagged && draft.options.pedestrian_signals);
  if (signal) roads.net.junctions[at(junction)].control = Junction::Control::signal;
  settle_right_of_way(draft, roads, meeting);
  if (signal) add_signal(draft, roads, meeting, stages);
  if (tagged && !signal)
    findings.inform("node", id,
                    "has a signal where no streams of vehicles meet: it is for those who walk, left out");
}

void tell_of_dead_lanes(const Roads& roads, FindingList& findings) {
  for (std::size_t link = 0; link < roads.net.links.size(); ++link)
    if (roads.first_turn[link] == roads.first_turn[link + 1])
      findings.warn("link", roads.net.links[link].id, "leads nowhere: trips can only end there");
}

void find_core(const Roads& roads, RoadSynthesis& out, FindingList& findings) {
  const std::vector<std::int32_t> part = strong_parts(roads.net, roads.first_turn);
  std::vector<std::int32_t> sizes(part.size() + 1, 0);
  for (const std::int32_t one : part) ++sizes[at(one)];
  const auto core = std::max_element(sizes.begin(), sizes.end()) - sizes.begin();
  for (std::size_t link = 0; link < part.size(); ++link) {
    out.in_core.push_back(part[link] == core ? 1 : 0);
    if (part[link] != core)
      findings.inform("link", roads.net.links[link].id,
                      "is not in the largest part of the network in which all links lead to each other");
  }
}

}  // namespace
}  // namespace synthesis

RoadSynthesis synthesize_roads(const StreetNetwork& streets, const RoadSynthesisOptions& options) {
  using namespace synthesis;  // the steps; NOLINT(google-build-using-namespace)
  check_options(options);
  FindingList findings;
  Draft draft = usable_streets(streets, options, findings);
  find_roundabouts(draft);
  join_nodes(draft, findings);
  place_stop_lines(draft);
  Roads roads = roads_of(draft, findings);
  add_turns(draft, roads, findings);
  for (std::int32_t junction = 0; junction < draft.junctions; ++junction)
    settle_junction(draft, roads, junction, findings);
  tell_of_dead_lanes(roads, findings);

  RoadSynthesis out;
  find_core(roads, out, findings);
  out.link_of_street.assign(streets.links(), kNone);
  for (const std::int32_t way : roads.way_of_link) {
    const std::int32_t row = draft.ways[at(way)].row;
    out.link_of_street[at(row)] = row_of(out.street_of_link.size());
    out.street_of_link.push_back(row);
  }
  out.junction_of_node = std::move(draft.junction_of);
  out.roads = std::move(roads.net);
  out.findings = findings.take();
  return out;
}

}  // namespace conurb::transport
