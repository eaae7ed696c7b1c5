// SPDX-License-Identifier: Apache-2.0
// The bytes of a file as text, and how much of it a reader takes: no file of some bytes may become gigabytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conurb::water {

/// The longest file that is read, bytes.
inline constexpr std::size_t kLongestInp = 100'000'000;

/// Most nodes, and most links, of one file: the largest published networks have some ten thousand.
inline constexpr std::size_t kMostElements = 2'000'000;

/// The text in UTF-8 without a byte order mark: the bytes themselves or, where these are no UTF-8 and so
/// taken for Latin-1, `converted`. Throws InputError at `where` for more than kLongestInp bytes and for what
/// is no text.
[[nodiscard]] std::string_view as_utf8(std::string_view bytes, const std::string& where,
                                       std::string& converted);

}  // namespace conurb::water
