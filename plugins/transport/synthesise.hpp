// SPDX-License-Identifier: Apache-2.0
// What a city needs before anybody drives in it: lanes, connections and signals for its streets, trips for
// its people.
#pragma once

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Fills what is not there: lanes where the city has streets and no lanes, trips where it has people and no
/// trips, and what feeds signals where it has a power grid. Throws sdk::Failure where neither can be done.
void synthesise_traffic(const sdk::Host& host, const sdk::View& view);

}  // namespace conurb::transport
