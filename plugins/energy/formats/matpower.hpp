// SPDX-License-Identifier: Apache-2.0
// MATPOWER case files, version 2 (MATPOWER User's Manual, appendix B). A case is a MATLAB function; this
// reads its assignments of matrices, numbers and texts, and the few conversions of units that published cases
// end with. It runs no other code.
#pragma once

#include <string>
#include <string_view>

#include "plugins/energy/formats/format.hpp"

namespace conurb::energy {

/// Reads one case. `where` names the file in messages. Each branch is a line (no tap, no shift, one base
/// voltage), a transformer with its hv side at the from bus, or, without impedance, a switch between the
/// buses; Network::branch_order tells which, in the order of mpc.branch. Throws InputError with the line of
/// the text for what is not a case of version 2, code beyond the known conversions, or values that no grid
/// can have.
[[nodiscard]] Import read_matpower(std::string_view text, const std::string& where);

}  // namespace conurb::energy
