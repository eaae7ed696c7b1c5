// SPDX-License-Identifier: Apache-2.0
// Main use of every block: dwellings and work by zone, then what a city's people need in reach: parks,
// schools, hospitals, churches, cemeteries, sports grounds, a town hall by a square; fields, meadows and
// woods outside.
#pragma once

#include <vector>

#include "plugins/generator/blocks.hpp"

namespace conurb::generator {

/// One use per block. Deterministic; linear in the number of blocks but for sorting within districts.
[[nodiscard]] std::vector<LandUse> assign_uses(const Form& form, const std::vector<Block>& blocks);

}  // namespace conurb::generator
