// SPDX-License-Identifier: Apache-2.0
// Everything of a flow run that changes with time, as plain vectors: a copy of it is a snapshot, and going on
// from a copy gives the same bits.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/flow/event_wheel.hpp"
#include "plugins/transport/flow/flow_demand.hpp"
#include "plugins/transport/flow/measures.hpp"
#include "plugins/transport/flow/signal_clock.hpp"

namespace conurb::transport {

/// A place in a group's ring: of a vehicle in the queue, or the space of one that left and is not back yet.
struct QueuePlace {
  Milliseconds at = 0;   ///< earliest exit; of space: when it is back
  std::int32_t who = 0;  ///< vehicle; of space: mm
};

/// One cache line.
struct GroupState {
  std::int32_t first = 0;  ///< place in the ring; the `gone` come first, then the `queued`
  std::int32_t gone = 0, queued = 0;
  std::int32_t used = 0;                 ///< mm
  Milliseconds next_leave = 0;           ///< the stop line is taken until then
  Milliseconds next_entry = 0;           ///< the entry is taken until then
  Milliseconds next_try = kNever;        ///< when the head may go, as far as is known
  Milliseconds next_release = kNever;    ///< when who waits for space is asked
  Milliseconds standing_since = kNever;  ///< the head stands at the line
  std::int32_t first_waiter = kNone;     ///< for space here: a group, or a link's origin after all groups
  std::int32_t waits_for = kNone;        ///< group beyond the junction without space for the head
  std::int32_t pace = 0;                 ///< us/m in free flow
  std::int32_t headway_scale = 1024;     ///< 1024 / share of the capacity that is left
  std::uint32_t floor = 0;               ///< of the shares of those who merge
  std::int32_t inside = kNone;           ///< movement whose next vehicles wait on the junction
  std::uint16_t streak = 0;              ///< vehicles that left since the queue stood, at most kLongStreak
  std::uint8_t inside_count = 0;
  std::uint8_t check_due = 0;  ///< a look for gridlock is due
};
static_assert(sizeof(GroupState) == 64);
inline constexpr std::int32_t kLongStreak = 8;
inline constexpr Milliseconds kStands = 3000;  ///< who waits that long at the line starts from standing

struct MovementState {
  Milliseconds last = -86'400'000;  ///< when the last vehicle passed the stop line
  Milliseconds blocked_until = 0;   ///< a vehicle that yields is still on the junction
  std::uint32_t share = 0;          ///< of a full link that it has had
};

struct VehicleState {
  std::uint32_t turn = 0;  ///< of the routes
  Milliseconds since = 0;  ///< on its link
  std::int32_t movement = kNone;
  std::uint16_t type : 15 = 0;
  std::uint16_t halts : 1 = 0;  ///< some are left
  std::uint16_t pace = 4096;    ///< of the limit's pace, times 4096
};
static_assert(sizeof(VehicleState) == 16);

/// What is told of a trip.
struct TripRecord {
  Milliseconds inserted = kNone, arrived = kNone;  ///< kNone: not yet
  Milliseconds lost = 0;                           ///< against free flow, halts left out
  std::int32_t length = 0;                         ///< mm driven
};

struct VehicleEvent {
  std::int32_t vehicle = kNone, link = kNone;
  Milliseconds in = 0, out = 0;
};

/// A ring of links that waited for each other.
struct Gridlock {
  Milliseconds at = 0;
  std::vector<std::int32_t> links = {};
};

struct Counters {
  std::int64_t departed = 0;  ///< whose time had come
  std::int64_t inserted = 0, arrived = 0;
  std::int64_t stranded = 0;    ///< left the network before a closed link
  std::int64_t left_out = 0;    ///< no route that can be driven, or its first link is closed
  std::int64_t missed = 0;      ///< trips of a day that found their vehicle still under way
  std::int64_t forced = 0;      ///< vehicles moved by releases of gridlock
  std::int64_t traversals = 0;  ///< of links
  std::int64_t events = 0;
};

/// What the user changes while it runs.
struct Change {
  enum class What : std::int32_t {
    close_link,  ///< nobody enters any more
    open_link,
    speed,           ///< limit beside that of the lanes; value: mm/s, 100 … 150,000
    capacity,        ///< value: thousandths of the usual one, 1 … 100,000
    signal_program,  ///< value: row of the signal's programs
    signal_dark,     ///< value: 1 without power: all stop; 0 back
  };
  Milliseconds at = 0;
  What what = What::close_link;
  std::int32_t object = kNone;  ///< link or signal
  std::int32_t value = 0;
};

struct FlowState {
  Milliseconds now = 0;
  EventWheel events = {};
  std::vector<GroupState> groups = {};
  std::vector<QueuePlace> places = {};         ///< the rings of all groups
  std::vector<std::int32_t> next_waiter = {};  ///< by group, then by link
  std::vector<MovementState> movements = {};
  std::vector<SignalState> signals = {};
  std::vector<std::uint8_t> closed = {};                        ///< by link
  std::vector<std::int32_t> first_start = {}, last_start = {};  ///< by link: who waits to enter the network
  std::vector<std::uint32_t> start_share = {};                  ///< by link
  std::vector<VehicleState> vehicles = {};
  std::vector<std::int32_t> next_start = {};   ///< by vehicle
  std::vector<std::uint16_t> halts_done = {};  ///< by vehicle
  std::vector<std::uint8_t> busy = {};         ///< by vehicle: since yesterday
  std::vector<TripRecord> trips = {};
  std::vector<RouteStep> routes = {};  ///< steps of replaced routes, after those of the demand
  std::vector<Change> changes = {};    ///< to come, first to act first
  std::int64_t next_departure = 0;     ///< in FlowDemand::by_depart
  std::int64_t changes_done = 0;
  Counters count = {};
  Measures measures = {};
  std::vector<VehicleEvent> vehicle_events = {};
  std::vector<Gridlock> gridlocks = {};
};

}  // namespace conurb::transport
