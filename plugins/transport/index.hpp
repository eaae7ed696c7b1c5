// SPDX-License-Identifier: Apache-2.0
// Rows are std::int32_t, as tables and files have them; the standard library counts in std::size_t. Times of
// the core are whole milliseconds since the start of the study, so that all compilers order events alike.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/solvers/index.hpp"

namespace conurb::transport {

/// No row.
inline constexpr std::int32_t kNone = -1;

/// Since the start of the study; 24 days fit in. Whoever runs longer sets the start anew.
using Milliseconds = std::int32_t;

using solvers::at;

[[nodiscard]] constexpr std::int32_t row_of(std::size_t index) {
  return static_cast<std::int32_t>(index);
}

}  // namespace conurb::transport
