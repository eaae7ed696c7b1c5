// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesise.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/city_roads.hpp"
#include "plugins/transport/city_write.hpp"
#include "plugins/transport/demand/synthesis.hpp"
#include "plugins/transport/od_trips.hpp"
#include "plugins/transport/synthesis/road_synthesis.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Parameter;
using ::transport::Table;

StreetNetwork streets_of(const sdk::Host& host, const sdk::View& view) {
  const TableRows nodes(host, view, Table::road_node), links(host, view, Table::road_link);
  StreetNetwork s;
  nodes.places(Column::road_node_shape, s.x, s.y);
  s.z = nodes.real(Column::road_node_elevation);
  s.control = nodes.text(Column::road_node_control);
  s.from = links.whole<std::int32_t>(Column::road_link_from, kNone);
  s.to = links.whole<std::int32_t>(Column::road_link_to, kNone);
  s.reverse = links.whole<std::int32_t>(Column::road_link_reverse, kNone);
  for (std::size_t row = 0; row < links.count(); ++row) {
    if (!links.alive(row)) s.from[row] = s.to[row] = kNone;
    const auto points = links.shape(Column::road_link_shape, row);
    for (std::size_t i = 0; i + 1 < points.size(); i += 2)
      s.path.insert(s.path.end(), {points[i], points[i + 1], 0.0});
    s.first.push_back(s.path.size() / 3);
  }
  s.road_class = links.text(Column::road_link_road_class);
  s.name = links.text(Column::road_link_name);
  s.lanes = links.real(Column::road_link_lanes);
  s.width = links.real(Column::road_link_width);
  s.speed_limit = links.real(Column::road_link_speed_limit);
  s.open = links.whole<std::uint8_t>(Column::road_link_open, 1);
  s.cyclable = links.whole<std::uint8_t>(Column::road_link_cyclable, 1);
  s.level = links.whole<std::int32_t>(Column::road_link_level, 0);
  return s;
}

/// Connectors of zones are no streets.
void tell_connectors(const sdk::Host& host, const sdk::View& view) {
  const std::vector<std::string> classes =
      TableRows(host, view, Table::road_link).text(Column::road_link_road_class);
  const auto count = std::count(classes.begin(), classes.end(), kConnector);
  if (count == 0) return;
  tell_all(host,
           {{Finding::Level::info,
             {},
             std::to_string(count) +
                 " connectors of zones get no lanes: trips begin and end on the streets that they lead to"}},
           Table::road_link, "transport.synthesis");
}

/// Makes lanes, and gives the network with the rows of its links.
std::pair<RoadNetwork, RoadRows> make_lanes(const sdk::Host& host, const sdk::View& view) {
  RoadSynthesisOptions options;
  options.drives_left = view.parameter(Parameter::drives_left) != 0;
  host.progress(0.1, "lanes and junctions");
  RoadSynthesis made = synthesize_roads(streets_of(host, view), options);
  tell_all(host, made.findings, Table::road_link, "transport.synthesis");
  tell_connectors(host, view);
  RoadPlaces places;
  for (const Junction& junction : made.roads.junctions)
    places.nodes.insert(places.nodes.end(), {junction.x, junction.y});
  for (const Link& link : made.roads.links) {
    std::vector<double> line;
    for (std::size_t i = 0; i + 2 < link.path.size(); i += 3)
      line.insert(line.end(), {link.path[i], link.path[i + 1]});
    places.links.push_back(std::move(line));
  }
  RoadRows rows;
  rows.link = made.street_of_link;
  rows.node.assign(made.roads.junctions.size(), kNone);
  for (std::size_t row = made.junction_of_node.size(); row-- > 0;)  // the first node of a joined junction
    if (made.junction_of_node[row] != kNone) rows.node[at(made.junction_of_node[row])] = row_of(row);
  write_lanes(host, view, made.roads, places, Source::synthesis, rows);
  return {std::move(made.roads), std::move(rows)};
}

/// Roads that are there, with the places of their links.
std::pair<RoadNetwork, RoadRows> roads_there(const sdk::Host& host, const sdk::View& view) {
  std::vector<RowFinding> findings;
  CityRoads roads = city_roads(host, view, findings);
  add_paths(host, view, roads.link_row, roads.net);
  return {std::move(roads.net), {{}, std::move(roads.link_row), 0}};
}

demand::City travellers_of(const sdk::Host& host, const sdk::View& view) {
  demand::City city;
  const TableRows buildings(host, view, Table::building), interests(host, view, Table::point_of_interest),
      groups(host, view, Table::person_group);
  buildings.places(Column::building_shape, city.buildings.x, city.buildings.y);
  for (const std::string& function : buildings.text(Column::building_function))
    city.buildings.use.push_back(demand::use_of_building(function));
  city.buildings.floor_area = buildings.narrow(Column::building_floor_area);
  city.buildings.jobs = buildings.narrow(Column::building_jobs);
  city.buildings.residents = buildings.narrow(Column::building_residents);
  interests.places(Column::point_of_interest_shape, city.interests.x, city.interests.y);
  const std::vector<std::string> category = interests.text(Column::point_of_interest_category),
                                 kind = interests.text(Column::point_of_interest_kind);
  for (std::size_t i = 0; i < category.size(); ++i)
    city.interests.use.push_back(demand::use_of_interest(category[i], kind[i]));

  demand::PersonGroups& people = city.people;
  people.home = groups.whole<std::int32_t>(Column::person_group_home, kNone);
  people.work = groups.whole<std::int32_t>(Column::person_group_work, kNone);
  people.size = groups.narrow(Column::person_group_size);
  people.age = groups.narrow(Column::person_group_age_from);
  people.household_size = groups.narrow(Column::person_group_household_size);
  people.cars = groups.narrow(Column::person_group_cars_per_household);
  for (const std::string& occupation : groups.text(Column::person_group_occupation))
    people.occupation.push_back(demand::occupation_of(occupation));
  const conurb_table& table = view.table(Table::person_group);
  for (std::size_t row = 0; row < groups.count(); ++row) {
    people.key.push_back(static_cast<std::uint64_t>(table.ids[row]));
    if (!groups.alive(row)) people.size[row] = 0;
  }
  return city;
}

void make_trips(const sdk::Host& host, const sdk::View& view, const RoadNetwork& roads,
                const RoadRows& rows) {
  demand::SynthesisOptions options;
  options.seed = view.seed();
  options.scale = view.parameter(Parameter::demand_scale);
  host.progress(0.5, "trips of a working day");
  const demand::SynthesizedDemand made =
      demand::synthesize(roads, travellers_of(host, view), options, host.threads());
  tell_all(host, made.findings, Table::trip, "transport.demand");
  write_trips(host, view, made.demand, rows);
  host.c()->finding(host.c(), CONURB_LOG_INFO, static_cast<std::uint32_t>(Table::trip), -1,
                    "transport.demand",
                    ("a working day of " + std::to_string(made.figures.persons) + " people has " +
                     std::to_string(made.demand.vehicles.size()) + " trips of vehicles")
                        .c_str());
}

constexpr double kLowVoltage = 1000;  // V, at which signals are fed

/// Joins signals to the nearest bus of low voltage.
void feed_signals(const sdk::Host& host, const sdk::View& view) {
  const TableRows signals(host, view, Table::traffic_signal), buses(host, view, Table::power_bus);
  if (buses.count() == 0 || signals.count() == 0) return;
  const std::vector<double> voltage = [&] {
    const auto cells = view.read<double>(Column::power_bus_nominal_voltage);
    return std::vector<double>(cells.begin(), cells.end());
  }();
  std::vector<double> bus_x, bus_y, x, y;
  buses.places(Column::power_bus_shape, bus_x, bus_y);
  signals.places(Column::traffic_signal_shape, x, y);
  const auto fed_by = view.write<std::int32_t>(Column::traffic_signal_power_bus);
  for (std::size_t signal = 0; signal < x.size(); ++signal) {
    if (fed_by[signal] >= 0 || std::isnan(x[signal])) continue;
    double nearest = HUGE_VAL;
    for (std::size_t bus = 0; bus < bus_x.size(); ++bus) {
      const double distance = std::hypot(bus_x[bus] - x[signal], bus_y[bus] - y[signal]);
      if (voltage.empty() || !(voltage[bus] > 0 && voltage[bus] < kLowVoltage) || !(distance < nearest))
        continue;
      nearest = distance;
      fed_by[signal] = row_of(bus);
    }
  }
}

}  // namespace

void synthesise_traffic(const sdk::Host& host, const sdk::View& view) {
  const bool lanes = has_roads(view), trips = view.table(Table::trip).alive_rows > 0;
  if (!lanes && view.table(Table::road_link).alive_rows == 0)
    throw sdk::Failure(CONURB_NOT_FOUND, "the city has no streets: import a map, or generate a city");
  const auto [roads, rows] = lanes ? roads_there(host, view) : make_lanes(host, view);
  if (!trips && view.table(Table::od_flow).alive_rows > 0) {
    make_od_trips(host, view, roads, rows);
  } else if (!trips && view.table(Table::person_group).alive_rows > 0) {
    make_trips(host, view, roads, rows);
  }
  feed_signals(host, view);
}

}  // namespace conurb::transport
