// SPDX-License-Identifier: Apache-2.0
// What may leave a city about people. Whoever lives or works in one house is easily recognised, so exports
// tell groups of ten people and more apart and suppress smaller ones (threshold rule of statistical
// disclosure control: Hundepool et al., "Statistical Disclosure Control", Wiley 2012, section 4.2).
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/city/table.hpp"

namespace conurb::io {

/// Fewer people than this are not told of.
inline constexpr double kSmallestGroup = 10;

/// Unit of columns that count people.
inline constexpr std::string_view kPeople = "person";

/// Whether `value`, in the column's unit, counts people and is above 0 and below kSmallestGroup: then nothing
/// is written in its place. No people and an unknown number are no secret. Any thread.
[[nodiscard]] constexpr bool suppressed_count(std::string_view unit, double value) {
  return unit == kPeople && value > 0 && value < kSmallestGroup;
}

/// Whether a row speaks of one small group, so that its other columns (home, age, occupation) may not go out
/// either: rows of `person_group` whose size is suppressed or unknown. Any thread.
[[nodiscard]] bool suppressed_row(const city::Table& table, std::int64_t row);

}  // namespace conurb::io
