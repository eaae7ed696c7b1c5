// SPDX-License-Identifier: Apache-2.0
// Who takes another route: of those who would gain, and of those whose way is closed.
#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "engine/sdk/random.hpp"
#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"
#include "plugins/transport/equilibrium/expected_times.hpp"
#include "plugins/transport/equilibrium/free_times.hpp"
#include "plugins/transport/equilibrium/timed_search.hpp"
#include "plugins/transport/routes/route_batch.hpp"

namespace conurb::transport {
namespace {

constexpr double kMostWhoMove = 0.25;  // of those who would gain the same
constexpr double kFewestAsked = 4096;  // trips: the gap of those who are asked is that of all but for 2 %
constexpr double kLeastGain = 0.01;    // share of one's time for which one takes another route

}  // namespace

bool DynamicEquilibrium::is_blocked(const Trip& trip) const {
  const auto first = demand_->route_steps.begin() + std::ptrdiff_t{trip.first_turn};
  return trip.turns == 0 || std::any_of(first, first + trip.turns, [&](const RouteStep& step) {
           return free_[at(step.turn())] == kUnreachable;
         });
}

std::vector<std::vector<std::int32_t>> DynamicEquilibrium::quickest(
    std::span<const std::int32_t> choosers, const std::vector<Milliseconds>& times,
    const solvers::ParallelFor& parallel) const {
  std::vector<std::vector<std::int32_t>> links(choosers.size());
  for (std::size_t g = 0; g < graphs_->graphs.size(); ++g) {
    std::vector<std::size_t> rows;
    std::vector<OriginDestination> trips;
    for (std::size_t i = 0; i < choosers.size(); ++i) {
      const Chooser& chooser = choosers_[at(choosers[i])];
      if (chooser.graph != row_of(g)) continue;
      rows.push_back(i);
      trips.push_back({chooser.origin, chooser.destination});
    }
    if (rows.empty()) continue;
    const Routes routes = find_routes(metric_of(graphs_->graphs[g], times), trips, parallel);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (routes.costs[i] < kUnreachable)
        links[rows[i]].assign(routes.links.begin() + routes.first[i],
                              routes.links.begin() + routes.first[i + 1]);
  }
  return links;
}

/// A trip comes onto the turns of its route, at the times expected without it, or is taken off them; its
/// time.
Milliseconds DynamicEquilibrium::drive(const Trip& trip, Milliseconds entry, Drive drive,
                                       ExpectedTimes& expected) const {
  Milliseconds time = 0;
  for (std::uint32_t i = trip.first_turn; i < trip.first_turn + static_cast<std::uint32_t>(trip.turns); ++i) {
    const std::int32_t turn = demand_->route_steps[i].turn();
    const std::int64_t here = std::int64_t{entry} + time;
    time = add_costs(time, expected.times().time(turn, here));
    if (drive == Drive::on)
      expected.add(turn, here);
    else
      expected.take_away(turn, here);
  }
  return time;
}

/// One after the other looks for the route that is the quickest once all before him have chosen. Who has a
/// route leaves it only where he gains.
std::int64_t DynamicEquilibrium::choose_in_turn(std::span<const std::int32_t> choosers,
                                                ExpectedTimes& expected,
                                                const DynamicEquilibriumHooks& hooks) {
  std::vector<TimeSampler> samplers;
  for (const TravellerGraph& graph : graphs_->graphs) samplers.emplace_back(graph, expected.times());
  std::vector<std::vector<std::int32_t>> by_slice(at(times_.slices()));
  for (const std::int32_t chooser : choosers)
    by_slice[at(times_.slice_of(entry_of(choosers_[at(chooser)].trip)))].push_back(chooser);
  std::int64_t moved = 0;
  for (std::size_t slice = 0; slice < by_slice.size(); ++slice) {
    if (by_slice[slice].empty()) continue;
    if (hooks.cancelled && hooks.cancelled()) break;
    std::vector<TimeSamples> samples;
    for (TimeSampler& sampler : samplers) samples.push_back(sampler.of(row_of(slice)));
    std::vector<std::unique_ptr<TimedSearch>> searches(samples.size());
    for (const std::int32_t row : by_slice[slice]) {
      const Chooser& chooser = choosers_[at(row)];
      std::unique_ptr<TimedSearch>& search = searches[at(chooser.graph)];
      if (search == nullptr)
        search = std::make_unique<TimedSearch>(graphs_->graphs[at(chooser.graph)], *net_, expected.times(),
                                               samples[at(chooser.graph)]);
      const Milliseconds entry = entry_of(chooser.trip);
      const Trip& trip = demand_->trips[at(chooser.trip)];
      const Milliseconds now = trip.turns > 0 ? drive(trip, entry, Drive::off, expected) : kUnreachable;
      std::vector<std::int32_t> links;
      if (search->route(chooser.origin, chooser.destination, entry, links) < (1 - kLeastGain) * now) {
        take(chooser.trip, links);
        ++moved;
      }
      (void)drive(demand_->trips[at(chooser.trip)], entry, Drive::on, expected);
    }
  }
  return moved;
}

/// Of this iteration.
double DynamicEquilibrium::draw(std::int32_t chooser) const {
  const sdk::Random draws(options_.seed, "org.conurb.transport/change_of_route");
  return draws.uniform(static_cast<std::uint64_t>(choosers_[at(chooser)].trip), iterations_);
}

/// Whom the draw may let change over, and as many more as tell the gap. The others need not look for routes.
std::vector<std::int32_t> DynamicEquilibrium::some() const {
  const double share = std::max(kMostWhoMove, kFewestAsked / static_cast<double>(choosers_.size() + 1));
  std::vector<std::int32_t> rows;
  for (std::int32_t row = 0; at(row) < choosers_.size(); ++row)
    if (draw(row) < share) rows.push_back(row);
  return rows;
}

std::int64_t DynamicEquilibrium::change_over(std::span<const std::int32_t> choosers,
                                             const std::vector<Choice>& choices, double reach,
                                             const DynamicEquilibriumHooks& hooks) {
  std::vector<std::int32_t> movers;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Choice& choice = choices[i];
    if (choice.links.empty()) continue;
    const double gain = static_cast<double>(choice.now - choice.least) / choice.now;
    if (draw(choosers[i]) < std::min(reach * gain, kMostWhoMove)) movers.push_back(choosers[i]);
  }
  ExpectedTimes expected(*net_, free_, times_, vehicles_);
  const std::int64_t moved = choose_in_turn(movers, expected, hooks);
  run_.reset();
  drop_old_routes();
  return moved;
}

/// Those whose way is closed look for another one in turn, knowing the run before and each other.
void DynamicEquilibrium::send_in_turn(std::span<const std::int32_t> blocked,
                                      const std::vector<Milliseconds>& free_before) {
  ExpectedTimes expected(*net_, free_, times_, vehicles_);
  for (const std::int32_t row : blocked) {
    const std::int32_t trip = choosers_[at(row)].trip;
    (void)drive(demand_->trips[at(trip)], entry_of(trip), Drive::off, expected);
    own_demand().trips[at(trip)].turns = 0;
  }
  for (std::size_t turn = 0; turn < free_.size(); ++turn)
    if (free_[turn] != free_before[turn]) expected.change(row_of(turn), free_before[turn], free_[turn]);
  (void)choose_in_turn(blocked, expected, {});
}

/// Before there is a run to know: by empty streets, until they choose in the first one.
void DynamicEquilibrium::send_as_they_depart(std::span<const std::int32_t> blocked,
                                             const solvers::ParallelFor& parallel) {
  const std::vector<std::vector<std::int32_t>> links = quickest(blocked, free_, parallel);
  std::vector<std::int32_t> fresh, sent;
  for (std::size_t i = 0; i < blocked.size(); ++i) {
    const std::int32_t trip = choosers_[at(blocked[i])].trip;
    own_demand().trips[at(trip)].turns = 0;
    // A route may lead there, and the last link be closed to who arrives on it.
    if (links[i].empty() || free_[at(net_->links[at(links[i].back())].first_turn)] >= kUnreachable) continue;
    take(trip, links[i]);
    sent.push_back(blocked[i]);
  }
  std::set_union(fresh_.begin(), fresh_.end(), sent.begin(), sent.end(), std::back_inserter(fresh));
  fresh_ = std::move(fresh);
}

std::int64_t DynamicEquilibrium::set_changes(std::vector<Change> changes, std::vector<Finding>& findings,
                                             const solvers::ParallelFor& parallel) {
  const std::vector<Milliseconds> before = std::exchange(free_, free_times_under(net_, changes));
  changes_ = std::move(changes);
  std::vector<std::int32_t> blocked;
  for (std::size_t i = 0; i < choosers_.size(); ++i)
    if (is_blocked(demand_->trips[at(choosers_[i].trip)])) blocked.push_back(row_of(i));
  if (vehicles_.empty())
    send_as_they_depart(blocked, parallel);
  else
    send_in_turn(blocked, before);
  for (std::size_t turn = 0; turn < free_.size(); ++turn)
    if (free_[turn] != before[turn]) times_.change(row_of(turn), before[turn], free_[turn]);
  run_.reset();
  FindingList told;
  std::int64_t sent = 0;
  for (const std::int32_t row : blocked) {
    const std::int32_t trip = choosers_[at(row)].trip;
    if (demand_->trips[at(trip)].turns > 0)
      ++sent;
    else
      told.warn("trip", std::to_string(trip), "there is no way to its destination any more; left out");
  }
  for (Finding& finding : told.take()) findings.push_back(std::move(finding));
  return sent;
}

}  // namespace conurb::transport
