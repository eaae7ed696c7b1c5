// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_names.hpp"

namespace conurb::io {

namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::size_t kLongest = 48;

}  // namespace

std::string snake_case(std::string_view name, std::string_view prefix) {
  std::string snake;
  bool word_ended = false;
  for (std::size_t i = 0; i < name.size() && snake.size() < kLongest; ++i) {
    const char c = name[i];
    if (!is_upper(c) && !is_lower(c) && !is_decimal(c)) {
      word_ended = true;
      continue;
    }
    const char before = i > 0 ? name[i - 1] : '\0';
    const char after = i + 1 < name.size() ? name[i + 1] : '\0';
    const bool begins =
        is_upper(c) && (is_lower(before) || is_decimal(before) || (is_upper(before) && is_lower(after)));
    if (!snake.empty() && (word_ended || begins)) snake += '_';
    word_ended = false;
    snake += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (snake.empty() || is_decimal(snake[0])) snake.insert(0, prefix);
  while (!snake.empty() && snake.back() == '_') snake.pop_back();
  return snake;
}

}  // namespace conurb::io
