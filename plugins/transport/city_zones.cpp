// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/city_zones.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string_view>

#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

/// Rows of road_link, by reference or by the id that a file has for them.
class NamedLinks {
 public:
  NamedLinks(const sdk::Host& host, const sdk::View& view)
      : view_(view), ids_(TableRows(host, view, Table::road_link).text(Column::road_link_object_id)) {
    for (std::size_t row = 0; row < ids_.size(); ++row)
      if (!ids_[row].empty() && alive(row)) rows_.emplace(ids_[row], row_of(row));
  }

  /// kNone: there is no such link.
  [[nodiscard]] std::int32_t find(std::int32_t row, const std::string& id) const {
    if (row >= 0) return at(row) < ids_.size() && alive(at(row)) ? row : kNone;
    const auto found = rows_.find(id);
    return found == rows_.end() ? kNone : found->second;
  }

 private:
  [[nodiscard]] bool alive(std::size_t row) const { return view_.table(Table::road_link).alive[row] != 0; }

  const sdk::View& view_;
  std::vector<std::string> ids_;
  std::map<std::string_view, std::int32_t> rows_;
};

std::string called(const std::string& name, std::size_t row) {
  return name.empty() ? std::to_string(row) : name;
}

void read_zones(const sdk::Host& host, const sdk::View& view, CityZones& zones) {
  const TableRows rows(host, view, Table::traffic_zone);
  zones.name = rows.text(Column::traffic_zone_name);
  rows.places(Column::traffic_zone_shape, zones.x, zones.y);
  zones.node = rows.whole<std::int32_t>(Column::traffic_zone_node, kNone);
  zones.passable = rows.whole<std::uint8_t>(Column::traffic_zone_passable, 1);
  const conurb_table& nodes = view.table(Table::road_node);
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    zones.alive.push_back(rows.alive(zone) ? 1 : 0);
    std::int32_t& node = zones.node[zone];
    if (node >= 0 && (node >= nodes.rows || nodes.alive[node] == 0)) node = kNone;
  }
  zones.links.resize(zones.size());
}

bool leads_to(const CityZones& zones, std::int32_t row) {
  return row >= 0 && at(row) < zones.size() && zones.alive[at(row)] != 0;
}

void read_zone_shares(const sdk::Host& host, const sdk::View& view, const NamedLinks& named, CityZones& zones,
                      FindingList& findings) {
  const TableRows rows(host, view, Table::zone_link);
  const auto zone = rows.whole<std::int32_t>(Column::zone_link_zone, kNone),
             link = rows.whole<std::int32_t>(Column::zone_link_link, kNone);
  const std::vector<std::string> id = rows.text(Column::zone_link_link_id);
  const std::vector<double> weight = rows.wide(Column::zone_link_weight);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (!rows.alive(row) || !(weight[row] > 0)) continue;
    const std::int32_t found = named.find(link[row], id[row]);
    if (!leads_to(zones, zone[row])) {
      findings.warn("zone_link", std::to_string(row), "is of no zone: it is left out");
    } else if (found == kNone) {
      findings.warn("link", called(id[row], row), "of a zone is not in the city: it is left out");
    } else {
      zones.links[at(zone[row])].push_back({found, weight[row]});
    }
  }
}

void read_flows(const sdk::Host& host, const sdk::View& view, CityZones& zones, FindingList& findings) {
  const TableRows rows(host, view, Table::od_flow);
  const auto origin = rows.whole<std::int32_t>(Column::od_flow_origin, kNone),
             destination = rows.whole<std::int32_t>(Column::od_flow_destination, kNone);
  const std::vector<double> trips = rows.wide(Column::od_flow_trips),
                            begin = rows.wide(Column::od_flow_begin), end = rows.wide(Column::od_flow_end);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (!rows.alive(row) || trips[row] == 0) continue;
    if (!leads_to(zones, origin[row]) || !leads_to(zones, destination[row])) {
      findings.warn("od_flow", std::to_string(row), "begins or ends in no zone: it is left out");
      continue;
    }
    ZoneFlow flow{origin[row], destination[row], trips[row]};
    flow.timed = !std::isnan(begin[row]) || !std::isnan(end[row]);
    if (flow.timed) flow.begin = begin[row], flow.end = end[row];
    if (!(flow.trips > 0 && flow.begin >= 0 && flow.begin < flow.end)) {
      findings.warn("od_flow", std::to_string(row),
                    "has trips below 0, or an end that is not after its begin: it is left out");
      continue;
    }
    zones.flows.push_back(flow);
  }
}

void add_share(std::vector<ZoneShare>& shares, std::int32_t link) {
  if (std::none_of(shares.begin(), shares.end(), [&](const ZoneShare& one) { return one.link == link; }))
    shares.push_back({link, 1});
}

/// Links by the node that they leave or enter.
class StreetStars {
 public:
  explicit StreetStars(const ZoneStreets& streets) : streets_(streets) {
    for (std::size_t link = 0; link < streets.from.size(); ++link) {
      if (streets.from[link] == kNone || streets.to[link] == kNone) continue;
      out_[streets.from[link]].push_back(row_of(link));
      in_[streets.to[link]].push_back(row_of(link));
    }
  }

  void add_begins(std::int32_t node, std::vector<ZoneShare>& shares) const {
    add(out_, node, streets_.to, shares);
  }
  void add_ends(std::int32_t node, std::vector<ZoneShare>& shares) const {
    add(in_, node, streets_.from, shares);
  }

 private:
  using Star = std::map<std::int32_t, std::vector<std::int32_t>>;

  [[nodiscard]] static std::span<const std::int32_t> of(const Star& star, std::int32_t node) {
    const auto found = star.find(node);
    return found == star.end() ? std::span<const std::int32_t>() : found->second;
  }
  /// Streets of the node, and of the nodes beyond its connectors.
  void add(const Star& star, std::int32_t node, const std::vector<std::int32_t>& beyond,
           std::vector<ZoneShare>& shares) const {
    for (const std::int32_t link : of(star, node)) {
      if (streets_.connector[at(link)] == 0) {
        if (streets_.usable[at(link)] != 0) add_share(shares, link);
        continue;
      }
      for (const std::int32_t street : of(star, beyond[at(link)]))
        if (streets_.usable[at(street)] != 0) add_share(shares, street);
    }
  }

  const ZoneStreets& streets_;
  Star out_, in_;
};

}  // namespace

CityZones city_zones(const sdk::Host& host, const sdk::View& view, FindingList& findings) {
  CityZones zones;
  read_zones(host, view, zones);
  read_zone_shares(host, view, NamedLinks(host, view), zones, findings);
  read_flows(host, view, zones, findings);
  return zones;
}

std::vector<CityCount> city_counts(const sdk::Host& host, const sdk::View& view, FindingList& findings) {
  const TableRows rows(host, view, Table::traffic_count);
  const NamedLinks named(host, view);
  const auto link = rows.whole<std::int32_t>(Column::traffic_count_link, kNone);
  const std::vector<std::string> id = rows.text(Column::traffic_count_link_id);
  const std::vector<double> begin = rows.wide(Column::traffic_count_begin),
                            end = rows.wide(Column::traffic_count_end),
                            vehicles = rows.wide(Column::traffic_count_vehicles);
  std::vector<CityCount> counts;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (!rows.alive(row)) continue;
    const std::int32_t found = named.find(link[row], id[row]);
    if (found == kNone) {
      findings.warn("link", called(id[row], row), "of a count is not in the city: the count is left out");
    } else if (!(begin[row] >= 0 && begin[row] < end[row] && vehicles[row] >= 0)) {
      findings.warn("traffic_count", std::to_string(row),
                    "has an empty time or less than 0 vehicles: left out");
    } else {
      counts.push_back({row_of(row), found, begin[row], end[row], vehicles[row]});
    }
  }
  return counts;
}

std::vector<std::uint8_t> joined_streets(std::vector<std::uint8_t> core, std::vector<std::uint8_t> usable) {
  const auto all = std::count(usable.begin(), usable.end(), std::uint8_t{1});
  return 2 * std::count(core.begin(), core.end(), std::uint8_t{1}) < all ? usable : core;
}

ZoneEnds zone_ends(const CityZones& zones, const ZoneStreets& streets, const NearestStreet& nearest,
                   FindingList& findings) {
  std::vector<std::uint8_t> travels(zones.size(), 0);
  for (const ZoneFlow& flow : zones.flows) travels[at(flow.origin)] = travels[at(flow.destination)] = 1;
  const StreetStars stars(streets);
  ZoneEnds ends;
  ends.source.assign(zones.size(), ZoneEnds::Source::none);
  ends.begins.resize(zones.size());
  ends.ends.resize(zones.size());
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    if (travels[zone] == 0) continue;
    std::vector<ZoneShare>&begins = ends.begins[zone], &finishes = ends.ends[zone];
    for (const ZoneShare& share : zones.links[zone])
      if (streets.usable[at(share.link)] != 0) begins.push_back(share);
    if (!begins.empty()) {
      finishes = begins;
      ends.source[zone] = ZoneEnds::Source::links;
    } else if (zones.node[zone] != kNone) {
      stars.add_begins(zones.node[zone], begins);
      stars.add_ends(zones.node[zone], finishes);
      ends.source[zone] = ZoneEnds::Source::node;
    } else if (std::isfinite(zones.x[zone]) && std::isfinite(zones.y[zone])) {
      const std::int32_t link = nearest(zones.x[zone], zones.y[zone]);
      if (link != kNone) {
        begins = finishes = {{link, 1}};
        ends.source[zone] = ZoneEnds::Source::place;
      }
    }
    if (ends.source[zone] == ZoneEnds::Source::none)
      findings.warn("zone", called(zones.name[zone], zone),
                    "has no street where trips may begin or end: they are left out");
  }
  return ends;
}

}  // namespace conurb::transport
