// SPDX-License-Identifier: Apache-2.0
// The vehicle classes of SUMO in ours, and what SUMO takes a vehicle of a class for where its type says
// nothing (SUMO user documentation, "Vehicle Type Parameter Defaults").
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/xml_elements.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/travel_demand.hpp"

namespace conurb::transport {

class SumoPermissions {
 public:
  /// What `allow` and `disallow` of an element leave: every class where neither is there, `allow` where both
  /// are. A class of ours is allowed where one of SUMO's that it stands for is. Unknown names are told.
  [[nodiscard]] ClassSet of(const Attributes& attributes, FindingList& findings);

 private:
  std::map<std::string, ClassSet, std::less<>> allowed_, disallowed_;  ///< by lists met: a network has few
};

/// A type of the class with the defaults; none where SUMO knows no such class.
[[nodiscard]] std::optional<VehicleType> default_type(std::string_view sumo_class);

}  // namespace conurb::transport
