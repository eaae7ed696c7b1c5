// SPDX-License-Identifier: Apache-2.0
// Coordinates of a file as places on the earth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

/// Degrees of longitude and latitude (WGS 84), one pair after the other, of points x, y, x, y … in the
/// coordinates of a network with this `projection` (as PROJ reads it) and these offsets. A network without a
/// projection, or with one that PROJ does not know, is laid around 0° N, 0° E, metre by metre, and a finding
/// says so.
[[nodiscard]] std::vector<double> degrees_of(const RoadNetwork& network, std::span<const double> xy,
                                             std::vector<Finding>& findings);

}  // namespace conurb::transport
