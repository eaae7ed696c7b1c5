// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/queries/assignment_queries.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/sdk/arguments.hpp"
#include "plugins/transport/city_zones.hpp"
#include "plugins/transport/demand/counts.hpp"
#include "plugins/transport/standing_traffic.hpp"
#include "plugins/transport/static_assignment.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Table;

AssignmentOptions options_of(const sdk::View& view, std::span<const conurb_value> values) {
  const sdk::Arguments arguments(view, values);
  AssignmentOptions options;
  options.relative_gap = arguments.number(0, "gap", options.relative_gap, 1e-12, 1);
  options.scale = arguments.number(1, "scale", 1, 0, 100);
  options.closed = arguments.row(2, "closed", Table::road_link, "road_link");
  options.hour = arguments.number(3, "hour", -1, 0, 500);
  return options;
}

/// The city's trips on their ways, as links of its roads.
demand::RoutedTrips ways_of(const StandingTraffic& traffic) {
  const FlowDemand& demand = *traffic.demand;
  demand::RoutedTrips trips;
  for (const Trip& trip : demand.trips) {
    double time = 0;  // ms
    const std::size_t first = trips.links.size();
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(trip.turns); ++i) {
      const std::int32_t link =
          traffic.network->turns[at(demand.route_steps[trip.first_turn + i].turn())].from;
      trips.links.push_back(link);
      trips.entered.push_back(static_cast<Milliseconds>(std::min(std::round(time), 1e9)));
      time += traffic.roads.net.links[at(link)].length / traffic.roads.net.links[at(link)].speed * 1e3;
    }
    trips.depart.push_back(trip.depart);
    trips.first.push_back(static_cast<std::int64_t>(trips.links.size()));
    trips.origin.push_back(trips.links.size() > first ? trips.links[first] : kNone);
    trips.destination.push_back(trips.links.size() > first ? trips.links.back() : kNone);
  }
  return trips;
}

}  // namespace

void answer_assignment(const sdk::Host& host, const sdk::View& view, std::span<const conurb_value> arguments,
                       sdk::Result& result) {
  const std::shared_ptr<const SolvedAssignment> solved =
      solved_assignment_of(host, view, options_of(view, arguments));
  for (std::size_t i = 0; i < solved->flows.size(); ++i) {
    if (solved->city.link_row[i] == kNone) continue;
    const assignment::Link& link = solved->city.problem.links[i];
    const double saturation = link.capacity > 0 ? solved->flows[i] / link.capacity : 0;
    const std::array<conurb_value, 4> cells{
        sdk::Result::row(solved->city.link_row[i]), sdk::Result::number(solved->flows[i]),
        sdk::Result::number(solved->times[i]), sdk::Result::number(saturation)};
    result.add_row(cells);
  }
}

void answer_assignment_summary(const sdk::Host& host, const sdk::View& view,
                               std::span<const conurb_value> arguments, sdk::Result& result) {
  const std::shared_ptr<const SolvedAssignment> solved =
      solved_assignment_of(host, view, options_of(view, arguments));
  double left_out = solved->city.left_out;
  for (const assignment::ZonePair& pair : solved->result.unreachable) left_out += pair.flow;
  const assignment::EquilibriumStep& last = solved->result.steps.back();
  const std::array<conurb_value, 6> cells{
      sdk::Result::number(last.objective),       sdk::Result::number(last.relative_gap),
      sdk::Result::whole(last.iteration),        sdk::Result::number(last.total_travel_time),
      sdk::Result::number(solved->result.trips), sdk::Result::number(left_out)};
  result.add_row(cells);
}

void answer_counts(const sdk::Host& host, const sdk::View& view, sdk::Result& result) {
  FindingList findings;
  const std::vector<CityCount> counted = city_counts(host, view, findings);
  if (counted.empty()) throw sdk::Failure(CONURB_NOT_FOUND, "the city has no traffic counts: import some");
  const std::shared_ptr<const StandingTraffic> traffic = standing_traffic_of(host, view);
  std::vector<demand::Count> counts;
  std::vector<const CityCount*> rows;
  for (const CityCount& one : counted) {
    const std::int32_t link = traffic->roads.link_of_row[at(one.link)];
    if (link == kNone) continue;  // nobody drives there, which synthesis and runs tell
    counts.push_back({link, static_cast<Milliseconds>(std::lround(std::min(one.begin, 1.8e6) * 1e3)),
                      static_cast<Milliseconds>(std::lround(std::min(one.end, 1.8e6) * 1e3)), one.vehicles});
    rows.push_back(&one);
  }
  const demand::RoutedTrips trips = ways_of(*traffic);
  demand::check(trips, counts);
  std::vector<double> modelled(counts.size(), 0);
  for (const std::int32_t count : demand::crossings_of(trips, demand::CountIndex(counts)).count)
    modelled[at(count)] += 1;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::array<conurb_value, 5> cells{sdk::Result::row(rows[i]->row), sdk::Result::row(rows[i]->link),
                                            sdk::Result::number(counts[i].vehicles),
                                            sdk::Result::number(modelled[i]),
                                            sdk::Result::number(demand::geh(modelled[i], counts[i]))};
    result.add_row(cells);
  }
}

}  // namespace conurb::transport
