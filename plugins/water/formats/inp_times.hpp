// SPDX-License-Identifier: Apache-2.0
// Times of INP files: decimal hours, hours:minutes[:seconds], numbers with a unit, times of day with AM or
// PM.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conurb::water {

/// Seconds of a time, to the nearest; `unit` may be empty: SEC, MIN, HOURS, DAYS, AM, PM. None for what is no
/// time, is negative or beyond a thousand years. 13 PM and later are taken for the hours that they say.
[[nodiscard]] std::optional<std::int64_t> seconds_of(std::string_view time, std::string_view unit);

/// "26:30", "0:00:45".
[[nodiscard]] std::string time_text(std::int64_t seconds);

}  // namespace conurb::water
