// SPDX-License-Identifier: Apache-2.0
// Power flows of a whole grid, case after case: what only switching and building change is made once, what
// changes from hour to hour is solved for. A solution is a function of its case alone: whatever was solved
// before, by however many threads, it has the same bits as that of a solver that has just been made.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "plugins/energy/grid_state.hpp"
#include "plugins/energy/island.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/parallel.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/switch_flows.hpp"

namespace conurb::energy {

/// A network taken apart as it is switched. Immutable once made, so that any number of solvers may be made of
/// it on any threads.
class GridPlan {
 public:
  /// Throws InputError for rows that are not there and equipment without an impedance or rated voltage.
  explicit GridPlan(const Network& network, const ParallelFor& parallel = in_order);

  [[nodiscard]] const std::vector<std::unique_ptr<const Island>>& islands() const { return islands_; }
  [[nodiscard]] const SwitchFlows& switch_flows() const { return switch_flows_; }

 private:
  std::vector<std::unique_ptr<const Island>> islands_;
  SwitchFlows switch_flows_;
};

/// What of a network may change without its equipment, and wants another plan: positions of switches, what is
/// in service, and who holds a voltage.
[[nodiscard]] std::vector<std::uint8_t> switching_of(const Network& network);

/// Not thread-safe.
class GridSolver {
 public:
  /// The plan and a network that it was made of need not outlive it.
  GridSolver(const GridPlan& plan, const Network& network);
  /// Of one network alone.
  explicit GridSolver(const Network& network) : GridSolver(GridPlan(network), network) {}

  /// `network` is the one that the plan was made of, but for powers of loads, storages and generators,
  /// voltages and angles that generators hold, positions of taps and steps of shunts; with
  /// `options.regulate` those that are automatic are moved in it. Islands do not wait for each other: one
  /// without a solution leaves the others theirs. The state is valid until the next call.
  const GridState& solve(Network& network, const PowerFlowOptions& options,
                         const ParallelFor& parallel = in_order);

 private:
  void switches(const Network& network);

  std::vector<std::unique_ptr<IslandSolver>> islands_;  ///< those that are fed
  SwitchFlows switch_flows_;
  GridState state_;
};

}  // namespace conurb::energy
