// SPDX-License-Identifier: Apache-2.0
// Rows are std::int32_t, as tables and files have them; the standard library counts in std::size_t.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/solvers/index.hpp"

namespace conurb::water {

/// No row.
inline constexpr std::int32_t kNone = -1;

using solvers::at;

[[nodiscard]] constexpr std::int32_t row_of(std::size_t index) {
  return static_cast<std::int32_t>(index);
}

}  // namespace conurb::water
