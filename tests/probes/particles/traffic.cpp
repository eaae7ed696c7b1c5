// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/particles/traffic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace probe_particles {

namespace {

constexpr std::int32_t kReachEnd = 0;   // index is the vehicle's row
constexpr std::int32_t kLeaveLink = 1;  // index is the link
constexpr std::int64_t kRetryUs = 2'000'000;
constexpr double kTurnBackPenalty = 500.0;  // m: what a driver goes round to avoid it

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

void Traffic::rebuild(const Vehicles& vehicles, const Roads& roads, std::int64_t now_us) {
  const std::size_t links = roads.to.size();
  wheel_.reset(now_us);
  head_.assign(links, -1);
  tail_.assign(links, -1);
  occupancy_.assign(links, 0);
  behind_.assign(vehicles.alive.size(), -1);
  std::vector<std::uint8_t> usable(links, 0);
  for (const std::int32_t link : roads.network->usable) usable[at(link)] = 1;
  std::vector<std::int64_t> queued;
  for (std::size_t i = 0; i < vehicles.alive.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (vehicles.alive[i] == 0) continue;
    if (vehicles.link[i] < 0 || usable[at(vehicles.link[i])] == 0) {
      finished_.push_back(row);
    } else if (vehicles.waiting[i] != 0) {
      ++occupancy_[at(vehicles.link[i])];
      queued.push_back(row);
    } else {
      enter(vehicles, row);
    }
  }
  std::sort(queued.begin(), queued.end(), [&](std::int64_t a, std::int64_t b) {
    return std::tie(vehicles.arrival[at(a)], a) < std::tie(vehicles.arrival[at(b)], b);
  });
  for (const std::int64_t row : queued) append(vehicles.link[at(row)], row);
  for (std::size_t link = 0; link < links; ++link) {
    if (head_[link] >= 0) wheel_.add({roads.next_exit[link], kLeaveLink, static_cast<std::int32_t>(link)});
  }
}

void Traffic::enter(const Vehicles& vehicles, std::int64_t row) {
  if (behind_.size() <= at(row)) behind_.resize(at(row) + 1, -1);
  ++occupancy_[at(vehicles.link[at(row)])];
  wheel_.add({vehicles.arrival[at(row)], kReachEnd, static_cast<std::int32_t>(row)});
}

void Traffic::run(const Vehicles& vehicles, const Roads& roads, std::int64_t end_us) {
  Event event;
  while (wheel_.next(end_us, event)) {
    if (event.kind == kReachEnd) {
      reach_end(vehicles, roads, event.index, event.time_us);
    } else {
      leave_link(vehicles, roads, event.index, event.time_us);
    }
  }
}

bool Traffic::has_room(const Roads& roads, std::int32_t link) const {
  return roads.open[at(link)] != 0 && occupancy_[at(link)] < roads.network->storage[at(link)];
}

void Traffic::reach_end(const Vehicles& vehicles, const Roads& roads, std::int64_t row, std::int64_t now_us) {
  const std::int32_t link = vehicles.link[at(row)];
  vehicles.waiting[at(row)] = 1;
  const bool first = head_[at(link)] < 0;
  append(link, row);
  if (!first) return;
  roads.next_exit[at(link)] = std::max(roads.next_exit[at(link)], now_us);
  wheel_.add({roads.next_exit[at(link)], kLeaveLink, link});
}

void Traffic::leave_link(const Vehicles& vehicles, const Roads& roads, std::int32_t link,
                         std::int64_t now_us) {
  const std::int64_t row = head_[at(link)];
  const bool arrived = roads.to[at(link)] == vehicles.destination[at(row)];
  const std::int32_t next = arrived ? -1 : choose(vehicles, roads, row, now_us);
  if (!arrived && next < 0) {
    roads.next_exit[at(link)] = now_us + kRetryUs;
    wheel_.add({roads.next_exit[at(link)], kLeaveLink, link});
    return;
  }
  head_[at(link)] = behind_[at(row)];
  if (head_[at(link)] < 0) tail_[at(link)] = -1;
  behind_[at(row)] = -1;
  --occupancy_[at(link)];
  roads.next_exit[at(link)] =
      now_us + roads.network->headway_us[at(link)] * (roads.dark[at(link)] != 0 ? 2 : 1);
  if (head_[at(link)] >= 0) wheel_.add({roads.next_exit[at(link)], kLeaveLink, link});
  if (arrived) return finish(vehicles, row);
  vehicles.link[at(row)] = next;
  vehicles.waiting[at(row)] = 0;
  vehicles.arrival[at(row)] = now_us + roads.network->travel_us[at(next)];
  enter(vehicles, row);
}

// The way that seems to lead closest to the destination; opinions vary by a fifth.
std::int32_t Traffic::choose(const Vehicles& vehicles, const Roads& roads, std::int64_t row,
                             std::int64_t now_us) const {
  const std::int32_t here = vehicles.link[at(row)];
  const std::int32_t goal = vehicles.destination[at(row)];
  std::int32_t best = -1;
  double best_cost = std::numeric_limits<double>::infinity();
  std::uint32_t n = 0;
  const conurb::sdk::Random opinions(roads.seed, kOpinions);
  const auto vehicle = static_cast<std::uint64_t>(vehicles.ids[at(row)]);
  for (const std::int32_t link : roads.network->leaving_node(roads.to[at(here)])) {
    ++n;
    if (!has_room(roads, link)) continue;
    const std::int32_t end = roads.to[at(link)];
    const double dx = roads.node_x[at(end)] - roads.node_x[at(goal)];
    const double dy = roads.node_y[at(end)] - roads.node_y[at(goal)];
    const double opinion = 0.8 + 0.4 * opinions.uniform(vehicle, now_us, n);
    const double cost =
        std::sqrt(dx * dx + dy * dy) * opinion + (end == roads.from[at(here)] ? kTurnBackPenalty : 0.0);
    if (cost < best_cost) {
      best_cost = cost;
      best = link;
    }
  }
  return best;
}

void Traffic::append(std::int32_t link, std::int64_t row) {
  behind_[at(row)] = -1;
  if (tail_[at(link)] >= 0) {
    behind_[at(tail_[at(link)])] = row;
  } else {
    head_[at(link)] = row;
  }
  tail_[at(link)] = row;
}

void Traffic::finish(const Vehicles& vehicles, std::int64_t row) {
  vehicles.link[at(row)] = -1;
  vehicles.waiting[at(row)] = 0;
  finished_.push_back(row);
}

std::vector<std::int64_t> Traffic::take_finished() {
  std::vector<std::int64_t> rows;
  rows.swap(finished_);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace probe_particles
