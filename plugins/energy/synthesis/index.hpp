// SPDX-License-Identifier: Apache-2.0
// Rows count in 32 bits with a sign here, as in the rest of the plugin; the standard library counts
// otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace conurb::energy::synthesis {

inline constexpr std::int32_t kNobody = -1;

[[nodiscard]] constexpr std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

[[nodiscard]] constexpr std::int32_t row(std::size_t index) {
  return static_cast<std::int32_t>(index);
}

}  // namespace conurb::energy::synthesis
