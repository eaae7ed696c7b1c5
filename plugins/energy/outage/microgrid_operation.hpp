// SPDX-License-Identifier: Apache-2.0
// The micro-grids of a whole city in a step of its time: each lives on by itself for the step, and what it
// decided is written into the network, whose power flow is then solved as one. Powers in there are the mean
// of the step, so that energy adds up whatever went on within it; how switches stand, what is shed and what
// is dark is as at its end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/microgrid.hpp"
#include "plugins/energy/outage/microgrid_state.hpp"
#include "plugins/energy/parallel.hpp"

namespace conurb::energy {

/// What is kept of a micro-grid from step to step. Charges and fuel are in the network: those in `state` are
/// taken from there.
struct OperatedMicrogrid {
  std::int32_t coupling = kNone;
  bool at_bus = false;  ///< the part is at the bus of its coupling switch; else beyond
  bool wanted = true;   ///< coupled, by who operates the switch
  bool closed = true;   ///< as the last step left the switch: else somebody has operated it
  MicrogridState state = {};
};

/// Of one micro-grid in one step.
struct MicrogridReport {
  std::int32_t coupling = kNone;
  std::string trouble = {};                       ///< why it is not operated; then nothing below counts
  MicrogridMode mode = MicrogridMode::connected;  ///< at the end
  MicrogridBalance energy = {};                   ///< J
  std::vector<MicrogridAction> actions = {};      ///< times from the beginning of the step
  std::vector<std::string> notes = {};
};

/// Means of the step, W. NaN: the power flow says.
struct MicrogridDecisions {
  std::vector<MicrogridReport> reports;   ///< by coupling, ascending
  std::vector<double> storage;            ///< fed in, by storage; of all, whether in a micro-grid or not
  std::vector<std::uint8_t> is_operated;  ///< by storage: a micro-grid decided, and its charge is done
  std::vector<double> generator;          ///< fed in, by generator
  std::vector<double> drawn, unserved;    ///< by load
  std::vector<std::uint8_t> shed;         ///< by load
  std::vector<std::uint8_t> island;       ///< by bus: it lives by itself
};

/// Advances all micro-grids of the network by `dt_s`, one for each switch that is a coupling. `kept` is what
/// the last step left, ascending by coupling, and what this one leaves. Who finds the switch otherwise than
/// it was left has operated it: open, the part is to live by itself; closed, it is to be coupled. A part that
/// lost the grid comes back by itself. In the network change: couplings, powers of loads (by the time with
/// supply), sources, charges and fuel of the parts; other storages give what they can and form no island. A
/// coupling that parts no micro-grid, or one whose units make no sense, is a switch like any other.
[[nodiscard]] MicrogridDecisions operate_microgrids(Network& network, std::vector<OperatedMicrogrid>& kept,
                                                    double dt_s, const ParallelFor& parallel = in_order);

/// Once the flow says which buses have supply: charges and discharges storages that are in no micro-grid by
/// what they gave; those without supply gave nothing, which is NaN.
void settle_storages(Network& network, MicrogridDecisions& decisions, std::span<const std::uint8_t> energised,
                     double dt_s);

}  // namespace conurb::energy
