// SPDX-License-Identifier: Apache-2.0
// What a solution means for each piece of equipment: powers and currents at both ends, losses, and what goes
// through closed switches, which the calculation knows nothing of. SI units; powers flow into the element.
// Pure.
#pragma once

#include <algorithm>
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

/// Of a branch of the topology.
[[nodiscard]] BranchFlow branch_flow(const Grid& grid, std::size_t branch, const Voltages& voltages);
/// By branch of the topology.
[[nodiscard]] std::vector<BranchFlow> branch_flows(const Grid& grid, const Voltages& voltages);

/// A, what the ends of a branch may carry for long. A winding is heated by its current, so a transformer's
/// limit in VA is one of current at its rated voltages. Without bound where there is no limit.
struct EndLimits {
  double from = kUnlimited, to = kUnlimited;
  bool stated = false;  ///< a number stands there; one that is not above zero bounds nothing
};
[[nodiscard]] EndLimits end_limits(const Network& network, const Branch& branch);

/// Share of what the element may carry, by its larger end. 0 where it has no limit.
[[nodiscard]] inline double loading(const EndLimits& limits, const BranchFlow& flow) {
  return std::max(flow.current_from / limits.from, flow.current_to / limits.to);
}
/// By branch.
[[nodiscard]] std::vector<double> loadings(const Network& network, const Grid& grid,
                                           std::span<const BranchFlow> flows);

/// W, sum over all branches.
[[nodiscard]] double losses(std::span<const BranchFlow> flows);

/// Powers fed in by what holds a node's voltage or balances its island, beyond what was given: W, var.
[[nodiscard]] Complex balance_at(const Grid& grid, const Injections& injections, const Voltages& voltages,
                                 std::int32_t place);
/// By place.
struct Balance {
  std::vector<double> p, q;
};
[[nodiscard]] Balance balance(const Grid& grid, const Injections& injections, const Voltages& voltages);

/// What each generator feeds in, VA, case after case. Units that hold a voltage share a node's reactive power
/// by their ranges, so that all are at the same part of theirs (equally where a range has no end); the first
/// slack unit of a node takes the active power that the others do not give.
class GeneratorPowers {
 public:
  /// For networks whose generators have these buses, controls and ranges. Allocates when made only.
  GeneratorPowers(const Network& network, const Grid& grid);

  /// 0 where a node is dead or a generator out of service.
  void find(const Network& network, const Grid& grid, const Injections& injections, const Voltages& voltages,
            std::span<Complex> powers);

 private:
  /// Those that hold the voltage of one place.
  struct Units {
    std::int32_t place = 0, count = 0;
    std::int32_t first_slack = -1;  ///< generator
    double q_min = 0, q_range = 0;
    double p = 0;  ///< of all but the first slack unit
    Complex balance = 0;
  };
  std::vector<Units> units_;
  std::vector<std::int32_t> units_of_;  ///< by generator; none of those whose power is given
};

/// Of one case.
[[nodiscard]] std::vector<Complex> generator_powers(const Network& network, const Grid& grid,
                                                    const Injections& injections, const Voltages& voltages);

}  // namespace conurb::energy
