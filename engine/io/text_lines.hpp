// SPDX-License-Identifier: Apache-2.0
// Lines and cells of text formats. Views point into the text they come from.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb::io {

/// The text without a UTF-8 byte order mark at its start.
[[nodiscard]] std::string_view without_mark(std::string_view text);
/// The text without blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Walks the lines of a text; ends of line are "\n", "\r\n" and "\r" alone.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  /// Next line without its end; nothing when the text is used up.
  std::optional<std::string_view> next();
  /// Number of the line returned last, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// Cells of a line without quoting rules, untrimmed.
[[nodiscard]] std::vector<std::string_view> split(std::string_view line, char separator);

/// The number that the whole text is (a leading '+' allowed, no blanks), nothing otherwise. Independent of
/// the locale.
[[nodiscard]] std::optional<double> parse_real(std::string_view text);
[[nodiscard]] std::optional<long long> parse_integer(std::string_view text);

}  // namespace conurb::io
