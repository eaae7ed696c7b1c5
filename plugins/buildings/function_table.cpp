// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/function_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "plugins/buildings/csv.hpp"
#include "plugins/buildings/error.hpp"

namespace conurb::buildings {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

FunctionTable FunctionTable::parse(std::string_view text, const UseTable& uses, const std::string& name) {
  constexpr std::array<std::string_view, 3> kColumns{"text", "profile", "class"};
  FunctionTable table;
  for (const CsvRow& row : parse_csv(text, kColumns, name)) {
    BuildingUse use;
    use.profile = uses.index(row.fields[1]);
    use.known = true;
    if (row.fields[2] == to_string(BuildingClass::non_residential)) {
      use.building_class = BuildingClass::non_residential;
    } else if (row.fields[2] != to_string(BuildingClass::residential)) {
      throw InputError("'" + std::string(row.fields[2]) + "' is no building class", csv_place(name, row));
    }
    table.rows_.push_back({lower(row.fields[0]), use});
  }
  table.otherwise_.profile = uses.index("residential");
  return table;
}

BuildingUse FunctionTable::find(std::string_view function) const {
  const std::string wanted = lower(function);
  // CityGML's numeric codes begin with the kind of use: 1000-1099 residential, 1100-1199 business …
  if (wanted.size() == 4 && wanted.starts_with("10"))
    return {otherwise_.profile, BuildingClass::residential, true};
  for (const Row& row : rows_) {
    if (wanted.find(row.text) != std::string::npos) return row.use;
  }
  return otherwise_;
}

}  // namespace conurb::buildings
