// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/turn_times.hpp"

#include <algorithm>

namespace conurb::transport {

TurnTimes::TurnTimes(std::vector<Milliseconds> times) : times_(std::move(times)) {}

TurnTimes::TurnTimes(std::vector<Milliseconds> times, std::int32_t slices, Milliseconds slice,
                     Milliseconds begin)
    : times_(std::move(times)), slices_(slices), per_ms_(1.0 / slice), begin_(begin), slice_(slice) {
  for (std::size_t first = 0; first < times_.size(); first += at(slices))
    for (std::size_t s = first + 1; s < first + at(slices); ++s)
      times_[s] = std::max(times_[s], times_[s - 1] - slice);
}

std::vector<Milliseconds> TurnTimes::in_slice(std::int32_t slice) const {
  std::vector<Milliseconds> times;
  times.reserve(times_.size() / at(slices_));
  for (std::size_t i = at(slice); i < times_.size(); i += at(slices_)) times.push_back(times_[i]);
  return times;
}

void TurnTimes::change(std::int32_t turn, Milliseconds before, Milliseconds after) {
  const auto first = times_.begin() + std::ptrdiff_t{turn} * slices_;
  std::transform(first, first + slices_, first, [&](Milliseconds time) {
    if (before >= kUnreachable || after >= kUnreachable) return after;
    return std::clamp(time + after - before, 0, kUnreachable - 1);
  });
}

TurnTimeCount::TurnTimeCount(const FlowNetwork& net, const FlowDemand& demand, Milliseconds slice,
                             Milliseconds until, Milliseconds begin)
    : net_(net),
      demand_(demand),
      slice_(slice),
      begin_(begin),
      slices_((until - begin) / slice + 1),
      sums_(net.turns.size() * at(slices_)),
      steps_(demand.trips.size(), 0),
      since_(demand.trips.size(), 0) {}

std::int32_t TurnTimeCount::turn_of(std::int32_t vehicle, std::int32_t step) const {
  return demand_.route_steps[demand_.trips[at(vehicle)].first_turn + at(step)].turn();
}

void TurnTimeCount::count(std::int32_t turn, Milliseconds in, Milliseconds time) {
  Sum& sum = sums_[at(turn) * at(slices_) + at(std::clamp((in - begin_) / slice_, 0, slices_ - 1))];
  sum.ms += time;
  ++sum.vehicles;
}

void TurnTimeCount::add(std::span<const VehicleEvent> events) {
  for (const VehicleEvent& event : events) {
    std::int32_t& steps = steps_[at(event.vehicle)];
    Milliseconds& since = since_[at(event.vehicle)];
    // The time on the link before ends as this one is entered, beyond the junction.
    if (steps > 0) count(turn_of(event.vehicle, steps - 1), since, event.in - since);
    since = event.in;
    const std::int32_t turn = turn_of(event.vehicle, steps);
    ++steps;
    if (net_.turns[at(turn)].to == kNone) count(turn, event.in, event.out - event.in);
  }
}

std::vector<std::int32_t> TurnTimeCount::vehicles() const {
  std::vector<std::int32_t> vehicles;
  vehicles.reserve(sums_.size());
  for (const Sum& sum : sums_) vehicles.push_back(sum.vehicles);
  return vehicles;
}

TurnTimes TurnTimeCount::finish(const Flow& flow, const std::vector<Milliseconds>& free) {
  for (std::size_t v = 0; v < demand_.trips.size(); ++v) {
    const TripRecord& trip = flow.state().trips[v];
    const VehicleState& vehicle = flow.state().vehicles[v];
    if (trip.inserted == kNone || trip.arrived != kNone || vehicle.movement == kNone) continue;
    if (steps_[v] > 0) count(turn_of(row_of(v), steps_[v] - 1), since_[v], vehicle.since - since_[v]);
    const std::int32_t turn = turn_of(row_of(v), steps_[v]);
    count(turn, vehicle.since,
          std::max(flow.now() - vehicle.since, std::min(free[at(turn)], kUnreachable / 2)));
  }
  std::vector<Milliseconds> times(sums_.size());
  std::vector<Sum> excess(at(slices_));  // of a link's vehicles beyond what their turns take by themselves
  for (const FlowLink& link : net_.links) {
    excess.assign(at(slices_), {});
    const std::size_t begin = at(link.first_turn), end = begin + at(link.turns);
    for (std::size_t turn = begin; turn < end; ++turn) {
      if (free[turn] == kUnreachable) continue;
      for (std::size_t s = 0; s < at(slices_); ++s) {
        const Sum& sum = sums_[turn * at(slices_) + s];
        excess[s].ms += sum.ms - std::int64_t{sum.vehicles} * free[turn];
        excess[s].vehicles += sum.vehicles;
      }
    }
    for (std::size_t turn = begin; turn < end; ++turn) {
      for (std::size_t s = 0; s < at(slices_); ++s) {
        const std::size_t cell = turn * at(slices_) + s;
        const std::int64_t of_link = excess[s].ms / (excess[s].vehicles + 1);
        const std::int64_t expected = std::max<std::int64_t>(free[turn] + of_link, 0);
        const std::int64_t mean = (sums_[cell].ms + expected) / (sums_[cell].vehicles + 1);
        times[cell] = free[turn] >= kUnreachable
                          ? kUnreachable
                          : static_cast<Milliseconds>(std::min<std::int64_t>(mean, kUnreachable - 1));
      }
    }
  }
  return {std::move(times), slices_, slice_, begin_};
}

}  // namespace conurb::transport
