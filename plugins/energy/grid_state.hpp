// SPDX-License-Identifier: Apache-2.0
// A whole grid at one moment: its power flow island by island, and what that means for each row.
#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/parallel.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

/// An island that has no solution: its rows are as without supply.
struct UnsolvedIsland {
  std::int32_t bus = 0;    ///< the lowest
  std::int32_t buses = 0;  ///< how many
  std::string reason;      ///< for people
};

/// By row of the network; NaN where there is no supply.
struct GridState {
  std::vector<double> voltage, angle;   ///< by bus: of the nominal voltage, rad
  std::vector<std::uint8_t> energised;  ///< by bus
  std::vector<BranchFlow> line, transformer;
  std::vector<std::uint8_t> line_live, transformer_live;  ///< with supply at an end that is closed
  std::vector<double> line_loading, transformer_loading;  ///< NaN also where there is no limit
  std::vector<Complex> through_switch;                    ///< VA, from its bus on; NaN of open ones
  std::vector<Complex> generator;                         ///< VA fed in
  std::vector<UnsolvedIsland> unsolved;
};

/// Solves the network; with `options.regulate` its taps and steps are moved. The islands are independent of
/// each other: one without a solution leaves the others theirs. Throws InputError for rows that are not there
/// and equipment without an impedance or rated voltage.
[[nodiscard]] GridState solve_grid(Network& network, const PowerFlowOptions& options,
                                   const ParallelFor& parallel = in_order);

}  // namespace conurb::energy
