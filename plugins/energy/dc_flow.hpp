// SPDX-License-Identifier: Apache-2.0
// The direct-current power flow: angles of the voltages from active powers alone, without losses and at
// nominal voltages (Stott, Jardim, Alsac, "DC power flow revisited", IEEE Trans. Power Syst. 24, 2009). A
// start for Newton's method that knows the shifts of transformers, and a first look at overloads.
#pragma once

#include <vector>

#include "engine/solvers/block_lu.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"

namespace conurb::energy {

/// Angles (rad) by place; those of slack nodes are given, those of dead nodes 0. `lu` is a workspace on the
/// grid's pattern. Empty if the equations have no solution.
[[nodiscard]] std::vector<double> dc_angles(const Grid& grid, const Injections& injections,
                                            solvers::BlockLu& lu);

}  // namespace conurb::energy
