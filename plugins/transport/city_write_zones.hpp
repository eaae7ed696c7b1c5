// SPDX-License-Identifier: Apache-2.0
// Zones with their links, flows and counts as rows of the city's tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/city_zones.hpp"

namespace conurb::transport {

/// Zones to write; columns by zone.
struct ZoneRows {
  std::vector<std::string> id = {};  ///< by which the source is read again; each another one
  std::vector<std::string> name = {};
  std::vector<std::int32_t> node = {};  ///< row of road_node; kNone
  std::vector<std::uint8_t> passable = {};
  std::vector<double> xy = {};  ///< m, two for each zone; NaN: no place
};

/// A link of a zone as a file names it.
struct NamedZoneLink {
  std::int32_t zone = kNone;  ///< counted from the first of those that are written
  std::string link = {};
  double weight = 1;
};

/// A count as a file has it; times in s of the day.
struct NamedCount {
  std::string link = {};
  double begin = 0, end = 0, vehicles = 0;
};

/// Returns the row of the first zone.
std::size_t write_zones(const sdk::Host& host, const sdk::View& view, const ZoneRows& zones);
/// Zones are counted from row `first_zone`.
void write_zone_links(const sdk::Host& host, const sdk::View& view, const std::vector<NamedZoneLink>& links,
                      std::size_t first_zone);
void write_flows(const sdk::Host& host, const sdk::View& view, const std::vector<ZoneFlow>& flows,
                 std::size_t first_zone);
void write_counts(const sdk::Host& host, const sdk::View& view, const std::vector<NamedCount>& counts);

}  // namespace conurb::transport
