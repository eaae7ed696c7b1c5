// SPDX-License-Identifier: Apache-2.0
// What leaves the house about people: groups, never persons (DESIGN section 9).
#pragma once

#include <string_view>

namespace conurb::io {

/// A group of fewer people than this is not told in any export: whoever knows the place would know them.
inline constexpr double kSmallestGroup = 10;

/// Whether a value of a column of that unit counts too few people to be written.
[[nodiscard]] inline bool suppressed_count(std::string_view unit, double value) {
  return unit == "person" && value > 0 && value < kSmallestGroup;
}

}  // namespace conurb::io
