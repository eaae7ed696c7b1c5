// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/city_write_zones.hpp"

#include <cmath>
#include <span>

#include "plugins/transport/list_rows.hpp"
#include "plugins/transport/row_writer.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

}  // namespace

std::size_t write_zones(const sdk::Host& host, const sdk::View& view, const ZoneRows& zones) {
  const RowWriter out(host, view, Table::traffic_zone, zones.name.size());
  out.text(Column::traffic_zone_name, [&](std::size_t i) { return zones.name[i]; });
  out.put<std::int32_t>(Column::traffic_zone_node, [&](std::size_t i) { return zones.node[i]; });
  out.put<std::uint8_t>(Column::traffic_zone_passable, [&](std::size_t i) { return zones.passable[i]; });
  ListRows<double> shapes(view, Column::traffic_zone_shape, out.first());
  for (std::size_t i = 0; i < zones.name.size(); ++i) {
    if (std::isfinite(zones.xy[2 * i]) && std::isfinite(zones.xy[2 * i + 1]))
      shapes.put(std::span(zones.xy).subspan(2 * i, 2));
    shapes.end_row();
  }
  shapes.assign(host);
  if (!zones.name.empty())
    host.name_rows(Table::traffic_zone, static_cast<std::int64_t>(out.first()), zones.id);
  return out.first();
}

void write_zone_links(const sdk::Host& host, const sdk::View& view, const std::vector<NamedZoneLink>& links,
                      std::size_t first_zone) {
  const RowWriter out(host, view, Table::zone_link, links.size());
  out.put<std::int32_t>(Column::zone_link_zone,
                        [&](std::size_t i) { return row_of(first_zone) + links[i].zone; });
  out.text(Column::zone_link_link_id, [&](std::size_t i) { return links[i].link; });
  out.put<double>(Column::zone_link_weight, [&](std::size_t i) { return links[i].weight; });
}

void write_flows(const sdk::Host& host, const sdk::View& view, const std::vector<ZoneFlow>& flows,
                 std::size_t first_zone) {
  const RowWriter out(host, view, Table::od_flow, flows.size());
  const std::int32_t first = row_of(first_zone);
  out.put<std::int32_t>(Column::od_flow_origin, [&](std::size_t i) { return first + flows[i].origin; });
  out.put<std::int32_t>(Column::od_flow_destination,
                        [&](std::size_t i) { return first + flows[i].destination; });
  out.put<double>(Column::od_flow_trips, [&](std::size_t i) { return flows[i].trips; });
  out.put<double>(Column::od_flow_begin,
                  [&](std::size_t i) { return flows[i].timed ? flows[i].begin : kUnknownCell; });
  out.put<double>(Column::od_flow_end,
                  [&](std::size_t i) { return flows[i].timed ? flows[i].end : kUnknownCell; });
}

void write_counts(const sdk::Host& host, const sdk::View& view, const std::vector<NamedCount>& counts) {
  const RowWriter out(host, view, Table::traffic_count, counts.size());
  out.text(Column::traffic_count_link_id, [&](std::size_t i) { return counts[i].link; });
  out.put<double>(Column::traffic_count_begin, [&](std::size_t i) { return counts[i].begin; });
  out.put<double>(Column::traffic_count_end, [&](std::size_t i) { return counts[i].end; });
  out.put<double>(Column::traffic_count_vehicles, [&](std::size_t i) { return counts[i].vehicles; });
}

}  // namespace conurb::transport
