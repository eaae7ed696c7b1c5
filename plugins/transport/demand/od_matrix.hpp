// SPDX-License-Identifier: Apache-2.0
// Trips between zones, and the links that zones are made of. Files are comma-separated text with the names of
// the columns in the first line.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/assignment/import.hpp"
#include "plugins/transport/demand/link_grid.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport::demand {

using assignment::SourceText;

/// Zones and the links on which their trips begin and end: those of zone z are link[first[z]] …
/// link[first[z + 1] - 1]. Sorted by name.
struct ZoneLinks {
  std::vector<std::string> zones = {};
  std::vector<std::size_t> first = {0};
  std::vector<std::int32_t> link = {};
  std::vector<double> weight = {};  ///< > 0: share of the zone's trips
};

/// Columns zone and link, which names a link by its id, and weight (1 where it is empty); a row for each
/// link. Throws InputError with the line for a link that is not there or that stands twice in a zone, and for
/// a weight that is not above 0.
[[nodiscard]] ZoneLinks read_zone_links(const SourceText& source, const RoadNetwork& network);

/// Columns zone, x and y: a zone is the nearest link within `limit` m. Zones without one are left out, and
/// told of in `findings`. Throws InputError with the line for a place that is none and a zone that stands
/// twice.
[[nodiscard]] ZoneLinks read_zone_places(const SourceText& source, const LinkGrid& grid, double limit,
                                         std::vector<Finding>& findings);

/// Trips from one zone to another that begin within [begin, end).
struct OdCell {
  std::int32_t from = kNone, to = kNone;  ///< zones
  double trips = 0;
  Milliseconds begin = 0, end = 86'400'000;
  bool timed = false;  ///< the source says when; otherwise it is the whole day
  bool operator==(const OdCell&) const = default;
};

struct OdMatrix {
  std::vector<OdCell> cells = {};  ///< by origin, destination and begin, each once
};

inline constexpr double kMostOdTrips = 1e8;

/// Columns from, to, trips and, where trips have a time, begin and end, in seconds or as hh:mm or hh:mm:ss.
/// Cells that stand twice are added up; those without trips are left out. Throws InputError with the line for
/// a zone that is not among `zones`, for trips that are no number or below 0, for an interval that is empty
/// or beyond 500 h, and for more than kMostOdTrips in all.
[[nodiscard]] OdMatrix read_od_matrix(const SourceText& source, const ZoneLinks& zones);

struct OdVehicleOptions {
  std::uint64_t seed = 1;
  double scale = 1;                                  ///< of all trips, 0 to 100
  std::array<double, 24> profile = usual_profile();  ///< of trips that have no time, by hour; any scale
  VehicleType type = {.id = "car"};

  /// All traffic of a working day.
  [[nodiscard]] static std::array<double, 24> usual_profile();
};

struct OdVehicles {
  TravelDemand demand = {};             ///< ids are o1, o2 … by departure
  std::vector<std::int32_t> cell = {};  ///< of OdMatrix::cells, by vehicle
  double without_way = 0;               ///< trips between zones whose only link is the same
};

/// Whole vehicles. Cells of an origin are rounded together: cell by cell trips are added up with one random
/// start, and a vehicle leaves at each whole number that is passed. So a cell gets its trips rounded up or
/// down, an origin too, and the mean over seeds is exact. Departures spread evenly over the cell's interval,
/// or its profile; links are drawn by weight. Throws InputError for options that cannot be meant and for rows
/// that lead nowhere.
[[nodiscard]] OdVehicles vehicles_of(const OdMatrix& matrix, const ZoneLinks& zones,
                                     const OdVehicleOptions& options = {});
/// The same where the trips of a zone begin on other links than they end on.
[[nodiscard]] OdVehicles vehicles_of(const OdMatrix& matrix, const ZoneLinks& begins, const ZoneLinks& ends,
                                     const OdVehicleOptions& options);

}  // namespace conurb::transport::demand
