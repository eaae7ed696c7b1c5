// SPDX-License-Identifier: Apache-2.0
// What the operation of micro-grids and storages leaves in the tables and says to people.
#pragma once

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/microgrid_operation.hpp"

namespace conurb::energy {

/// As findings: couplings that part nothing, and what happened to islands.
void tell_operation(const sdk::Host& host, const MicrogridDecisions& decisions);

/// After write_state(): what a step's power flow does not know.
void write_operation(const sdk::Host& host, const sdk::View& view, const Network& network,
                     const MicrogridDecisions& decisions);

}  // namespace conurb::energy
