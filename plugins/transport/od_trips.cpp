// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/od_trips.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/city_zones.hpp"
#include "plugins/transport/demand/calibration.hpp"
#include "plugins/transport/demand/link_grid.hpp"
#include "plugins/transport/demand/od_matrix.hpp"
#include "plugins/transport/demand/plausibility.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/one_shot.hpp"
#include "plugins/transport/standing_traffic.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Parameter;
using ::transport::Table;

Milliseconds ms_of_day(double seconds) {
  return static_cast<Milliseconds>(std::lround(std::min(seconds, 1.8e6) * 1e3));
}

/// A figure as a sentence has it.
std::string short_number(double value, const char* form = "%.3g") {
  std::array<char, 32> room{};
  std::snprintf(room.data(), room.size(), form, value);
  return room.data();
}

bool cars_drive_on(const RoadNetwork& roads, const Link& link) {
  for (std::int32_t lane = link.first_lane; lane < link.first_lane + link.lanes; ++lane)
    if ((roads.lanes[at(lane)].allowed & set_of(VehicleClass::passenger)) != 0) return true;
  return false;
}

class OdTrips {
 public:
  OdTrips(const sdk::Host& host, const sdk::View& view, const RoadNetwork& roads, const RoadRows& rows)
      : host_(host), view_(view), roads_(roads), rows_(rows) {}

  void make() {
    host_.progress(0.5, "trips between zones");
    demand::OdVehicles made = vehicles();
    if (made.without_way > 0)
      findings_.inform("trips", {},
                       short_number(made.without_way, "%.0f") + " within zones of one link are left out");
    TravelDemand demand = std::move(made.demand);
    const std::size_t planned = demand.vehicles.size();
    const std::vector<demand::Count> counts = counts_on_links();
    if (!counts.empty()) demand = fitted(std::move(demand), counts);
    findings_.inform("trips", {},
                     std::to_string(view_.table(Table::od_flow).alive_rows) + " flows between zones have " +
                         std::to_string(planned) + " trips of vehicles");
    tell_all(host_, findings_.take(), Table::trip, "transport.demand");
    write_trips(host_, view_, demand, rows_);
  }

 private:
  /// Streets of the table that there are links of.
  [[nodiscard]] ZoneStreets streets() {
    const TableRows links(host_, view_, Table::road_link);
    ZoneStreets streets;
    streets.from = links.whole<std::int32_t>(Column::road_link_from, kNone);
    streets.to = links.whole<std::int32_t>(Column::road_link_to, kNone);
    streets.usable.assign(links.count(), 0);
    for (const std::string& one : links.text(Column::road_link_road_class))
      streets.connector.push_back(one == kConnector ? 1 : 0);
    link_of_row_.assign(links.count(), kNone);
    for (std::size_t link = 0; link < roads_.links.size(); ++link) {
      const std::size_t row = at(rows_.link[link]);
      link_of_row_[row] = row_of(link);
      if (cars_drive_on(roads_, roads_.links[link])) streets.usable[row] = 1;
    }
    return streets;
  }

  demand::OdVehicles vehicles() {
    const CityZones zones = city_zones(host_, view_, findings_);
    const ZoneStreets of_table = streets();
    std::vector<std::uint8_t> usable;
    for (const std::int32_t row : rows_.link) usable.push_back(of_table.usable[at(row)]);
    const TurnGraph graph = turn_graph(roads_, set_of(VehicleClass::passenger));
    const demand::LinkGrid grid(roads_, joined_streets(demand::drivable_core(graph), std::move(usable)));
    const auto nearest = [&](double x, double y) {
      const std::int32_t link = grid.nearest(x, y, kZoneReach);
      return link == kNone ? kNone : rows_.link[at(link)];
    };
    const ZoneEnds ends = zone_ends(zones, of_table, nearest, findings_);
    demand::OdVehicleOptions options;
    options.seed = view_.seed();
    options.scale = view_.parameter(Parameter::demand_scale);
    return vehicles_of(matrix_of(zones, ends), zone_links(zones, ends.begins), zone_links(zones, ends.ends),
                       options);
  }

  [[nodiscard]] demand::ZoneLinks zone_links(const CityZones& zones,
                                             const std::vector<std::vector<ZoneShare>>& shares) const {
    demand::ZoneLinks links;
    links.zones = zones.name;
    for (const std::vector<ZoneShare>& of_zone : shares) {
      for (const ZoneShare& share : of_zone) {
        links.link.push_back(link_of_row_[at(share.link)]);
        links.weight.push_back(share.weight);
      }
      links.first.push_back(links.link.size());
    }
    return links;
  }

  demand::OdMatrix matrix_of(const CityZones& zones, const ZoneEnds& ends) {
    demand::OdMatrix matrix;
    double left_out = 0;
    for (const ZoneFlow& flow : zones.flows) {
      if (ends.begins[at(flow.origin)].empty() || ends.ends[at(flow.destination)].empty()) {
        left_out += flow.trips;
        continue;
      }
      demand::OdCell cell{flow.origin, flow.destination, flow.trips};
      cell.timed = flow.timed;
      cell.begin = ms_of_day(flow.begin);
      cell.end = ms_of_day(flow.end);
      if (cell.begin < cell.end) matrix.cells.push_back(cell);
    }
    std::stable_sort(matrix.cells.begin(), matrix.cells.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
    if (left_out > 0)
      findings_.warn("trips", {},
                     short_number(left_out, "%.0f") + " are of zones without a street: left out");
    return matrix;
  }

  std::vector<demand::Count> counts_on_links() {
    std::vector<demand::Count> counts;
    for (const CityCount& count : city_counts(host_, view_, findings_)) {
      const std::int32_t link = link_of_row_[at(count.link)];
      if (link == kNone) {
        findings_.warn("traffic_count", std::to_string(count.row), "is where nobody drives: it is left out");
        continue;
      }
      counts.push_back({link, ms_of_day(count.begin), ms_of_day(count.end), count.vehicles});
    }
    return counts;
  }

  /// Trips that fit the counts, without their ways: they find the same ones again when they are driven.
  TravelDemand fitted(TravelDemand demand, const std::vector<demand::Count>& counts) {
    host_.progress(0.7, "trips to fit the counts");
    const auto network = std::make_shared<const FlowNetwork>(flow_network(roads_));
    const solvers::Heed heed = heed_of(host_);
    std::vector<Finding> told;
    find_missing_routes(roads_, traveller_graphs(roads_, *network, demand, heed),
                        free_times_under(network, {}), demand, told, host_.threads(), heed);
    tell_all(host_, told, Table::trip, "transport.demand");
    std::vector<Milliseconds> link_times;
    for (const Link& link : roads_.links)
      link_times.push_back(static_cast<Milliseconds>(std::lround(link.length / link.speed * 1e3)));
    const demand::RoutedTrips trips = demand::routed_trips(demand, link_times);
    demand::CalibrationOptions options;
    options.seed = view_.seed();
    const demand::Calibration fit = demand::calibrate(trips, counts, options);
    tell_fit(fit, trips, counts.size());
    TravelDemand result = demand::calibrated(demand, fit);
    for (Vehicle& vehicle : result.vehicles) vehicle.first_link = vehicle.links = 0;
    result.route_links.clear();
    return result;
  }

  void tell_fit(const demand::Calibration& fit, const demand::RoutedTrips& trips, std::size_t counts) {
    const demand::CalibrationReport& report = fit.report;
    FindingList told;
    told.inform(
        "counts", {},
        std::to_string(counts) + " are fitted: GEH below 5 at " + short_number(100 * report.below_5_before) +
            " % before and " + short_number(100 * report.below_5_after) + " % after; trips " +
            std::to_string(report.trips_before) + " before and " + std::to_string(report.trips_after) +
            " after; OD r2 " + short_number(report.od_r2) + ", factors of pairs " +
            short_number(report.least_od_factor) + " to " + short_number(report.greatest_od_factor));
    const demand::RouteLengths lengths =
        demand::route_lengths(roads_, trips, set_of(VehicleClass::passenger), host_.threads());
    const demand::RoutePlausibility before = demand::plausibility_of(lengths),
                                    after = demand::plausibility_of(lengths, fit.copies);
    const auto sentence = [](const demand::RoutePlausibility& one) {
      return short_number(one.mean_length * 1e-3) + " km, " + short_number(100 * one.detour_share) +
             " % more than 1.5 times the shortest way, " + short_number(100 * one.loop_share) +
             " % pass a link twice";
    };
    told.inform("ways", {}, "mean length before " + sentence(before) + "; after " + sentence(after));
    if (!report.converged) told.warn("counts", {}, "the fit has not settled: they may contradict each other");
    if (report.unreached > 0)
      told.warn("counts", {}, std::to_string(report.unreached) + " are where no trip passes");
    tell_all(host_, told.take(), Table::traffic_count, "transport.counts");
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  const RoadNetwork& roads_;
  const RoadRows& rows_;
  FindingList findings_;
  std::vector<std::int32_t> link_of_row_;
};

}  // namespace

void make_od_trips(const sdk::Host& host, const sdk::View& view, const RoadNetwork& roads,
                   const RoadRows& rows) {
  OdTrips(host, view, roads, rows).make();
}

}  // namespace conurb::transport
