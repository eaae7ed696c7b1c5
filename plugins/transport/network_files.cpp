// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/network_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/assignment/gmns/gmns.hpp"
#include "plugins/transport/assignment/tntp/tntp.hpp"
#include "plugins/transport/city_write.hpp"
#include "plugins/transport/city_write_zones.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/file_kinds.hpp"
#include "plugins/transport/formats/projection.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using assignment::AssignmentProblem;
using assignment::RoadDetails;
using ::transport::Column;
using ::transport::Parameter;
using ::transport::Table;

constexpr double kSecondsOfHour = 3600, kSecondsOfMinute = 60;
constexpr double kApart = 1000;                             // m between nodes that have no place
constexpr double kLaneFlow = 1800;                          // vehicles/h: a lane with a headway of 2 s
constexpr double kMostLanesOfLink = 8;                      // that a capacity is taken for
constexpr double kSlowestLimit = 0.5, kFastestLimit = 100;  // m/s, of limits that traffic can follow

int tntp_kind(std::string_view start) {
  if (start.find("<NUMBER OF LINKS>") != std::string_view::npos ||
      start.find("<FIRST THRU NODE>") != std::string_view::npos)
    return 0;
  if (start.find("<END OF METADATA>") != std::string_view::npos) return 1;
  const std::size_t word = start.find_first_not_of(" \t\r\n~");
  if (word == std::string_view::npos) return -1;
  const std::string_view head = start.substr(word, 4);
  return head == "node" || head == "Node" || head == "NODE" ? 2 : -1;
}

int gmns_kind(std::string_view start) {
  const std::vector<std::string> names = column_names(start);
  if (has_columns(names, {"from_node_id", "to_node_id"})) return 1;
  if (has_columns(names, {"o_zone_id", "d_zone_id", "volume"})) return 2;
  if (has_columns(names, {"node_id", "x_coord", "y_coord"})) return 0;
  if (has_columns(names, {"zone_id", "name"})) return 3;
  return has_columns(names, {"geometry_id", "geometry"}) ? 4 : -1;
}

double cell_of(const std::vector<double>& column, std::size_t row) {
  return row < column.size() ? column[row] : kUnknownCell;
}

std::string cell_of(const std::vector<std::string>& column, std::size_t row) {
  return row < column.size() ? column[row] : std::string();
}

/// Classes of roads by the names that files have for them.
std::string class_of(const std::string& facility) {
  std::string word;
  for (const char c : facility)
    word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ' ' ? '_' : c;
  constexpr std::array<std::pair<const char*, const char*>, 8> kSame = {{{"freeway", "motorway"},
                                                                         {"expressway", "trunk"},
                                                                         {"highway", "trunk"},
                                                                         {"ramp", "motorway_link"},
                                                                         {"major_arterial", "primary"},
                                                                         {"arterial", "primary"},
                                                                         {"minor_arterial", "secondary"},
                                                                         {"collector", "tertiary"}}};
  for (const auto& [name, ours] : kSame)
    if (word == name) return ours;
  return word == "local" ? "residential" : word;
}

class NetworkWriter {
 public:
  NetworkWriter(const sdk::Host& host, const sdk::View& view, assignment::Import import)
      : host_(host),
        view_(view),
        import_(std::move(import)),
        problem_(import_.problem),
        details_(import_.details),
        unit_(view.parameter(Parameter::file_length_unit)),
        period_(view.parameter(Parameter::file_period) * kSecondsOfHour) {}

  /// Names of zones, beside their ids, by zone.csv.
  void name_zones(const assignment::SourceText& file) {
    if (file.text.empty()) return;
    assignment::CsvRows rows(file);
    const std::int32_t id = rows.needed_column({"zone_id"}), name = rows.needed_column({"name"});
    std::map<std::string, std::string> names;
    while (rows.next())
      if (!names.emplace(rows.cell(id), rows.cell(name)).second)
        rows.refuse("zone " + in_quotes(rows.cell(id)) + " stands twice");
    for (const std::string& zone : problem_.zones) {
      const auto found = names.find(zone);
      zone_names_.push_back(found == names.end() || found->second.empty() ? zone : found->second);
    }
  }

  void write() {
    leave_out_dead_ends();
    const RoadNetwork net = network();
    const RoadPlaces places = places_of(net);
    const RoadRows rows = write_network(host_, view_, net, places);
    write_link_columns(rows);
    write_controls(rows);
    write_demand(rows, places);
    std::vector<Finding> all = std::move(import_.findings);
    for (Finding& one : findings_.take()) all.push_back(std::move(one));
    tell_all(host_, all, Table::road_link, "transport.read");
  }

 private:
  /// Nobody may pass a node that is not passable and no zone's: its links lead nowhere.
  void leave_out_dead_ends() {
    zone_at_.assign(problem_.nodes.size(), 0);
    for (const std::int32_t node : problem_.centroid) zone_at_[at(node)] = 1;
    const auto dead = [&](std::int32_t node) {
      return problem_.passable[at(node)] == 0 && zone_at_[at(node)] == 0;
    };
    for (std::size_t i = 0; i < problem_.links.size(); ++i) {
      if (!dead(problem_.links[i].from) && !dead(problem_.links[i].to)) {
        kept_.push_back(i);
        continue;
      }
      findings_.warn("link", cell_of(details_.link_id, i),
                     "leads to a node that may not be passed and is of no zone: it is left out");
    }
  }

  [[nodiscard]] const assignment::Link& link_of(std::size_t kept) const {
    return problem_.links[kept_[kept]];
  }
  [[nodiscard]] bool is_centroid(std::int32_t node) const {
    return zone_at_[at(node)] != 0 && problem_.passable[at(node)] == 0;
  }

  [[nodiscard]] RoadNetwork network() {
    RoadNetwork net;
    for (std::size_t i = 0; i < problem_.nodes.size(); ++i) {
      Junction junction;
      junction.id = problem_.nodes[i];
      junction.x = cell_of(details_.x, i);
      junction.y = cell_of(details_.y, i);
      net.junctions.push_back(std::move(junction));
    }
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const assignment::Link& from = link_of(i);
      Link link;
      link.id = cell_of(details_.link_id, kept_[i]);
      link.name = cell_of(details_.name, kept_[i]);
      link.type = is_centroid(from.from) || is_centroid(from.to)
                      ? std::string(kConnector)
                      : class_of(cell_of(details_.facility, kept_[i]));
      link.from = from.from;
      link.to = from.to;
      link.length = from.length * unit_;
      net.links.push_back(std::move(link));
    }
    return net;
  }

  /// x, y of junctions in the file's coordinates; where none has any they stand in rows.
  [[nodiscard]] std::vector<double> node_points(const RoadNetwork& net, bool& any) {
    std::vector<double> xy;
    any = false;
    for (const Junction& junction : net.junctions) {
      xy.insert(xy.end(), {junction.x, junction.y});
      any = any || (std::isfinite(junction.x) && std::isfinite(junction.y));
    }
    if (any) return xy;
    const auto in_row =
        static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(net.junctions.size()))));
    for (std::size_t i = 0; i < net.junctions.size(); ++i) {
      xy[2 * i] = kApart * static_cast<double>(i % in_row);
      xy[2 * i + 1] = -kApart * static_cast<double>(i / in_row);
    }
    findings_.warn(
        "nodes", {},
        "have no coordinates: they stand in rows of a square, in the order of the file, 1 km apart");
    return xy;
  }

  /// Degrees where all coordinates could be such, else metres. Links without a line go straight.
  [[nodiscard]] RoadPlaces places_of(const RoadNetwork& net) {
    bool any = false;
    std::vector<double> xy = node_points(net, any);
    const auto line_of = [&](std::size_t link) -> std::span<const double> {
      const std::size_t row = kept_[link];
      return any && row < details_.line.size() ? std::span(details_.line[row]) : std::span<const double>();
    };
    for (std::size_t i = 0; i < net.links.size(); ++i)
      xy.insert(xy.end(), line_of(i).begin(), line_of(i).end());
    bool degrees = any;
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2)
      if (std::isfinite(xy[i]) && std::isfinite(xy[i + 1]))
        degrees = degrees && std::fabs(xy[i]) <= 180 && std::fabs(xy[i + 1]) <= 90;
    std::vector<Finding> told;
    const std::vector<double> placed = host_.place(degrees ? xy : degrees_of(net, xy, told));
    for (const Finding& one : told) findings_.warn("network", {}, one.text);
    RoadPlaces places;
    auto next = placed.begin() + static_cast<std::ptrdiff_t>(2 * net.junctions.size());
    places.nodes.assign(placed.begin(), next);
    for (std::size_t i = 0; i < net.links.size(); ++i) {
      const auto begin = std::exchange(next, next + static_cast<std::ptrdiff_t>(line_of(i).size()));
      std::vector<double> line(begin, next);
      if (line.empty())
        for (const std::int32_t node : {net.links[i].from, net.links[i].to})
          line.insert(line.end(), {places.nodes[2 * at(node)], places.nodes[2 * at(node) + 1]});
      if (!std::all_of(line.begin(), line.end(), [](double one) { return std::isfinite(one); })) line.clear();
      places.links.push_back(std::move(line));
    }
    return places;
  }

  template <class T, class Value>
  void fill(Column column, const std::vector<std::int32_t>& rows, const Value& value) const {
    const auto cells = view_.write<T>(column);
    for (std::size_t i = 0; i < rows.size(); ++i) cells[at(rows[i])] = static_cast<T>(value(i));
  }

  void write_link_columns(const RoadRows& rows) {
    fill<float>(Column::road_link_lanes, rows.link, [&](std::size_t i) { return lanes_of(i); });
    fill<float>(Column::road_link_speed_limit, rows.link, [&](std::size_t i) { return limit_of(i); });
    fill<float>(Column::road_link_capacity, rows.link, [&](std::size_t i) {
      return link_of(i).capacity > 0 ? link_of(i).capacity / period_ : kUnknownCell;
    });
    fill<double>(Column::road_link_free_flow_time, rows.link,
                 [&](std::size_t i) { return link_of(i).free_flow_time * kSecondsOfMinute; });
    fill<double>(Column::road_link_bpr_alpha, rows.link, [&](std::size_t i) { return link_of(i).b; });
    fill<double>(Column::road_link_bpr_beta, rows.link, [&](std::size_t i) { return link_of(i).power; });
    fill<double>(Column::road_link_fixed_cost, rows.link, [&](std::size_t i) {
      return assignment::fixed_cost(problem_, link_of(i)) * kSecondsOfMinute;
    });
  }

  /// As the file has them, else for its capacity.
  [[nodiscard]] double lanes_of(std::size_t i) const {
    const double given = cell_of(details_.lanes, kept_[i]);
    if (given > 0) return given;
    const double capacity = link_of(i).capacity / period_ * kSecondsOfHour;
    if (!(capacity > 0)) return kUnknownCell;
    return std::clamp(std::round(capacity / kLaneFlow), 1.0, kMostLanesOfLink);
  }

  /// The file's speed, but not one that would take longer than the free-flow time.
  [[nodiscard]] double limit_of(std::size_t i) {
    const assignment::Link& link = link_of(i);
    const double given = cell_of(details_.speed, kept_[i]) * unit_ / kSecondsOfHour;
    const double by_time = link.length * unit_ / (link.free_flow_time * kSecondsOfMinute);
    double limit = given > 0 ? given : by_time;
    if (given > 0 && by_time > given * (1 + 1e-3)) {
      findings_.inform(
          "link", cell_of(details_.link_id, kept_[i]),
          "has a free-flow time that is shorter than its speed allows: its limit is that of the time");
      limit = by_time;
    }
    return limit > 0 && limit <= kFastestLimit ? std::max(limit, kSlowestLimit) : kUnknownCell;
  }

  /// Nodes have the control of the file, or none that is known.
  void write_controls(const RoadRows& rows) const {
    fill<std::int32_t>(Column::road_node_control, rows.node, [&](std::size_t i) {
      std::string word = cell_of(details_.control, i);
      for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (word == "signalized" || word == "signalised") word = "signal";
      return word.empty() || word == "none" || word == "no_control"
                 ? -1
                 : host_.code(Column::road_node_control, word.c_str());
    });
  }

  void write_demand(const RoadRows& rows, const RoadPlaces& places) const {
    ZoneRows zones;
    for (std::size_t zone = 0; zone < problem_.zones.size(); ++zone) {
      const std::int32_t node = problem_.centroid[zone];
      zones.id.push_back(problem_.zones[zone]);
      zones.name.push_back(zone_names_.empty() ? problem_.zones[zone] : zone_names_[zone]);
      zones.node.push_back(rows.node[at(node)]);
      zones.passable.push_back(problem_.passable[at(node)]);
      zones.xy.insert(zones.xy.end(), {places.nodes[2 * at(node)], places.nodes[2 * at(node) + 1]});
    }
    const bool whole_day = period_ >= 24 * kSecondsOfHour;
    const double begin = whole_day ? 0 : view_.parameter(Parameter::clock_start) * kSecondsOfHour;
    std::vector<ZoneFlow> flows;
    for (std::size_t zone = 0; zone < problem_.zones.size(); ++zone)
      for (std::size_t i = problem_.demand.first[zone]; i < problem_.demand.first[zone + 1]; ++i)
        flows.push_back({row_of(zone), problem_.demand.trips[i].destination, problem_.demand.trips[i].flow,
                         begin, begin + period_, !whole_day});
    const std::size_t first = write_zones(host_, view_, zones);
    write_flows(host_, view_, flows, first);
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  assignment::Import import_;
  const AssignmentProblem& problem_;
  const RoadDetails& details_;
  double unit_, period_;
  std::vector<std::string> zone_names_;  // none: their ids
  std::vector<std::uint8_t> zone_at_;
  std::vector<std::size_t> kept_;  // links of the problem
  FindingList findings_;
};

void require_file(const assignment::SourceText& file, std::span<const sdk::File> files, const char* what) {
  if (file.text.empty())
    throw InputError(std::string("no ") + what + " is among the files", std::string(files.front().name),
                     "name all files of the network: they are imported together");
}

}  // namespace

bool is_tntp_file(std::string_view start) {
  return tntp_kind(start) >= 0;
}

bool is_gmns_file(std::string_view start) {
  return gmns_kind(start) >= 0;
}

void read_tntp_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files) {
  const std::vector<assignment::SourceText> sorted = sorted_by_kind(files, 3, tntp_kind);
  require_file(sorted[0], files, "network (_net.tntp)");
  require_file(sorted[1], files, "table of trips (_trips.tntp)");
  assignment::Import import = assignment::read_tntp(sorted[0], sorted[1]);
  if (!sorted[2].text.empty()) assignment::read_tntp_places(sorted[2], import);
  NetworkWriter(host, view, std::move(import)).write();
}

void read_gmns_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files) {
  const std::vector<assignment::SourceText> sorted = sorted_by_kind(files, 5, gmns_kind);
  require_file(sorted[0], files, "node.csv");
  require_file(sorted[1], files, "link.csv");
  NetworkWriter writer(host, view, assignment::read_gmns({sorted[0], sorted[1], sorted[2], sorted[4]}));
  writer.name_zones(sorted[3]);
  writer.write();
}

}  // namespace conurb::transport
