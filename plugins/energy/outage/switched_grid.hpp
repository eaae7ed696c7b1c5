// SPDX-License-Identifier: Apache-2.0
// Power flows of one grid at many positions of its switches. Switches at lines and transformers change
// admittances of a Grid that stays; switches between buses need another Grid, and a few are kept until they
// are too many and all go. Taps and shunts stay as they are: a search must not depend on the order in which
// it looks. Units that could form an island by themselves do not, so that what hangs on no infeed is dark.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "plugins/energy/outage/flow_workspace.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/outage/zones.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

class SwitchedGrid {
 public:
  /// Works on a copy. `before_flow` is called before each flow; what it throws ends the search. Throws
  /// InputError as process() and Grid do.
  explicit SwitchedGrid(const Network& network, const PowerFlowOptions& options = {},
                        std::function<void()> before_flow = {});
  SwitchedGrid(const SwitchedGrid&) = delete;
  SwitchedGrid& operator=(const SwitchedGrid&) = delete;

  /// Newton's method alone, from the start of the options: what it cannot solve is no state to bring a grid
  /// into. For searches.
  [[nodiscard]] Assessment look(const Positions& positions, const Limits& limits);
  /// PowerFlow::solve, for states that are to be told of.
  [[nodiscard]] Assessment solve(const Positions& positions, const Limits& limits);
  /// Solves, and lets the limits give way to what is there. False without a solution.
  bool give_way_to(const Positions& positions, Limits& limits);

  /// Of the last flow.
  [[nodiscard]] const Grid& grid() const;
  [[nodiscard]] const Voltages& voltages() const;
  /// Flows that were calculated.
  [[nodiscard]] int flows() const { return flows_; }

 private:
  void move(const Positions& positions);
  void begin_flow(const Positions& positions);
  [[nodiscard]] Assessment weigh(bool solved, const Limits& limits);

  Network network_;
  PowerFlowOptions options_;
  std::function<void()> before_flow_;
  std::vector<std::uint8_t> in_service_;                                ///< generators, as given
  std::vector<std::vector<std::int32_t>> from_switches_, to_switches_;  ///< by branch
  std::vector<std::int32_t> bus_switches_;
  std::map<std::vector<std::int32_t>, std::unique_ptr<FlowWorkspace>> workspaces_;  ///< by those closed
  FlowWorkspace* now_ = nullptr;
  int flows_ = 0;
};

}  // namespace conurb::energy
