// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>

#include "plugins/transport/city_write.hpp"
#include "plugins/transport/list_rows.hpp"
#include "plugins/transport/row_writer.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

std::size_t write_types(const sdk::Host& host, const sdk::View& view, const std::vector<VehicleType>& t) {
  const RowWriter out(host, view, Table::vehicle_type, t.size());
  out.text(Column::vehicle_type_name, [&](std::size_t i) { return t[i].id; });
  out.text(Column::vehicle_type_vehicle_class,
           [&](std::size_t i) { return kClassWords[static_cast<std::size_t>(t[i].vehicle_class)]; });
  out.text(Column::vehicle_type_emission_class, [&](std::size_t i) { return t[i].emission_class; });
  out.put<std::uint8_t>(Column::vehicle_type_ignores_lanes,
                        [&](std::size_t i) { return t[i].ignores_permissions ? 1 : 0; });
  const auto put = [&](Column column, double VehicleType::*value) {
    out.put<double>(column, [&](std::size_t i) { return t[i].*value; });
  };
  put(Column::vehicle_type_length, &VehicleType::length);
  put(Column::vehicle_type_min_gap, &VehicleType::min_gap);
  put(Column::vehicle_type_max_speed, &VehicleType::max_speed);
  put(Column::vehicle_type_acceleration, &VehicleType::acceleration);
  put(Column::vehicle_type_deceleration, &VehicleType::deceleration);
  put(Column::vehicle_type_headway, &VehicleType::headway);
  put(Column::vehicle_type_speed_factor, &VehicleType::speed_factor);
  put(Column::vehicle_type_speed_deviation, &VehicleType::speed_deviation);
  return out.first();
}

/// Writes each way once and says which one each vehicle takes; kNone: it has none.
std::vector<std::int32_t> write_routes(const sdk::Host& host, const sdk::View& view,
                                       const TravelDemand& demand, const RoadRows& rows) {
  std::vector<std::int32_t> route_of(demand.vehicles.size(), kNone);
  std::map<std::pair<std::int64_t, std::int32_t>, std::int32_t> known;
  std::vector<std::pair<std::int64_t, std::int32_t>> routes;
  for (std::size_t i = 0; i < route_of.size(); ++i) {
    const Vehicle& v = demand.vehicles[i];
    if (v.links == 0) continue;
    const auto [found, fresh] = known.try_emplace({v.first_link, v.links}, row_of(routes.size()));
    if (fresh) routes.emplace_back(v.first_link, v.links);
    route_of[i] = found->second;
  }
  const RowWriter out(host, view, Table::route, routes.size());
  ListRows<std::int32_t> links(view, Column::route_links, out.first());
  for (const auto& [first, count] : routes) {
    for (std::int64_t i = first; i < first + count; ++i)
      links.put(rows.link[at(demand.route_links[static_cast<std::size_t>(i)])]);
    links.end_row();
  }
  links.assign(host);
  for (std::int32_t& route : route_of)
    if (route != kNone) route += row_of(out.first());
  return route_of;
}

void write_halts(const sdk::Host& host, const sdk::View& view, const TravelDemand& demand,
                 const RoadRows& rows, std::size_t first_trip) {
  std::vector<std::int32_t> trip_of;
  std::vector<const Halt*> halts;
  for (std::size_t i = 0; i < demand.vehicles.size(); ++i) {
    const Vehicle& v = demand.vehicles[i];
    for (std::int32_t h = v.first_halt; h < v.first_halt + v.halts; ++h) {
      trip_of.push_back(row_of(first_trip + i));
      halts.push_back(&demand.halts[at(h)]);
    }
  }
  const RowWriter out(host, view, Table::trip_halt, halts.size());
  out.put<std::int32_t>(Column::trip_halt_trip, [&](std::size_t i) { return trip_of[i]; });
  out.put<std::int32_t>(Column::trip_halt_stop, [&](std::size_t i) {
    return halts[i]->stop == kNone ? kNone : static_cast<std::int32_t>(rows.first_stop) + halts[i]->stop;
  });
  out.put<std::int32_t>(Column::trip_halt_link, [&](std::size_t i) {
    return halts[i]->link == kNone ? kNone : rows.link[at(halts[i]->link)];
  });
  out.put<double>(Column::trip_halt_position, [&](std::size_t i) { return halts[i]->position; });
  out.put<double>(Column::trip_halt_duration, [&](std::size_t i) { return halts[i]->duration * 1e-3; });
  out.put<double>(Column::trip_halt_until, [&](std::size_t i) {
    return halts[i]->until == kNone ? std::numeric_limits<double>::quiet_NaN() : halts[i]->until * 1e-3;
  });
}

}  // namespace

void write_trips(const sdk::Host& host, const sdk::View& view, const TravelDemand& demand,
                 const RoadRows& rows) {
  const auto first_type = row_of(write_types(host, view, demand.types));
  const std::vector<std::int32_t> route = write_routes(host, view, demand, rows);
  const std::vector<Vehicle>& v = demand.vehicles;
  const RowWriter out(host, view, Table::trip, v.size());
  const auto end_of = [&](const Vehicle& one, bool first) {
    const std::int32_t given = first ? one.origin : one.destination;
    if (given != kNone) return rows.link[at(given)];
    if (one.links == 0) return kNone;
    const std::int64_t place = first ? one.first_link : one.first_link + one.links - 1;
    return rows.link[at(demand.route_links[static_cast<std::size_t>(place)])];
  };
  out.text(Column::trip_name, [&](std::size_t i) { return v[i].id; });
  out.put<std::int32_t>(Column::trip_type, [&](std::size_t i) { return first_type + v[i].type; });
  out.put<double>(Column::trip_departure, [&](std::size_t i) { return v[i].depart * 1e-3; });
  out.put<std::int32_t>(Column::trip_route, [&](std::size_t i) { return route[i]; });
  out.put<std::int32_t>(Column::trip_origin, [&](std::size_t i) { return end_of(v[i], true); });
  out.put<std::int32_t>(Column::trip_destination, [&](std::size_t i) { return end_of(v[i], false); });
  write_halts(host, view, demand, rows, out.first());
}

}  // namespace conurb::transport
