// SPDX-License-Identifier: Apache-2.0
// Trees in rows along streets that have room for them, and scattered in parks, cemeteries and allotments.
#pragma once

#include "plugins/generator/city.hpp"

namespace conurb::generator {

/// Trees of the city's links and blocks, which must be there; the same for any `parallel`. Street trees stand
/// between carriageway and parcels, park trees at least 2 m inside their block.
[[nodiscard]] Trees plant_trees(const Form& form, const City& city, const ParallelFor& parallel);

}  // namespace conurb::generator
