// SPDX-License-Identifier: Apache-2.0
// Where vehicles were within their passages, for pictures: between coming and going they drive freely, stand
// in the queue that they meet, and drive freely again (Newell, 1993), as far as it can be told from who left
// the link before them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/flow/flow.hpp"

namespace conurb::transport {

struct Passage {
  VehicleEvent event = {};
  double halt = 0;                          ///< m before the end
  Milliseconds halt_from = 0, halt_to = 0;  ///< equal: it did not stand
};

/// In the order of links, and on each of leaving. `lanes`: by link.
[[nodiscard]] std::vector<Passage> passages_of(const Flow& flow, std::span<const VehicleEvent> events,
                                               std::span<const std::int32_t> lanes);

}  // namespace conurb::transport
