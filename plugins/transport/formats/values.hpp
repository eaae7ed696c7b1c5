// SPDX-License-Identifier: Apache-2.0
// Numbers, times and lists as SUMO writes them into attributes. Any text; nothing throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// A finite number, and nothing else than blanks around it.
[[nodiscard]] std::optional<double> number_in(std::string_view text);
[[nodiscard]] std::optional<std::int32_t> whole_number_in(std::string_view text);

/// Seconds, written as a number or as [days:]hours:minutes:seconds.
[[nodiscard]] std::optional<double> seconds_in(std::string_view text);

/// The nearest whole number of milliseconds; none where it lies beyond the range.
[[nodiscard]] std::optional<Milliseconds> to_milliseconds(double seconds);

/// Takes the first word off a text: what stands before a blank (or a comma, as in older files). Empty where
/// no word is left.
[[nodiscard]] std::string_view take_word(std::string_view& text);

/// Appends x, y, z for each point "x,y" or "x,y,z" of a shape. False where it is none; `out` then holds the
/// points before.
[[nodiscard]] bool read_shape(std::string_view text, std::vector<double>& out);

}  // namespace conurb::transport
