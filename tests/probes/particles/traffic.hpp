// SPDX-License-Identifier: Apache-2.0
// Vehicles on a road network as a sequence of events: a vehicle reaches the end of its link and joins the
// queue there; the first of a queue leaves it, at most one per headway, if a link that leads on is open and
// has room (the queue model of Gawron, Int. J. Mod. Phys. C 9 (1998) 393, with events instead of ticks).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/sdk/random.hpp"
#include "tests/probes/particles/event_wheel.hpp"
#include "tests/probes/particles/network.hpp"

namespace probe_particles {

/// The vehicles' columns, of which this has write access.
struct Vehicles {
  std::span<const std::int64_t> ids;
  std::span<const std::uint8_t> alive;
  std::span<std::int32_t> link, destination;
  std::span<std::int64_t> arrival;
  std::span<std::uint8_t> waiting;
};

/// What vehicles meet during one step.
struct Roads {
  const Network* network = nullptr;
  std::span<const std::int32_t> from, to;
  std::span<const double> node_x, node_y;
  std::span<const std::uint8_t> open;  // by link
  std::span<const std::uint8_t> dark;  // by link: signals without power
  std::span<std::int64_t> next_exit;   // by link
  std::uint64_t seed = 0;
};

/// Streams of random numbers, by what is drawn.
inline constexpr std::uint64_t kArrivals = conurb::sdk::stream_number("org.conurb.probe.particles/arrivals");
inline constexpr std::uint64_t kOpinions = conurb::sdk::stream_number("org.conurb.probe.particles/opinions");

/// Queues and events: derived from the columns, and kept from step to step while nobody else changes those.
class Traffic {
 public:
  /// Everything anew from the columns; vehicles on links that are not in service any more are done.
  void rebuild(const Vehicles& vehicles, const Roads& roads, std::int64_t now_us);
  /// Puts a vehicle that was just written into its row on the road.
  void enter(const Vehicles& vehicles, std::int64_t row);
  /// Everything that happens before end_us.
  void run(const Vehicles& vehicles, const Roads& roads, std::int64_t end_us);

  /// Vehicles on a link.
  [[nodiscard]] std::int32_t occupancy(std::size_t link) const { return occupancy_[link]; }
  [[nodiscard]] bool has_room(const Roads& roads, std::int32_t link) const;
  /// Rows that are done since the last call, ascending.
  [[nodiscard]] std::vector<std::int64_t> take_finished();
  /// Events that wait.
  [[nodiscard]] std::size_t events() const { return wheel_.size(); }

 private:
  void reach_end(const Vehicles& vehicles, const Roads& roads, std::int64_t row, std::int64_t now_us);
  void leave_link(const Vehicles& vehicles, const Roads& roads, std::int32_t link, std::int64_t now_us);
  [[nodiscard]] std::int32_t choose(const Vehicles& vehicles, const Roads& roads, std::int64_t row,
                                    std::int64_t now_us) const;
  void append(std::int32_t link, std::int64_t row);
  void finish(const Vehicles& vehicles, std::int64_t row);

  EventWheel wheel_;
  std::vector<std::int64_t> head_, tail_;  // by link: first and last of its queue, -1 if there is none
  std::vector<std::int64_t> behind_;       // by vehicle: who stands behind it
  std::vector<std::int32_t> occupancy_;    // by link
  std::vector<std::int64_t> finished_;
};

}  // namespace probe_particles
