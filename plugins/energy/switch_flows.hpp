// SPDX-License-Identifier: Apache-2.0
// What goes through closed switches between buses. They have no impedance and are not part of the equations;
// what each bus gives and takes tells it afterwards.
#pragma once

#include <span>
#include <vector>

#include "plugins/energy/flows.hpp"

namespace conurb::energy {

/// Complex power from `bus` to the other bus through each switch, VA; zero for open ones and for those at the
/// ends of lines and transformers. Where closed switches form a loop the split is not determined: it is that
/// of the least sum of squares, as if all had the same small impedance.
[[nodiscard]] std::vector<Complex> switch_flows(const Network& network, const Grid& grid,
                                                const Voltages& voltages, std::span<const BranchFlow> flows,
                                                std::span<const Complex> generators);

}  // namespace conurb::energy
