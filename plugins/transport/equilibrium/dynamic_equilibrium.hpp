// SPDX-License-Identifier: Apache-2.0
// Dynamic user equilibrium: nobody could arrive sooner by another route, at the times that he would meet on
// it when he leaves (Wardrop's principle by time of departure; Peeta and Ziliaskopoulos, "Foundations of
// dynamic traffic assignment", Networks and Spatial Economics 1, 2001). The flow model is driven with all
// trips; what turns took is measured by slices of time; each trip is told its quickest route through those
// times; some of those who would gain choose anew, each knowing of those before (expected_times.hpp); and so
// on, until the gap is small enough.
//
// Trips are whole vehicles. Whether one changes over is drawn by (seed, trip, iteration), so neither threads
// nor the order of work matter. What it knows is kept: after a street is closed, who drove there is sent
// another way, and the next solution starts from there; a copy is a what-if that leaves the first alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/equilibrium/traveller_graph.hpp"
#include "plugins/transport/equilibrium/turn_times.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

class ExpectedTimes;
class TimedSearch;

struct DynamicEquilibriumOptions {
  double target_gap = 0.05;           ///< stop at this gap or below; >= 0
  std::int32_t most_iterations = 40;  ///< >= 1
  Milliseconds slice = 300'000;  ///< in which times are means, 10 s … 1 h; gaps are told by such intervals
  Milliseconds clearing = 7'200'000;  ///< a run ends so long after the last departure, at the latest
  /// Share of those who change over at first, for each share of time that they gain: shorter after the gap
  /// has risen, longer after it has fallen; > 0.
  double step = 2;
  std::uint64_t seed = 1;
  FlowOptions flow = {};  ///< of each run; vehicle_events is set for it
};

/// Trips that may choose their routes and depart within one slice.
struct DepartureInterval {
  Milliseconds begin = 0;
  std::int64_t asked = 0;
  double gap = 0;          ///< as that of the step
  double mean_time_s = 0;  ///< of those asked on their routes, by the times of turns
};

/// One run with its routes.
struct DynamicEquilibriumStep {
  std::int32_t iteration = 0;
  /// (sum of times - sum of least times) / sum of times, of the trips that are asked: a random part of them,
  /// and all in the last step, as in a small demand.
  double gap = 0;
  std::int64_t asked = 0;
  std::vector<DepartureInterval> by_departure;  ///< slice after slice, from the first departure on
  double mean_time_s = 0;                       ///< from departure to arrival, or to the end of the run
  std::int64_t trips = 0;                       ///< that have a route
  std::int64_t arrived = 0;
  std::int64_t could_gain = 0;  ///< trips with a quicker route, of those asked
  std::int64_t moved = 0;       ///< of those, who changed over for the next iteration
  std::int64_t forced = 0;      ///< vehicles moved by releases of gridlock
};

struct DynamicEquilibriumResult {
  enum class Stop : std::uint8_t { gap, iterations, cancelled };
  Stop stop = Stop::iterations;
  std::vector<DynamicEquilibriumStep> steps = {};
  std::size_t found = 0;  ///< row of the step with the least gap, whose routes trips have now
};

/// What is being done, for displays and clocks.
enum class EquilibriumStage : std::uint8_t { loading, routing, moving, done };

struct DynamicEquilibriumHooks {
  std::function<void(EquilibriumStage)> on_stage = {};              ///< it begins
  std::function<void(const DynamicEquilibriumStep&)> on_step = {};  ///< a run has been measured
  std::function<bool()> cancelled = {};  ///< asked often, in the caller's thread; true stops soon
  solvers::ParallelFor parallel = solvers::in_order;
};

class DynamicEquilibrium {
 public:
  /// Vehicles without a route get one (see find_missing_routes); those without a way are left out and told of
  /// in `findings`. Who halts on the way keeps the route that he has. Throws InputError where options are out
  /// of range or rows name others that are not there.
  DynamicEquilibrium(std::shared_ptr<const FlowNetwork> net, const RoadNetwork& roads, TravelDemand demand,
                     std::vector<Finding>& findings, const DynamicEquilibriumOptions& options = {},
                     const solvers::ParallelFor& parallel = solvers::in_order);

  /// The same of trips that have their routes; those without are left out. `graphs` are those of its types.
  DynamicEquilibrium(std::shared_ptr<const FlowNetwork> net, std::shared_ptr<const TravellerGraphs> graphs,
                     FlowDemand demand, const DynamicEquilibriumOptions& options = {});

  /// Goes on from the routes that trips have. The same calls give the same bits.
  DynamicEquilibriumResult solve(const DynamicEquilibriumHooks& hooks = {});

  /// Another gap for the next solutions to stop at; throws InputError below 0.
  void aim_at(double target_gap);

  /// From now on `changes` hold from the start of the day; those before are void. Who cannot go on his route
  /// looks for another one as he departs, by the times on the streets just then, in the first run of the next
  /// solution; until then he has the quickest through empty streets. Who has none is left out, told of in
  /// `findings`, and comes back once there is one. Returns trips that were sent another way. Throws
  /// InputError where a change has another time than 0 or names what is not there.
  std::int64_t set_changes(std::vector<Change> changes, std::vector<Finding>& findings,
                           const solvers::ParallelFor& parallel = solvers::in_order);

  /// The run with these routes; none before a solution.
  [[nodiscard]] const std::shared_ptr<const Flow>& run() const { return run_; }
  /// The trips with their present routes, by row of the demand's vehicles.
  [[nodiscard]] const FlowDemand& demand() const { return *demand_; }
  /// Links of a trip's present route; none if it is left out.
  [[nodiscard]] std::vector<std::int32_t> route(std::int32_t trip) const;

 private:
  struct Choice {
    Milliseconds now = 0, least = 0;       ///< time of the present route, and of the quickest
    std::vector<std::int32_t> links = {};  ///< of the quickest, if it is quicker
  };
  enum class Drive : std::uint8_t { on, off };
  /// What goes with the routes of one step.
  struct Found {
    std::shared_ptr<FlowDemand> demand = {};
    std::shared_ptr<const Flow> run = {};
    TurnTimes times = TurnTimes();
    std::vector<std::int32_t> vehicles = {};
  };
  struct Chooser {
    std::int32_t trip = kNone, origin = kNone, destination = kNone;
    std::int32_t graph = kNone;
  };
  [[nodiscard]] Milliseconds measured_from() const;
  [[nodiscard]] Milliseconds entry_of(std::int32_t trip) const;
  [[nodiscard]] Milliseconds time_of(const Trip& trip, Milliseconds entry) const;
  [[nodiscard]] bool is_blocked(const Trip& trip) const;
  /// By chooser given: links of the quickest routes where turns take `times` all day; none: there is no way.
  [[nodiscard]] std::vector<std::vector<std::int32_t>> quickest(std::span<const std::int32_t> choosers,
                                                                const std::vector<Milliseconds>& times,
                                                                const solvers::ParallelFor& parallel) const;
  [[nodiscard]] bool send(Flow& flow, const DynamicEquilibriumHooks& hooks);
  [[nodiscard]] bool load(const DynamicEquilibriumHooks& hooks);
  [[nodiscard]] bool assess(std::int32_t iteration, std::vector<std::int32_t>& asked,
                            std::vector<Choice>& choices, DynamicEquilibriumStep& step,
                            const DynamicEquilibriumHooks& hooks) const;
  /// Of some choosers, given by row; false: cancelled.
  [[nodiscard]] bool choose(std::span<const std::int32_t> choosers, std::vector<Choice>& choices,
                            const DynamicEquilibriumHooks& hooks) const;
  [[nodiscard]] Choice choice_of(const Chooser& chooser, TimedSearch& search) const;
  [[nodiscard]] DynamicEquilibriumStep measure(std::span<const std::int32_t> choosers,
                                               const std::vector<Choice>& choices) const;
  [[nodiscard]] double draw(std::int32_t chooser) const;
  [[nodiscard]] std::vector<std::int32_t> some() const;
  std::int64_t change_over(std::span<const std::int32_t> choosers, const std::vector<Choice>& choices,
                           double reach, const DynamicEquilibriumHooks& hooks);
  Milliseconds drive(const Trip& trip, Milliseconds entry, Drive drive, ExpectedTimes& expected) const;
  std::int64_t choose_in_turn(std::span<const std::int32_t> choosers, ExpectedTimes& expected,
                              const DynamicEquilibriumHooks& hooks);
  void send_in_turn(std::span<const std::int32_t> blocked, const std::vector<Milliseconds>& free_before);
  void send_as_they_depart(std::span<const std::int32_t> blocked, const solvers::ParallelFor& parallel);
  void take(std::int32_t trip, std::span<const std::int32_t> links);
  void drop_old_routes();
  FlowDemand& own_demand();

  std::shared_ptr<const FlowNetwork> net_;
  std::shared_ptr<const TravellerGraphs> graphs_;
  std::shared_ptr<FlowDemand> demand_;  ///< never changed while a run holds it
  DynamicEquilibriumOptions options_;
  std::vector<Chooser> choosers_;  ///< first to depart first; other trips keep their routes
  std::vector<Change> changes_;
  std::vector<Milliseconds> free_;  ///< by turn
  TurnTimes times_;
  std::vector<std::int32_t> vehicles_;  ///< by turn and slice, of the last run; none before one
  std::shared_ptr<const Flow> run_;
  std::vector<std::int32_t> fresh_;  ///< choosers that look for their routes as they depart, ascending
  std::int64_t iterations_ = 0;      ///< of all solutions so far: draws differ
};

}  // namespace conurb::transport
