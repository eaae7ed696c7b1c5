// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand_files.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/city_write_zones.hpp"
#include "plugins/transport/demand/counts.hpp"
#include "plugins/transport/demand/od_matrix.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/file_kinds.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using assignment::CsvRows;
using assignment::SourceText;
using ::transport::Table;

enum DemandKind : int { kZoneLinksFile, kZonePlacesFile, kTripsFile, kCountsFile, kDemandKinds };

int demand_kind(std::string_view start) {
  const std::vector<std::string> names = column_names(start);
  if (has_columns(names, {"zone", "link"})) return kZoneLinksFile;
  if (has_columns(names, {"zone", "longitude", "latitude"})) return kZonePlacesFile;
  if (has_columns(names, {"from", "to", "trips"})) return kTripsFile;
  return has_columns(names, {"link", "begin", "end", "vehicles"}) ? kCountsFile : -1;
}

/// A network of the links that files name, so that the readers of demand can check the rest.
RoadNetwork named_links(std::initializer_list<const SourceText*> files) {
  std::set<std::string> ids;
  for (const SourceText* file : files) {
    if (file->text.empty()) continue;
    CsvRows rows(*file);
    const std::int32_t link = rows.needed_column({"link"});
    while (rows.next()) {
      if (rows.cell(link).empty()) rows.refuse("the link has no id");
      ids.emplace(rows.cell(link));
    }
  }
  RoadNetwork network;
  for (const std::string& id : ids) {
    Link link;
    link.id = id;
    network.links.push_back(std::move(link));
  }
  return network;
}

/// Longitude and latitude of zones.
std::map<std::string, std::pair<double, double>> read_places(const SourceText& file) {
  std::map<std::string, std::pair<double, double>> places;
  if (file.text.empty()) return places;
  CsvRows rows(file);
  const std::int32_t zone = rows.needed_column({"zone"}), longitude = rows.needed_column({"longitude"}),
                     latitude = rows.needed_column({"latitude"});
  while (rows.next()) {
    const std::string name(rows.cell(zone));
    const auto east = rows.number(longitude), north = rows.number(latitude);
    if (name.empty()) rows.refuse("the zone has no name");
    if (!east || !north || !(std::fabs(*east) <= 180 && std::fabs(*north) <= 90))
      rows.refuse("zone " + in_quotes(name) + " has no longitude within 180 and latitude within 90 degrees");
    if (!places.emplace(name, std::pair(*east, *north)).second)
      rows.refuse("zone " + in_quotes(name) + " stands twice");
  }
  return places;
}

class DemandFiles {
 public:
  DemandFiles(const sdk::Host& host, const sdk::View& view, std::vector<SourceText> files)
      : host_(host), view_(view), files_(std::move(files)) {}

  void read() {
    const SourceText &of_links = files_[kZoneLinksFile], &of_counts = files_[kCountsFile];
    network_ = named_links({&of_links, &of_counts});
    if (!of_links.text.empty()) links_ = demand::read_zone_links(of_links, network_);
    places_ = read_places(files_[kZonePlacesFile]);
    std::set<std::string> names(links_.zones.begin(), links_.zones.end());
    for (const auto& [name, place] : places_) names.insert(name);
    zones_.assign(names.begin(), names.end());
    read_trips();
    const std::size_t first = write_all_zones();
    write_links(first);
    write_flows(host_, view_, flows_, first);
    if (!of_counts.text.empty()) write_read_counts(of_counts);
  }

 private:
  void read_trips() {
    const SourceText& file = files_[kTripsFile];
    if (file.text.empty()) return;
    if (zones_.empty())
      throw InputError("no file of zones is among the files", file.where,
                       "name it, too: columns zone, link, weight, or zone, longitude, latitude");
    demand::ZoneLinks known;
    known.zones = zones_;
    for (const demand::OdCell& cell : demand::read_od_matrix(file, known).cells)
      flows_.push_back({cell.from, cell.to, cell.trips, cell.begin * 1e-3, cell.end * 1e-3, cell.timed});
  }

  std::size_t write_all_zones() {
    ZoneRows rows;
    rows.id = rows.name = zones_;
    rows.node.assign(zones_.size(), kNone);
    rows.passable.assign(zones_.size(), 1);
    for (const std::string& zone : zones_) {
      const auto place = places_.find(zone);
      rows.xy.push_back(place == places_.end() ? kUnknownCell : place->second.first);
      rows.xy.push_back(place == places_.end() ? kUnknownCell : place->second.second);
    }
    if (!places_.empty()) rows.xy = host_.place(rows.xy);
    return write_zones(host_, view_, rows);
  }

  void write_links(std::size_t first_zone) const {
    std::vector<NamedZoneLink> rows;
    for (std::size_t zone = 0; zone < links_.zones.size(); ++zone) {
      const auto place = std::lower_bound(zones_.begin(), zones_.end(), links_.zones[zone]) - zones_.begin();
      for (std::size_t i = links_.first[zone]; i < links_.first[zone + 1]; ++i)
        rows.push_back(
            {static_cast<std::int32_t>(place), network_.links[at(links_.link[i])].id, links_.weight[i]});
    }
    write_zone_links(host_, view_, rows, first_zone);
  }

  void write_read_counts(const SourceText& file) const {
    std::vector<NamedCount> rows;
    for (const demand::Count& count : demand::read_counts(file, network_))
      rows.push_back(
          {network_.links[at(count.link)].id, count.begin * 1e-3, count.end * 1e-3, count.vehicles});
    write_counts(host_, view_, rows);
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  std::vector<SourceText> files_;
  RoadNetwork network_;
  demand::ZoneLinks links_;
  std::map<std::string, std::pair<double, double>> places_;
  std::vector<std::string> zones_;  // sorted
  std::vector<ZoneFlow> flows_;
};

}  // namespace

bool is_demand_file(std::string_view start) {
  return demand_kind(start) >= 0;
}

void read_demand_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files) {
  DemandFiles(host, view, sorted_by_kind(files, kDemandKinds, demand_kind)).read();
}

}  // namespace conurb::transport
