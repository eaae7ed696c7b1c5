// SPDX-License-Identifier: Apache-2.0
// How near trips come to an equilibrium of their routes.
#pragma once

#include "engine/sdk/arguments.hpp"
#include "plugins/transport/standing_traffic.hpp"

namespace conurb::transport {

/// A row for each round, or for each interval of departure after the last one, on the streets as they are
/// now; taken from the cache or computed.
void answer_equilibrium(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic,
                        const sdk::Arguments& arguments, sdk::Result& result);

}  // namespace conurb::transport
