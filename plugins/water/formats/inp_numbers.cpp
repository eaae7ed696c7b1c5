// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_numbers.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace conurb::water {
namespace {

constexpr double kSmallestNumber = 1e-30;
constexpr int kUsualDigits = 12, kSureDigits = 15;  // 15 digits of any number survive a double
constexpr int kNeighbours = 4;                      // a quotient is that near to what it was made of

std::string with_digits(double value, int digits) {
  char buffer[40];
  return {buffer,
          std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits).ptr};
}

std::string shortest(double value) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

bool reads_back(const std::string& digits, double factor, double si) {
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value * factor == si;
}

}  // namespace

std::optional<double> inp_number(std::string_view word) {
  if (word.size() > 1 && word[0] == '+' && word[1] != '-') word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  if (!(std::abs(value) <= kLargestNumber)) return std::nullopt;
  return std::abs(value) < kSmallestNumber ? 0 : value;
}

std::int64_t leading_number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string file_number(double si, double factor) {
  if (si == 0) return "0";
  const double value = si / factor;
  for (const int digits : {kUsualDigits, kSureDigits}) {
    std::string text = with_digits(value, digits);
    if (reads_back(text, factor, si)) return text;
  }
  std::string best;
  double down = value, up = value;
  for (int i = 0; i <= kNeighbours; ++i) {
    for (const double candidate : {down, up}) {
      if (candidate * factor != si) continue;
      std::string text = shortest(candidate);
      if (best.empty() || text.size() < best.size()) best = std::move(text);
    }
    down = std::nextafter(down, -std::numeric_limits<double>::infinity());
    up = std::nextafter(up, std::numeric_limits<double>::infinity());
  }
  return best.empty() ? shortest(value) : best;
}

}  // namespace conurb::water
