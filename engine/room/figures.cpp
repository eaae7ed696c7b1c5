// SPDX-License-Identifier: Apache-2.0
#include "engine/room/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace conurb::room {

namespace {

constexpr std::string_view kThinSpace = "\u2009";
constexpr std::string_view kMinus = "\u2212";

// Digits before the point, in groups of three if there are five or more.
std::string grouped(std::string text) {
  const std::size_t end = std::min(text.find('.'), text.size());
  if (end < 5) return text;
  for (std::size_t at = end; at > 3;) {
    at -= 3;
    text.insert(at, kThinSpace);
  }
  return text;
}

std::string superscript(std::string_view digits) {
  static constexpr std::array<std::string_view, 10> kDigits{"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                            "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text;
  for (const char c : digits) {
    if (c == '-') text += "\u207b";
    if (c >= '0' && c <= '9') text += kDigits[static_cast<std::size_t>(c - '0')];
  }
  return text;
}

std::string power_of_ten(double magnitude) {
  const int exponent = static_cast<int>(std::floor(std::log10(magnitude)));
  return fmt::format("{:.2f}\u00b710{}", magnitude / std::pow(10.0, exponent),
                     superscript(std::to_string(exponent)));
}

std::string magnitude_text(double magnitude) {
  if (magnitude == 0) return "0";
  if (magnitude < 1e-3 || magnitude >= 1e12) return power_of_ten(magnitude);
  // What rounding carries to the next power of ten (99.96) has a digit less behind the point.
  const int before = static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  const bool carries = std::round(magnitude * std::pow(10.0, 3 - before)) >= 1000;
  int decimals = std::clamp(3 - before - (carries ? 1 : 0), 0, 5);
  // Digits that only say that nothing follows are left out; a float's last ones say nothing either.
  const auto rounded = [magnitude](int digits) {
    const double power = std::pow(10.0, digits);
    return std::round(magnitude * power) / power;
  };
  while (decimals > 0 && std::abs(rounded(decimals - 1) - magnitude) <= 1e-6 * magnitude) --decimals;
  return grouped(fmt::format("{:.{}f}", magnitude, decimals));
}

std::string word_of(std::string_view symbol) {
  static constexpr std::pair<std::string_view, std::string_view> kSymbols[] = {
      {"degC", "\u00b0C"}, {"degree", "\u00b0"}, {"percent", "%"},
      {"us", "\u00b5s"},   {"EUR", "\u20ac"},    {"1", ""}};
  for (const auto& [name, shown] : kSymbols) {
    if (symbol == name) return std::string(shown);
  }
  return std::string(symbol);
}

// "m-2" -> m, -2.
std::pair<std::string, int> factor_of(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && std::isdigit(static_cast<unsigned char>(text[end - 1])) != 0) --end;
  if (end == text.size() || end == 0) return {word_of(text), 1};
  const int digits = text.size() - end > 2 ? 1 : std::stoi(std::string(text.substr(end)));
  const bool negative = text[end - 1] == '-';
  if (negative) --end;
  return {word_of(text.substr(0, end)), negative ? -digits : digits};
}

void multiply(std::string& product, int& count, const std::string& symbol, int power) {
  if (symbol.empty()) return;
  if (count++ > 0) product += "\u00b7";
  product += symbol;
  if (power != 1) product += superscript(std::to_string(power));
}

}  // namespace

std::string figure(double value) {
  if (std::isnan(value)) return "\u2013";
  if (std::isinf(value)) return value < 0 ? std::string(kMinus) + "\u221e" : "\u221e";
  const std::string text = magnitude_text(std::abs(value));
  return value < 0 ? std::string(kMinus) + text : text;
}

std::string signed_figure(double value) {
  const std::string text = figure(value);
  return value > 0 ? "+" + text : text;
}

std::string whole_figure(std::int64_t value) {
  const std::string digits = std::to_string(value);
  return value < 0 ? std::string(kMinus) + grouped(digits.substr(1)) : grouped(digits);
}

std::string unit_label(std::string_view unit) {
  // What is written with signs of its own is left as it is.
  if (unit.find_first_of("/()^*") != std::string_view::npos) return std::string(unit);
  std::string above, below;
  int above_count = 0, below_count = 0;
  for (std::size_t at = 0; at < unit.size();) {
    const std::size_t end = std::min(unit.find_first_of(" .", at), unit.size());
    if (end > at) {
      const auto [symbol, power] = factor_of(unit.substr(at, end - at));
      if (power > 0) multiply(above, above_count, symbol, power);
      if (power < 0) multiply(below, below_count, symbol, -power);
    }
    at = end + 1;
  }
  if (below_count == 0) return above;
  if (below_count > 1) below = fmt::format("({})", below);
  return fmt::format("{}/{}", above_count == 0 ? "1" : above, below);
}

}  // namespace conurb::room
