// SPDX-License-Identifier: Apache-2.0
#include "engine/room/levers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/city/expression.hpp"
#include "engine/sim/lever.hpp"

namespace conurb::room {

namespace {

LeverInfo parameter_lever(std::span<const city::JournalEntry> effective, const host::Manifest& manifest,
                          const host::Parameter& parameter) {
  LeverInfo lever;
  lever.id = manifest.name + "." + parameter.name;
  lever.label = parameter.label;
  lever.description = parameter.description;
  lever.unit = parameter.unit;
  lever.type = parameter.type;
  lever.choices = parameter.choices;
  lever.value = sim::parameter_value(effective, manifest, parameter.name);
  lever.initial = parameter.initial;
  lever.min = parameter.min;
  lever.max = parameter.max;
  lever.step = parameter.step;
  lever.at_restart = parameter.at_restart;
  return lever;
}

double number_at(const city::Column& column, std::int64_t row) {
  const city::Value value = column.get(row);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return kNoValue;
}

// The value that all rows share, in the lever's unit.
double common_value(const sim::Twin& twin, const city::Column& column, const std::vector<std::int64_t>& rows,
                    const std::string& unit) {
  if (rows.empty()) return kNoValue;
  const double first = number_at(column, rows.front());
  for (const std::int64_t row : rows) {
    if (number_at(column, row) != first) return kNoValue;
  }
  const UnitSystem& units = twin.units();
  return units.convert(first, units.parse(column.spec().unit), units.parse(unit));
}

LeverInfo column_lever(sim::Twin& twin, std::int32_t branch, const host::Manifest& manifest,
                       const host::ColumnLever& given) {
  LeverInfo lever;
  lever.id = manifest.name + "." + given.name;
  lever.label = given.label;
  lever.description = given.description;
  lever.unit = given.unit;
  lever.type = "number";
  lever.initial = given.initial;
  lever.min = given.min;
  lever.max = given.max;
  lever.step = given.step;
  lever.table = given.table;
  lever.column = given.column;
  lever.selection = given.selection;
  const city::City& city = twin.city(branch);
  city::BindOptions bind;
  bind.convert = [&twin](double value, std::string_view from, std::string_view to) {
    return twin.units().convert(value, twin.units().parse(from), twin.units().parse(to));
  };
  const std::string selection = given.selection.empty() ? "true" : given.selection;
  const auto rows = city::Expression::parse(selection).bind(city, given.table, bind).select();
  lever.rows = static_cast<std::int64_t>(rows.size());
  lever.value = common_value(twin, city.table(given.table).column(given.column), rows, given.unit);
  return lever;
}

bool has_column(const city::City& city, const host::ColumnLever& lever) {
  const std::int32_t table = city.find(lever.table);
  return table >= 0 && city.table(static_cast<std::size_t>(table)).find(lever.column).has_value();
}

}  // namespace

std::vector<LeverInfo> levers(sim::Twin& twin, std::int32_t branch,
                              std::span<const city::JournalEntry> effective) {
  std::vector<LeverInfo> all;
  for (const host::PluginCode& code : twin.plugins()) {
    const host::Manifest& manifest = *code.manifest;
    for (const host::Parameter& parameter : manifest.parameters) {
      if (parameter.lever) all.push_back(parameter_lever(effective, manifest, parameter));
    }
    for (const host::ColumnLever& lever : manifest.levers) {
      if (has_column(twin.city(branch), lever)) all.push_back(column_lever(twin, branch, manifest, lever));
    }
  }
  return all;
}

sim::Command move_lever(sim::Twin& twin, std::int32_t branch, std::string_view id, double value) {
  std::vector<std::string> known;
  for (const host::PluginCode& code : twin.plugins()) {
    const host::Manifest& manifest = *code.manifest;
    for (const host::Parameter& parameter : manifest.parameters) {
      known.push_back(manifest.name + "." + parameter.name);
      if (known.back() == id) return sim::ParameterCommand{manifest.id, parameter.name, value};
    }
    for (const host::ColumnLever& lever : manifest.levers) {
      known.push_back(manifest.name + "." + lever.name);
      if (known.back() == id) return sim::move_lever(twin.units(), twin.city(branch), manifest, lever, value);
    }
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no lever '{}'", id), "", did_you_mean(id, known));
}

}  // namespace conurb::room
