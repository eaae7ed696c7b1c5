// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/chosen_routes.hpp"

#include <span>

namespace conurb::transport {

namespace {

constexpr std::int32_t kTurnBits = 24;  // of a step that is saved

std::int32_t packed(RouteStep step) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(step.turn()) |
                                   static_cast<std::uint32_t>(step.groups()) << kTurnBits);
}

RouteStep unpacked(std::int32_t step) {
  const auto bits = static_cast<std::uint32_t>(step);
  return {static_cast<std::int32_t>(bits & ((1U << kTurnBits) - 1)),
          static_cast<std::int32_t>(bits >> kTurnBits)};
}

/// Steps that lead from one to the next and end there.
bool is_way(const FlowNetwork& net, std::span<const std::int32_t> steps) {
  std::int32_t from = kNone;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const RouteStep step = unpacked(steps[i]);
    if (at(step.turn()) >= net.turns.size() || step.groups() == 0) return false;
    const LinkTurn& turn = net.turns[at(step.turn())];
    if ((i > 0 && turn.from != from) || (turn.to == kNone) != (i + 1 == steps.size())) return false;
    from = turn.to;
  }
  return true;
}

}  // namespace

ChosenRoutes::ChosenRoutes(const FlowDemand& demand) {
  turns_.reserve(demand.trips.size());
  for (const Trip& trip : demand.trips) {
    turns_.push_back(trip.turns);
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(trip.turns); ++i)
      steps_.push_back(packed(demand.route_steps[trip.first_turn + i]));
  }
}

ChosenRoutes::ChosenRoutes(const sdk::Reader& reader) {
  const auto turns = reader.get_all<std::int32_t>("route_turns"),
             steps = reader.get_all<std::int32_t>("route_steps");
  turns_.assign(turns.begin(), turns.end());
  steps_.assign(steps.begin(), steps.end());
}

void ChosenRoutes::put(sdk::Writer& writer) const {
  writer.put("route_turns", std::span(turns_));
  writer.put("route_steps", std::span(steps_));
}

std::shared_ptr<const FlowDemand> ChosenRoutes::of(const FlowNetwork& net, const FlowDemand& demand) const {
  const auto require = [](bool holds) {
    if (!holds)
      throw sdk::Failure(CONURB_BAD_DATA, "the saved routes of trips are damaged: run from the start");
  };
  require(turns_.size() <= demand.trips.size());
  auto chosen = std::make_shared<FlowDemand>(demand);
  chosen->route_steps.clear();
  chosen->route_steps.reserve(steps_.size());
  std::span<const std::int32_t> left = steps_;
  for (std::size_t t = 0; t < turns_.size(); ++t) {
    require(turns_[t] >= 0 && at(turns_[t]) <= left.size() && is_way(net, left.first(at(turns_[t]))));
    chosen->trips[t].first_turn = static_cast<std::uint32_t>(chosen->route_steps.size());
    chosen->trips[t].turns = turns_[t];
    for (const std::int32_t step : left.first(at(turns_[t]))) chosen->route_steps.push_back(unpacked(step));
    left = left.subspan(at(turns_[t]));
  }
  require(left.empty());
  for (std::size_t t = turns_.size(); t < demand.trips.size(); ++t) {
    const auto steps = demand.route_steps.begin() + demand.trips[t].first_turn;
    chosen->trips[t].first_turn = static_cast<std::uint32_t>(chosen->route_steps.size());
    chosen->route_steps.insert(chosen->route_steps.end(), steps, steps + demand.trips[t].turns);
  }
  return chosen;
}

}  // namespace conurb::transport
