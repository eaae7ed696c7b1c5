// SPDX-License-Identifier: Apache-2.0
// The words of a line of an INP file. Any text; nothing throws.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::water {

/// Without the blanks, tabs and carriage returns around it.
[[nodiscard]] std::string_view without_blanks(std::string_view text);

/// Whether the word begins with the keyword, whatever the case of its letters: so EPANET compares all
/// keywords.
[[nodiscard]] bool begins(std::string_view word, std::string_view keyword);

/// Whether the words are the same but for the case of ASCII letters.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

/// What stands on a line: words parted by blanks or tabs, or in double quotes, and behind a semicolon, even
/// one in quotes, the comment.
struct InpWords {
  std::vector<std::string_view> words = {};
  std::string_view comment = {};  ///< without blanks around it
  bool has_comment = false;
};

/// Most words of a line; what follows is not split.
inline constexpr std::size_t kMostWords = 1'000'000;

/// Splits a line into `out`, whose memory is used again. A line of more words than kMostWords has one more.
void split_words(std::string_view line, InpWords& out);

/// Whether a line of comment is the heading of a table: ";ID Elev", ";;ID", ";-----".
[[nodiscard]] bool is_heading(std::string_view comment);

/// The word as a file holds it: in quotes where it would not be one word else.
[[nodiscard]] std::string quoted_word(std::string_view word);

}  // namespace conurb::water
