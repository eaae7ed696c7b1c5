// SPDX-License-Identifier: Apache-2.0
// Trips of vehicles out of the flows between zones, made to fit traffic counts where there are any.
#pragma once

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/city_write.hpp"

namespace conurb::transport {

/// Adds the trips of od_flow, and tells how they fit. `rows` are those of the links of `roads`, whose links
/// have paths. Throws InputError for flows that no vehicles can be made of.
void make_od_trips(const sdk::Host& host, const sdk::View& view, const RoadNetwork& roads,
                   const RoadRows& rows);

}  // namespace conurb::transport
