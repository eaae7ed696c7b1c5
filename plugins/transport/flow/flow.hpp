// SPDX-License-Identifier: Apache-2.0
// Traffic flow on the network of a city: individual vehicles, links as queues, time in events.
//
// A link is its lane groups (flow_network.hpp). Each is a first-in-first-out queue in the manner of Newell's
// simplified kinematic waves (Newell, 1993; link transmission: Yperman, 2007): who enters at t can leave at
// t + length / free speed at the earliest; the space of who leaves can be taken at the entry only length /
// wave speed later. Queues so grow, spill back and dissolve at the speeds of the triangular fundamental
// diagram, though nothing happens between a vehicle's entry and its exit, and a link that is cut in parts
// behaves alike.
//
// An event is one of: a group's head may be able to pass the stop line (the most by far), space at a group's
// entry comes back for who waits for it, a vehicle's departure, a look for gridlock, a phase that is to be
// decided, a change by the user, the end of an interval. They are taken in the order of (time, kind, row).
// A fixed signal makes no events: who stands at red is tried again at the green, which is looked up.
//
// The life of a vehicle: at its departure it waits at its first link's origin (insertion delay) until a group
// has space, enters the queue, and becomes its head in turn. The head asks: is the stop line free of the
// vehicle before (headway)? does the light let it go? is there space beyond? is the gap to those who go first
// long enough? Each no names the time to ask again, or a list to wait on. Once it goes, it takes space and
// place in the next group in the same event; so it is at any time in exactly one queue, or not yet inserted,
// or arrived: vehicles cannot be lost, and validate() counts them.
//
// Where links wait for each other in a ring nothing would ever move. Such a ring is found by following who
// waits for whom, told of with its links, and released by moving all its heads one link on at once: no
// vehicle leaves the road, and each such move is counted.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/flow/flow_demand.hpp"
#include "plugins/transport/flow/flow_state.hpp"

namespace conurb::transport {

struct FlowOptions {
  enum class Closed : std::uint8_t {
    wait,   ///< who stands before a closed link waits for it to open
    leave,  ///< leaves the network there and is counted as stranded
  };
  std::uint64_t seed = 1;
  Milliseconds interval = 300'000;  ///< of the rows of the measures, 1 s … 1 day; 0: none are kept
  Closed closed = Closed::wait;
  bool keep_intervals = true;   ///< rows of the measures of all intervals; false: of the last one
  bool vehicle_events = false;  ///< keep (vehicle, link, in, out)
};

/// A run. Single thread; two runs share network and demand freely. Network and demand must outlive nothing:
/// they are owned together.
class Flow {
 public:
  /// Throws InputError where the options are out of range or the demand is of another network.
  Flow(std::shared_ptr<const FlowNetwork> network, std::shared_ptr<const FlowDemand> demand,
       const FlowOptions& options = {});

  /// Takes all events before `until`. However a run is cut, it gives the same bits.
  void run(Milliseconds until);

  /// Runs until every vehicle has arrived and the last interval is closed, or `latest`.
  void run_out(Milliseconds latest);

  /// Nobody is on the road or yet to come.
  [[nodiscard]] bool empty() const;

  /// A change at `change.at`, which lies not before now(). Throws InputError where it names what is not
  /// there.
  void apply(const Change& change);

  /// From its present link on the vehicle follows `links`, the first of which is that link (or the first one
  /// of its route while it is not inserted). False: it cannot any more (arrived, or its lane does not lead
  /// there).
  [[nodiscard]] bool reroute(std::int32_t vehicle, std::span<const std::int32_t> links);

  [[nodiscard]] const FlowOptions& options() const { return options_; }
  [[nodiscard]] Milliseconds now() const { return state_.now; }
  [[nodiscard]] const FlowState& state() const { return state_; }
  [[nodiscard]] std::shared_ptr<const FlowNetwork> shared_network() const { return net_; }
  [[nodiscard]] std::shared_ptr<const FlowDemand> shared_demand() const { return demand_; }
  [[nodiscard]] const FlowNetwork& network() const { return *net_; }
  [[nodiscard]] const FlowDemand& demand() const { return *demand_; }

  /// Goes on from `state`, which is a copy of state() of a run with the same network, demand and options.
  void restore(FlowState state);

  /// More trips from now() on: `demand` is that of the flow with rows added behind those of its lists. Trips
  /// whose time is over set out now, but for those of which `stays_home` (by trip, or none) is not 0: they
  /// are left out today. Returns how many set out now. Throws InputError where `demand` is another one.
  std::int64_t grow(std::shared_ptr<const FlowDemand> demand, std::span<const std::uint8_t> stays_home = {});

  /// The passages that ended since this was asked last, where the options keep them.
  [[nodiscard]] std::vector<VehicleEvent> take_vehicle_events() {
    return std::exchange(state_.vehicle_events, {});
  }

  /// After restore() onto a network whose programs of signals are others, with as many phases: from the
  /// phases that they are in, signals go on by them.
  void follow_programs();

  /// Vehicles on each link that could be gone by now.
  [[nodiscard]] std::vector<std::int32_t> queues() const;
  /// How far those of the longest lane group of each link reach back, mm.
  [[nodiscard]] std::vector<std::int32_t> queue_lengths() const;

  /// The link that a vehicle is on; kNone: it is not on the road.
  [[nodiscard]] std::int32_t link_of(std::int32_t vehicle) const;
  /// The phase that a signal shows now, of its program.
  [[nodiscard]] std::int32_t phase_now(std::int32_t signal) const;

  /// Passages of those who are on the road, by lane group and place in its queue; they end when their
  /// vehicles can be gone, one headway after the other.
  [[nodiscard]] std::vector<VehicleEvent> passages_under_way() const;

  /// A day of 24 h is over: times count from its end, and trips that are over begin anew at their hour. Who
  /// is still under way goes on and leaves out today's trip. Changes that are to come, come at their moment.
  /// Throws InputError before 24 h, or where a trip has yet to depart.
  void begin_day();

  /// Empty, or what is wrong: vehicles that are in no place or in two, space that does not add up.
  [[nodiscard]] std::string validate() const;

 private:
  enum class Kind : std::uint32_t { interval, change, phase, departure, attempt, release, start, check };
  /// Where and when a vehicle can go on.
  struct Entry {
    std::int32_t group = kNone, movement = kNone;
    Milliseconds when = kNever;    ///< kNever: when somebody leaves
    std::int32_t blocker = kNone;  ///< group whose space is waited for
    bool changes = false;          ///< lanes, right behind the junction
  };

  // setup.cpp
  void set_rules();
  void set_queues();
  void lay_rings();
  void add_vehicles();
  [[nodiscard]] VehicleState vehicle_at_home(std::int32_t vehicle) const;
  void set_signals();

  [[nodiscard]] static std::uint32_t key(Kind kind, std::int32_t row) {
    return static_cast<std::uint32_t>(kind) << 28 | static_cast<std::uint32_t>(row);
  }
  void push(Milliseconds t, Kind kind, std::int32_t row) { state_.events.push({t, key(kind, row)}); }
  void handle(const Event& event);

  // flow.cpp: into the network
  void depart_all(Milliseconds t);
  void set_out(std::int32_t vehicle, Milliseconds t);
  void start(std::int32_t link, Milliseconds t);

  // queue.cpp: the life of a vehicle
  void attempt(std::int32_t group, Milliseconds t);
  void bring_forward(std::int32_t group, std::int32_t index);
  [[nodiscard]] bool halts(std::int32_t group, std::int32_t index, Milliseconds t);
  [[nodiscard]] std::int32_t pace_of(const VehicleState& vehicle, const GroupState& group) const;
  void try_at(std::int32_t group, Milliseconds t);
  void pass(std::int32_t group, const Entry& entry, Milliseconds t);
  void block_foes(const Movement& movement, Milliseconds t);
  QueuePlace take_head(std::int32_t group, Milliseconds t);
  void leave_link(std::int32_t group, const QueuePlace& head, Milliseconds t);
  void enter(std::int32_t vehicle, const Entry& entry, Milliseconds t, Milliseconds slow_start);
  void arrive(std::int32_t group, Milliseconds t);
  [[nodiscard]] Milliseconds discharge_headway(const GroupState& group, const LaneGroup& lanes,
                                               const Movement& movement, std::int32_t space) const;

  // entries.cpp: space beyond the junction, and who gets it
  [[nodiscard]] Entry best_entry(RouteStep step, const VehicleState& vehicle, Milliseconds t,
                                 const Movement* from);
  [[nodiscard]] Milliseconds space_at(std::int32_t group, std::int32_t space, Milliseconds t,
                                      const Movement* from);
  /// Others wait for the same space, and it is not given out just now.
  [[nodiscard]] bool waits_its_turn(std::int32_t group) const {
    return state_.groups[at(group)].first_waiter != kNone && served_ != group;
  }
  void wait_for_landing(const Movement& from, std::int32_t link, std::int32_t space, Milliseconds t,
                        Entry& entry);
  void wait_for(std::int32_t waiter, const Entry& entry, Milliseconds t);
  void release(std::int32_t group, Milliseconds t);
  void ask_waiters(std::int32_t group, Milliseconds when);
  [[nodiscard]] std::int32_t next_waiter(std::int32_t group, std::int32_t first);
  void drop_waiter(std::int32_t waiter);
  [[nodiscard]] std::uint32_t& share_of(std::int32_t waiter);

  // junction.cpp: who may go
  [[nodiscard]] Milliseconds may_go(std::int32_t group, std::int32_t index, Milliseconds t);
  [[nodiscard]] Milliseconds gap_after(const Foe& foe, Milliseconds gap, Milliseconds t,
                                       std::int32_t to) const;
  [[nodiscard]] bool goes_to(const VehicleState& vehicle, const Foe& foe) const;
  [[nodiscard]] Milliseconds turn_at_all_stop(std::int32_t movement, Milliseconds t) const;
  void end_phase(std::int32_t signal, Milliseconds t);
  [[nodiscard]] Milliseconds extension(std::int32_t signal, Milliseconds t) const;
  [[nodiscard]] std::int32_t next_phase(std::int32_t signal) const;
  [[nodiscard]] std::int64_t pressure(std::int32_t signal, std::int32_t phase) const;
  void wake_lights(std::int32_t signal, Milliseconds t);

  // gridlock.cpp
  void look_for_gridlock(std::int32_t group, Milliseconds t);
  void check(std::int32_t group, Milliseconds t);
  [[nodiscard]] std::int32_t lacks_space_in(std::int32_t group, Milliseconds t);
  [[nodiscard]] Entry forced_entry(std::int32_t group, std::int32_t next, Milliseconds t);
  [[nodiscard]] bool finds_places(const std::vector<std::int32_t>& ring,
                                  const std::vector<Entry>& entries) const;
  void rotate(const std::vector<std::int32_t>& ring, Milliseconds t);

  // growth.cpp
  void move_rings(const std::vector<std::int32_t>& begin_before);

  // new_day.cpp
  void count_from(Milliseconds by);
  void send_home(std::int32_t vehicle);
  void keep_routes_under_way(const std::vector<std::uint8_t>& busy);

  // changes.cpp
  void act(Milliseconds t);
  void strand(std::int32_t group, Milliseconds t);

  [[nodiscard]] QueuePlace& place(std::int32_t group, std::int32_t index) {
    return state_.places[at(ring_begin_[at(group)] + ring_index(group, index))];
  }
  [[nodiscard]] const QueuePlace& place(std::int32_t group, std::int32_t index) const {
    return state_.places[at(ring_begin_[at(group)] + ring_index(group, index))];
  }
  [[nodiscard]] std::int32_t ring_index(std::int32_t group, std::int32_t index) const {
    const std::int32_t size = ring_begin_[at(group) + 1] - ring_begin_[at(group)];
    const std::int32_t i = state_.groups[at(group)].first + index;
    return i < size ? i : i - size;
  }
  [[nodiscard]] RouteStep step_at(std::uint32_t index) const {
    return index < demand_->route_steps.size() ? demand_->route_steps[index]
                                               : state_.routes[index - demand_->route_steps.size()];
  }

  std::shared_ptr<const FlowNetwork> net_;
  std::shared_ptr<const FlowDemand> demand_;
  FlowOptions options_;
  SignalClock clock_;
  std::vector<std::int32_t> ring_begin_;     ///< of `places`, by group and one past the last
  std::vector<std::int32_t> signal_groups_;  ///< groups before each signal
  std::vector<std::int32_t> first_signal_group_;
  FlowState state_;
  std::vector<Milliseconds> followed_;  ///< by group: when it was last followed for gridlock
  std::int32_t served_ = kNone;         ///< group whose waiters are asked in this event
  bool yielded_ = false;                ///< who may go in this event does so in a gap of others

  // Rules in whole numbers.
  Milliseconds start_up_ = 0, reaction_ = 0, lane_change_ = 0, gridlock_after_ = 0, impatient_after_ = 0;
  std::int32_t start_weight_ = 1;         ///< of who enters the network beside the weights of movements
  std::int32_t wave_pace_ = 0;            ///< us/m
  std::int32_t discharge_share_ = 0;      ///< 1024 / share of speed in a discharging queue
  std::int32_t stray_ = 0, shift_ = 0;    ///< mm
  std::int32_t gap_cut_ = 0;              ///< 1024 * share of the gap that impatience takes
  std::vector<std::int32_t> start_pace_;  ///< us/m by vehicles since standing
};

}  // namespace conurb::transport
