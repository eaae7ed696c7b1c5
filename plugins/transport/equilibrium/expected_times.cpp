// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/equilibrium/expected_times.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/routes/turn_graph.hpp"

namespace conurb::transport {
namespace {

constexpr Milliseconds kQueued = 20'000;   // beyond the own time of a turn: more than a light takes by chance
constexpr double kSpace = 7.5;             // m of a car in a queue
constexpr double kGreen = 0.45;            // share of a cycle that a light leaves to a lane, about
constexpr std::int32_t kFew = 3;           // vehicles whose headway says nothing
constexpr double kLeast = 0.5, kMost = 6;  // of the usual headway, what a measured one may be
constexpr std::int32_t kSlicesAhead = 12;  // that a vehicle more is followed for

/// ms between vehicles of a moving queue, as DrivingRules has it.
double usual_headway(const FlowNetwork& net, const LaneGroup& group) {
  const double speed = 1e6 / std::max(group.pace, 1);
  const double of_lane = net.rules.reaction + kSpace / (net.rules.discharge_speed_share * speed);
  const auto first = net.movements.begin() + group.first_movement;
  const bool lit = std::any_of(first, first + group.movements,
                               [](const Movement& movement) { return movement.light != kNone; });
  return 1e3 * of_lane / (group.lanes * (lit ? kGreen : 1));
}

}  // namespace

ExpectedTimes::ExpectedTimes(const FlowNetwork& net, const std::vector<Milliseconds>& free,
                             const TurnTimes& measured, const std::vector<std::int32_t>& vehicles)
    : net_(net),
      free_(free),
      measured_(measured),
      vehicles_(vehicles),
      times_(measured),
      group_(net.turns.size(), kNone),
      load_(net.groups.size() * at(times_.slices()), 0) {
  const std::size_t slices = at(times_.slices());
  for (std::size_t turn = 0; turn < net.turns.size(); ++turn) {
    if (net.turns[turn].count == 0) continue;
    group_[turn] = net.movements[at(net.turn_movements[at(net.turns[turn].first)])].group;
    for (std::size_t s = 0; s < slices; ++s)
      load_[at(group_[turn]) * slices + s] += vehicles[turn * slices + s];
  }
  usual_headway_.reserve(net.groups.size());
  for (const LaneGroup& group : net.groups) usual_headway_.push_back(usual_headway(net, group));
}

double ExpectedTimes::headway(std::int32_t turn, std::int32_t slice, double otherwise) const {
  const std::int32_t group = group_[at(turn)];
  const FlowLink& link = net_.links[at(net_.groups[at(group)].link)];
  std::int32_t vehicles = 0;
  for (std::int32_t other = link.first_turn; other < link.first_turn + link.turns; ++other)
    if (group_[at(other)] == group) vehicles += vehicles_[at(other) * at(times_.slices()) + at(slice)];
  if (vehicles <= kFew) return otherwise;
  const Milliseconds here = measured_.in(turn, slice);
  const Milliseconds before = here - measured_.in(turn, std::max(slice - 1, 0));
  const Milliseconds after = measured_.in(turn, std::min(slice + 1, times_.slices() - 1)) - here;
  // A queue begins or ends in one of the two; within it they are alike.
  const double measured = static_cast<double>(times_.slice() + std::max(before, after)) / vehicles;
  return std::clamp(measured, kLeast * usual_headway_[at(group)], kMost * usual_headway_[at(group)]);
}

void ExpectedTimes::shift(std::int32_t turn, std::int64_t t, std::int32_t vehicles) {
  const std::int32_t group = group_[at(turn)];
  if (group == kNone || free_[at(turn)] >= kUnreachable) return;
  const FlowLink& link = net_.links[at(net_.groups[at(group)].link)];
  const std::int32_t first = times_.slice_of(t), end = std::min(times_.slices(), first + kSlicesAhead);
  const double usual = usual_headway_[at(group)];
  double every = usual;  // where nobody comes any more, as before while the queue is there
  for (std::int32_t s = first, last = end - 1; s <= last; ++s) {
    double share = s == first ? 0.5 : 1;  // half of those who enter in the same slice come before it
    if (measured_.in(turn, s) - free_[at(turn)] > kQueued) {
      every = headway(turn, s, every);
    } else {
      std::int32_t& load = load_[at(group) * at(times_.slices()) + at(s)];
      const std::int32_t most = std::max(load, load + vehicles);
      load += vehicles;
      every = usual;
      if (most * usual <= times_.slice()) {  // what is left of a queue dissolves here
        if (s == first) return;
        share = 0.5;
        last = s;
      }
    }
    const auto later = static_cast<Milliseconds>(every * vehicles * share);
    for (std::int32_t other = link.first_turn; other < link.first_turn + link.turns; ++other)
      if (group_[at(other)] == group) times_.lengthen(other, s, later, free_[at(other)]);
  }
}

}  // namespace conurb::transport
