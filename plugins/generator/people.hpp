// SPDX-License-Identifier: Apache-2.0
// Who lives and works in the buildings. Shares are of the order of German official statistics, from memory;
// docs/generator.md lists them beside what comes out.
#pragma once

#include "plugins/generator/city.hpp"

namespace conurb::generator {

/// Net living area as a share of gross floor area.
inline constexpr double kNetShare = 0.8;

/// Fills dwellings, residents and jobs of the buildings, households and person groups. Residents sum up to
/// the population of the options within one part in 1,000 where the buildings have room for them: flats
/// become larger or smaller, then a few dwellings stand empty. The same for any `parallel`.
void settle_people(const Options& options, City& city, const ParallelFor& parallel);

}  // namespace conurb::generator
