// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/archetype.hpp"

#include <algorithm>
#include <tuple>

#include "plugins/buildings/csv.hpp"
#include "plugins/buildings/error.hpp"

namespace conurb::buildings {
namespace {

constexpr std::array<std::string_view, 2> kClasses{"residential", "non_residential"};
constexpr std::array<std::string_view, 3> kStates{"existing", "usual", "advanced"};
constexpr std::array<std::string_view, 5> kCapacities{"very_light", "light", "medium", "heavy", "very_heavy"};

constexpr std::array<std::string_view, 13> kArchetypeColumns{
    "class",    "state",    "year_from",    "year_to",        "u_wall",       "u_roof",  "u_floor",
    "u_window", "g_window", "window_share", "thermal_bridge", "infiltration", "capacity"};

template <std::size_t N>
std::size_t one_of(const std::array<std::string_view, N>& names, const CsvRow& row, std::size_t field,
                   const std::string& table) {
  const auto found = std::find(names.begin(), names.end(), row.fields[field]);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string allowed;
  for (const std::string_view n : names) allowed += (allowed.empty() ? "" : ", ") + std::string(n);
  throw InputError(std::string(kArchetypeColumns[field]) + " is none of " + allowed, csv_place(table, row));
}

Archetype read_row(const CsvRow& row, const std::string& table) {
  const auto number = [&](std::size_t field, double low, double high) {
    return csv_number(row, field, kArchetypeColumns, low, high, table);
  };
  Archetype a;
  a.building_class = static_cast<BuildingClass>(one_of(kClasses, row, 0, table));
  a.state = static_cast<Refurbishment>(one_of(kStates, row, 1, table));
  a.year_from = static_cast<int>(number(2, 0, 9999));
  a.year_to = static_cast<int>(number(3, a.year_from, 9999));
  a.u_wall = number(4, 0.01, 10);
  a.u_roof = number(5, 0.01, 10);
  a.u_floor = number(6, 0.01, 10);
  a.u_window = number(7, 0.01, 10);
  a.g_window = number(8, 0, 1);
  a.window_share = number(9, 0, 1);
  a.thermal_bridge = number(10, 0, 1);
  a.infiltration = number(11, 0, 10);
  a.capacity = static_cast<CapacityClass>(one_of(kCapacities, row, 12, table));
  return a;
}

}  // namespace

std::string_view to_string(BuildingClass value) {
  return kClasses.at(static_cast<std::size_t>(value));
}
std::string_view to_string(Refurbishment value) {
  return kStates.at(static_cast<std::size_t>(value));
}
std::string_view to_string(CapacityClass value) {
  return kCapacities.at(static_cast<std::size_t>(value));
}

Capacity capacity(CapacityClass value) {
  switch (value) {
    case CapacityClass::very_light: return {80e3, 2.5};
    case CapacityClass::light: return {110e3, 2.5};
    case CapacityClass::medium: return {165e3, 2.5};
    case CapacityClass::heavy: return {260e3, 3.0};
    case CapacityClass::very_heavy: return {370e3, 3.5};
  }
  throw InputError("thermal capacity class " + std::to_string(static_cast<int>(value)) + " is unknown");
}

ArchetypeTable ArchetypeTable::parse(std::string_view text, const std::string& name) {
  ArchetypeTable table;
  for (const CsvRow& row : parse_csv(text, kArchetypeColumns, name))
    table.rows_.push_back(read_row(row, name));
  std::sort(table.rows_.begin(), table.rows_.end(), [](const Archetype& a, const Archetype& b) {
    return std::tie(a.building_class, a.state, a.year_from) <
           std::tie(b.building_class, b.state, b.year_from);
  });
  for (std::size_t c = 0; c < kClasses.size(); ++c) {
    for (std::size_t s = 0; s < kStates.size(); ++s) {
      const std::string what = std::string(kClasses[c]) + ", " + std::string(kStates[s]);
      std::size_t found = 0;
      for (std::size_t i = 0; i < table.rows_.size(); ++i) {
        const Archetype& a = table.rows_[i];
        if (static_cast<std::size_t>(a.building_class) != c || static_cast<std::size_t>(a.state) != s)
          continue;
        if (found == 0) table.first_[c][s] = i;
        if (found > 0 && a.year_from != table.rows_[i - 1].year_to + 1) {
          throw InputError("the years of " + what + " jump from " +
                               std::to_string(table.rows_[i - 1].year_to) + " to " +
                               std::to_string(a.year_from),
                           name, "bands must follow one another without gap or overlap");
        }
        table.last_[c][s] = i;
        ++found;
      }
      if (found == 0) throw InputError("has no row for " + what, name);
    }
  }
  return table;
}

const Archetype& ArchetypeTable::find(BuildingClass building_class, Refurbishment state, int year) const {
  const auto c = static_cast<std::size_t>(building_class);
  const auto s = static_cast<std::size_t>(state);
  std::size_t i = first_.at(c).at(s);
  while (i < last_.at(c).at(s) && rows_[i].year_to < year) ++i;
  return rows_[i];
}

}  // namespace conurb::buildings
