// SPDX-License-Identifier: Apache-2.0
// Whose INP file it is.
#pragma once

#include <string_view>

namespace conurb::water {

/// Whether the first bytes hold what only SWMM drainage models have.
[[nodiscard]] bool has_swmm_sections(std::string_view start_of_file);

}  // namespace conurb::water
