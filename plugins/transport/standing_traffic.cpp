// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/standing_traffic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/fingerprint.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

/// All that city_roads() and city_trips() read.
constexpr Column kStandingColumns[] = {Column::road_node_shape,
                                       Column::road_node_control,
                                       Column::road_link_from,
                                       Column::road_link_to,
                                       Column::road_link_length,
                                       Column::road_link_priority,
                                       Column::road_lane_link,
                                       Column::road_lane_position,
                                       Column::road_lane_allowed,
                                       Column::road_lane_speed,
                                       Column::road_lane_width,
                                       Column::road_connection_from_lane,
                                       Column::road_connection_to_lane,
                                       Column::road_connection_node,
                                       Column::road_connection_turn,
                                       Column::road_connection_right_of_way,
                                       Column::road_connection_signal,
                                       Column::road_connection_light,
                                       Column::road_connection_length,
                                       Column::road_connection_speed,
                                       Column::road_connection_yields_to,
                                       Column::road_connection_crosses,
                                       Column::traffic_signal_name,
                                       Column::traffic_signal_lights,
                                       Column::signal_program_signal,
                                       Column::signal_program_name,
                                       Column::signal_program_kind,
                                       Column::signal_program_offset,
                                       Column::signal_program_max_gap,
                                       Column::signal_phase_program,
                                       Column::signal_phase_duration,
                                       Column::signal_phase_shortest,
                                       Column::signal_phase_longest,
                                       Column::signal_phase_lights,
                                       Column::signal_phase_following,
                                       Column::road_stop_link,
                                       Column::road_stop_lane,
                                       Column::road_stop_kind,
                                       Column::road_stop_begin,
                                       Column::road_stop_end,
                                       Column::vehicle_type_name,
                                       Column::vehicle_type_vehicle_class,
                                       Column::vehicle_type_ignores_lanes,
                                       Column::vehicle_type_length,
                                       Column::vehicle_type_min_gap,
                                       Column::vehicle_type_max_speed,
                                       Column::vehicle_type_acceleration,
                                       Column::vehicle_type_deceleration,
                                       Column::vehicle_type_headway,
                                       Column::vehicle_type_speed_factor,
                                       Column::vehicle_type_speed_deviation,
                                       Column::vehicle_type_emission_class,
                                       Column::route_links,
                                       Column::trip_type,
                                       Column::trip_departure,
                                       Column::trip_route,
                                       Column::trip_origin,
                                       Column::trip_destination,
                                       Column::trip_halt_trip,
                                       Column::trip_halt_stop,
                                       Column::trip_halt_link,
                                       Column::trip_halt_position,
                                       Column::trip_halt_duration,
                                       Column::trip_halt_until};

/// Bytes of the models for each row, measured on networks of cities.
constexpr std::uint64_t kBytesOfLink = 4096, kBytesOfTrip = 256, kBytesOfHierarchy = 512;

/// What the demand found, by the rows of the trips.
void add_findings(const std::vector<Finding>& of_demand, std::vector<RowFinding>& findings) {
  for (const Finding& finding : of_demand)
    findings.push_back({static_cast<std::uint32_t>(Table::trip), finding.row, "no_route",
                        finding.object + " " + finding.text});
}

std::uint64_t fingerprint_of(const FlowNetwork& net) {
  Fingerprint print;
  print.add(net.links.size(), net.foes.size(), net.signals.size());
  for (const LaneGroup& group : net.groups)
    print.add(group.link, group.lanes, group.storage, group.movements);
  for (const Movement& movement : net.movements) print.add(movement.group, movement.to, movement.light);
  for (const Signal& signal : net.signals) {
    print.add(signal.lights, signal.programs.size());
    for (const SignalProgram& program : signal.programs) print.add(program.phases.size());
  }
  for (const LinkTurn& turn : net.turns) print.add(turn.from, turn.to, turn.first, turn.count);
  return print.value();
}

std::uint64_t fingerprint_of(const std::vector<Signal>& signals) {
  Fingerprint print;
  for (const Signal& signal : signals)
    for (const SignalProgram& program : signal.programs) {
      print.add(program.kind, program.offset, std::lround(program.max_gap_s * 1e3));
      for (const Phase& phase : program.phases) print.add(phase.duration, phase.shortest, phase.longest);
    }
  return print.value();
}

/// Ways for trips without one.
void find_ways(const sdk::Host& host, const StandingTraffic& traffic, TravelDemand& demand,
               std::vector<Finding>& findings) {
  const bool all_known = std::all_of(demand.vehicles.begin(), demand.vehicles.end(),
                                     [](const Vehicle& vehicle) { return vehicle.links > 0; });
  if (all_known) return;
  const solvers::Heed heed = heed_of(host);
  find_missing_routes(traffic.roads.net, traveller_graphs(traffic.roads.net, *traffic.network, demand, heed),
                      free_times_under(traffic.network, {}), demand, findings, host.threads(), heed);
}

StandingTraffic read_traffic(const sdk::Host& host, const sdk::View& view) {
  StandingTraffic traffic;
  try {
    traffic.roads = city_roads(host, view, traffic.findings);
    CityTrips trips = city_trips(host, view, traffic.roads, traffic.findings);
    traffic.trip_row = std::move(trips.trip_row);
    traffic.network = std::make_shared<const FlowNetwork>(flow_network(traffic.roads.net));
    std::vector<Finding> findings;
    for (const Vehicle& vehicle : trips.demand.vehicles)
      traffic.way_unknown.push_back(vehicle.links == 0 ? 1 : 0);
    find_ways(host, traffic, trips.demand, findings);
    traffic.demand = std::make_shared<const FlowDemand>(
        flow_demand(*traffic.network, traffic.roads.net, trips.demand, findings));
    add_findings(findings, traffic.findings);
    traffic.travellers = std::move(trips.demand);
    traffic.travellers.route_links.clear();
    traffic.fingerprint = fingerprint_of(*traffic.network);
    traffic.programs = fingerprint_of(traffic.network->signals);
  } catch (const InputError& error) {
    throw sdk::Failure(CONURB_BAD_DATA, error.what());
  }
  return traffic;
}

}  // namespace

std::span<const std::uint32_t> standing_columns() {
  static constexpr auto kIndices = [] {
    std::array<std::uint32_t, std::size(kStandingColumns)> columns{};
    for (std::size_t i = 0; i < columns.size(); ++i)
      columns[i] = static_cast<std::uint32_t>(kStandingColumns[i]);
    return columns;
  }();
  return kIndices;
}

std::shared_ptr<const StandingTraffic> standing_traffic_of(const sdk::Host& host, const sdk::View& view) {
  using Shared = std::shared_ptr<const StandingTraffic>;
  const std::uint64_t bytes = kBytesOfLink * static_cast<std::uint64_t>(view.table(Table::road_link).rows) +
                              kBytesOfTrip * static_cast<std::uint64_t>(view.table(Table::trip).rows);
  return host.cached<Shared>("traffic", standing_columns(), bytes, [&] {
    return std::make_unique<Shared>(std::make_shared<const StandingTraffic>(read_traffic(host, view)));
  });
}

std::shared_ptr<const TravellerGraphs> graphs_of(const sdk::Host& host, const StandingTraffic& traffic) {
  using Shared = std::shared_ptr<const TravellerGraphs>;
  const std::uint64_t bytes = kBytesOfHierarchy * traffic.roads.net.links.size();
  return host.cached<Shared>("ways", standing_columns(), bytes, [&] {
    return std::make_unique<Shared>(std::make_shared<const TravellerGraphs>(
        traveller_graphs(traffic.roads.net, *traffic.network, traffic.travellers, heed_of(host))));
  });
}

solvers::Heed heed_of(const sdk::Host& host) {
  return [host] {
    if (host.cancelled()) throw sdk::Failure(CONURB_CANCELLED, "");
  };
}

void tell(const sdk::Host& host, const std::vector<RowFinding>& findings) {
  for (const RowFinding& finding : findings)
    host.c()->finding(host.c(), CONURB_LOG_WARNING, finding.table, finding.row, finding.code,
                      finding.text.c_str());
}

}  // namespace conurb::transport
