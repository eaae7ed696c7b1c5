// SPDX-License-Identifier: Apache-2.0
// Dwellings, households and the people in them.
#pragma once

#include <vector>

#include "plugins/people/town.hpp"

namespace conurb::people {

/// Gives dwellings and residents and makes the groups of those who live in buildings whose people nobody
/// knows yet, without a place of work. Residents add up to the population of the options within one part in
/// 1,000 where the dwellings have room for them: flats become larger or smaller, then some stand empty. Sets
/// Tally::asked and ::housed.
[[nodiscard]] Groups settle_homes(const Options& options, Buildings& buildings,
                                  const std::vector<float>& density, const ParallelFor& parallel,
                                  Tally& tally);

}  // namespace conurb::people
