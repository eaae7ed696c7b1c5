// SPDX-License-Identifier: Apache-2.0
#include "engine/base/number_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "engine/base/text.hpp"

namespace conurb {
namespace {

constexpr std::string_view kMinus = "\u2212", kThinSpace = "\u2009", kNothing = "\u2013", kDot = "\u00B7";
constexpr std::size_t kLeftTogether = 4;  // digits

// Symbols that are written otherwise than UDUNITS spells them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kSymbols{{
    {"degC", "°C"},
    {"degF", "°F"},
    {"degree", "°"},
    {"percent", "%"},
    {"EUR", "€"},
    {"ohm", "Ω"},
    {"ug", "µg"},
    {"um", "µm"},
    {"us", "µs"},
    {"person", "people"},
    {"vehicle", "vehicles"},
    {"passenger", "passengers"},
    {"second", "s"},
    {"hour", "h"},
    {"day", "d"},
}};

std::string symbol_text(std::string_view symbol) {
  const auto* known =
      std::find_if(kSymbols.begin(), kSymbols.end(), [&](const auto& pair) { return pair.first == symbol; });
  return std::string(known == kSymbols.end() ? symbol : known->second);
}

std::string superscript(std::string_view digits) {
  constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : digits) text += kDigits[static_cast<std::size_t>(c - '0')];
  return text;
}

/// "m-2" as its symbol, its exponent's digits and whether it divides.
struct Factor {
  std::string_view symbol, digits;
  bool below = false;
};

Factor factor_of(std::string_view word) {
  std::size_t end = word.size();
  while (end > 0 && word[end - 1] >= '0' && word[end - 1] <= '9') --end;
  Factor factor{word.substr(0, end), word.substr(end)};
  if (factor.symbol.ends_with('-') && !factor.digits.empty()) {
    factor.below = true;
    factor.symbol.remove_suffix(1);
  }
  if (factor.symbol.ends_with('^')) factor.symbol.remove_suffix(1);
  return factor;
}

std::string factor_text(const Factor& factor) {
  return symbol_text(factor.symbol) + (factor.digits == "1" ? std::string() : superscript(factor.digits));
}

}  // namespace

std::string number_text(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(kNothing);
  std::string plain = fmt::format("{:.{}f}", std::abs(value), std::max(decimals, 0));
  const bool zero = plain.find_first_not_of("0.") == std::string::npos;
  const std::size_t whole = std::min(plain.find('.'), plain.size());
  std::string text = value < 0 && !zero ? std::string(kMinus) : std::string();
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && whole > kLeftTogether && (whole - i) % 3 == 0) text += kThinSpace;
    text += plain[i];
  }
  return text + plain.substr(whole);
}

std::string number_text(double value) {
  if (!std::isfinite(value) || value == 0) return number_text(value, 0);
  const int most = std::clamp(5 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 15);
  const std::string longest = fmt::format("{:.{}f}", value, most);
  const std::size_t dot = longest.find('.');
  if (dot == std::string::npos) return number_text(value, 0);
  const std::size_t last = longest.find_last_not_of('0');
  return number_text(value, static_cast<int>(last - std::min(dot, last)));
}

std::string unit_text(std::string_view unit) {
  unit = trim(unit);
  if (unit.empty() || unit == "1") return {};
  if (unit.find_first_of("/(*.") != std::string_view::npos) return std::string(unit);
  std::string above, below;
  std::size_t divisors = 0;
  for (const std::string_view word : split_words(unit)) {
    Factor factor = factor_of(word);
    if (factor.symbol.empty()) return std::string(unit);  // a number: 100 m
    // What is divided by stands in the singular: € per person.
    std::string text = factor_text(factor);
    if (factor.below && text.starts_with("people")) text = "person";
    if (factor.below && (text == "vehicles" || text == "passengers")) text.pop_back();
    std::string& side = factor.below ? below : above;
    divisors += factor.below ? 1 : 0;
    side += (side.empty() ? "" : std::string(kDot)) + text;
  }
  if (below.empty()) return above;
  return (above.empty() ? "1" : above) + "/" + (divisors > 1 ? "(" + below + ")" : below);
}

std::string name_text(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kSpelt[] = {
      {"co2", "CO2"}, {"no2", "NO2"}, {"pm10", "PM10"}, {"pv", "PV"}, {"ev", "EV"}, {"id", "ID"}};
  static constexpr std::pair<std::string_view, std::string_view> kWinds[] = {
      {"n", "north"}, {"ne", "north-east"}, {"e", "east"}, {"se", "south-east"},
      {"s", "south"}, {"sw", "south-west"}, {"w", "west"}, {"nw", "north-west"}};
  std::string text;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('_', at), name.size());
    std::string_view word = name.substr(at, end - at);
    std::string_view before = text.empty() ? "" : " ";
    const bool value_follows = name.substr(end).starts_with("_value");
    for (const auto& [plain, spelt] : kSpelt) {
      if (word == plain) word = spelt;
    }
    if (end == name.size() && at > 0) {
      for (const auto& [sign, wind] : kWinds) {
        if (word != sign) continue;
        word = wind;
        before = ", ";
      }
    }
    text.append(before).append(value_follows && word == "u" ? "U" : word);
    // What physics writes with a letter is one word: U-value, g-value.
    if (value_follows && word.size() == 1) {
      text.append("-value");
      at = end + std::string_view("_value").size() + 1;
    } else {
      at = end + 1;
    }
  }
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace conurb
