// SPDX-License-Identifier: Apache-2.0
// From the grown plan to the street network: open land loses its streets but the roads that lead out, what is
// left becomes nodes and links with class, lanes, speed, width and name.
#pragma once

#include "plugins/generator/city.hpp"
#include "plugins/generator/street_growth.hpp"

namespace conurb::generator {

struct Network {
  StreetNodes nodes;
  StreetLinks links;
  std::vector<std::string> names;
  std::vector<std::uint32_t> link_of_edge;  ///< per edge of the plan; kNone where there is no street any more
  std::vector<float> corridor_of_edge;      ///< between parcels, m; 0 where there is no street
};

/// `city` as choose_city() gives it. The network is connected: an edge goes only while its two sides are
/// different faces, dead ends of open land after that.
[[nodiscard]] Network make_network(const Form& form, const StreetPlan& plan,
                                   const std::vector<std::uint8_t>& city, const Terrain& terrain);

}  // namespace conurb::generator
