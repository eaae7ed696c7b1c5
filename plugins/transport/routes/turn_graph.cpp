// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/turn_graph.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "plugins/transport/error.hpp"

namespace conurb::transport {

namespace {

std::string link_name(const RoadNetwork& network, std::int32_t link) {
  return "link " + std::to_string(link) + " (" + network.links[at(link)].id + ")";
}

template <typename Rows>
bool is_row(std::int32_t row, const Rows& rows) {
  return row >= 0 && at(row) < rows.size();
}

void check_links(const RoadNetwork& network) {
  for (std::int32_t l = 0; at(l) < network.links.size(); ++l) {
    const Link& link = network.links[at(l)];
    for (const std::int32_t junction : {link.from, link.to}) {
      if (!is_row(junction, network.junctions))
        throw InputError("there is no junction " + std::to_string(junction), link_name(network, l));
    }
    if (link.first_lane < 0 || link.lanes < 0 || at(link.lanes) > network.lanes.size() ||
        at(link.first_lane) > network.lanes.size() - at(link.lanes))
      throw InputError("lanes " + std::to_string(link.first_lane) + " and " + std::to_string(link.lanes - 1) +
                           " more are not among the network's " + std::to_string(network.lanes.size()),
                       link_name(network, l));
  }
}

void check_connection(const RoadNetwork& network, std::size_t row) {
  const Connection& c = network.connections[row];
  const auto check = [&](std::int32_t link, std::int32_t lane) {
    const std::string where = "connection " + std::to_string(row);
    if (!is_row(link, network.links)) throw InputError("there is no link " + std::to_string(link), where);
    if (lane < 0 || lane >= network.links[at(link)].lanes)
      throw InputError("there is no lane " + std::to_string(lane) + " on " + link_name(network, link), where);
  };
  check(c.from_link, c.from_lane);
  check(c.to_link, c.to_lane);
  if (!(c.length >= 0))
    throw InputError("length " + std::to_string(c.length) + " m is no number of at least 0",
                     "connection " + std::to_string(row));
}

/// 0 or more; kUnreachable at a standstill.
Milliseconds travel_time(double length, double speed, const std::string& object) {
  if (!(length >= 0) || !(speed >= 0) || std::isinf(length))
    throw InputError(
        "length " + std::to_string(length) + " m and speed " + std::to_string(speed) + " m/s make no time",
        object, "both must be numbers of at least 0");
  if (length == 0) return 0;
  const double time = 1e3 * length / speed;
  return time < kUnreachable ? static_cast<Milliseconds>(std::lround(time)) : kUnreachable;
}

double fastest_lane(const RoadNetwork& network, std::int32_t l, ClassSet users) {
  const Link& link = network.links[at(l)];
  double fastest = 0;
  for (std::int32_t row = link.first_lane; row < link.first_lane + link.lanes; ++row) {
    const Lane& lane = network.lanes[at(row)];
    if ((lane.allowed & users) == 0) continue;
    if (!(lane.speed >= 0))
      throw InputError("speed " + std::to_string(lane.speed) + " m/s of lane " + std::to_string(row) +
                           " is no number of at least 0",
                       link_name(network, l));
    fastest = std::max(fastest, lane.speed);
  }
  return fastest;
}

}  // namespace

std::int32_t TurnGraph::node_of(std::int32_t link) const {
  if (is_row(link, node_of_link)) return node_of_link[at(link)];
  throw InputError("there is no link " + std::to_string(link), "route",
                   "the network has " + std::to_string(node_of_link.size()));
}

TurnGraph turn_graph(const RoadNetwork& network, ClassSet users) {
  check_links(network);
  const auto may_use = [&](std::int32_t link, std::int32_t lane) {
    return (network.lanes[at(network.links[at(link)].first_lane + lane)].allowed & users) != 0;
  };
  TurnGraph graph;
  graph.node_of_link.assign(network.links.size(), kNone);
  for (std::int32_t l = 0; at(l) < network.links.size(); ++l) {
    for (std::int32_t lane = 0; lane < network.links[at(l)].lanes; ++lane) {
      if (!may_use(l, lane)) continue;
      graph.node_of_link[at(l)] = graph.nodes();
      graph.link_of_node.push_back(l);
      break;
    }
  }

  std::vector<std::int32_t> usable;
  for (std::size_t row = 0; row < network.connections.size(); ++row) {
    check_connection(network, row);
    const Connection& c = network.connections[row];
    if (may_use(c.from_link, c.from_lane) && may_use(c.to_link, c.to_lane)) usable.push_back(row_of(row));
  }
  const auto pair = [&](std::int32_t row) {
    const Connection& c = network.connections[at(row)];
    return std::pair(c.from_link, c.to_link);
  };
  std::sort(usable.begin(), usable.end(), [&](std::int32_t a, std::int32_t b) {
    return std::tuple(pair(a), network.connections[at(a)].length, a) <
           std::tuple(pair(b), network.connections[at(b)].length, b);
  });
  usable.erase(std::unique(usable.begin(), usable.end(),
                           [&](std::int32_t a, std::int32_t b) { return pair(a) == pair(b); }),
               usable.end());

  graph.first_arc.assign(at(graph.nodes()) + 1, 0);
  for (const std::int32_t row : usable) {
    const Connection& c = network.connections[at(row)];
    ++graph.first_arc[at(graph.node_of_link[at(c.from_link)]) + 1];
    graph.head.push_back(graph.node_of_link[at(c.to_link)]);
  }
  for (std::size_t n = 1; n < graph.first_arc.size(); ++n) graph.first_arc[n] += graph.first_arc[n - 1];
  graph.connection = std::move(usable);
  return graph;
}

RouteCosts free_flow_costs(const RoadNetwork& network, const TurnGraph& graph, ClassSet users,
                           const FreeFlowOptions& options) {
  RouteCosts costs;
  costs.links.assign(network.links.size(), kUnreachable);
  for (const std::int32_t l : graph.link_of_node) {
    const double speed = std::min(fastest_lane(network, l, users), options.max_speed);
    costs.links[at(l)] = travel_time(network.links[at(l)].length, speed, link_name(network, l));
  }
  for (const std::int32_t row : graph.connection) {
    const Connection& c = network.connections[at(row)];
    const double speed = c.speed == 0 ? network.links[at(c.to_link)].speed : c.speed;
    Milliseconds time = travel_time(c.length, speed, "connection " + std::to_string(row));
    if (c.right != Right::major) time = add_costs(time, options.yielding);
    if (c.turn == Turn::back) time = add_costs(time, options.turning_back);
    costs.turns.push_back(time);
  }
  return costs;
}

}  // namespace conurb::transport
