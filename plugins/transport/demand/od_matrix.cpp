// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/od_matrix.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/demand/csv_terms.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::demand {
namespace {

using assignment::CsvRows;

constexpr double kMostWeight = 1e9;

std::string named_zone(const CsvRows& rows, std::int32_t column) {
  const std::string_view name = rows.cell(column);
  if (name.empty()) rows.refuse("the zone has no name");
  return std::string(name);
}

auto order_of(const OdCell& cell) {
  return std::tie(cell.from, cell.to, cell.begin, cell.end, cell.timed);
}

std::vector<OdCell> added_up(std::vector<OdCell> cells) {
  std::stable_sort(cells.begin(), cells.end(),
                   [](const OdCell& a, const OdCell& b) { return order_of(a) < order_of(b); });
  std::vector<OdCell> sums;
  for (const OdCell& cell : cells) {
    if (!sums.empty() && order_of(sums.back()) == order_of(cell)) {
      sums.back().trips += cell.trips;
    } else {
      sums.push_back(cell);
    }
  }
  return sums;
}

}  // namespace

ZoneLinks read_zone_links(const SourceText& source, const RoadNetwork& network) {
  CsvRows rows(source);
  const std::int32_t zone = rows.needed_column({"zone"}), link = rows.needed_column({"link"});
  const std::int32_t weight = rows.column({"weight"});
  const LinkNames names(network);
  std::map<std::string, std::map<std::int32_t, double>> found;
  while (rows.next()) {
    std::map<std::int32_t, double>& links = found[named_zone(rows, zone)];
    const std::int32_t row = names.link_of(rows, link);
    const double share = rows.cell(weight).empty() ? 1 : amount_of(rows, weight, "weight", kMostWeight);
    if (!(share > 0)) rows.refuse("the weight is 0", "leave links without trips out");
    if (!links.emplace(row, share).second)
      rows.refuse("link " + in_quotes(rows.cell(link)) + " stands twice in this zone");
  }
  ZoneLinks zones;
  for (const auto& [name, links] : found) {
    zones.zones.push_back(name);
    for (const auto& [row, share] : links) {
      zones.link.push_back(row);
      zones.weight.push_back(share);
    }
    zones.first.push_back(zones.link.size());
  }
  return zones;
}

ZoneLinks read_zone_places(const SourceText& source, const LinkGrid& grid, double limit,
                           std::vector<Finding>& findings) {
  CsvRows rows(source);
  const std::int32_t zone = rows.needed_column({"zone"});
  const std::int32_t x = rows.needed_column({"x"}), y = rows.needed_column({"y"});
  FindingList told;
  std::map<std::string, std::int32_t> found;
  while (rows.next()) {
    const auto east = rows.number(x), north = rows.number(y);
    if (!east || !north) rows.refuse("x or y is missing");
    const std::string name = named_zone(rows, zone);
    const std::int32_t link = grid.nearest(*east, *north, limit);
    if (!found.emplace(name, link).second) rows.refuse("zone " + in_quotes(name) + " stands twice");
    if (link == kNone)
      told.warn("zone", name, "is farther than " + shown(limit) + " m from any link and is left out");
  }
  ZoneLinks zones;
  for (const auto& [name, link] : found) {
    if (link == kNone) continue;
    zones.zones.push_back(name);
    zones.link.push_back(link);
    zones.weight.push_back(1);
    zones.first.push_back(zones.link.size());
  }
  for (Finding& each : told.take()) findings.push_back(std::move(each));
  return zones;
}

OdMatrix read_od_matrix(const SourceText& source, const ZoneLinks& zones) {
  CsvRows rows(source);
  const std::int32_t from = rows.needed_column({"from"}), to = rows.needed_column({"to"});
  const std::int32_t trips = rows.needed_column({"trips"});
  const std::int32_t begin = rows.column({"begin"});
  const std::int32_t end = begin != kNone ? rows.needed_column({"end"}) : kNone;
  const auto zone_of = [&](std::int32_t column) {
    const std::string_view name = rows.cell(column);
    const auto found = std::lower_bound(zones.zones.begin(), zones.zones.end(), name);
    if (found == zones.zones.end() || *found != name)
      rows.refuse("there is no zone " + in_quotes(name), "say in the file of zones which links it has");
    return row_of(static_cast<std::size_t>(found - zones.zones.begin()));
  };
  std::vector<OdCell> cells;
  double total = 0;
  while (rows.next()) {
    OdCell cell{zone_of(from), zone_of(to), amount_of(rows, trips, "trips", kMostOdTrips)};
    cell.timed = !rows.cell(begin).empty() || !rows.cell(end).empty();
    if (cell.timed) {
      cell.begin = time_of(rows, begin, "begin");
      cell.end = time_of(rows, end, "end");
      if (cell.begin >= cell.end) rows.refuse("the interval is empty: end is not after begin");
    }
    total += cell.trips;
    if (total > kMostOdTrips) rows.refuse("up to here there are more than " + shown(kMostOdTrips) + " trips");
    if (cell.trips > 0) cells.push_back(cell);
  }
  return {added_up(std::move(cells))};
}

}  // namespace conurb::transport::demand
