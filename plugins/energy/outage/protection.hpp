// SPDX-License-Identifier: Apache-2.0
// What protection does about faults that stand: breakers on the way to each infeed open, and what failed is
// disconnected itself. A breaker that is closed onto a fault opens again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/fault.hpp"

namespace conurb::energy {

/// Opens the breakers in `network` and takes the elements that failed out of service: a fuse of their own is
/// assumed where an infeed stands before no breaker. Gives the switches that were closed, ascending. Faults
/// of what is out of service, without supply, or not there, trip nothing.
[[nodiscard]] std::vector<std::int32_t> protect(Network& network, std::span<const Fault> faults);

}  // namespace conurb::energy
