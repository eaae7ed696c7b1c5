// SPDX-License-Identifier: Apache-2.0
// Rows are std::int32_t, as sparse matrices have them; the standard library counts in std::size_t.
#pragma once

#include <cstddef>
#include <cstdint>

namespace conurb::solvers {

[[nodiscard]] constexpr std::size_t at(std::int32_t row) {
  return static_cast<std::size_t>(row);
}

}  // namespace conurb::solvers
