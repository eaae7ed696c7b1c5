// SPDX-License-Identifier: Apache-2.0
// Lanes of a link by what they lead to.
#pragma once

#include <vector>

#include "plugins/transport/flow/flow_network.hpp"

namespace conurb::transport {

/// Fills links, groups and movements of `net` (the latter with group and target only) and, for each movement,
/// the rows of its connections. Each group's first movement is the end of trips.
void add_lane_groups(const RoadNetwork& roads, FlowNetwork& net,
                     std::vector<std::vector<std::int32_t>>& connections);

}  // namespace conurb::transport
