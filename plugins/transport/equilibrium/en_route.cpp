// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/en_route.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "engine/sdk/random.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport {
namespace {

constexpr std::size_t kInformedAtOnce = 256;  // that share the room of one search

/// A vehicle that may turn off, and what it finds.
struct Listener {
  std::int32_t vehicle = kNone, link = kNone, destination = kNone, graph = kNone;
  std::int32_t group = kNone;                         ///< kNone: it is not on the road yet
  Milliseconds rest = 0;                              ///< of its route
  std::vector<std::int32_t> best = {}, by_lane = {};  ///< links, where they are quick enough
  bool reachable = true;
};

RouteStep step_of(const Flow& flow, std::uint32_t index) {
  const std::vector<RouteStep>& planned = flow.demand().route_steps;
  return index < planned.size() ? planned[index] : flow.state().routes[index - planned.size()];
}

/// Where the vehicle is and what its route takes from there; link kNone: it does not choose.
Listener listener(const Flow& flow, const TravellerGraphs& graphs, std::int32_t row,
                  const std::vector<Milliseconds>& times) {
  const FlowState& state = flow.state();
  const VehicleState& vehicle = state.vehicles[at(row)];
  const TripRecord& record = state.trips[at(row)];
  const Trip& trip = flow.demand().trips[at(row)];
  const bool on_road = record.inserted != kNone;
  Listener one;
  one.vehicle = row;
  one.graph = graphs.of_type[at(trip.type)];
  if (trip.turns == 0 || vehicle.halts != 0 || one.graph == kNone || (on_road && vehicle.movement == kNone))
    return one;
  one.link = flow.network().turns[at(step_of(flow, vehicle.turn).turn())].from;
  if (on_road) one.group = flow.network().movements[at(vehicle.movement)].group;
  for (std::uint32_t i = vehicle.turn;; ++i) {
    const std::int32_t turn = step_of(flow, i).turn();
    if (flow.network().turns[at(turn)].to == kNone) {
      one.destination = flow.network().turns[at(turn)].from;
      return one;
    }
    one.rest = add_costs(one.rest, times[at(turn)]);
  }
}

/// How long the vehicle is on its link.
std::int64_t on_link_for(const Flow& flow, std::int32_t vehicle) {
  const bool on_road = flow.state().trips[at(vehicle)].inserted != kNone;
  return on_road ? flow.now() - std::int64_t{flow.state().vehicles[at(vehicle)].since} : 0;
}

/// Who is under way or about to depart, and hears of it or is without a way.
std::vector<Listener> listeners_of(const Flow& flow, const TravellerGraphs& graphs,
                                   const EnRouteOptions& options, const std::vector<Milliseconds>& times) {
  const sdk::Random draws(options.seed, "org.conurb.transport/en_route");
  const std::vector<std::uint8_t>& closed = flow.state().closed;
  const bool any_closed = std::find(closed.begin(), closed.end(), 1) != closed.end();
  std::vector<Listener> found;
  for (std::int32_t v = 0; at(v) < flow.demand().trips.size(); ++v) {
    const Milliseconds depart = flow.demand().trips[at(v)].depart;
    const bool later = depart > std::int64_t{flow.now()} + options.ahead;
    if (later || flow.state().trips[at(v)].arrived != kNone) continue;
    const bool asks = !options.chooses.empty() && options.chooses[at(v)] != 0 &&
                      (depart >= flow.now() || on_link_for(flow, v) > options.patience);
    const bool hears = asks || draws.uniform(static_cast<std::uint64_t>(v), 0) < options.share;
    if (!hears && !any_closed) continue;
    Listener one = listener(flow, graphs, v, times);
    if (one.link != kNone && (hears || one.rest >= kUnreachable)) found.push_back(std::move(one));
  }
  return found;
}

/// Looks for quicker ways: the best, and the best by the lane that it is in.
void look(const FlowNetwork& net, const std::vector<Milliseconds>& times, double least_gain,
          RouteSearch& search, Listener& one) {
  const auto most = static_cast<Milliseconds>(one.rest * (1 - least_gain));
  std::vector<std::int32_t> links;
  const Milliseconds least = search.route(one.link, one.destination, links);
  one.reachable = least < kUnreachable || one.rest < kUnreachable;
  if (least >= most || least >= kUnreachable) return;
  one.best = std::move(links);
  if (one.group == kNone) return;
  const LaneGroup& lanes = net.groups[at(one.group)];
  Milliseconds best = most;
  std::int32_t over = kNone;
  for (std::int32_t m = lanes.first_movement; m < lanes.first_movement + lanes.movements; ++m) {
    const std::int32_t to = net.movements[at(m)].to;
    if (to == kNone) continue;
    const Milliseconds time =
        add_costs(times[at(net.turn_between(one.link, to))], search.cost(to, one.destination));
    if (time < best) best = time, over = to;
  }
  if (over == kNone) return;
  one.by_lane.push_back(one.link);
  search.route(over, one.destination, one.by_lane);
}

void check_en_route(const Flow& flow, const TravellerGraphs& graphs, const EnRouteOptions& options) {
  for (const double share : {options.share, options.least_gain})
    if (!(share >= 0 && share <= 1))
      throw InputError("a share of " + shown(share) + " is not within 0 … 1", "en-route information");
  for (const auto& [time, what] : {std::pair{options.ahead, "ahead"}, {options.patience, "of patience"}})
    if (time < 0)
      throw InputError(
          "a time " + std::string(what) + " of " + std::to_string(time) + " ms is not at least 0",
          "en-route information");
  if (graphs.of_type.size() != flow.demand().types.size())
    throw InputError("there are graphs for " + std::to_string(graphs.of_type.size()) +
                         " types, the flow has " + std::to_string(flow.demand().types.size()),
                     "en-route information");
  if (!options.chooses.empty() && options.chooses.size() != flow.demand().trips.size())
    throw InputError("it is said of " + std::to_string(options.chooses.size()) +
                         " vehicles who chooses his way, the flow has " +
                         std::to_string(flow.demand().trips.size()),
                     "en-route information");
}

}  // namespace

std::vector<Milliseconds> live_turn_times(const Flow& flow) {
  const FlowNetwork& net = flow.network();
  const FlowState& state = flow.state();
  std::vector<Milliseconds> times = free_turn_times(net, state);
  std::vector<Milliseconds> delay(net.links.size(), 0);
  const std::vector<LinkInterval>& rows = state.measures.rows();
  for (auto row = rows.rbegin(); row != rows.rend() && row->begin == rows.back().begin; ++row)
    if (row->left > 0 && 2 * std::int64_t{state.measures.closed_at()} - row->begin >= flow.now())
      delay[at(row->link)] = static_cast<Milliseconds>(row->delay_ms / row->left);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] >= kUnreachable) continue;
    const LinkTurn& turn = net.turns[i];
    Milliseconds stands = kNever, drive = kUnreachable;
    for (std::int32_t k = turn.first; k < turn.first + turn.count; ++k) {
      const GroupState& group = state.groups[at(net.movements[at(net.turn_movements[at(k)])].group)];
      const Milliseconds since = group.queued > 0 ? group.standing_since : kNever;
      stands = std::min(stands, since == kNever ? 0 : flow.now() - since);
      drive = std::min(drive, time_over(net.links[at(turn.from)].length, group.pace));
    }
    times[i] = std::max(times[i], add_costs(drive, std::max(delay[at(turn.from)], stands)));
  }
  return times;
}

EnRouteReport inform_en_route(Flow& flow, const TravellerGraphs& graphs, const EnRouteOptions& options,
                              const solvers::ParallelFor& parallel, const solvers::Heed& heed) {
  check_en_route(flow, graphs, options);
  const std::vector<Milliseconds> times = live_turn_times(flow);
  std::vector<Listener> listeners = listeners_of(flow, graphs, options, times);
  std::vector<RouteMetric> metrics;
  if (!listeners.empty())
    for (const TravellerGraph& graph : graphs.graphs) metrics.push_back(metric_of(graph, times, heed));
  parallel((listeners.size() + kInformedAtOnce - 1) / kInformedAtOnce, [&](std::size_t piece) {
    std::vector<std::unique_ptr<RouteSearch>> searches(graphs.graphs.size());
    const std::size_t begin = piece * kInformedAtOnce;
    for (std::size_t i = begin; i < std::min(listeners.size(), begin + kInformedAtOnce); ++i) {
      std::unique_ptr<RouteSearch>& search = searches[at(listeners[i].graph)];
      if (search == nullptr) search = std::make_unique<RouteSearch>(metrics[at(listeners[i].graph)]);
      look(flow.network(), times, options.least_gain, *search, listeners[i]);
    }
  });
  EnRouteReport report;
  for (const Listener& one : listeners) {
    ++report.informed;
    if (!one.reachable) ++report.without_way;
    if (one.best.empty()) continue;
    const bool turns_off = flow.reroute(one.vehicle, one.best) || flow.reroute(one.vehicle, one.by_lane);
    ++(turns_off ? report.rerouted : report.held);
  }
  return report;
}

}  // namespace conurb::transport
