// SPDX-License-Identifier: Apache-2.0
// Outflows by pressure, turned around: which pressure a flow needs. So they are links to the air and take
// part in the balance like pipes (EPANET 2.2 manual, 12.1.4 and 12.1.5).
#pragma once

#include "plugins/water/hydraulics/hydraulic_model.hpp"

namespace conurb::water {

/// p = dq/dh and y = h p at a flow, h being the head above the outlet; p = 0: nothing flows.
struct OutletTerms {
  double p = 0, y = 0;
};

/// `wanted` is the flow of a demand under full pressure.
[[nodiscard]] OutletTerms outlet_terms(const Outlet& outlet, const HydraulicOptions& options, double flow,
                                       double wanted);

}  // namespace conurb::water
