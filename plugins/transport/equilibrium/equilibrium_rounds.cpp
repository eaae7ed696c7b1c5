// SPDX-License-Identifier: Apache-2.0
// The rounds of a dynamic equilibrium: drive, look for quicker routes, change over.
#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"
#include "plugins/transport/equilibrium/en_route.hpp"
#include "plugins/transport/equilibrium/timed_search.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport {
namespace {

constexpr std::size_t kTripsOfPiece = 256;  // that share the room of one search
// Where all who gain move together they overshoot, and the gap rises. Tried on a bottleneck and on a grid of
// streets: with fixed steps either one or the other does not settle.
constexpr double kShorter = 0.75, kLonger = 1.2;
constexpr Milliseconds kNewsEvery = 60'000;  // of the state of the streets, in the first run

double share(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

}  // namespace

DynamicEquilibriumResult DynamicEquilibrium::solve(const DynamicEquilibriumHooks& hooks) {
  const auto stage = [&](EquilibriumStage begun) {
    if (hooks.on_stage) hooks.on_stage(begun);
  };
  DynamicEquilibriumResult result;
  std::vector<Choice> choices;
  double reach = options_.step, gap_before = 1;
  Found best;
  for (std::int32_t iteration = 0;; ++iteration) {
    stage(EquilibriumStage::loading);
    result.stop = DynamicEquilibriumResult::Stop::cancelled;
    if (!load(hooks)) break;
    stage(EquilibriumStage::routing);
    ++iterations_;
    std::vector<std::int32_t> asked = some();
    DynamicEquilibriumStep step;
    if (!assess(iteration, asked, choices, step, hooks)) break;
    step.iteration = iteration;
    result.stop = step.gap <= options_.target_gap ? DynamicEquilibriumResult::Stop::gap
                                                  : DynamicEquilibriumResult::Stop::iterations;
    const bool last = step.gap <= options_.target_gap || iteration + 1 == options_.most_iterations;
    stage(EquilibriumStage::moving);
    if (iteration > 0) reach *= step.gap > gap_before ? kShorter : kLonger;
    gap_before = step.gap;
    if (iteration == 0 || step.gap < result.steps[result.found].gap) {
      result.found = result.steps.size();
      best = {demand_, run_, times_, vehicles_};
    }
    if (!last) step.moved = change_over(asked, choices, reach, hooks);
    if (hooks.on_step) hooks.on_step(step);
    result.steps.push_back(std::move(step));
    if (last) break;
  }
  if (!result.steps.empty()) {
    demand_ = std::move(best.demand);
    run_ = std::move(best.run);
    times_ = std::move(best.times);
    vehicles_ = std::move(best.vehicles);
  }
  stage(EquilibriumStage::done);
  return result;
}

/// What those who are asked could gain. A gap that ends the solution is that of all, who are asked then.
/// False: cancelled.
bool DynamicEquilibrium::assess(std::int32_t iteration, std::vector<std::int32_t>& asked,
                                std::vector<Choice>& choices, DynamicEquilibriumStep& step,
                                const DynamicEquilibriumHooks& hooks) const {
  if (!choose(asked, choices, hooks)) return false;
  step = measure(asked, choices);
  const bool ends = step.gap <= options_.target_gap || iteration + 1 == options_.most_iterations;
  if (!ends || asked.size() == choosers_.size()) return true;
  asked.resize(choosers_.size());
  std::iota(asked.begin(), asked.end(), 0);
  if (!choose(asked, choices, hooks)) return false;
  step = measure(asked, choices);
  return true;
}

bool DynamicEquilibrium::load(const DynamicEquilibriumHooks& hooks) {
  FlowOptions options = options_.flow;
  options.vehicle_events = true;
  run_.reset();
  const auto flow = std::make_shared<Flow>(net_, demand_, options);
  for (const Change& change : changes_) flow->apply(change);
  if (!send(*flow, hooks)) return false;
  const Milliseconds last = demand_->trips.empty() ? 0 : demand_->trips[at(demand_->by_depart.back())].depart;
  const Milliseconds latest = last + options_.clearing;
  TurnTimeCount count(*net_, *demand_, options_.slice, latest, measured_from());
  while (!flow->empty() && flow->now() < latest) {
    if (hooks.cancelled && hooks.cancelled()) return false;
    flow->run(std::min(latest, flow->now() + options_.slice));
    count.add(flow->take_vehicle_events());
  }
  times_ = count.finish(*flow, free_);
  vehicles_ = count.vehicles();
  run_ = flow;
  return true;
}

/// The slice of the first departure begins then.
Milliseconds DynamicEquilibrium::measured_from() const {
  if (demand_->trips.empty()) return 0;
  const Milliseconds first = demand_->trips[at(demand_->by_depart.front())].depart;
  return first - first % options_.slice;
}

/// When the trip came onto its first link; the wait for that is the same on every route.
Milliseconds DynamicEquilibrium::entry_of(std::int32_t trip) const {
  const Milliseconds depart = demand_->trips[at(trip)].depart;
  if (run_ == nullptr) return depart;
  const Milliseconds inserted = run_->state().trips[at(trip)].inserted;
  return inserted != kNone ? inserted : std::max(depart, run_->now());
}

Milliseconds DynamicEquilibrium::time_of(const Trip& trip, Milliseconds entry) const {
  Milliseconds time = 0;
  for (std::uint32_t i = trip.first_turn; i < trip.first_turn + static_cast<std::uint32_t>(trip.turns); ++i)
    time = add_costs(time, times_.time(demand_->route_steps[i].turn(), std::int64_t{entry} + time));
  return time;
}

/// Who has no route that he has chosen looks for it as he departs, by the times on the streets just then, in
/// the run that is measured: that spreads trips as no route through empty streets does.
bool DynamicEquilibrium::send(Flow& flow, const DynamicEquilibriumHooks& hooks) {
  const auto depart = [&](std::int32_t chooser) {
    return demand_->trips[at(choosers_[at(chooser)].trip)].depart;
  };
  std::vector<std::vector<std::int32_t>> chosen(fresh_.size());
  for (std::size_t begin = 0, end = 0; begin < fresh_.size(); begin = end) {
    if (hooks.cancelled && hooks.cancelled()) return false;
    const Milliseconds news = depart(fresh_[begin]);
    while (end < fresh_.size() && depart(fresh_[end]) < news + kNewsEvery) ++end;
    flow.run(news);
    std::vector<std::vector<std::int32_t>> links =
        quickest(std::span(fresh_).subspan(begin, end - begin), live_turn_times(flow), hooks.parallel);
    for (std::size_t i = begin; i < end; ++i) {
      std::vector<std::int32_t>& found = links[i - begin];
      if (!found.empty() && flow.reroute(choosers_[at(fresh_[i])].trip, found)) chosen[i] = std::move(found);
    }
  }
  for (std::size_t i = 0; i < fresh_.size(); ++i)
    if (!chosen[i].empty()) take(choosers_[at(fresh_[i])].trip, chosen[i]);
  fresh_.clear();
  return true;
}

bool DynamicEquilibrium::choose(std::span<const std::int32_t> choosers, std::vector<Choice>& choices,
                                const DynamicEquilibriumHooks& hooks) const {
  choices.assign(choosers.size(), {});
  std::vector<TimeSampler> samplers;
  for (const TravellerGraph& graph : graphs_->graphs) samplers.emplace_back(graph, times_);
  // Those who enter the streets within the same slice share their samples.
  std::vector<std::vector<std::size_t>> by_slice;
  for (std::size_t i = 0; i < choosers.size(); ++i) {
    const auto slice = at(times_.slice_of(entry_of(choosers_[at(choosers[i])].trip)));
    if (slice >= by_slice.size()) by_slice.resize(slice + 1);
    by_slice[slice].push_back(i);
  }
  for (std::size_t slice = 0; slice < by_slice.size(); ++slice) {
    const std::vector<std::size_t>& rows = by_slice[slice];
    if (rows.empty()) continue;
    if (hooks.cancelled && hooks.cancelled()) return false;
    std::vector<TimeSamples> samples;
    for (TimeSampler& sampler : samplers) samples.push_back(sampler.of(row_of(slice)));
    hooks.parallel((rows.size() + kTripsOfPiece - 1) / kTripsOfPiece, [&](std::size_t piece) {
      std::vector<std::unique_ptr<TimedSearch>> searches(samples.size());
      const std::size_t first = piece * kTripsOfPiece;
      for (std::size_t i = first; i < std::min(rows.size(), first + kTripsOfPiece); ++i) {
        const Chooser& chooser = choosers_[at(choosers[rows[i]])];
        std::unique_ptr<TimedSearch>& search = searches[at(chooser.graph)];
        if (search == nullptr)
          search = std::make_unique<TimedSearch>(graphs_->graphs[at(chooser.graph)], *net_, times_,
                                                 samples[at(chooser.graph)]);
        choices[rows[i]] = choice_of(chooser, *search);
      }
    });
  }
  return true;
}

DynamicEquilibrium::Choice DynamicEquilibrium::choice_of(const Chooser& chooser, TimedSearch& search) const {
  const Trip& trip = demand_->trips[at(chooser.trip)];
  const Milliseconds entry = entry_of(chooser.trip);
  Choice choice;
  choice.now = trip.turns > 0 ? time_of(trip, entry) : kUnreachable;
  choice.least = search.route(chooser.origin, chooser.destination, entry, choice.links);
  if (choice.least < choice.now) return choice;
  return {choice.now, choice.now, {}};
}

DynamicEquilibriumStep DynamicEquilibrium::measure(std::span<const std::int32_t> choosers,
                                                   const std::vector<Choice>& choices) const {
  DynamicEquilibriumStep step;
  double now = 0, gain = 0;
  std::vector<double> now_by_slice, gain_by_slice;
  const Milliseconds begin = measured_from();
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Trip& trip = demand_->trips[at(choosers_[at(choosers[i])].trip)];
    const auto slice = at((trip.depart - begin) / options_.slice);
    while (slice >= step.by_departure.size()) {
      step.by_departure.push_back({begin + row_of(step.by_departure.size()) * options_.slice});
      now_by_slice.push_back(0), gain_by_slice.push_back(0);
    }
    if (trip.turns == 0) continue;
    const double saved = choices[i].now - choices[i].least;
    now += choices[i].now, gain += saved;
    now_by_slice[slice] += choices[i].now, gain_by_slice[slice] += saved;
    ++step.asked;
    ++step.by_departure[slice].asked;
    if (saved > 0) ++step.could_gain;
  }
  step.gap = share(gain, now);
  for (std::size_t s = 0; s < now_by_slice.size(); ++s) {
    DepartureInterval& interval = step.by_departure[s];
    interval.gap = share(gain_by_slice[s], now_by_slice[s]);
    interval.mean_time_s = share(1e-3 * now_by_slice[s], static_cast<double>(interval.asked));
  }
  double time = 0;
  for (std::size_t t = 0; t < demand_->trips.size(); ++t) {
    if (demand_->trips[t].turns == 0) continue;
    ++step.trips;
    const Milliseconds arrived = run_->state().trips[t].arrived;
    time += (arrived != kNone ? arrived : run_->now()) - demand_->trips[t].depart;
  }
  step.mean_time_s = share(time * 1e-3, static_cast<double>(step.trips));
  step.arrived = run_->state().count.arrived;
  step.forced = run_->state().count.forced;
  return step;
}

}  // namespace conurb::transport
