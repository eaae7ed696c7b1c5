// SPDX-License-Identifier: Apache-2.0
// Trips that come to be known while traffic flows.
#include <algorithm>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {
namespace {

bool begins_with(const FlowDemand& more, const FlowDemand& first) {
  const auto same = [](const Trip& a, const Trip& b) {
    return a.depart == b.depart && a.first_turn == b.first_turn && a.turns == b.turns && a.type == b.type &&
           a.first_halt == b.first_halt && a.halts == b.halts;
  };
  return more.types.size() >= first.types.size() && more.trips.size() >= first.trips.size() &&
         more.route_steps.size() >= first.route_steps.size() && more.halts.size() >= first.halts.size() &&
         std::equal(first.trips.begin(), first.trips.end(), more.trips.begin(), same);
}

}  // namespace

std::int64_t Flow::grow(std::shared_ptr<const FlowDemand> demand, std::span<const std::uint8_t> stays_home) {
  if (!begins_with(*demand, *demand_))
    throw InputError("the trips do not begin with those that the flow has", {},
                     "add trips behind those that are there");
  if (!stays_home.empty() && stays_home.size() != demand->trips.size())
    throw InputError("it is said of " + std::to_string(stays_home.size()) +
                     " trips whether they stay at home, there are " + std::to_string(demand->trips.size()));
  std::vector<std::uint8_t> over(demand->trips.size(), 0);
  for (std::size_t i = 0; i < static_cast<std::size_t>(state_.next_departure); ++i)
    over[at(demand_->by_depart[i])] = 1;
  const std::size_t given = demand_->route_steps.size();
  const auto more_steps = static_cast<std::uint32_t>(demand->route_steps.size() - given);
  for (VehicleState& vehicle : state_.vehicles)
    if (vehicle.turn >= given) vehicle.turn += more_steps;  // steps of replaced routes lie behind all others
  demand_ = std::move(demand);
  std::vector<std::int32_t> begin_before = std::move(ring_begin_);
  lay_rings();
  if (ring_begin_ != begin_before) move_rings(begin_before);
  add_vehicles();
  std::int64_t late = 0;
  const std::vector<std::int32_t>& order = demand_->by_depart;
  for (state_.next_departure = 0; static_cast<std::size_t>(state_.next_departure) < order.size();
       ++state_.next_departure) {
    const std::int32_t v = order[static_cast<std::size_t>(state_.next_departure)];
    if (demand_->trips[at(v)].depart >= state_.now) {
      push(demand_->trips[at(v)].depart, Kind::departure, 0);
      break;
    }
    if (over[at(v)] != 0) continue;
    if (!stays_home.empty() && stays_home[at(v)] != 0) {
      ++state_.count.departed, ++state_.count.left_out;
      continue;
    }
    set_out(v, state_.now);
    ++late;
  }
  return late;
}

/// Shorter vehicles than before need more places.
void Flow::move_rings(const std::vector<std::int32_t>& begin_before) {
  const std::vector<QueuePlace> before = std::move(state_.places);
  state_.places.assign(at(ring_begin_.back()), {});
  for (std::size_t g = 0; g < state_.groups.size(); ++g) {
    GroupState& s = state_.groups[g];
    const std::int32_t size = begin_before[g + 1] - begin_before[g];
    for (std::int32_t i = 0; i < s.gone + s.queued; ++i) {
      const std::int32_t from = s.first + i < size ? s.first + i : s.first + i - size;
      state_.places[at(ring_begin_[g] + i)] = before[at(begin_before[g] + from)];
    }
    s.first = 0;
  }
}

}  // namespace conurb::transport
