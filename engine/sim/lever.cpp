// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/lever.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/host/instance.hpp"

namespace conurb::sim {

double parameter_value(std::span<const city::JournalEntry> effective, const host::Manifest& manifest,
                       std::string_view name) {
  double value = manifest.parameters[host::parameter_index(manifest, name)].initial;
  for (const city::JournalEntry& entry : effective) {
    const bool sets =
        entry.kind == city::EntryKind::parameter && entry.table == manifest.id && entry.columns.at(0) == name;
    if (sets) value = std::get<double>(entry.values.at(0));
  }
  return value;
}

SetCommand move_lever(const UnitSystem& units, const city::City& city, const host::Manifest& manifest,
                      const host::ColumnLever& lever, double value) {
  if (!(value >= lever.min && value <= lever.max)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{}.{} = {} {} is outside [{}, {}]", manifest.name, lever.name, value, lever.unit,
                            lever.min, lever.max));
  }
  const std::string& unit = city.table(lever.table).column(lever.column).spec().unit;
  SetCommand command;
  command.rows = {lever.table, lever.selection, {}};
  command.column = lever.column;
  command.values = {units.convert(value, units.parse(lever.unit), units.parse(unit))};
  return command;
}

}  // namespace conurb::sim
