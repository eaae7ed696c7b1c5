// SPDX-License-Identifier: Apache-2.0
// The radial configuration of least loss that a grid with ties can be switched to, and the operations that
// lead there. Two ways to a start: the present state, and all ties closed and then the link of least current
// opened time after time (Merlin and Back, "Search for a minimal-loss operating spanning tree configuration
// in an urban power distribution system", PSCC 1975; Shirmohammadi and Hong, IEEE Trans. Power Delivery 4,
// 1989). From each, branch exchange until none lowers the loss (Civanlar et al. 1988; Baran and Wu 1989),
// every exchange by a full power flow. No proof of the least there is, except by the tests' enumeration.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/outage/change_over.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

struct ReconfigurationOptions {
  LimitOptions limits;
  Loops loops = Loops::never;            ///< on the way there; the configuration itself has none
  std::vector<std::int32_t> fixed = {};  ///< switches that are not to be operated
  int most_flows = 50000;                ///< power flows, for each start
  PowerFlowOptions flow;
  std::function<void()> before_flow = {};  ///< what it throws ends the search
};

struct ReconfigurationStep {
  Operation operation;
  Assessment state;  ///< after it
};

struct Reconfiguration {
  enum class Start : std::uint8_t { present, sequential_opening };
  Assessment before, after;
  std::vector<std::int32_t> open;  ///< all switches that are open then
  std::vector<ReconfigurationStep> steps;
  Start start = Start::present;  ///< that which led there; of a meshed grid there is only the other
  bool complete = true;          ///< false if the search ran out of power flows
  int flows = 0;                 ///< calculated
};

/// What has supply keeps it, and what has none stays so. Of two configurations that which is less beyond the
/// limits is better, then that of less loss. Loops of lines without switches stay. `customers` as in
/// plan_restoration(), for the order of the steps. The present state need not have a power flow. Throws
/// InputError for rows that are not there, if no state that was tried has a power flow, and for loops that no
/// switch may open.
[[nodiscard]] Reconfiguration reconfigure(const Network& network, std::span<const double> customers = {},
                                          const ReconfigurationOptions& options = {});

}  // namespace conurb::energy
