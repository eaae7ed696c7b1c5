// SPDX-License-Identifier: Apache-2.0
// What people change while traffic flows: closures, limits, works, programs of signals.
#pragma once

#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

/// What brings the flow to what the columns say now, from flow.now() on: where it is otherwise. So nothing
/// needs to be remembered of what they said before.
[[nodiscard]] std::vector<Change> changed_inputs(const sdk::View& view, const StandingTraffic& traffic,
                                                 const Flow& flow);

/// Changes the flow so. Whether a link was closed or opened.
[[nodiscard]] bool apply_inputs(const sdk::View& view, const StandingTraffic& traffic, Flow& flow);

}  // namespace conurb::transport
