// SPDX-License-Identifier: Apache-2.0
// One island of a grid for the cases that it comes to while it is switched as it is: its rows, the order of
// elimination, the walk over it if it is a tree, and the workspace of its power flow.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/grid_state.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/network_parts.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/radial_sweep.hpp"

namespace conurb::energy {

/// What its cases have in common. Copied by those who solve: grid and sweep take the values of a case.
struct Island {
  /// Throws what Grid does.
  explicit Island(NetworkPart part);

  NetworkPart rows;
  std::int32_t buses = 0;  ///< the first of its rows: those behind them stand in for buses elsewhere
  Grid grid;
  Injector injector;
  Injections injections;
  std::optional<RadialSweep> sweep;  ///< none where Newton's method is to be used
  std::uint64_t swept = 0;           ///< changes of the grid that the sweep has taken in
  GeneratorPowers units;
  std::vector<EndLimits> limits;  ///< by branch
  bool dead = false;              ///< nothing feeds it
  bool automatic = false;         ///< a tap or shunt moves by itself
};

/// Solves case after case. The solution of each is a function of the case alone. Not thread-safe.
class IslandSolver {
 public:
  explicit IslandSolver(const Island& island);
  IslandSolver(const IslandSolver&) = delete;  // the flow looks at the grid beside it
  IslandSolver& operator=(const IslandSolver&) = delete;

  [[nodiscard]] const Island& island() const { return own_; }
  /// Why there is no solution; nothing where there is one.
  [[nodiscard]] const PowerFlowResult& result() const { return result_; }

  /// Takes the island's powers, targets, taps and steps from the whole network and writes its rows of
  /// `state`; with `options.regulate` it moves taps and steps of the network. Touches no other rows.
  void solve(Network& whole, const PowerFlowOptions& options, GridState& state);

 private:
  void take(const Network& whole);
  [[nodiscard]] bool sweep(const NewtonOptions& options);
  void reach(const PowerFlowOptions& options);
  void refuse_impossible();
  void give_controls(Network& whole) const;
  void give_buses(GridState& state) const;
  void give_branches(GridState& state) const;
  void give_generators(GridState& state);

  Island own_;
  Voltages voltages_;
  std::optional<PowerFlow> flow_;  ///< made when it is first needed
  PowerFlowResult result_;
  std::vector<Complex> powers_;  ///< by generator
};

}  // namespace conurb::energy
