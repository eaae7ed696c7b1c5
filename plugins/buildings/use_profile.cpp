// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/use_profile.hpp"

#include <algorithm>

#include "plugins/buildings/csv.hpp"
#include "plugins/buildings/error.hpp"

namespace conurb::buildings {
namespace {

constexpr std::array<std::string_view, kDayTypes> kDays{"weekday", "saturday", "sunday"};

struct QuantityRule {
  std::string_view name, unit;
  double low, high;
};
constexpr std::array<QuantityRule, kUseQuantities> kQuantities{{{"occupancy", "1", 0, 1},
                                                                {"people_gain", "W/m2", 0, 1000},
                                                                {"appliance_power", "W/m2", 0, 10000},
                                                                {"lighting_power", "W/m2", 0, 1000},
                                                                {"outdoor_air", "m3/(h m2)", 0, 1000},
                                                                {"heating_set_point", "degC", -20, 40},
                                                                {"cooling_set_point", "degC", 0, 100},
                                                                {"hot_water", "W/m2", 0, 10000}}};

constexpr std::size_t kLabels = 4;
constexpr std::array<std::string_view, kLabels + kDayHours> kProfileColumns{
    "profile", "day", "quantity", "unit", "h00", "h01", "h02", "h03", "h04", "h05",
    "h06",     "h07", "h08",      "h09",  "h10", "h11", "h12", "h13", "h14", "h15",
    "h16",     "h17", "h18",      "h19",  "h20", "h21", "h22", "h23"};

using Seen = std::array<std::array<bool, kDayTypes>, kUseQuantities>;

std::size_t day_of(const CsvRow& row, const std::string& table) {
  const auto day = std::find(kDays.begin(), kDays.end(), row.fields[1]);
  if (day == kDays.end()) throw InputError("day is none of weekday, saturday, sunday", csv_place(table, row));
  return static_cast<std::size_t>(day - kDays.begin());
}

std::size_t quantity_of(const CsvRow& row, const std::string& table) {
  const auto found = std::find_if(kQuantities.begin(), kQuantities.end(),
                                  [&](const QuantityRule& q) { return q.name == row.fields[2]; });
  if (found == kQuantities.end()) throw InputError("quantity is unknown", csv_place(table, row));
  if (row.fields[3] != found->unit) {
    throw InputError("unit of " + std::string(found->name) + " must be " + std::string(found->unit),
                     csv_place(table, row));
  }
  return static_cast<std::size_t>(found - kQuantities.begin());
}

void check_complete(const UseProfile& profile, const Seen& seen, const std::string& table) {
  for (std::size_t q = 0; q < kUseQuantities; ++q) {
    for (std::size_t d = 0; d < kDayTypes; ++d) {
      if (seen[q][d]) continue;
      throw InputError("profile " + profile.name + " lacks " + std::string(kQuantities[q].name) + " for " +
                           std::string(kDays[d]),
                       table);
    }
  }
  for (std::size_t d = 0; d < kDayTypes; ++d) {
    for (std::size_t h = 0; h < kDayHours; ++h) {
      const auto day = static_cast<DayType>(d);
      if (profile.at(UseQuantity::cooling_set_point, day, h) >=
          profile.at(UseQuantity::heating_set_point, day, h)) {
        continue;
      }
      throw InputError("profile " + profile.name + " cools below its heating set-point on " +
                           std::string(kDays[d]) + " in hour " + std::to_string(h),
                       table);
    }
  }
}

}  // namespace

UseTable UseTable::parse(std::string_view text, const std::string& name) {
  UseTable table;
  std::vector<Seen> seen;
  for (const CsvRow& row : parse_csv(text, kProfileColumns, name)) {
    if (row.fields[0].empty()) throw InputError("profile has no name", csv_place(name, row));
    auto profile = std::find_if(table.profiles_.begin(), table.profiles_.end(),
                                [&](const UseProfile& p) { return p.name == row.fields[0]; });
    if (profile == table.profiles_.end()) {
      table.profiles_.push_back({std::string(row.fields[0]), {}});
      seen.emplace_back();
      profile = table.profiles_.end() - 1;
    }
    const std::size_t day = day_of(row, name);
    const std::size_t quantity = quantity_of(row, name);
    bool& known = seen[static_cast<std::size_t>(profile - table.profiles_.begin())][quantity][day];
    if (known) throw InputError("stands twice for profile " + profile->name, csv_place(name, row));
    known = true;
    const QuantityRule& rule = kQuantities[quantity];
    for (std::size_t h = 0; h < kDayHours; ++h) {
      profile->values[quantity][day][h] =
          csv_number(row, kLabels + h, kProfileColumns, rule.low, rule.high, name);
    }
  }
  if (table.profiles_.empty()) throw InputError("has no profile", name);
  for (std::size_t i = 0; i < seen.size(); ++i) check_complete(table.profiles_[i], seen[i], name);
  return table;
}

std::size_t UseTable::index(std::string_view profile) const {
  std::string names;
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    if (profiles_[i].name == profile) return i;
    names += (names.empty() ? "" : ", ") + profiles_[i].name;
  }
  throw InputError("use profile '" + std::string(profile) + "' does not exist", "", "use one of " + names);
}

}  // namespace conurb::buildings
