// SPDX-License-Identifier: Apache-2.0
// What a solution means for each piece of equipment: powers and currents at both ends, losses, and what goes
// through closed switches, which the calculation knows nothing of. SI units; powers flow into the element.
// Pure.
#pragma once

#include <span>
#include <vector>

#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"

namespace conurb::energy {

/// Of one line or transformer; zero where it is out of service or dead.
struct BranchFlow {
  double p_from = 0, q_from = 0;            ///< W, var
  double p_to = 0, q_to = 0;                ///< W, var
  double current_from = 0, current_to = 0;  ///< A
};

/// By branch of the topology.
[[nodiscard]] std::vector<BranchFlow> branch_flows(const Grid& grid, const Voltages& voltages);

/// Share of what the element may carry, by its larger end: current of a line, apparent power of a transformer
/// by its nominal voltages. 0 where it has no limit. By branch.
[[nodiscard]] std::vector<double> loadings(const Network& network, const Grid& grid,
                                           std::span<const BranchFlow> flows);

/// W, sum over all branches.
[[nodiscard]] double losses(std::span<const BranchFlow> flows);

/// Powers fed in by what holds a node's voltage or balances its island, beyond what was given: W, var by
/// place.
struct Balance {
  std::vector<double> p, q;
};
[[nodiscard]] Balance balance(const Grid& grid, const Injections& injections, const Newton& newton,
                              const Voltages& voltages);

/// What each generator feeds in, VA. Units that hold a voltage share a node's reactive power by their ranges,
/// so that all are at the same part of theirs (equally where a range has no end); the first slack unit of a
/// node takes the active power that the others do not give.
[[nodiscard]] std::vector<Complex> generator_powers(const Network& network, const Grid& grid,
                                                    const Injections& injections, const Balance& balance);

}  // namespace conurb::energy
