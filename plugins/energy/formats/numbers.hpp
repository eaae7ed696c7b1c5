// SPDX-License-Identifier: Apache-2.0
// Numbers of files: the prefixes of their units, and which of them are whole.
#pragma once

#include <cmath>

namespace conurb::energy {

inline constexpr double kMega = 1e6, kKilo = 1e3, kPercent = 0.01, kMicro = 1e-6, kNano = 1e-9;

/// Whether the value is a whole number within +-2^53; beyond it doubles skip numbers. False for NaN.
[[nodiscard]] inline bool is_whole(double value) {
  return std::abs(value) <= 9007199254740992.0 && value == std::trunc(value);
}

}  // namespace conurb::energy
