// SPDX-License-Identifier: Apache-2.0
#include "engine/city/expression_lexer.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <system_error>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city::expression {

namespace {

constexpr std::size_t kMaxUnit = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string place_of(std::string_view text, std::size_t position) {
  std::size_t column = 1;
  for (std::size_t i = 0; i < position && i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++column;
  }
  return fmt::format("column {} of {}", column, in_quotes(text));
}

Lexer::Lexer(std::string_view text) : text_(text) {
  if (!is_utf8(text)) {
    fail(0, "the text is not UTF-8", "save or send it as UTF-8");
  }
  next();
}

void Lexer::fail(std::size_t position, const std::string& what, const std::string& remedy) const {
  throw Error(ErrorCode::bad_data, what, place_of(text_, position), remedy);
}

void Lexer::next() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  token_ = Token{};
  token_.position = at_;
  if (at_ == text_.size()) return;
  const char c = text_[at_];
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
    read_number();
  } else if (c == '"' || c == '\'') {
    read_text(c);
  } else if (is_letter(c)) {
    token_.kind = TokenKind::name;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
  } else {
    read_symbol();
  }
  token_.spelling = text_.substr(token_.position, at_ - token_.position);
}

void Lexer::read_number() {
  const std::size_t begin = at_;
  token_.kind = TokenKind::number;
  bool whole = true;
  while (is_digit(peek())) ++at_;
  if (peek() == '.' && is_digit(peek(1))) {
    whole = false;
    ++at_;
    while (is_digit(peek())) ++at_;
  }
  const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
    whole = false;
    at_ += 1 + sign;
    while (is_digit(peek())) ++at_;
  }
  if (is_letter(peek())) {
    fail(at_, fmt::format("a number runs into '{}'", peek()), "write a unit in brackets, as in 5 [km]");
  }
  const char* first = text_.data() + begin;
  const char* last = text_.data() + at_;
  Literal& literal = token_.literal;
  if (std::from_chars(first, last, literal.number).ec != std::errc{}) {
    fail(begin, "the number is too large or too small for a double");
  }
  literal.whole = whole && std::from_chars(first, last, literal.integer).ec == std::errc{};
}

void Lexer::read_text(char quote) {
  const std::size_t begin = at_++;
  token_.kind = TokenKind::text;
  Literal& literal = token_.literal;
  literal.is_text = true;
  while (peek() != quote) {
    if (at_ == text_.size()) fail(begin, "the text is never closed", fmt::format("end it with {}", quote));
    char c = text_[at_];
    if (c == '\0') fail(at_, "a text cannot hold a NUL character");
    if (c == '\\') {
      static constexpr std::string_view kEscapes = "\"'\\ntr";
      static constexpr std::string_view kMeanings = "\"'\\\n\t\r";
      const std::size_t which = kEscapes.find(peek(1));
      if (peek(1) == '\0' || which == std::string_view::npos) {
        fail(at_, "unknown escape in a text", R"(known are \" \' \\ \n \t \r; write \\ for one backslash)");
      }
      c = kMeanings[which];
      ++at_;
    }
    literal.text += c;
    ++at_;
  }
  ++at_;
}

void Lexer::read_symbol() {
  static constexpr std::array<std::string_view, 6> kPairs{"<=", ">=", "==", "!=", "~=", "<>"};
  static constexpr std::string_view kSingles = "+-*/%^<>=()[],.";
  token_.kind = TokenKind::symbol;
  for (const std::string_view pair : kPairs) {
    if (text_.substr(at_, 2) == pair) {
      at_ += 2;
      return;
    }
  }
  if (kSingles.find(text_[at_]) == std::string_view::npos) {
    std::size_t size = 1;  // whole characters in messages, not half ones
    while (at_ + size < text_.size() && (static_cast<unsigned char>(text_[at_ + size]) & 0xC0U) == 0x80U)
      ++size;
    const std::string_view found = text_.substr(at_, size);
    std::string remedy;
    if (found == "&") remedy = "write 'and'";
    if (found == "|") remedy = "write 'or'";
    if (found == "!") remedy = "write 'not'";
    fail(at_, fmt::format("{} means nothing here", in_quotes(found)), remedy);
  }
  ++at_;
}

std::string Lexer::unit() {
  const std::size_t begin = at_;
  const std::size_t end = text_.find(']', begin);
  if (end == std::string_view::npos || end - begin > kMaxUnit) {
    fail(token_.position, "the unit is never closed", "write it in brackets, as in 5 [km]");
  }
  const std::string_view unit = trim(text_.substr(begin, end - begin));
  for (const char c : unit) {
    if (static_cast<unsigned char>(c) < 0x20U || c == '[') fail(begin, "this is not a unit");
  }
  if (unit.empty()) fail(begin, "the unit is empty", "write it in brackets, as in 5 [km]");
  at_ = end + 1;
  next();
  return std::string(unit);
}

}  // namespace conurb::city::expression
