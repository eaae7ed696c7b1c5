// SPDX-License-Identifier: Apache-2.0
// What all readers do with a network that is filled: settle what rows say against each other, and refuse what
// no calculation could take.
#pragma once

#include <string>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// Of several generators in service that hold the voltage of one bus, the first row decides: the others take
/// its value, with a finding where they disagree by more than 1e-9. A solution starts there from that
/// voltage.
void settle_voltages(Network& network, FindingList& findings);

/// Fuses lines of no impedance: each stays as a row out of service, and a switch between its ends, closed
/// where the line was in service and none of its own switches was open, carries its name. Its charging
/// becomes a shunt at the from bus. Call it when all switches are there.
void fuse_short_lines(Network& network, FindingList& findings);

/// Throws InputError naming the first row that refers to none or holds a value no calculation can take:
/// voltages that are not above zero, numbers that are not finite, transformers without impedance or ratio.
void require_consistent(const Network& network, const std::string& where);

}  // namespace conurb::energy
