// SPDX-License-Identifier: Apache-2.0
// The start of a run: rules in whole numbers, empty queues, drivers.
#include <algorithm>
#include <cmath>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

constexpr std::int32_t kLeastSpace = 1000;  // mm
constexpr double kTypicalSpace = 6.5;       // m, of the vehicles at the stop line when a queue starts

}  // namespace

Flow::Flow(std::shared_ptr<const FlowNetwork> network, std::shared_ptr<const FlowDemand> demand,
           const FlowOptions& options)
    : net_(std::move(network)), demand_(std::move(demand)), options_(options), clock_(*net_) {
  if (options.interval != 0 && (options.interval < 1000 || options.interval > kDay))
    throw InputError("the interval of " + std::to_string(options.interval) + " ms is not within 1 s … 1 day");
  set_rules();
  set_queues();
  add_vehicles();
  set_signals();
  if (options_.interval != 0) push(options_.interval, Kind::interval, 0);
  if (!demand_->trips.empty())
    push(demand_->trips[at(demand_->by_depart.front())].depart, Kind::departure, 0);
}

void Flow::set_rules() {
  const DrivingRules& rules = net_->rules;
  start_up_ = thousandths(rules.start_up);
  reaction_ = thousandths(rules.reaction);
  gridlock_after_ = thousandths(rules.gridlock_after);
  impatient_after_ = std::max(thousandths(rules.impatient_after), 1);
  start_weight_ = std::max(1, thousandths(rules.yield_share));
  lane_change_ = thousandths(rules.lane_change);
  wave_pace_ = whole(1e6 / rules.wave_speed);
  discharge_share_ = whole(1024 / rules.discharge_speed_share);
  stray_ = thousandths(rules.stray);
  shift_ = thousandths(rules.shift);
  gap_cut_ = whole(1024 * (1 - rules.shortest_gap_share));
  for (int k = 1; k <= kLongStreak; ++k)
    start_pace_.push_back(whole(1e6 / std::sqrt(2 * rules.acceleration * k * kTypicalSpace)));
}

/// How many places the ring of each lane group has.
void Flow::lay_rings() {
  std::int32_t least_space = 10'000;
  for (const TravellerType& type : demand_->types) least_space = std::min(least_space, type.space);
  least_space = std::max(least_space, kLeastSpace);         // of shorter ones no more find room on a link
  std::vector<std::int32_t> way_in(net_->links.size(), 0);  // longest, mm: vehicles on it count, too
  for (const Movement& movement : net_->movements)
    if (movement.to != kNone) way_in[at(movement.to)] = std::max(way_in[at(movement.to)], movement.length);
  ring_begin_.assign(1, 0);
  for (const LaneGroup& group : net_->groups)
    ring_begin_.push_back(ring_begin_.back() +
                          (group.storage + group.lanes * way_in[at(group.link)]) / least_space + group.lanes +
                          2);
}

void Flow::set_queues() {
  lay_rings();
  state_.places.resize(at(ring_begin_.back()));
  state_.groups.resize(net_->groups.size());
  followed_.assign(net_->groups.size(), kNever);
  for (std::size_t g = 0; g < net_->groups.size(); ++g) state_.groups[g].pace = net_->groups[g].pace;
  state_.next_waiter.assign(net_->groups.size() + net_->links.size(), kNone);
  state_.movements.resize(net_->movements.size());
  state_.signals = clock_.start();
  state_.closed.assign(net_->links.size(), 0);
  state_.first_start.assign(net_->links.size(), kNone);
  state_.last_start.assign(net_->links.size(), kNone);
  state_.start_share.assign(net_->links.size(), 0);
  state_.measures = Measures(net_->links.size());
}

/// Vehicles for the trips that have none yet.
void Flow::add_vehicles() {
  const std::size_t first = state_.vehicles.size(), trips = demand_->trips.size();
  state_.vehicles.resize(trips);
  state_.next_start.resize(trips, kNone);
  state_.halts_done.resize(trips, 0);
  state_.busy.resize(trips, 0);
  state_.trips.resize(trips);
  for (std::size_t v = first; v < trips; ++v) {
    const Trip& trip = demand_->trips[v];
    if (trip.type < 0 || at(trip.type) >= demand_->types.size() || trip.type > 32767)
      throw InputError("vehicle " + std::to_string(v) + " is of type " + std::to_string(trip.type) +
                       ", not one of the first 32,768");
    state_.vehicles[v] = vehicle_at_home(row_of(v));
  }
}

/// A vehicle before its trip.
VehicleState Flow::vehicle_at_home(std::int32_t vehicle) const {
  const Trip& trip = demand_->trips[at(vehicle)];
  return {trip.first_turn,
          0,
          kNone,
          static_cast<std::uint16_t>(trip.type & 0x7fff),
          trip.halts > 0 ? std::uint16_t{1} : std::uint16_t{0},
          static_cast<std::uint16_t>(pace_factor(demand_->types[at(trip.type)], options_.seed, vehicle))};
}

/// Which groups stand before each signal, and the first events of those that decide.
void Flow::set_signals() {
  first_signal_group_.push_back(0);
  std::vector<std::vector<std::int32_t>> before(net_->signals.size());
  for (const Movement& movement : net_->movements) {
    if (movement.light == kNone) continue;
    std::vector<std::int32_t>& groups = before[at(net_->light_signal[at(movement.light)])];
    if (groups.empty() || groups.back() != movement.group) groups.push_back(movement.group);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    signal_groups_.insert(signal_groups_.end(), before[i].begin(), before[i].end());
    first_signal_group_.push_back(row_of(signal_groups_.size()));
    if (clock_.decides(row_of(i), state_.signals[i].program)) {
      state_.signals[i].ends = state_.signals[i].began;
      push(0, Kind::phase, row_of(i));
    }
  }
}

}  // namespace conurb::transport
