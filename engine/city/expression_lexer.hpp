// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: from bytes to words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/city/expression_tree.hpp"

namespace conurb::city::expression {

enum class TokenKind : std::uint8_t { end, number, text, name, symbol };

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t position = 0;   ///< byte where it begins
  std::string_view spelling;  ///< as written; symbols and names are told apart by it
  Literal literal;            ///< numbers and texts, without unit
};

/// Reads one token after the other. Throws Error bad_data for what is none: bytes that are no UTF-8, control
/// characters, open texts, unknown escapes, numbers too large.
class Lexer {
 public:
  /// `text` must outlive the lexer and its tokens.
  explicit Lexer(std::string_view text);

  [[nodiscard]] const Token& token() const { return token_; }
  void next();
  /// With a token "[" at hand: the unit in the brackets; goes on behind the "]".
  [[nodiscard]] std::string unit();
  /// Throws Error bad_data at a place.
  [[noreturn]] void fail(std::size_t position, const std::string& what, const std::string& remedy = {}) const;

 private:
  void read_number();
  void read_text(char quote);
  void read_symbol();
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace conurb::city::expression
