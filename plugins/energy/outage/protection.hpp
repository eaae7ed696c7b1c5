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

struct ProtectionResult {
  std::vector<std::int32_t> tripped;  ///< switches that were closed, in the order of the faults
  /// Faults that some infeed feeds without a breaker between: a fuse of the element itself is assumed.
  std::vector<Fault> without_breaker;
};

/// Opens the breakers in `network` and takes the elements that failed out of service. Faults of what is out
/// of service, or of rows that are not there, do nothing.
[[nodiscard]] ProtectionResult protect(Network& network, std::span<const Fault> faults);

}  // namespace conurb::energy
