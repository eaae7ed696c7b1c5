// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "engine/base/text.hpp"

namespace conurb::scene {
namespace {

constexpr std::string_view kMinus = "\u2212", kThinSpace = "\u2009", kNothing = "\u2013", kDot = "\u00B7";
constexpr std::size_t kLeftTogether = 4;  // digits
constexpr double kRoundingSlack = 1e-9;   // so that 0.3 / 0.1 counts as 3

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

// log10 of the greatest power of ten that is not above the value.
double magnitude(double value) {
  return std::floor(std::log10(value) + kRoundingSlack);
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
  const int most = std::clamp(5 - static_cast<int>(magnitude(std::abs(value))), 0, 15);
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

double nice_above(double value) {
  if (!(value > 0)) return 0;
  const double power = std::pow(10.0, magnitude(value)), head = value / power;
  for (const double nice : {1.0, 2.0, 5.0}) {
    if (head <= nice * (1 + kRoundingSlack)) return nice * power;
  }
  return 10 * power;
}

double nice_below(double value) {
  if (!(value > 0)) return 0;
  const double power = std::pow(10.0, magnitude(value)), head = value / power;
  for (const double nice : {5.0, 2.0}) {
    if (head >= nice * (1 - kRoundingSlack)) return nice * power;
  }
  return power;
}

double nice_step(double span, int most) {
  return nice_above(span / std::max(most, 1));
}

int decimals_of(double step) {
  return step > 0 ? std::max(0, -static_cast<int>(magnitude(step))) : 0;
}

std::vector<double> nice_ticks(double low, double high, int most) {
  std::vector<double> ticks;
  if (!(low < high) || !std::isfinite(high - low)) return ticks;
  double step = nice_step(high - low, std::max(most - 1, 1));
  // A multiple of a power of ten is a quotient of whole numbers where that is the rounder double.
  const double scale = step < 1 ? std::round(1 / step) : 0;
  const double first = std::ceil(low / step - kRoundingSlack),
               last = std::floor(high / step + kRoundingSlack);
  for (double k = first; k <= last; k += 1) ticks.push_back(scale > 0 ? k / scale : k * step);
  return ticks;
}

Display display_of(const UnitSystem& units, const city::ColumnSpec& column, const std::string& wanted) {
  Display display;
  display.unit = column.unit;
  const std::string& target = wanted.empty() ? column.display_unit : wanted;
  if (target.empty() || target == column.unit) return display;
  const Unit from = units.parse(column.unit), to = units.parse(target);
  const double zero = units.convert(0, from, to), one = units.convert(1, from, to),
               ten = units.convert(10, from, to);
  const bool straight = std::isfinite(zero) && std::isfinite(one) &&
                        std::abs((ten - zero) - 10 * (one - zero)) <= 1e-6 * std::abs(ten - zero);
  if (!straight) return display;
  display.unit = target;
  // Differences beside a large offset have lost digits; the factors of temperatures are short.
  display.factor = zero == 0 ? one : std::round((one - zero) * 1e9) / 1e9;
  display.offset = zero;
  return display;
}

Display difference_display(const Display& display, const city::ColumnSpec& column) {
  if (display.offset == 0) return display;
  return {column.unit, 1, 0};
}

}  // namespace conurb::scene
