// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/city_write.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "plugins/transport/list_rows.hpp"
#include "plugins/transport/row_writer.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr ClassSet kWalkers = set_of(VehicleClass::pedestrian);

/// Names of the source, by which a later reading finds the rows again; none where two are alike.
void name_rows(const sdk::Host& host, Table table, std::size_t first, std::vector<std::string> names) {
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  std::erase(sorted, "");
  if (names.empty() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return;
  host.name_rows(table, static_cast<std::int64_t>(first), names);
}

template <class Elements>
std::vector<std::string> ids_of(const Elements& elements) {
  std::vector<std::string> ids;
  for (const auto& each : elements) ids.push_back(each.id);
  return ids;
}

/// The link of the same road in the other direction; kNone: there is none.
std::vector<std::int32_t> reverses(const std::vector<Link>& links) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> between;
  for (std::size_t i = 0; i < links.size(); ++i)
    between.emplace(std::pair(links[i].from, links[i].to), row_of(i));
  std::vector<std::int32_t> reverse(links.size(), kNone);
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto found = between.find({links[i].to, links[i].from});
    if (found == between.end() || found->second == row_of(i)) continue;
    const Link& other = links[at(found->second)];
    if (between.at({links[i].from, links[i].to}) == row_of(i) &&
        std::fabs(other.length - links[i].length) <= 0.2 * links[i].length + 5)
      reverse[i] = found->second;
  }
  return reverse;
}

std::int32_t drivable_lanes(const RoadNetwork& net, const Link& link) {
  std::int32_t count = 0;
  for (std::int32_t lane = link.first_lane; lane < link.first_lane + link.lanes; ++lane)
    count += (net.lanes[at(lane)].allowed & ~kWalkers) != 0 ? 1 : 0;
  return count;
}

/// x, y at `along` m of a line; nothing where the line has no points.
std::vector<double> place_along(std::span<const double> line, double along) {
  if (line.size() < 2) return {};
  for (std::size_t i = 2; i + 1 < line.size(); i += 2) {
    const double dx = line[i] - line[i - 2], dy = line[i + 1] - line[i - 1], length = std::hypot(dx, dy);
    if (along <= length && length > 0)
      return {line[i - 2] + dx * along / length, line[i - 1] + dy * along / length};
    along -= length;
  }
  return {line[line.size() - 2], line[line.size() - 1]};
}

/// Where each signal is: in the middle of the junctions that it controls.
std::vector<std::vector<double>> signal_places(const RoadNetwork& net, const RoadPlaces& places) {
  std::vector<std::vector<double>> found(net.signals.size());
  std::vector<std::vector<std::int32_t>> junctions(net.signals.size());
  for (const Connection& c : net.connections) {
    const std::int32_t node = c.junction != kNone ? c.junction : net.links[at(c.from_link)].to;
    if (c.signal != kNone && node != kNone) junctions[at(c.signal)].push_back(node);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::sort(junctions[i].begin(), junctions[i].end());
    junctions[i].erase(std::unique(junctions[i].begin(), junctions[i].end()), junctions[i].end());
    double x = 0, y = 0, n = 0;
    for (const std::int32_t node : junctions[i]) {
      x += places.nodes[2 * at(node)], y += places.nodes[2 * at(node) + 1], n += 1;
    }
    if (n > 0 && std::isfinite(x) && std::isfinite(y)) found[i] = {x / n, y / n};
  }
  return found;
}

void write_signal_rows(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                       const RoadPlaces& places, Source source) {
  const std::vector<Signal>& signals = net.signals;
  const RowWriter rows(host, view, Table::traffic_signal, signals.size());
  rows.text(Column::traffic_signal_name, [&](std::size_t i) { return signals[i].id; });
  rows.put<std::int32_t>(Column::traffic_signal_lights, [&](std::size_t i) { return signals[i].lights; });
  ListRows<double> shapes(view, Column::traffic_signal_shape, rows.first());
  for (const std::vector<double>& place : signal_places(net, places)) {
    shapes.put(std::span<const double>(place));
    shapes.end_row();
  }
  shapes.assign(host);
  if (source == Source::file) name_rows(host, Table::traffic_signal, rows.first(), ids_of(signals));

  std::vector<const SignalProgram*> programs;
  std::vector<std::int32_t> signal_of, active(signals.size(), kNone);
  std::vector<const Phase*> phases;
  std::vector<std::int32_t> program_of;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (!signals[i].programs.empty()) active[i] = row_of(programs.size()) + signals[i].active;
    for (const SignalProgram& program : signals[i].programs) {
      for (const Phase& phase : program.phases) {
        phases.push_back(&phase);
        program_of.push_back(row_of(programs.size()));
      }
      programs.push_back(&program);
      signal_of.push_back(row_of(i));
    }
  }
  const RowWriter of_programs(host, view, Table::signal_program, programs.size());
  const auto first_signal = row_of(rows.first()), first_program = row_of(of_programs.first());
  rows.put<std::int32_t>(Column::traffic_signal_program, [&](std::size_t i) {
    return active[i] == kNone ? kNone : first_program + active[i];
  });
  of_programs.put<std::int32_t>(Column::signal_program_signal,
                                [&](std::size_t i) { return first_signal + signal_of[i]; });
  of_programs.text(Column::signal_program_name, [&](std::size_t i) { return programs[i]->id; });
  of_programs.text(Column::signal_program_kind,
                   [&](std::size_t i) { return kProgramWords[static_cast<std::size_t>(programs[i]->kind)]; });
  of_programs.put<double>(Column::signal_program_offset,
                          [&](std::size_t i) { return programs[i]->offset * 1e-3; });
  of_programs.put<double>(Column::signal_program_max_gap,
                          [&](std::size_t i) { return programs[i]->max_gap_s; });

  const RowWriter of_phases(host, view, Table::signal_phase, phases.size());
  of_phases.put<std::int32_t>(Column::signal_phase_program,
                              [&](std::size_t i) { return first_program + program_of[i]; });
  of_phases.put<double>(Column::signal_phase_duration,
                        [&](std::size_t i) { return phases[i]->duration * 1e-3; });
  of_phases.put<double>(Column::signal_phase_shortest,
                        [&](std::size_t i) { return phases[i]->shortest * 1e-3; });
  of_phases.put<double>(Column::signal_phase_longest,
                        [&](std::size_t i) { return phases[i]->longest * 1e-3; });
  ListRows<std::uint8_t> lights(view, Column::signal_phase_lights, of_phases.first());
  ListRows<std::int32_t> following(view, Column::signal_phase_following, of_phases.first());
  for (const Phase* phase : phases) {
    for (const Light light : phase->lights) lights.put(static_cast<std::uint8_t>(light));
    lights.end_row();
    following.put(std::span<const std::int32_t>(phase->following));
    following.end_row();
  }
  lights.assign(host);
  following.assign(host);
}

void write_connections(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                       const RoadRows& rows, std::size_t first_lane, std::size_t first_signal) {
  const std::vector<Connection>& c = net.connections;
  const RowWriter out(host, view, Table::road_connection, c.size());
  const auto lane = [&](std::int32_t link, std::int32_t position) {
    return row_of(first_lane) + net.links[at(link)].first_lane + position;
  };
  out.put<std::int32_t>(Column::road_connection_from_lane,
                        [&](std::size_t i) { return lane(c[i].from_link, c[i].from_lane); });
  out.put<std::int32_t>(Column::road_connection_to_lane,
                        [&](std::size_t i) { return lane(c[i].to_link, c[i].to_lane); });
  out.put<std::int32_t>(Column::road_connection_node, [&](std::size_t i) {
    const std::int32_t node = c[i].junction != kNone ? c[i].junction : net.links[at(c[i].from_link)].to;
    return node == kNone ? kNone : rows.node[at(node)];
  });
  out.text(Column::road_connection_turn,
           [&](std::size_t i) { return kTurnWords[static_cast<std::size_t>(c[i].turn)]; });
  out.text(Column::road_connection_right_of_way,
           [&](std::size_t i) { return kRightWords[static_cast<std::size_t>(c[i].right)]; });
  out.put<std::int32_t>(Column::road_connection_signal, [&](std::size_t i) {
    return c[i].signal == kNone ? kNone : row_of(first_signal) + c[i].signal;
  });
  out.put<std::int32_t>(Column::road_connection_light,
                        [&](std::size_t i) { return std::max(c[i].light, 0); });
  out.put<double>(Column::road_connection_length, [&](std::size_t i) { return c[i].length; });
  out.put<double>(Column::road_connection_speed, [&](std::size_t i) { return c[i].speed; });
  const auto lists = [&](Column column, const auto& rows_of) {
    ListRows<std::int32_t> list(view, column, out.first());
    for (const Connection& each : c) {
      for (const std::int32_t other : rows_of(each)) list.put(row_of(out.first()) + other);
      list.end_row();
    }
    list.assign(host);
  };
  lists(Column::road_connection_yields_to, [](const Connection& each) { return each.yields_to; });
  lists(Column::road_connection_crosses, [](const Connection& each) { return each.crosses; });
}

void write_stops(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                 const RoadPlaces& places, RoadRows& rows) {
  const std::vector<Stop>& s = net.stops;
  const RowWriter out(host, view, Table::road_stop, s.size());
  rows.first_stop = static_cast<std::int64_t>(out.first());
  out.text(Column::road_stop_object_id, [&](std::size_t i) { return s[i].id; });
  out.text(Column::road_stop_name, [&](std::size_t i) { return s[i].name; });
  out.text(Column::road_stop_kind,
           [&](std::size_t i) { return kStopWords[static_cast<std::size_t>(s[i].kind)]; });
  out.put<std::int32_t>(Column::road_stop_link, [&](std::size_t i) { return rows.link[at(s[i].link)]; });
  out.put<std::int32_t>(Column::road_stop_lane, [&](std::size_t i) { return s[i].lane; });
  out.put<double>(Column::road_stop_begin, [&](std::size_t i) { return s[i].begin; });
  out.put<double>(Column::road_stop_end, [&](std::size_t i) { return s[i].end; });
  ListRows<double> shapes(view, Column::road_stop_shape, out.first());
  for (const Stop& stop : s) {
    shapes.put(
        std::span<const double>(place_along(places.links[at(stop.link)], (stop.begin + stop.end) / 2)));
    shapes.end_row();
  }
  shapes.assign(host);
}

}  // namespace

RoadRows write_network(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                       const RoadPlaces& places) {
  const std::vector<Junction>& n = net.junctions;
  const RowWriter nodes(host, view, Table::road_node, n.size());
  nodes.text(Column::road_node_object_id, [&](std::size_t i) { return n[i].id; });
  nodes.text(Column::road_node_control,
             [&](std::size_t i) { return kControlWords[static_cast<std::size_t>(n[i].control)]; });
  if (std::any_of(n.begin(), n.end(), [](const Junction& each) { return each.z != 0; }))
    nodes.put<float>(Column::road_node_elevation, [&](std::size_t i) { return n[i].z; });
  ListRows<double> points(view, Column::road_node_shape, nodes.first());
  for (std::size_t i = 0; i < n.size(); ++i) {
    if (std::isfinite(places.nodes[2 * i]) && std::isfinite(places.nodes[2 * i + 1]))
      points.put(std::span(places.nodes).subspan(2 * i, 2));
    points.end_row();
  }
  points.assign(host);
  name_rows(host, Table::road_node, nodes.first(), ids_of(n));

  const std::vector<Link>& l = net.links;
  const RowWriter links(host, view, Table::road_link, l.size());
  RoadRows rows;
  for (std::size_t i = 0; i < n.size(); ++i) rows.node.push_back(row_of(nodes.first() + i));
  for (std::size_t i = 0; i < l.size(); ++i) rows.link.push_back(row_of(links.first() + i));
  const auto node = [&](std::int32_t junction) {
    return junction == kNone ? kNone : rows.node[at(junction)];
  };
  const std::vector<std::int32_t> reverse = reverses(l);
  links.put<std::int32_t>(Column::road_link_from, [&](std::size_t i) { return node(l[i].from); });
  links.put<std::int32_t>(Column::road_link_to, [&](std::size_t i) { return node(l[i].to); });
  links.put<std::int32_t>(Column::road_link_reverse, [&](std::size_t i) {
    return reverse[i] == kNone ? kNone : rows.link[at(reverse[i])];
  });
  links.text(Column::road_link_object_id, [&](std::size_t i) { return l[i].id; });
  links.text(Column::road_link_name, [&](std::size_t i) { return l[i].name; });
  links.text(Column::road_link_road_class, [&](std::size_t i) { return l[i].type; });
  links.put<float>(Column::road_link_length, [&](std::size_t i) { return l[i].length; });
  links.put<float>(Column::road_link_lanes, [&](std::size_t i) { return drivable_lanes(net, l[i]); });
  links.put<float>(Column::road_link_speed_limit, [&](std::size_t i) { return l[i].speed; });
  links.put<std::int32_t>(Column::road_link_priority, [&](std::size_t i) { return l[i].priority; });
  ListRows<double> shapes(view, Column::road_link_shape, links.first());
  for (const std::vector<double>& line : places.links) {
    if (std::all_of(line.begin(), line.end(), [](double v) { return std::isfinite(v); }))
      shapes.put(std::span<const double>(line));
    shapes.end_row();
  }
  shapes.assign(host);
  name_rows(host, Table::road_link, links.first(), ids_of(l));
  return rows;
}

void write_lanes(const sdk::Host& host, const sdk::View& view, const RoadNetwork& net,
                 const RoadPlaces& places, Source source, RoadRows& rows) {
  const RowWriter lanes(host, view, Table::road_lane, net.lanes.size());
  std::vector<std::int32_t> owner(net.lanes.size(), kNone), position(net.lanes.size(), 0);
  for (std::size_t link = 0; link < net.links.size(); ++link)
    for (std::int32_t i = 0; i < net.links[link].lanes; ++i) {
      owner[at(net.links[link].first_lane + i)] = rows.link[link];
      position[at(net.links[link].first_lane + i)] = i;
    }
  lanes.put<std::int32_t>(Column::road_lane_link, [&](std::size_t i) { return owner[i]; });
  lanes.put<std::int32_t>(Column::road_lane_position, [&](std::size_t i) { return position[i]; });
  lanes.text(Column::road_lane_allowed, [&](std::size_t i) {
    const std::string words = words_of(net.lanes[i].allowed);
    return words.empty() ? std::string("pedestrian") : words;
  });
  lanes.put<double>(Column::road_lane_speed, [&](std::size_t i) { return net.lanes[i].speed; });
  lanes.put<double>(Column::road_lane_width, [&](std::size_t i) { return net.lanes[i].width; });
  const auto first_signal = static_cast<std::size_t>(view.table(Table::traffic_signal).rows);
  write_signal_rows(host, view, net, places, source);
  write_connections(host, view, net, rows, lanes.first(), first_signal);
  write_stops(host, view, net, places, rows);
}

}  // namespace conurb::transport
