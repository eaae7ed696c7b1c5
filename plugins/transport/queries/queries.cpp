// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/queries/queries.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "engine/sdk/arguments.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/queries/assignment_queries.hpp"
#include "plugins/transport/queries/route_equilibrium.hpp"
#include "plugins/transport/routes/reach.hpp"
#include "plugins/transport/routes/route_batch.hpp"
#include "plugins/transport/standing_traffic.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Query;
using ::transport::Table;

constexpr ClassSet kCars = set_of(VehicleClass::passenger);
constexpr double kSlowest = 0.5;  // m/s: a queue that stands now will not stand for ever

struct Asked {
  const sdk::Host& host;
  const sdk::View& view;
  sdk::Arguments arguments;
  sdk::Result& result;
  std::shared_ptr<const StandingTraffic> traffic;

  [[nodiscard]] std::int64_t row_of_link(std::int32_t link) const {
    return traffic->roads.link_row[at(link)];
  }
  /// The link of an argument. Throws where nobody drives there.
  [[nodiscard]] std::int32_t link(std::size_t place, const char* name) const {
    const std::int32_t row = arguments.row(place, name, Table::road_link, "road_link");
    if (row < 0)
      throw sdk::Failure(CONURB_INVALID_ARGUMENT, "argument '" + std::string(name) + "' is missing");
    const std::int32_t found = traffic->roads.link_of_row[at(row)];
    if (found == kNone)
      throw sdk::Failure(CONURB_INVALID_ARGUMENT,
                         "argument '" + std::string(name) + "' is a link without lanes: nobody drives there");
    return found;
  }
};

/// What cars need: on links at the speeds that the columns have, closed ones never.
RouteCosts costs_now(const Asked& asked, const TurnGraph& graph, bool with_traffic) {
  const RoadNetwork& net = asked.traffic->roads.net;
  RouteCosts costs = free_flow_costs(net, graph, kCars);
  const auto open = asked.view.read<std::uint8_t>(Column::road_link_open);
  const auto speed = asked.view.read<float>(Column::road_link_speed);
  for (std::size_t link = 0; link < net.links.size(); ++link) {
    const auto row = static_cast<std::size_t>(asked.row_of_link(row_of(link)));
    if (open[row] == 0) costs.links[link] = kUnreachable;
    const double now = with_traffic && !speed.empty() ? static_cast<double>(speed[row]) : 0;
    if (costs.links[link] == kUnreachable || !(now > 0)) continue;  // no run has filled the column
    const double ms = net.links[link].length / std::max(now, kSlowest) * 1e3;
    costs.links[link] = std::max(costs.links[link], static_cast<Milliseconds>(std::min(ms, 1e9)));
  }
  return costs;
}

/// Costs and hierarchy for one question: the hierarchy is the one by which the city's drivers find their
/// ways.
RouteMetric metric_now(const Asked& asked, std::size_t place_of_traffic) {
  const bool with_traffic = asked.arguments.word(place_of_traffic, "traffic", {"now", "free"}) == 0;
  const std::shared_ptr<const TravellerGraphs> graphs = graphs_of(asked.host, *asked.traffic);
  std::shared_ptr<const RouteHierarchy> hierarchy;
  for (const TravellerGraph& graph : graphs->graphs)
    if (graph.users == kCars) hierarchy = graph.hierarchy;
  if (!hierarchy)  // nobody of the city's trips drives a car
    hierarchy = std::make_shared<const RouteHierarchy>(route_hierarchy(asked.traffic->roads.net, kCars));
  return {hierarchy, costs_now(asked, hierarchy->graph, with_traffic)};
}

void answer_busiest_links(const Asked& asked) {
  const std::int64_t count = asked.arguments.whole(0, "count", 10, 1, 1'000'000);
  const FlowNetwork& net = *asked.traffic->network;
  const FlowDemand& demand = *asked.traffic->demand;
  std::vector<std::int64_t> trips(net.links.size(), 0);
  for (const Trip& trip : demand.trips)
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(trip.turns); ++i)
      ++trips[at(net.turns[at(demand.route_steps[trip.first_turn + i].turn())].from)];
  std::vector<std::int32_t> order(trips.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int32_t a, std::int32_t b) { return trips[at(a)] > trips[at(b)]; });
  const auto names = asked.view.read<std::int32_t>(Column::road_link_name);
  for (std::size_t i = 0; i < order.size() && row_of(i) < count && trips[at(order[i])] > 0; ++i) {
    const std::int64_t row = asked.row_of_link(order[i]);
    const std::int32_t name = names[static_cast<std::size_t>(row)];
    const std::array<conurb_value, 3> cells{
        sdk::Result::row(row), sdk::Result::whole(trips[at(order[i])]),
        sdk::Result::text(name < 0 ? "" : asked.host.text(Column::road_link_name, name))};
    asked.result.add_row(cells);
  }
}

void answer_way(const Asked& asked) {
  const OriginDestination trip{asked.link(0, "origin"), asked.link(1, "destination")};
  const RouteMetric metric = metric_now(asked, 2);
  const Routes way = find_routes(metric, std::span(&trip, 1));
  double distance = 0;
  for (std::size_t i = 0; i < way.links.size(); ++i) {
    const OriginDestination part{trip.origin, way.links[i]};
    const Milliseconds cost = find_routes(metric, std::span(&part, 1)).costs.front();
    distance += asked.traffic->roads.net.links[at(way.links[i])].length;
    const std::array<conurb_value, 3> cells{sdk::Result::row(asked.row_of_link(way.links[i])),
                                            sdk::Result::number(cost * 1e-3), sdk::Result::number(distance)};
    asked.result.add_row(cells);
  }
}

void answer_reach(const Asked& asked) {
  const std::int32_t origin = asked.link(0, "origin");
  const double within = asked.arguments.number(1, "minutes", 10, 0.1, 600) * 6e4;
  const std::vector<Milliseconds> costs = costs_from(metric_now(asked, 2), origin);
  for (std::size_t link = 0; link < costs.size(); ++link) {
    if (costs[link] >= kUnreachable || costs[link] > within) continue;
    const std::array<conurb_value, 2> cells{sdk::Result::row(asked.row_of_link(row_of(link))),
                                            sdk::Result::number(costs[link] * 1e-3)};
    asked.result.add_row(cells);
  }
}

}  // namespace

void answer(const sdk::Host& host, const sdk::View& view, unsigned query,
            std::span<const conurb_value> arguments, sdk::Result& result) {
  try {
    const auto asked_for = static_cast<Query>(query);
    if (asked_for == Query::assignment) return answer_assignment(host, view, arguments, result);
    if (asked_for == Query::assignment_summary)
      return answer_assignment_summary(host, view, arguments, result);
    if (!has_roads(view))
      throw sdk::Failure(CONURB_NOT_FOUND,
                         "the city has no lanes to drive on: import a network, or synthesise one");
    if (asked_for == Query::counts) return answer_counts(host, view, result);
    const Asked asked{host, view, sdk::Arguments(view, arguments), result, standing_traffic_of(host, view)};
    if (asked_for == Query::busiest_links) return answer_busiest_links(asked);
    if (asked_for == Query::way) return answer_way(asked);
    if (asked_for == Query::reach) return answer_reach(asked);
    if (asked_for == Query::equilibrium)
      return answer_equilibrium(host, view, *asked.traffic, asked.arguments, result);
  } catch (const InputError& error) {
    throw sdk::Failure(CONURB_BAD_DATA, error.what());
  }
  throw sdk::Failure(CONURB_NOT_FOUND, "no such question");
}

}  // namespace conurb::transport
