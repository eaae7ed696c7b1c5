// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/base/text.hpp"

namespace conurb::io {

namespace {

constexpr double kKmPerHour = 1 / 3.6;
constexpr double kMilesPerHour = 1609.344 / 3600;
constexpr double kFoot_m = 0.3048;

/// A number at the beginning and the trimmed rest behind it.
std::optional<std::pair<double, std::string_view>> leading_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || !std::isfinite(value)) return std::nullopt;
  return std::pair(value, trim(text.substr(static_cast<std::size_t>(end - text.data()))));
}

// "50;30" and "50 | 30" list several values.
std::string_view first_of_list(std::string_view text) {
  return trim(text.substr(0, text.find_first_of(";|")));
}

struct CountrySpeed {
  std::string_view word;
  double km_per_hour;
};

// General limits for cars by country and kind of road:
// https://wiki.openstreetmap.org/wiki/Default_speed_limits
constexpr auto kCountrySpeeds = std::to_array<CountrySpeed>(
    {{"AT:motorway", 130}, {"AT:rural", 100},    {"AT:trunk", 100},    {"AT:urban", 50},
     {"BE:motorway", 120}, {"BE:rural", 90},     {"BE:urban", 50},     {"CH:motorway", 120},
     {"CH:rural", 80},     {"CH:trunk", 100},    {"CH:urban", 50},     {"CZ:motorway", 130},
     {"CZ:rural", 90},     {"CZ:urban", 50},     {"DE:rural", 100},    {"DE:urban", 50},
     {"DK:motorway", 130}, {"DK:rural", 80},     {"DK:urban", 50},     {"ES:motorway", 120},
     {"ES:rural", 90},     {"ES:urban", 50},     {"FI:motorway", 120}, {"FI:rural", 80},
     {"FI:urban", 50},     {"FR:motorway", 130}, {"FR:rural", 80},     {"FR:urban", 50},
     {"HU:motorway", 130}, {"HU:rural", 90},     {"HU:urban", 50},     {"IT:motorway", 130},
     {"IT:rural", 90},     {"IT:trunk", 110},    {"IT:urban", 50},     {"NL:motorway", 100},
     {"NL:rural", 80},     {"NL:urban", 50},     {"NO:rural", 80},     {"NO:urban", 50},
     {"PL:motorway", 140}, {"PL:rural", 90},     {"PL:urban", 50},     {"PT:motorway", 120},
     {"PT:rural", 90},     {"PT:urban", 50},     {"RO:motorway", 130}, {"RO:rural", 90},
     {"RO:urban", 50},     {"RU:motorway", 110}, {"RU:rural", 90},     {"RU:urban", 60},
     {"SE:motorway", 110}, {"SE:rural", 70},     {"SE:urban", 50},     {"SI:motorway", 130},
     {"SI:rural", 90},     {"SI:urban", 50},     {"SK:motorway", 130}, {"SK:rural", 90},
     {"SK:urban", 50},     {"UA:motorway", 130}, {"UA:rural", 90},     {"UA:urban", 50}});

constexpr auto kBritishSpeeds = std::to_array<std::pair<std::string_view, double>>(
    {{"GB:motorway", 70}, {"GB:nsl_dual", 70}, {"GB:nsl_single", 60}, {"GB:nsl_restricted", 30}});

constexpr double kWalk_km_h = 7;

std::optional<double> speed_of_word(std::string_view word) {
  if (word == "walk" || word.ends_with(":walk") || word.ends_with(":living_street"))
    return kWalk_km_h * kKmPerHour;
  for (const CountrySpeed& each : kCountrySpeeds) {
    if (each.word == word) return each.km_per_hour * kKmPerHour;
  }
  for (const auto& [name, miles] : kBritishSpeeds) {
    if (name == word) return miles * kMilesPerHour;
  }
  const std::size_t zone = word.find(":zone");
  if (zone == std::string_view::npos) return std::nullopt;
  std::string_view rest = word.substr(zone + 5);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  const double unit = word.starts_with("GB:") || word.starts_with("UK:") ? kMilesPerHour : kKmPerHour;
  const auto number = leading_number(rest);
  return number && number->second.empty() ? std::optional(number->first * unit) : std::nullopt;
}

bool is_yes(std::string_view text) {
  return !text.empty() && text != "no" && text != "false" && text != "0";
}

}  // namespace

std::optional<double> osm_number(std::string_view text) {
  const auto number = leading_number(first_of_list(text));
  return number && number->second.empty() ? std::optional(number->first) : std::nullopt;
}

std::optional<double> osm_length_m(std::string_view text) {
  const auto number = leading_number(first_of_list(text));
  if (!number) return std::nullopt;
  const auto& [value, unit] = *number;
  if (unit.empty() || unit == "m" || unit == "metre" || unit == "metres") return value;
  if (unit == "km") return value * 1000;
  if (unit == "cm") return value / 100;
  if (unit == "mi") return value * 1609.344;
  if (unit == "ft" || unit == "feet" || unit == "'") return value * kFoot_m;
  if (unit == "\"" || unit == "in") return value * kFoot_m / 12;
  if (!unit.starts_with('\'')) return std::nullopt;
  const auto inches = leading_number(unit.substr(1));
  if (!inches || inches->second != "\"" || inches->first < 0) return std::nullopt;
  return (value + inches->first / 12) * kFoot_m;
}

std::optional<double> osm_speed_m_s(std::string_view text) {
  text = first_of_list(text);
  std::optional<double> speed;
  if (const auto number = leading_number(text)) {
    const auto& [value, unit] = *number;
    if (unit.empty() || unit == "km/h" || unit == "kmh" || unit == "kph") speed = value * kKmPerHour;
    if (unit == "mph") speed = value * kMilesPerHour;
    if (unit == "knots") speed = value * 1852 / 3600;
  } else {
    speed = speed_of_word(text);
  }
  constexpr double kMost = 400 * kKmPerHour;
  return speed && *speed > 0 && *speed <= kMost ? speed : std::nullopt;
}

bool is_open_speed(std::string_view text) {
  return text == "none" || text == "signals" || text == "variable" || text == "DE:motorway" ||
         text == "unposted";
}

int osm_level(std::string_view layer, std::string_view bridge, std::string_view tunnel) {
  constexpr double kMost = 10;
  if (const auto level = osm_number(layer); level && std::abs(*level) <= kMost)
    return static_cast<int>(std::lround(*level));
  if (is_yes(bridge)) return 1;
  return is_yes(tunnel) && tunnel != "building_passage" ? -1 : 0;
}

std::optional<double> osm_year(std::string_view text) {
  text = trim(text);
  if (text.starts_with('~')) text.remove_prefix(1);
  int year = 0;
  if (text.size() == 3 && text[0] == 'C') {
    const auto [end, fault] = std::from_chars(text.data() + 1, text.data() + 3, year);
    if (fault != std::errc() || end != text.data() + 3) return std::nullopt;
    year = (year - 1) * 100 + 50;
  } else {
    if (text.size() < 4) return std::nullopt;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + 4, year);
    const bool ends = text.size() == 4 || text[4] == '-' || text[4] == 's';
    if (fault != std::errc() || end != text.data() + 4 || !ends) return std::nullopt;
  }
  return year > 0 && year < 2200 ? std::optional<double>(year) : std::nullopt;
}

}  // namespace conurb::io
