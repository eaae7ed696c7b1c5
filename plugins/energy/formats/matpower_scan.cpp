// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/matpower_scan.hpp"

#include <charconv>
#include <limits>
#include <system_error>

#include "plugins/energy/error.hpp"
#include "plugins/energy/findings.hpp"

namespace conurb::energy {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

void CaseScanner::step() {
  if (at_end()) return;
  if (text_[position_] == '\n') ++line_;
  ++position_;
}

void CaseScanner::skip_line() {
  position_ = std::min(text_.find('\n', position_), text_.size());
}

/// Whether "%{" or "%}" stands here alone on its line, as MATLAB wants it of a block.
bool CaseScanner::block_mark(char bracket) const {
  if (peek(1) != bracket) return false;
  for (std::size_t i = position_; i > 0 && text_[i - 1] != '\n'; --i) {
    if (!is_blank(text_[i - 1])) return false;
  }
  for (std::size_t i = position_ + 2; i < text_.size() && text_[i] != '\n'; ++i) {
    if (!is_blank(text_[i])) return false;
  }
  return true;
}

void CaseScanner::skip_block_comment() {
  const std::uint32_t opened = line_;
  std::size_t depth = 0;
  while (!at_end()) {
    while (is_blank(peek())) step();
    const bool mark = peek() == '%' || peek() == '#';
    if (mark && block_mark('{')) ++depth;
    if (mark && block_mark('}')) --depth;
    skip_line();
    if (depth == 0) return;
    step();
  }
  refuse("the block comment is not closed", opened, "end it with a line %}");
}

void CaseScanner::skip_comment() {
  if (block_mark('{')) {
    skip_block_comment();
  } else {
    skip_line();
  }
}

bool CaseScanner::skip_blanks() {
  const std::size_t begin = position_;
  for (;;) {
    const char c = peek();
    if (is_blank(c)) {
      step();
    } else if (c == '%' || c == '#') {
      skip_comment();
    } else if (c == '.' && peek(1) == '.' && peek(2) == '.') {
      skip_line();
      step();
    } else {
      return position_ != begin;
    }
  }
}

std::string_view CaseScanner::name() {
  const std::size_t begin = position_;
  if (!is_letter(peek())) return {};
  while (is_letter(peek()) || is_digit(peek())) step();
  return text_.substr(begin, position_ - begin);
}

bool CaseScanner::number_follows() const {
  if (is_digit(peek())) return true;
  if (peek() == '.') return is_digit(peek(1));
  const char a = lower(peek()), b = lower(peek(1)), c = lower(peek(2)), after = peek(3);
  const bool word = (a == 'i' && b == 'n' && c == 'f') || (a == 'n' && b == 'a' && c == 'n');
  return word && !is_letter(after) && !is_digit(after);
}

double CaseScanner::number() {
  const Mark begin = mark();
  if (is_letter(peek())) {
    return lower(name().front()) == 'i' ? std::numeric_limits<double>::infinity()
                                        : std::numeric_limits<double>::quiet_NaN();
  }
  while (is_digit(peek())) step();
  if (peek() == '.') step();
  while (is_digit(peek())) step();
  std::string digits(text_.substr(begin.position, position_ - begin.position));
  const char e = lower(peek());
  const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if ((e == 'e' || e == 'd') && is_digit(peek(1 + sign))) {
    step();
    const std::size_t exponent = position_ + (peek() == '+' ? 1 : 0);
    if (sign == 1) step();
    while (is_digit(peek())) step();
    digits.append("e").append(text_.substr(exponent, position_ - exponent));
  }
  if (is_letter(peek()) || peek() == '.') {
    refuse(in_quotes(rest_of_line(begin)) + " begins with what is no number", begin.line);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    refuse(in_quotes(digits) + " is no number that a double can hold", begin.line);
  }
  return value;
}

std::string CaseScanner::string() {
  const std::uint32_t begin = line_;
  const char quote = peek();
  step();
  std::string out;
  for (;;) {
    if (at_end() || peek() == '\n') refuse("the text is not closed on its line", begin);
    if (peek() == quote) {
      step();
      if (peek() != quote) return out;
    }
    out += peek();
    step();
  }
}

void CaseScanner::go_back(const Mark& mark) {
  position_ = mark.position;
  line_ = mark.line;
}

std::string_view CaseScanner::rest_of_line(const Mark& mark) const {
  std::string_view rest = text_.substr(mark.position);
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  return rest;
}

void CaseScanner::refuse(const std::string& what, std::uint32_t line, const std::string& remedy) const {
  throw InputError(what, where_ + ":" + std::to_string(line), remedy);
}

}  // namespace conurb::energy
