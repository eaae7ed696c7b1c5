// SPDX-License-Identifier: Apache-2.0
// Small helpers for text. ASCII rules and no locale: the same bytes in give the same bytes out. Any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {

/// Without blanks, tabs, CR, LF, VT and FF at both ends; a view into `text`.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The pieces between separators, empty ones kept: "a,,b" gives three, "" gives one. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// The words between runs of white space, no empty ones. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);

/// `pieces` with `separator` between them.
[[nodiscard]] std::string join(std::span<const std::string> pieces, std::string_view separator);

/// A..Z made small, other bytes kept.
[[nodiscard]] std::string to_lower(std::string_view text);
/// Whether a text is in a list: `is_one_of(value, {"park", "garden"})`.
template <class List = std::initializer_list<std::string_view>>
[[nodiscard]] constexpr bool is_one_of(std::string_view text, const List& list) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

/// Equal but for A..Z and a..z.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view start);
[[nodiscard]] bool ends_with_ignoring_case(std::string_view text, std::string_view end);

/// True if `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` for a message: in double quotes, control characters and bytes that are no UTF-8 as \xNN, cut to
/// `max_bytes` with "..." after.
[[nodiscard]] std::string in_quotes(std::string_view text, std::size_t max_bytes = 60);

/// `text` with control characters and bytes that are no UTF-8 as \xNN, those in `kept` as they are.
[[nodiscard]] std::string printable(std::string_view text, std::string_view kept = "");

/// Fewest insertions, deletions, changes and swaps of neighbours that make `b` of `a` (optimal string
/// alignment, Damerau 1964), in bytes. O(len a * len b).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name` (case ignored; the first of equals), or "" if none is near: at most a
/// third of its length away. Candidates or names over 200 bytes are left out.
[[nodiscard]] std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// `did you mean "x"?`, or "" if nothing is near: the remedy of an Error about an unknown name.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace conurb
