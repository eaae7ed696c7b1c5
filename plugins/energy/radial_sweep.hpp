// SPDX-License-Identifier: Apache-2.0
// Backward and forward sweeps for grids that are trees, as distribution grids are in operation
// (Shirmohammadi, Hong, Semlyen, Luo, "A compensation-based power flow method for weakly meshed distribution
// and transmission networks", IEEE Trans. Power Syst. 3, 1988): no matrix, currents gathered towards the
// source and voltages handed out from it. Two-ports stand in chain form, so transformers, charging and taps
// are exact; each node counts voltage and current in units of its own, in which what lies between it and its
// parent is a plain impedance. Several load cases go side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/solvers/lanes.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"

namespace conurb::energy {

using solvers::kLanes;

/// On one grid as it is switched and one set of node kinds; made anew when those change. Not thread-safe. The
/// grid need not outlive it.
class RadialSweep {
 public:
  /// None if a fed island is no tree, has two slack nodes, or has a node that holds a magnitude by reactive
  /// power.
  [[nodiscard]] static std::optional<RadialSweep> on(const Grid& grid, const Injections& injections);

  /// Takes the grid's admittances anew, after taps or shunts moved. The grid is connected as it was.
  void refresh(const Grid& grid);

  /// As Newton::solve: from `voltages` to the solution. Iterations are pairs of sweeps. Outcome::iterations
  /// where sweeps do not converge, as near the most that a feeder can carry: Newton's method is to be tried
  /// then.
  [[nodiscard]] NewtonResult solve(const Injections& injections, const NewtonOptions& options,
                                   Voltages& voltages);

  /// The same from the voltages without any current: what `voltages` holds is overwritten.
  [[nodiscard]] NewtonResult solve_afresh(const Injections& injections, const NewtonOptions& options,
                                          Voltages& voltages);

  /// kLanes cases that differ in power only: `p` and `q` hold, for each place, the kLanes values of that
  /// place; `re` and `im` likewise hold start and solution. Each lane stops moving when it has converged, so
  /// that its result is that of solve().
  void solve_many(std::span<const double> p, std::span<const double> q, const NewtonOptions& options,
                  std::span<double> re, std::span<double> im, std::span<NewtonResult> results);

 private:
  /// A node and what leads to it.
  struct Step {
    std::int32_t place = 0, parent = kNone;  ///< positions in the walk are the index; parent is a position
    std::int32_t branch = kNone;             ///< that leads here
    bool reversed = false;                   ///< its `from` end is here
    Complex unit = 1, inverse_unit = 1;      ///< of the voltage
    Complex power = 0;                       ///< what power fed in is multiplied by, near 1; 0 of roots
    Complex impedance = 0;                   ///< to the parent, in the units
  };
  /// A branch that leads nowhere, but draws at a node: open at an end, or with both at that node.
  struct Stub {
    std::int32_t position = 0, branch = 0;
  };
  template <typename Number>
  struct Columns;
  using One = Columns<double>;
  using Many = Columns<solvers::Lanes>;
  void take_currents(const Injections& injections);
  One columns_of(const Injections& injections);
  NewtonResult solve(const One& columns, const NewtonOptions& options, Voltages& voltages) const;
  NewtonResult sweep(const One& columns, const NewtonOptions& options) const;
  void sweep(const Many& columns, const NewtonOptions& options, std::span<NewtonResult> results) const;
  template <typename Number>
  void gather(const Columns<Number>& columns) const;

  std::vector<Step> steps_;  ///< roots first, parents before children
  std::vector<Stub> stubs_;
  std::size_t padded_ = 0;                                           ///< steps up to a multiple of kLanes
  std::vector<double> shunt_re_, shunt_im_, p_current_, q_current_;  ///< padded_, in the units
  bool any_current_ = false;
  std::vector<double> single_;        ///< columns of one case
  std::vector<solvers::Lanes> many_;  ///< and of kLanes
};

}  // namespace conurb::energy
