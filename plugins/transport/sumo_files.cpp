// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/sumo_files.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/city_write.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/formats/projection.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Parameter;
using ::transport::Table;

enum class Kind { network, additional, routes, none };

/// By the first element.
Kind kind_of(std::string_view start) {
  for (std::size_t at = start.find('<'); at != std::string_view::npos; at = start.find('<', at)) {
    const std::string_view rest = start.substr(at + 1);
    if (rest.starts_with("!--")) {
      const std::size_t end = start.find("-->", at);
      if (end == std::string_view::npos) return Kind::none;
      at = end;
      continue;
    }
    if (rest.starts_with("?") || rest.starts_with("!")) {
      ++at;
      continue;
    }
    const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
    if (name == "net") return Kind::network;
    if (name == "additional" || name == "add") return Kind::additional;
    return name == "routes" || name == "trips" ? Kind::routes : Kind::none;
  }
  return Kind::none;
}

struct Scenario {
  RoadNetwork net = {};
  TravelDemand demand = {};
};

Scenario read_scenario(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files,
                       std::vector<Finding>& findings) {
  std::vector<std::pair<Kind, const sdk::File*>> ordered;
  for (const sdk::File& file : files) ordered.emplace_back(kind_of(file.bytes.substr(0, 65536)), &file);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (ordered.front().first != Kind::network)
    throw InputError("no network is among the files", std::string(ordered.front().second->name),
                     "name the .net.xml of the scenario, too: its files are imported together");
  if (ordered.size() > 1 && ordered[1].first == Kind::network)
    throw InputError("a second network", std::string(ordered[1].second->name),
                     "import one scenario into a city");
  Scenario scenario;
  SumoDefinitions definitions;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const std::string name(ordered[i].second->name);
    const std::string_view text = ordered[i].second->bytes;
    host.progress(static_cast<double>(i) / static_cast<double>(ordered.size()), name.c_str());
    if (ordered[i].first == Kind::network) {
      scenario.net = read_sumo_network(text, name, findings);
    } else if (ordered[i].first == Kind::additional) {
      read_sumo_additional(text, name, scenario.net, scenario.demand, definitions, view.seed(), findings);
    } else {
      read_sumo_demand(text, name, scenario.net, scenario.demand, definitions, view.seed(), findings);
    }
  }
  // Departures are times of day from here on.
  const auto begin = static_cast<Milliseconds>(view.parameter(Parameter::clock_start) * 3.6e6);
  for (Vehicle& vehicle : scenario.demand.vehicles) vehicle.depart += begin;
  for (Signal& signal : scenario.net.signals)  // cycles of different lengths meet as the file has them
    for (SignalProgram& program : signal.programs) program.offset += begin;
  for (Halt& halt : scenario.demand.halts)
    if (halt.until != kNone) halt.until += begin;
  return scenario;
}

/// Places of junctions and along links on the map.
RoadPlaces places_of(const sdk::Host& host, const RoadNetwork& net, std::vector<Finding>& findings) {
  std::vector<double> xy;
  for (const Junction& junction : net.junctions) xy.insert(xy.end(), {junction.x, junction.y});
  std::vector<std::size_t> points;
  for (const Link& link : net.links) {
    points.push_back(link.path.size() / 3);
    for (std::size_t i = 0; i + 2 < link.path.size(); i += 3)
      xy.insert(xy.end(), {link.path[i], link.path[i + 1]});
  }
  const std::vector<double> placed = host.place(degrees_of(net, xy, findings));
  RoadPlaces places;
  const std::size_t nodes = 2 * net.junctions.size();
  places.nodes.assign(placed.begin(), placed.begin() + static_cast<std::ptrdiff_t>(nodes));
  std::size_t next = nodes;
  for (std::size_t i = 0; i < net.links.size(); ++i) {
    std::vector<double> line(placed.begin() + static_cast<std::ptrdiff_t>(next),
                             placed.begin() + static_cast<std::ptrdiff_t>(next + 2 * points[i]));
    next += 2 * points[i];
    for (const std::int32_t node : {net.links[i].from, net.links[i].to})
      if (line.size() < 4 && points[i] == 0 && node != kNone)
        line.insert(line.end(), {places.nodes[2 * at(node)], places.nodes[2 * at(node) + 1]});
    places.links.push_back(std::move(line));
  }
  return places;
}

}  // namespace

bool is_sumo_file(std::string_view start) {
  return kind_of(start) != Kind::none;
}

void read_sumo_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files) {
  std::vector<Finding> findings;
  const Scenario scenario = read_scenario(host, view, files, findings);
  const RoadPlaces places = places_of(host, scenario.net, findings);
  RoadRows rows = write_network(host, view, scenario.net, places);
  write_lanes(host, view, scenario.net, places, Source::file, rows);
  write_trips(host, view, scenario.demand, rows);
  tell_all(host, findings, Table::road_link, "transport.read");
}

}  // namespace conurb::transport
