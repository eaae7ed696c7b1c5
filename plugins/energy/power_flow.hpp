// SPDX-License-Identifier: Apache-2.0
// A power flow from start to finish: where Newton's method starts, what is tried when it does not come to an
// end, the controls around it, and words for what could not be solved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"

namespace conurb::energy {

enum class Start : std::uint8_t {
  given,  ///< from the voltages handed in
  flat,   ///< nominal magnitude or that held, angle of the slack
  dc,     ///< angles of the direct-current flow
};

struct PowerFlowOptions {
  NewtonOptions newton;
  Start start = Start::dc;
  bool q_limits = false;          ///< generators stop holding a voltage at q_min and q_max
  bool distribute_slack = false;  ///< generators with a share take the imbalance
  bool regulate = false;          ///< tap changers and shunts that are automatic move
  int most_sweeps = 30;           ///< of the controls
};

/// How the voltages were come by.
enum class Way : std::uint8_t {
  newton,
  dc_start,      ///< the start asked for did not do
  damped,        ///< with shortened steps
  continuation,  ///< with the load raised step by step
  none,
};

struct PowerFlowResult {
  Way way = Way::newton;
  Outcome outcome = Outcome::converged;
  int iterations = 0;              ///< linear systems solved in all
  double mismatch = 0;             ///< of the base power
  std::int32_t worst = kNone;      ///< bus with it
  int sweeps = 0;                  ///< of the controls
  bool controls_settled = true;    ///< false if a control went to and fro, or ran out of sweeps
  std::vector<std::string> notes;  ///< for people: what was done and why it failed

  [[nodiscard]] bool converged() const { return outcome == Outcome::converged; }
};

/// The workspace of flows on one network. `network` and the grid made of it must outlive it; controls move
/// taps and steps in both, and the kinds of nodes and powers in `injections`. Not thread-safe.
class PowerFlow {
 public:
  PowerFlow(Network& network, Grid& grid);

  /// `voltages` holds the start where that is `given`, and then the solution, 0 at dead nodes. Where no way
  /// leads to a solution they are those of the smallest mismatch.
  [[nodiscard]] PowerFlowResult solve(Injections& injections, const PowerFlowOptions& options,
                                      Voltages& voltages);

  [[nodiscard]] Newton& newton() { return newton_; }
  [[nodiscard]] const Newton& newton() const { return newton_; }

 private:
  NewtonResult reach(const Injections& injections, const PowerFlowOptions& options, Voltages& voltages,
                     PowerFlowResult& result);
  NewtonResult damped(const Injections& injections, const NewtonOptions& options, Voltages& voltages);
  NewtonResult continued(const Injections& injections, const NewtonOptions& options, Voltages& voltages);
  void explain(const Injections& injections, const PowerFlowOptions& options, PowerFlowResult& result);

  Network& network_;
  Grid& grid_;
  Newton newton_;
};

/// Voltages to start from.
[[nodiscard]] Voltages start_voltages(Start start, const Network& network, const Grid& grid,
                                      const Injections& injections, solvers::BlockLu& workspace);

}  // namespace conurb::energy
