// SPDX-License-Identifier: Apache-2.0
// A small town made in code: two-way streets in a square grid, and buildings along them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/demand/city.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::demand::testing {

/// `side` junctions by `side`, `spacing` m apart; links "r0" … in both directions, with all turns but back.
[[nodiscard]] RoadNetwork grid_streets(std::int32_t side, double spacing);

/// Appends a one-way link between two junctions, with turns from and to those that meet it.
std::int32_t add_link(RoadNetwork& network, std::int32_t from, std::int32_t to);

/// A building of some use at the middle of each street of the grid; every fourth is a shop, a restaurant,
/// an office, a school … Three quarters are homes, of `people` each: households of two with one car, of which
/// one is employed, and works in one of the others, and one retired.
[[nodiscard]] City town_on(const RoadNetwork& network, float people);

/// Message with which `action` is refused; empty where it is not.
template <typename Action>
std::string refusal_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace conurb::transport::demand::testing
