// SPDX-License-Identifier: Apache-2.0
// What reading and writing of rules share.
#pragma once

#include "plugins/water/formats/inp_units.hpp"
#include "plugins/water/network.hpp"

namespace conurb::water {

/// SI units in one unit that the value of the premise has in a file.
[[nodiscard]] double premise_scale(const InpScales& scales, const SupplyNetwork& network,
                                   const RulePremise& premise);

}  // namespace conurb::water
