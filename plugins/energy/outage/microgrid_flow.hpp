// SPDX-License-Identifier: Apache-2.0
// The power flow of a micro-grid, connected or as an island that one of its sources forms.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "plugins/energy/outage/flow_workspace.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/outage/microgrid_part.hpp"
#include "plugins/energy/outage/microgrid_state.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

/// Everything by row of the part, W and var.
struct MicrogridSetting {
  bool connected = true;
  SourceRef former;    ///< holds the voltage of an island; its power follows
  double voltage = 1;  ///< that the former, or the grid, holds, of the nominal voltage
  std::vector<double> storage_p, storage_q, generator_p, generator_q;
  std::vector<double> load_factor;  ///< 0: off
};

struct MicrogridFlow {
  bool solved = false;
  double balance_p = 0, balance_q = 0;  ///< W, var of the former, or of the grid
  double served = 0, loss = 0;          ///< W at the voltages found; shunts count as loss
  std::vector<double> drawn;            ///< W by load
  double inner_voltage = 0;             ///< at the coupling, of the nominal voltage
  Assessment state;                     ///< rows of the part
};

/// Not thread-safe.
class MicrogridSolver {
 public:
  MicrogridSolver(const MicrogridPart& part, const LimitOptions& limits);
  MicrogridSolver(const MicrogridSolver&) = delete;
  MicrogridSolver& operator=(const MicrogridSolver&) = delete;

  [[nodiscard]] MicrogridFlow solve(const MicrogridSetting& setting);

 private:
  void apply(const MicrogridSetting& setting);
  static void polish(FlowWorkspace& w);
  void read(const MicrogridSetting& setting, FlowWorkspace& w, MicrogridFlow& flow) const;

  const MicrogridPart& part_;
  Network network_;
  Limits limits_;
  std::vector<double> load_p_, load_q_;                       ///< as given
  std::array<std::unique_ptr<FlowWorkspace>, 2> workspaces_;  ///< coupling open, closed
};

}  // namespace conurb::energy
