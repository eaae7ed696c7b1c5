// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_words.hpp"

#include <algorithm>

namespace conurb::water {
namespace {

constexpr std::string_view kInpBlanks = " \t\r";

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kInpBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kInpBlanks) - first + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return upper(x) == upper(y); });
}

bool begins(std::string_view word, std::string_view keyword) {
  return word.size() >= keyword.size() && same_word(word.substr(0, keyword.size()), keyword);
}

void split_words(std::string_view line, InpWords& out) {
  out.words.clear();
  const std::size_t semicolon = line.find(';');
  out.has_comment = semicolon != std::string_view::npos;
  out.comment = out.has_comment ? without_blanks(line.substr(semicolon + 1)) : std::string_view();
  line = line.substr(0, semicolon);
  for (;;) {
    const std::size_t first = line.find_first_not_of(kInpBlanks);
    if (first == std::string_view::npos || out.words.size() > kMostWords) return;
    line.remove_prefix(first);
    const bool quoted = line.front() == '"';
    if (quoted) line.remove_prefix(1);
    const std::string_view word = line.substr(0, line.find_first_of(quoted ? "\"\r" : kInpBlanks));
    out.words.push_back(word);
    line.remove_prefix(std::min(line.size(), word.size() + (quoted ? 1 : 0)));
  }
}

bool is_heading(std::string_view comment) {
  return comment.empty() || comment.front() == ';' || comment.front() == '-' ||
         (begins(comment, "ID") && (comment.size() == 2 || comment[2] == ' ' || comment[2] == '\t'));
}

std::string quoted_word(std::string_view word) {
  // A word with a quote inside never stood in quotes itself.
  const bool head = word.starts_with('[') && word.find('"') == std::string_view::npos;
  const bool plain = !word.empty() && word.find_first_of(kInpBlanks) == std::string_view::npos && !head &&
                     word.front() != '"';
  if (plain) return std::string(word);
  std::string out = "\"";
  out.append(word).append("\"");
  return out;
}

}  // namespace conurb::water
