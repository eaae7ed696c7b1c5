// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/static_assignment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <string>
#include <utility>

#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/city_zones.hpp"
#include "plugins/transport/demand/link_grid.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/synthesis/road_classes.hpp"
#include "plugins/transport/table_rows.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr Column kAssignmentColumns[] = {Column::road_node_shape,
                                         Column::road_node_object_id,
                                         Column::road_link_shape,
                                         Column::road_link_from,
                                         Column::road_link_to,
                                         Column::road_link_object_id,
                                         Column::road_link_road_class,
                                         Column::road_link_length,
                                         Column::road_link_lanes,
                                         Column::road_link_open,
                                         Column::road_link_speed_limit,
                                         Column::road_link_capacity,
                                         Column::road_link_bpr_alpha,
                                         Column::road_link_bpr_beta,
                                         Column::road_link_free_flow_time,
                                         Column::road_link_fixed_cost,
                                         Column::road_link_capacity_share,
                                         Column::road_lane_link,
                                         Column::road_lane_allowed,
                                         Column::traffic_zone_shape,
                                         Column::traffic_zone_name,
                                         Column::traffic_zone_node,
                                         Column::traffic_zone_passable,
                                         Column::zone_link_zone,
                                         Column::zone_link_link,
                                         Column::zone_link_link_id,
                                         Column::zone_link_weight,
                                         Column::od_flow_origin,
                                         Column::od_flow_destination,
                                         Column::od_flow_trips,
                                         Column::od_flow_begin,
                                         Column::od_flow_end};

constexpr ClassSet kCarsOnly = set_of(VehicleClass::passenger);
constexpr std::int32_t kFastRank = 11;  // trunk roads and motorways (synthesis/road_classes.hpp)
// Vehicles/s of a lane where the table has no capacity: a headway of 2 s where nothing stops the stream; half
// of that elsewhere, since signals and crossings take the rest. Assumptions.
constexpr double kFastLane = 0.5, kStreetLane = 0.25;
constexpr double kSameTime = 1e-6;  // single precision of lengths and limits
constexpr std::uint64_t kBytesOfSolvedLink = 256;

/// Streets with all that the problem needs of them.
class Streets {
 public:
  Streets(const sdk::Host& host, const sdk::View& view) : host_(host), view_(view) {
    const TableRows nodes(host, view, Table::road_node), links(host, view, Table::road_link);
    nodes.places(Column::road_node_shape, x, y);
    name = nodes.text(Column::road_node_object_id);
    zoned.from = links.whole<std::int32_t>(Column::road_link_from, kNone);
    zoned.to = links.whole<std::int32_t>(Column::road_link_to, kNone);
    for (std::size_t row = 0; row < nodes.count(); ++row) node_alive_.push_back(nodes.alive(row) ? 1 : 0);
    for (const std::string& one : links.text(Column::road_link_road_class)) {
      classes.push_back(&synthesis::road_class_of(one));
      zoned.connector.push_back(one == kConnector ? 1 : 0);
    }
    const std::vector<std::uint8_t> driven = driven_links(links.count());
    for (std::size_t row = 0; row < links.count(); ++row) {
      std::int32_t &from = zoned.from[row], &to = zoned.to[row];
      if (!links.alive(row) || !is_node(from) || !is_node(to) || from == to) from = to = kNone;
      zoned.usable.push_back(from != kNone && driven[row] != 0 && zoned.connector[row] == 0 ? 1 : 0);
    }
  }

  /// The row's link of the problem; nodes are rows of road_node.
  [[nodiscard]] std::vector<assignment::Link> problem_links() const;
  /// Streets as a network for the search of the nearest one.
  [[nodiscard]] RoadNetwork lines() const;
  /// By link: 1 in the largest part in which every street leads to every other one.
  [[nodiscard]] std::vector<std::uint8_t> core() const;

  ZoneStreets zoned;
  std::vector<double> x, y;
  std::vector<std::string> name;  ///< of nodes
  std::vector<const synthesis::RoadClass*> classes;

 private:
  [[nodiscard]] bool is_node(std::int32_t row) const {
    return row >= 0 && at(row) < node_alive_.size() && node_alive_[at(row)] != 0;
  }

  /// Links with a lane for cars; where there is none, as inside junctions, open links of a class that has
  /// such.
  [[nodiscard]] std::vector<std::uint8_t> driven_links(std::size_t links) const {
    std::vector<std::uint8_t> driven(links, 0), laned(links, 0);
    const TableRows lanes(host_, view_, Table::road_lane);
    const auto owner = lanes.whole<std::int32_t>(Column::road_lane_link, kNone);
    const std::vector<std::string> allowed = lanes.text(Column::road_lane_allowed);
    for (std::size_t lane = 0; lane < lanes.count(); ++lane) {
      if (!lanes.alive(lane) || owner[lane] < 0 || at(owner[lane]) >= links) continue;
      laned[at(owner[lane])] = 1;
      if ((classes_of(allowed[lane]).value_or(kEveryClass) & kCarsOnly) != 0) driven[at(owner[lane])] = 1;
    }
    const auto open =
        TableRows(host_, view_, Table::road_link).whole<std::uint8_t>(Column::road_link_open, 1);
    for (std::size_t row = 0; row < links; ++row)
      if (laned[row] == 0 && open[row] != 0 && (classes[row]->allowed & kCarsOnly) != 0) driven[row] = 1;
    return driven;
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  std::vector<std::uint8_t> node_alive_;
};

/// The first that is above 0.
double first_above_zero(double a, double b, double otherwise) {
  return a > 0 ? a : b > 0 ? b : otherwise;
}

std::vector<assignment::Link> Streets::problem_links() const {
  const TableRows rows(host_, view_, Table::road_link);
  const std::vector<double> length = rows.real(Column::road_link_length),
                            limit = rows.real(Column::road_link_speed_limit),
                            capacity = rows.real(Column::road_link_capacity),
                            lanes = rows.real(Column::road_link_lanes),
                            share = rows.real(Column::road_link_capacity_share),
                            time = rows.wide(Column::road_link_free_flow_time),
                            alpha = rows.wide(Column::road_link_bpr_alpha),
                            beta = rows.wide(Column::road_link_bpr_beta),
                            fixed = rows.wide(Column::road_link_fixed_cost);
  const auto open = rows.whole<std::uint8_t>(Column::road_link_open, 1);
  std::vector<assignment::Link> links(rows.count());
  for (std::size_t row = 0; row < links.size(); ++row) {
    assignment::Link& link = links[row];
    link.from = zoned.from[row];
    link.to = zoned.to[row];
    if (link.from == kNone) continue;
    const double straight = std::hypot(x[at(link.to)] - x[at(link.from)], y[at(link.to)] - y[at(link.from)]);
    const double metres = length[row] >= 0 ? length[row] : straight >= 0 ? straight : 0;
    const double by_limit = metres / first_above_zero(limit[row], classes[row]->speed_km_h / 3.6, 1);
    // A limit that a scenario lowers counts; one that is the free-flow time itself changes no bit of it.
    const bool limit_is_slower =
        zoned.connector[row] == 0 && limit[row] > 0 && by_limit > time[row] * (1 + kSameTime);
    link.free_flow_time = time[row] >= 0 && !limit_is_slower ? time[row] : by_limit;
    const double of_lane = classes[row]->rank >= kFastRank ? kFastLane : kStreetLane;
    link.capacity =
        first_above_zero(capacity[row], lanes[row] * of_lane, classes[row]->one_way_lanes * of_lane) *
        share[row];
    if (alpha[row] >= 0) link.b = alpha[row];
    if (beta[row] >= 0) link.power = beta[row];
    link.length = metres;
    link.fixed_cost = fixed[row];
    link.closed = open[row] == 0;
  }
  return links;
}

RoadNetwork Streets::lines() const {
  const TableRows rows(host_, view_, Table::road_link);
  RoadNetwork net;
  for (std::size_t node = 0; node < x.size(); ++node) {
    Junction junction;
    junction.x = x[node], junction.y = y[node];
    net.junctions.push_back(junction);
  }
  for (std::size_t row = 0; row < zoned.from.size(); ++row) {
    Link link;
    link.from = zoned.from[row], link.to = zoned.to[row];
    const auto points = rows.shape(Column::road_link_shape, row);
    for (std::size_t i = 0; i + 1 < points.size(); i += 2)
      link.path.insert(link.path.end(), {points[i], points[i + 1], 0.0});
    net.links.push_back(std::move(link));
  }
  return net;
}

std::vector<std::uint8_t> Streets::core() const {
  std::vector<std::vector<std::int32_t>> out(x.size());  // streets by the node that they leave
  TurnGraph graph;
  graph.node_of_link.assign(zoned.from.size(), kNone);
  for (std::size_t row = 0; row < zoned.from.size(); ++row) {
    if (zoned.usable[row] == 0) continue;
    graph.node_of_link[row] = row_of(graph.link_of_node.size());
    out[at(zoned.from[row])].push_back(graph.node_of_link[row]);
    graph.link_of_node.push_back(row_of(row));
  }
  graph.first_arc.push_back(0);
  for (const std::int32_t link : graph.link_of_node) {
    const std::vector<std::int32_t>& next = out[at(zoned.to[at(link)])];
    graph.head.insert(graph.head.end(), next.begin(), next.end());
    graph.first_arc.push_back(row_of(graph.head.size()));
  }
  return demand::drivable_core(graph);
}

/// Flows by zone, vehicles/s, that set out at a time of day, s.
double rate_at(const ZoneFlow& flow, double time) {
  const bool now = !flow.timed || (flow.begin <= time && time < flow.end);
  return now ? flow.trips / (flow.end - flow.begin) : 0;
}

/// The begin of the flows that most vehicles set out at; the earliest of such.
double busiest_time(const std::vector<ZoneFlow>& flows) {
  std::vector<double> begins;
  for (const ZoneFlow& flow : flows)
    if (flow.timed) begins.push_back(flow.begin);
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  double busiest = 0, most = -1;
  for (const double time : begins) {
    double sum = 0;
    for (const ZoneFlow& flow : flows) sum += rate_at(flow, time);
    if (sum > most) busiest = time, most = sum;
  }
  return busiest;
}

class ProblemMaker {
 public:
  ProblemMaker(const sdk::Host& host, const sdk::View& view, const AssignmentOptions& options)
      : host_(host), options_(options), streets_(host, view), zones_(city_zones(host, view, findings_)) {}

  CityAssignment make() {
    const RoadNetwork lines = streets_.lines();
    const demand::LinkGrid grid(lines, joined_streets(streets_.core(), streets_.zoned.usable));
    ends_ = zone_ends(
        zones_, streets_.zoned, [&](double x, double y) { return grid.nearest(x, y, kZoneReach); },
        findings_);
    add_nodes_and_links();
    for (std::size_t zone = 0; zone < zones_.size(); ++zone) add_zone(zone);
    add_demand();
    tell_all(host_, findings_.take(), Table::od_flow, "transport.assignment");
    return std::move(city_);
  }

 private:
  void add_nodes_and_links() {
    assignment::AssignmentProblem& problem = city_.problem;
    for (std::size_t node = 0; node < streets_.name.size(); ++node)
      problem.nodes.push_back(streets_.name[node].empty() ? std::to_string(node) : streets_.name[node]);
    problem.passable.assign(problem.nodes.size(), 1);
    taken_.assign(problem.nodes.size(), 0);
    const std::vector<assignment::Link> links = streets_.problem_links();
    for (std::size_t row = 0; row < links.size(); ++row) {
      if (streets_.zoned.usable[row] == 0 && (streets_.zoned.connector[row] == 0 || links[row].from == kNone))
        continue;
      problem.links.push_back(links[row]);
      problem.links.back().closed |= row_of(row) == options_.closed;
      city_.link_row.push_back(row_of(row));
    }
  }

  /// Its node is its centroid, unless it is another zone's or the zone has links of its own: then it gets one
  /// with free ways to them.
  void add_zone(std::size_t zone) {
    assignment::AssignmentProblem& problem = city_.problem;
    const ZoneEnds::Source source = ends_.source[zone];
    zone_rows_.push_back(kNone);
    const std::int32_t node = zones_.node[zone];
    if (node != kNone && zones_.alive[zone] != 0 && zones_.passable[zone] == 0)
      problem.passable[at(node)] = 0;
    if (source == ZoneEnds::Source::none) return;
    zone_rows_.back() = row_of(problem.zones.size());
    problem.zones.push_back(zones_.name[zone].empty() ? std::to_string(zone) : zones_.name[zone]);
    if (source == ZoneEnds::Source::node && !std::exchange(taken_[at(node)], std::uint8_t{1})) {
      problem.centroid.push_back(node);
      return;
    }
    const std::int32_t centroid = row_of(problem.nodes.size());
    problem.nodes.push_back("zone " + problem.zones.back());
    problem.passable.push_back(0);
    problem.centroid.push_back(centroid);
    if (source == ZoneEnds::Source::node) {
      add_connector(centroid, node);
      add_connector(node, centroid);
      return;
    }
    for (const ZoneShare& share : ends_.begins[zone])
      add_connector(centroid, streets_.zoned.from[at(share.link)]);
    for (const ZoneShare& share : ends_.ends[zone])
      add_connector(streets_.zoned.to[at(share.link)], centroid);
  }

  void add_connector(std::int32_t from, std::int32_t to) {
    city_.problem.links.push_back({.from = from, .to = to, .b = 0, .power = 0});
    city_.link_row.push_back(kNone);
  }

  void add_demand() {
    const double time = options_.hour >= 0 ? options_.hour * 3600 : busiest_time(zones_.flows);
    std::vector<assignment::ZonePair> pairs;
    for (const ZoneFlow& flow : zones_.flows) {
      const double rate = rate_at(flow, time) * options_.scale;
      const std::int32_t origin = zone_rows_[at(flow.origin)], destination = zone_rows_[at(flow.destination)];
      if (origin == kNone || destination == kNone) {
        city_.left_out += rate;
      } else if (origin != destination) {
        pairs.push_back({origin, destination, rate});
      }
    }
    city_.problem.demand = assignment::demand_of(row_of(city_.problem.zones.size()), std::move(pairs));
  }

  const sdk::Host& host_;
  AssignmentOptions options_;
  FindingList findings_;
  Streets streets_;
  CityZones zones_;
  ZoneEnds ends_;
  CityAssignment city_;
  std::vector<std::uint8_t> taken_;      // by node: it is a zone's centroid
  std::vector<std::int32_t> zone_rows_;  // of the problem, by zone of the table
};

SolvedAssignment solve_city(const sdk::Host& host, const sdk::View& view, const AssignmentOptions& options) {
  SolvedAssignment solved;
  solved.city = city_assignment(host, view, options);
  assignment::StaticEquilibrium equilibrium(solved.city.problem);
  solved.result = equilibrium.solve(
      {.relative_gap = options.relative_gap, .cancelled = [&host] { return host.cancelled(); }});
  if (solved.result.stop == assignment::EquilibriumResult::Stop::cancelled)
    throw sdk::Failure(CONURB_CANCELLED, "");
  const auto flows = equilibrium.flows();
  solved.flows.assign(flows.begin(), flows.end());
  for (std::size_t i = 0; i < solved.flows.size(); ++i)
    solved.times.push_back(assignment::link_time(solved.city.problem.links[i]).at(solved.flows[i]).cost);
  return solved;
}

}  // namespace

CityAssignment city_assignment(const sdk::Host& host, const sdk::View& view,
                               const AssignmentOptions& options) {
  if (view.table(Table::road_link).alive_rows == 0)
    throw sdk::Failure(CONURB_NOT_FOUND, "the city has no streets: import a network or a map");
  if (view.table(Table::od_flow).alive_rows == 0)
    throw sdk::Failure(
        CONURB_NOT_FOUND,
        "the city has no flows between zones: import a network of TNTP or GMNS, or files of zones "
        "and trips");
  return ProblemMaker(host, view, options).make();
}

std::shared_ptr<const SolvedAssignment> solved_assignment_of(const sdk::Host& host, const sdk::View& view,
                                                             const AssignmentOptions& options) {
  std::array<std::uint32_t, std::size(kAssignmentColumns)> columns{};
  for (std::size_t i = 0; i < columns.size(); ++i)
    columns[i] = static_cast<std::uint32_t>(kAssignmentColumns[i]);
  std::array<char, 128> key{};
  std::snprintf(key.data(), key.size(), "assignment %.17g %.17g %d %.17g", options.relative_gap,
                options.scale, options.closed, options.hour);
  using Shared = std::shared_ptr<const SolvedAssignment>;
  const std::uint64_t bytes =
      kBytesOfSolvedLink * static_cast<std::uint64_t>(view.table(Table::road_link).rows);
  return host.cached<Shared>(key.data(), columns, bytes, [&] {
    return std::make_unique<Shared>(
        std::make_shared<const SolvedAssignment>(solve_city(host, view, options)));
  });
}

}  // namespace conurb::transport
