// SPDX-License-Identifier: Apache-2.0
// A map of the city as SVG text, for reports: water, green, streets, rail, buildings told apart by what they
// are for; north is up.
#pragma once

#include <string>

#include "engine/city/city.hpp"

namespace conurb::sim {

/// Draws around the buildings, 900 wide and as high as that makes it (at most 900). The three commonest
/// functions by footprint have a colour each, the rest another; of more than 40,000 buildings the largest are
/// drawn, and the legend says so. Empty for a city without outlines of buildings.
[[nodiscard]] std::string svg_map(const city::City& city);

}  // namespace conurb::sim
