// SPDX-License-Identifier: Apache-2.0
// Gives the city a power grid where it has none, and its buildings a bus where it has one.
#pragma once

#include "engine/sdk/conurb.hpp"

namespace conurb::energy {

/// A city without a bus gets a grid along its streets for all buildings that have a place
/// (synthesis/synthesis.hpp), with a load for each. A grid that is there is left alone: buildings without a
/// bus get that of their load or, up to the parameter join_distance away, the nearest one of low voltage.
/// Throws Failure where there is neither grid nor building and where somebody cancels.
void synthesise_grid(const sdk::Host& host, const sdk::View& view);

}  // namespace conurb::energy
