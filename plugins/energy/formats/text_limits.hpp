// SPDX-License-Identifier: Apache-2.0
// How much of a text all readers take: no file of some bytes may become gigabytes, or exhaust the stack.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conurb::energy {

/// The longest text that a reader takes, bytes.
inline constexpr std::size_t kTextLimit = 100'000'000;

/// Most values of one text: about a million lines.
inline constexpr std::size_t kValueLimit = 10'000'000;

/// Deepest nesting of arrays and objects that is read.
inline constexpr int kDepthLimit = 200;

/// The text without a byte order mark. Throws InputError at `where` for one beyond kTextLimit.
[[nodiscard]] std::string_view bounded_text(std::string_view text, const std::string& where);

/// "has more than 10000000 values": what a reader says that met more than kValueLimit.
[[nodiscard]] std::string too_many_values();

}  // namespace conurb::energy
