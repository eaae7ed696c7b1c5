// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "plugins/transport/city_roads.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr double kLongestDay = 1.9e6;  // s, last departure that the core can tell

Milliseconds ms_of_trip(double seconds) {
  return static_cast<Milliseconds>(std::lround(std::clamp(seconds, 0.0, kLongestDay) * 1e3));
}

class TripReader {
 public:
  TripReader(const sdk::Host& host, const sdk::View& view, const CityRoads& roads,
             std::vector<RowFinding>& findings)
      : host_(host), view_(view), roads_(roads), findings_(findings) {}

  CityTrips read() {
    types();
    halts();
    routes();
    trips();
    return std::move(trips_);
  }

 private:
  template <class T>
  [[nodiscard]] std::span<const T> column(Column name) const {
    return view_.read<T>(name);
  }
  [[nodiscard]] std::size_t rows(Table table) const {
    return static_cast<std::size_t>(view_.table(table).rows);
  }
  [[nodiscard]] bool alive(Table table, std::size_t row) const { return view_.table(table).alive[row] != 0; }
  void find(Table table, std::size_t row, const char* code, std::string words) {
    findings_.push_back(
        {static_cast<std::uint32_t>(table), static_cast<std::int64_t>(row), code, std::move(words)});
  }
  [[nodiscard]] std::int32_t link_of(std::int32_t row) const {
    return row >= 0 && at(row) < roads_.link_of_row.size() ? roads_.link_of_row[at(row)] : kNone;
  }

  void types() {
    const auto name = column<std::int32_t>(Column::vehicle_type_name),
               kind = column<std::int32_t>(Column::vehicle_type_vehicle_class),
               emission = column<std::int32_t>(Column::vehicle_type_emission_class);
    const auto ignores = column<std::uint8_t>(Column::vehicle_type_ignores_lanes);
    const auto f64 = [&](Column one) { return column<double>(one); };
    const auto length = f64(Column::vehicle_type_length), gap = f64(Column::vehicle_type_min_gap),
               speed = f64(Column::vehicle_type_max_speed), faster = f64(Column::vehicle_type_acceleration),
               slower = f64(Column::vehicle_type_deceleration), headway = f64(Column::vehicle_type_headway),
               factor = f64(Column::vehicle_type_speed_factor),
               deviation = f64(Column::vehicle_type_speed_deviation);
    const auto text = [&](Column one, std::int32_t code) {
      return code < 0 ? std::string() : std::string(host_.text(one, code));
    };
    type_of_row_.assign(rows(Table::vehicle_type), kNone);
    for (std::size_t row = 0; row < type_of_row_.size(); ++row) {
      if (!alive(Table::vehicle_type, row)) continue;
      VehicleType type;
      type.id = text(Column::vehicle_type_name, name[row]);
      type.vehicle_class =
          meaning<VehicleClass>(kClassWords, text(Column::vehicle_type_vehicle_class, kind[row]))
              .value_or(VehicleClass::passenger);
      type.ignores_permissions = ignores[row] != 0;
      type.length = length[row], type.min_gap = gap[row], type.max_speed = speed[row];
      type.acceleration = faster[row], type.deceleration = slower[row], type.headway = headway[row];
      type.speed_factor = factor[row], type.speed_deviation = deviation[row];
      type.emission_class = text(Column::vehicle_type_emission_class, emission[row]);
      type_of_row_[row] = row_of(trips_.demand.types.size());
      trips_.demand.types.push_back(std::move(type));
    }
  }

  /// Halts by trip, in the order of rows.
  void halts() {
    const auto trip = column<std::int32_t>(Column::trip_halt_trip),
               stop = column<std::int32_t>(Column::trip_halt_stop),
               link = column<std::int32_t>(Column::trip_halt_link);
    const auto position = column<double>(Column::trip_halt_position),
               duration = column<double>(Column::trip_halt_duration),
               until = column<double>(Column::trip_halt_until);
    halts_of_.resize(rows(Table::trip));
    for (std::size_t row = 0; row < rows(Table::trip_halt); ++row) {
      if (!alive(Table::trip_halt, row) || trip[row] < 0 || at(trip[row]) >= halts_of_.size()) continue;
      Halt halt;
      if (stop[row] >= 0 && at(stop[row]) < roads_.stop_of_row.size())
        halt.stop = roads_.stop_of_row[at(stop[row])];
      halt.link = link_of(link[row]);
      if (halt.stop == kNone && halt.link == kNone) {
        find(Table::trip_halt, row, "no_place", "is at no place where one drives: it is left out");
        continue;
      }
      halt.position = std::isfinite(position[row]) ? position[row] : 0;
      halt.duration = ms_of_trip(duration[row]);
      halt.until = std::isnan(until[row]) ? kNone : ms_of_trip(until[row]);
      halts_of_[at(trip[row])].push_back(halt);
    }
  }

  /// Ways in links of the core; a way over a link that is not there is none.
  void routes() {
    const conurb_column& lists = view_.column(Column::route_links);
    const auto links = column<std::int32_t>(Column::route_links);
    TravelDemand& demand = trips_.demand;
    routes_.resize(rows(Table::route));
    for (std::size_t row = 0; row < routes_.size(); ++row) {
      if (!alive(Table::route, row)) continue;
      const auto first = static_cast<std::int64_t>(demand.route_links.size());
      bool whole = true;
      for (std::int64_t i = lists.offsets[row]; i < lists.offsets[row + 1]; ++i) {
        demand.route_links.push_back(link_of(links[static_cast<std::size_t>(i)]));
        whole = whole && demand.route_links.back() != kNone;
      }
      if (whole) {
        routes_[row] = {
            first, static_cast<std::int32_t>(demand.route_links.size()) - static_cast<std::int32_t>(first)};
        continue;
      }
      find(Table::route, row, "no_link", "leads over links where nobody drives: its trips seek another way");
      demand.route_links.resize(static_cast<std::size_t>(first));
    }
  }

  void trips() {
    const auto type = column<std::int32_t>(Column::trip_type),
               route = column<std::int32_t>(Column::trip_route),
               origin = column<std::int32_t>(Column::trip_origin),
               destination = column<std::int32_t>(Column::trip_destination);
    const auto departure = column<double>(Column::trip_departure);
    TravelDemand& demand = trips_.demand;
    for (std::size_t row = 0; row < rows(Table::trip); ++row) {
      if (!alive(Table::trip, row)) continue;
      if (type[row] < 0 || at(type[row]) >= type_of_row_.size() || type_of_row_[at(type[row])] == kNone) {
        find(Table::trip, row, "no_type", "is made by no kind of vehicle: it is left out");
        continue;
      }
      Vehicle vehicle;
      vehicle.id = std::to_string(row);
      vehicle.type = type_of_row_[at(type[row])];
      vehicle.depart = ms_of_trip(departure[row]) % kDay;
      if (departure[row] >= kDay * 1e-3)
        find(Table::trip, row, "late", "departs after 24 h: it does so at that hour of every day");
      if (route[row] >= 0 && at(route[row]) < routes_.size()) {
        vehicle.first_link = routes_[at(route[row])].first;
        vehicle.links = routes_[at(route[row])].count;
      }
      vehicle.origin = link_of(origin[row]);
      vehicle.destination = link_of(destination[row]);
      if (vehicle.links == 0 && (vehicle.origin == kNone || vehicle.destination == kNone)) {
        find(Table::trip, row, "no_ends",
             "has no way, and begins or ends where nobody drives: it is left out");
        continue;
      }
      const std::vector<Halt>& halts = halts_of_[row];
      vehicle.first_halt = row_of(demand.halts.size());
      vehicle.halts = row_of(halts.size());
      demand.halts.insert(demand.halts.end(), halts.begin(), halts.end());
      demand.vehicles.push_back(std::move(vehicle));
      trips_.trip_row.push_back(row_of(row));
    }
  }

  struct Way {
    std::int64_t first = 0;
    std::int32_t count = 0;
  };

  const sdk::Host& host_;
  const sdk::View& view_;
  const CityRoads& roads_;
  std::vector<RowFinding>& findings_;
  CityTrips trips_;
  std::vector<std::int32_t> type_of_row_;
  std::vector<std::vector<Halt>> halts_of_;
  std::vector<Way> routes_;
};

}  // namespace

CityTrips city_trips(const sdk::Host& host, const sdk::View& view, const CityRoads& roads,
                     std::vector<RowFinding>& findings) {
  return TripReader(host, view, roads, findings).read();
}

}  // namespace conurb::transport
