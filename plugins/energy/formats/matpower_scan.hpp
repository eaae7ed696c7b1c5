// SPDX-License-Identifier: Apache-2.0
// The letters of a MATPOWER case: passes over blanks, comments (% and #, blocks %{ … %}) and lines continued
// with "...", and takes names, numbers and texts. Knows lines, and no statement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace conurb::energy {

class CaseScanner {
 public:
  CaseScanner(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
  /// The next byte; 0 at the end.
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  /// Passes over one byte.
  void step();
  /// Passes over blanks, comments and continued line ends; stops before a line end. True if there was any.
  bool skip_blanks();

  /// Takes a name; empty if there is none.
  std::string_view name();
  /// Whether a number without sign begins here: digits, or Inf and NaN in any case of letters.
  [[nodiscard]] bool number_follows() const;
  /// Takes it. Refuses what runs on as something else ("3i", "1.2.3") or lies beyond a double.
  double number();
  /// Takes a text in ' or "; the quote doubled stands for itself, a line end ends it wrongly.
  std::string string();

  /// Where the scanner stands, to go back to.
  struct Mark {
    std::size_t position = 0;
    std::uint32_t line = 1;
  };
  [[nodiscard]] Mark mark() const { return {position_, line_}; }
  void go_back(const Mark& mark);

  [[nodiscard]] std::uint32_t line() const { return line_; }
  /// The text of the line at `mark`, from there on.
  [[nodiscard]] std::string_view rest_of_line(const Mark& mark) const;
  /// Throws InputError at "where:line".
  [[noreturn]] void refuse(const std::string& what, std::uint32_t line, const std::string& remedy = {}) const;

 private:
  void skip_comment();
  void skip_block_comment();
  void skip_line();
  [[nodiscard]] bool block_mark(char bracket) const;

  std::string_view text_;
  const std::string& where_;
  std::size_t position_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace conurb::energy
