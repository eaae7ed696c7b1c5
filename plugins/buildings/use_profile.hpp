// SPDX-License-Identifier: Apache-2.0
// Use profiles: what people do in a building, hour by hour and by type of day. The table is data
// (assets/archetypes/use_profiles.csv, sources in its README); all values are per m2 of net floor area.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::buildings {

/// Holidays count as sunday.
enum class DayType : std::uint8_t { weekday, saturday, sunday };
inline constexpr std::size_t kDayTypes = 3;
inline constexpr std::size_t kDayHours = 24;

enum class UseQuantity : std::uint8_t {
  occupancy,          ///< present per possible, 0..1
  people_gain,        ///< W/m2, sensible
  appliance_power,    ///< W/m2, electric, all of it becomes heat
  lighting_power,     ///< W/m2, electric, all of it becomes heat
  outdoor_air,        ///< m3/(h m2)
  heating_set_point,  ///< degC
  cooling_set_point,  ///< degC; acts only where there is active cooling
  hot_water,          ///< W/m2 of useful heat
};
inline constexpr std::size_t kUseQuantities = 8;

/// An occupied hour, for comfort, is one with at least this share of people present.
inline constexpr double kOccupiedFrom = 0.1;

struct UseProfile {
  std::string name;
  std::array<std::array<std::array<double, kDayHours>, kDayTypes>, kUseQuantities> values{};

  [[nodiscard]] double at(UseQuantity quantity, DayType day, std::size_t hour) const {
    return values[static_cast<std::size_t>(quantity)][static_cast<std::size_t>(day)][hour];
  }
};

/// All profiles in the order of the table; a profile's place is the number that CoefficientBlock::profile
/// holds.
class UseTable {
 public:
  /// Parses a table (see csv.hpp). Throws InputError with line and column for a bad value, a wrong unit, a
  /// row that stands twice, a quantity or day that a profile lacks, and a cooling set-point below the heating
  /// set-point.
  static UseTable parse(std::string_view text, const std::string& name);

  /// Place of a profile by name. Throws InputError listing the names that exist.
  [[nodiscard]] std::size_t index(std::string_view profile) const;

  [[nodiscard]] const std::vector<UseProfile>& profiles() const { return profiles_; }

 private:
  std::vector<UseProfile> profiles_;
};

}  // namespace conurb::buildings
