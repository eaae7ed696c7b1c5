// SPDX-License-Identifier: Apache-2.0
// What happens when one line or transformer fails: each in turn is taken out and the flow solved again from
// the solution with all in service, on the same order of elimination. Parts that lose their source are told
// at once, by the bridges of the graph, and the rest is solved.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"

namespace conurb::energy {

struct Contingency {
  std::int32_t branch = 0;    ///< of the topology
  bool islanded = false;      ///< a part loses its source
  double lost_power = 0;      ///< W drawn in that part before
  double lost_customers = 0;  ///< by the weights given
  bool converged = false;     ///< of what is left; false where no flow is asked for
  int iterations = 0;
  double v_min = 0, v_max = 0;  ///< of the nominal voltage
  std::int32_t v_min_bus = kNone, v_max_bus = kNone;
  double most_loading = 0;  ///< share of what the branch below may carry; 0 where nothing has a limit
  std::int32_t most_loaded = kNone;
  double most_flow = 0;  ///< VA, largest apparent power at any end
  std::int32_t most_flow_branch = kNone;
  double loss = 0;         ///< W
  double slack_power = 0;  ///< W fed in by slack nodes
};

struct ContingencyOptions {
  /// The outages for which a power flow is calculated; what is cut off is told of all.
  enum class Flows : std::uint8_t { all, cut_nothing_off, none };
  NewtonOptions newton{1e-9, 20};
  Flows flows = Flows::all;
};

/// Works on copies of its own; make one per thread. Allocates when made only.
class ContingencyStudy {
 public:
  /// `base` is a solution of `injections` on `grid`; `customers` counts those at each place (may be empty).
  ContingencyStudy(const Network& network, Grid grid, Injections injections, Voltages base,
                   std::vector<double> customers, const ContingencyOptions& options);
  ContingencyStudy(const ContingencyStudy&) = delete;
  ContingencyStudy& operator=(const ContingencyStudy&) = delete;

  /// Result depends on the branch alone. A branch that is not closed at both ends is no contingency:
  /// converged as it is.
  [[nodiscard]] Contingency run(std::int32_t branch);

 private:
  void find_bridges();
  void cut_off(std::int32_t branch, Contingency& result);
  void measure(Contingency& result);

  Grid grid_;
  Injections injections_;
  Voltages base_, voltages_;
  std::vector<double> customers_;
  ContingencyOptions options_;
  Newton newton_;
  std::vector<EndLimits> limits_;    ///< of each branch
  std::vector<std::int32_t> below_;  ///< by branch: place where the part behind a bridge begins, or none
  std::vector<std::int32_t> order_, last_;  ///< walk in depth, and where the part below each place ends in it
  std::vector<std::int32_t> entered_;       ///< position of each place in the walk
  std::vector<std::int32_t> slacks_;        ///< by position: slack nodes before it in the walk
  std::vector<NodeKind> kind_;              ///< as given
  std::vector<double> p_, q_;
};

/// Severity order: lost customers, then lost power, flows that were not found, overload, low voltage; the
/// branch decides between equals.
void rank(std::vector<Contingency>& contingencies);

}  // namespace conurb::energy
