// SPDX-License-Identifier: Apache-2.0
// Zones, the trips between them and traffic counts, as the city's tables hold them. Rows that lead to nothing
// are left out and told of.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport {

inline constexpr double kZoneReach = 500;  ///< m from a zone's place to its street, as from homes to theirs

/// A link by its row in road_link, and the share of a zone's trips that it has, at any scale.
struct ZoneShare {
  std::int32_t link = kNone;
  double weight = 1;
};

/// Trips from one zone to another, zones by their rows.
struct ZoneFlow {
  std::int32_t origin = kNone, destination = kNone;
  double trips = 0;
  double begin = 0, end = 86'400;  ///< s of the day
  bool timed = false;              ///< otherwise it is the whole day
};

struct CityZones {
  std::vector<std::string> name = {};   ///< all columns by row of traffic_zone
  std::vector<double> x = {}, y = {};   ///< m; NaN: no place
  std::vector<std::int32_t> node = {};  ///< row of road_node; kNone: its trips do not enter at a node
  std::vector<std::uint8_t> alive = {}, passable = {};
  std::vector<std::vector<ZoneShare>> links = {};  ///< that zone_link gives it
  std::vector<ZoneFlow> flows = {};                ///< in the order of od_flow
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

[[nodiscard]] CityZones city_zones(const sdk::Host& host, const sdk::View& view, FindingList& findings);

/// Vehicles that were counted.
struct CityCount {
  std::int32_t row = kNone;   ///< of traffic_count
  std::int32_t link = kNone;  ///< row of road_link
  double begin = 0, end = 0;  ///< s of the day
  double vehicles = 0;
};

[[nodiscard]] std::vector<CityCount> city_counts(const sdk::Host& host, const sdk::View& view,
                                                 FindingList& findings);

/// Streets by row of road_link, as trips of zones see them.
struct ZoneStreets {
  std::vector<std::int32_t> from = {}, to = {};  ///< rows of road_node; kNone: leads nowhere
  std::vector<std::uint8_t> usable = {};         ///< 1: trips may begin and end there
  std::vector<std::uint8_t> connector = {};      ///< 1: between a centroid and streets
};

/// Where trips of each zone begin and end.
struct ZoneEnds {
  enum class Source : std::uint8_t { none, links, node, place };
  std::vector<Source> source = {};                             ///< by zone
  std::vector<std::vector<ZoneShare>> begins = {}, ends = {};  ///< by zone
};

/// The nearest usable street of a place, as a row of road_link; kNone: there is none near enough.
using NearestStreet = std::function<std::int32_t(double x, double y)>;

/// Streets to which places are joined, by link: those of `core`, the largest part in which every street leads
/// to every other one, unless that is less than half of those that are `usable`, as in a network of few
/// one-way streets.
[[nodiscard]] std::vector<std::uint8_t> joined_streets(std::vector<std::uint8_t> core,
                                                       std::vector<std::uint8_t> usable);

/// A zone's own links, where it has any; else the streets out of its node and into it, those behind
/// connectors where that is a centroid; else the street nearest to its place. Zones with flows that have
/// none are told of.
[[nodiscard]] ZoneEnds zone_ends(const CityZones& zones, const ZoneStreets& streets,
                                 const NearestStreet& nearest, FindingList& findings);

}  // namespace conurb::transport
