// SPDX-License-Identifier: Apache-2.0
#include "engine/room/quantities.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/base/text.hpp"

namespace conurb::room {

namespace {

// Amounts, in the units that columns are declared in.
constexpr std::array<std::string_view, 24> kAmounts{
    "W", "kW", "MW", "J",  "kJ",  "MJ", "GJ", "Wh", "kWh", "MWh",    "GWh",     "kg",
    "g", "t",  "m2", "ha", "km2", "m3", "L",  "l",  "EUR", "person", "vehicle", "VA"};
// Flows are amounts in a time.
constexpr std::array<std::string_view, 6> kTimes{"s-1", "min-1", "h-1", "d-1", "a-1", "year-1"};
// Plain numbers that count things.
constexpr std::array<std::string_view, 1> kCounted{"dwellings"};

template <std::size_t n>
bool holds(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool adds_up(const city::ColumnSpec& column) {
  if (column.list || column.scalar == city::Scalar::text || column.scalar == city::Scalar::ref) return false;
  if (column.unit == "1" || column.unit.empty()) return holds(kCounted, column.name);
  // Ways add up, heights and widths do not.
  if (column.unit == "m" || column.unit == "km")
    return column.name.ends_with("length") || column.name.ends_with("perimeter");
  const auto factors = split_words(column.unit);
  bool amount = false;
  for (const std::string_view factor : factors) {
    if (holds(kAmounts, factor) && !amount) {
      amount = true;
    } else if (!holds(kTimes, factor)) {
      return false;
    }
  }
  return amount;
}

}  // namespace conurb::room
