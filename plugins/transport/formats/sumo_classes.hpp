// SPDX-License-Identifier: Apache-2.0
// The vehicle classes of SUMO in ours, and what SUMO takes a vehicle of a class for where its type says
// nothing (SUMO user documentation, "Vehicle Type Parameter Defaults").
#pragma once

#include <optional>
#include <string_view>

#include "plugins/transport/formats/findings.hpp"
#include "plugins/transport/formats/xml_elements.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

/// What `allow` and `disallow` of an element leave: every class where neither is there, `allow` where both
/// are. A class of ours is allowed where one of SUMO's that it stands for is. Unknown names are told.
[[nodiscard]] ClassSet permissions_of(const Attributes& attributes, FindingList& findings);

/// A type of the class with the defaults; none where SUMO knows no such class.
[[nodiscard]] std::optional<VehicleType> default_type(std::string_view sumo_class);

}  // namespace conurb::transport
