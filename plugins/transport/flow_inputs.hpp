// SPDX-License-Identifier: Apache-2.0
// What people change while traffic flows: closures, limits, works, programs of signals.
#pragma once

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

/// Brings the flow to what the columns say now, by changes where it is otherwise. So nothing needs to be
/// remembered of what they said before. Whether a link was closed or opened.
[[nodiscard]] bool apply_inputs(const sdk::View& view, const StandingTraffic& traffic, Flow& flow);

}  // namespace conurb::transport
