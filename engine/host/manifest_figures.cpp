// SPDX-License-Identifier: Apache-2.0
// What people turn, read and ask: parameters, levers, KPIs and queries of a manifest.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/host/manifest_parts.hpp"

namespace conurb::host {

namespace {

constexpr std::string_view kParameterTypes[] = {"number", "integer", "boolean", "choice"};
constexpr std::string_view kOvers[] = {"sum_dt",         "mean", "max",         "min",
                                       "peak_to_valley", "p95",  "hours_above", "last"};
constexpr std::string_view kKpiBetters[] = {"lower", "higher", "none"};
constexpr std::string_view kArgumentTypes[] = {"number", "integer", "text", "row"};
constexpr double kExactIntegers = 0x1p53;  // parameters travel as double

// ---- parameters and levers

/// "range" and "step" of something that a slider may turn.
template <typename Turned>
void read_slider(JsonObject& object, Turned& turned) {
  if (const auto range = object.range("range", false)) {
    turned.min = *range->low;
    turned.max = *range->high;
  }
  const bool limited = turned.min < turned.max;
  if (limited && (turned.initial < turned.min || turned.initial > turned.max)) {
    object.refuse("initial",
                  fmt::format("is {}, outside the range {} to {}", turned.initial, turned.min, turned.max));
  }
  turned.step = object.number_or("step", 0);
  if (turned.step < 0 || (limited && turned.step > turned.max - turned.min)) {
    object.refuse("step", fmt::format("is {}, must be from 0 to the length of the range", turned.step));
  }
}

void read_choices(JsonObject& object, Parameter& parameter) {
  parameter.choices = object.texts("choices");
  if (parameter.choices.size() < 2) object.refuse("choices", "must be a list of at least two");
  for (auto choice = parameter.choices.begin(); choice != parameter.choices.end(); ++choice) {
    if (!city::is_name(*choice)) {
      object.refuse("choices", fmt::format("holds '{}', which is no name", *choice),
                    "use lower-case letters, digits and _, the first a letter");
    }
    if (std::find(parameter.choices.begin(), choice, *choice) != choice) {
      object.refuse("choices", fmt::format("holds '{}' twice", *choice));
    }
  }
  const std::string initial = object.text("initial");
  const auto found = std::find(parameter.choices.begin(), parameter.choices.end(), initial);
  if (found == parameter.choices.end())
    object.refuse("initial", fmt::format("is '{}', which is no choice", initial));
  parameter.initial = static_cast<double>(found - parameter.choices.begin());
}

void read_whole(JsonObject& object, Parameter& parameter) {
  const auto exact = static_cast<std::int64_t>(kExactIntegers);
  parameter.initial = static_cast<double>(object.integer("initial", -exact, exact));
  for (const double value : {parameter.min, parameter.max, parameter.step}) {
    if (value != std::floor(value) || std::abs(value) > kExactIntegers) {
      object.fail(fmt::format("an integer has the limit or step {}", value),
                  "use whole numbers in range and step");
    }
  }
}

void read_value(JsonObject& object, Parameter& parameter) {
  const bool numeric = parameter.type == "number" || parameter.type == "integer";
  if (!numeric) {
    for (const char* key : {"range", "step", "unit"}) {
      if (object.has(key)) object.refuse(key, fmt::format("is given for a {}", parameter.type));
    }
  }
  if (parameter.type != "choice" && object.has("choices"))
    object.refuse("choices", "go with type choice only");
  if (parameter.type == "choice") return read_choices(object, parameter);
  if (parameter.type == "boolean") {
    if (!object.has("initial")) object.fail("has no 'initial'");
    parameter.initial = object.flag("initial") ? 1 : 0;
    return;
  }
  parameter.unit = parameter.type == "number" ? object.text("unit") : object.text_or("unit", "1");
  parameter.initial = object.number("initial");
  read_slider(object, parameter);
  if (parameter.type == "integer") read_whole(object, parameter);
  if (parameter.lever && parameter.min >= parameter.max) object.fail("is a lever without 'range'");
}

void read_parameter(const std::string& name, JsonObject& object, Manifest& manifest) {
  check_name(name, object);
  Parameter parameter;
  parameter.name = name;
  parameter.label = object.text("label");
  parameter.description = object.text("description");
  parameter.type = kParameterTypes[object.one_of_or("type", kParameterTypes, 0)];
  parameter.lever = object.flag("lever");
  parameter.at_restart = object.flag("at_restart");
  read_value(object, parameter);
  manifest.parameters.push_back(std::move(parameter));
}

void read_lever(const std::string& name, JsonObject& object, Manifest& manifest) {
  check_name(name, object);
  for (const Parameter& parameter : manifest.parameters) {
    if (parameter.name == name)
      object.fail("has the name of a parameter", "rename it, or make the parameter a lever");
  }
  ColumnLever lever;
  lever.name = name;
  lever.label = object.text("label");
  lever.description = object.text("description");
  const ColumnName target = split_column(object.text("column"), object);
  lever.table = target.table;
  lever.column = target.column;
  const std::uint32_t table = table_index(manifest, target.table, object);
  const auto use = std::find_if(
      manifest.columns.begin(), manifest.columns.end(),
      [&](const ColumnUse& column) { return column.table == table && column.spec.name == target.column; });
  if (use == manifest.columns.end())
    object.refuse("column", "is not among \"columns\"", "declare how the plugin meets it");
  if (use->spec.scalar == city::Scalar::text || use->spec.scalar == city::Scalar::ref || use->spec.list) {
    object.refuse("column", "does not hold numbers");
  }
  lever.unit = object.text("unit");
  lever.selection = object.text_or("selection", "");
  lever.initial = object.number("initial");
  read_slider(object, lever);
  if (lever.min >= lever.max) object.fail("has no 'range'");
  manifest.levers.push_back(std::move(lever));
}

// ---- KPIs, queries

void read_kpi(const std::string& id, JsonObject& object, Manifest& manifest) {
  check_name(id, object);
  Kpi kpi;
  kpi.id = id;
  kpi.label = object.text("label");
  kpi.description = object.text_or("description", "");
  kpi.table = object.text("table");
  (void)table_index(manifest, kpi.table, object);
  kpi.expression = object.text("expression");
  kpi.unit = object.text("unit");
  kpi.display_unit = object.text_or("display_unit", "");
  kpi.better = kKpiBetters[object.one_of("better", kKpiBetters)];
  kpi.over = kOvers[object.one_of("over", kOvers)];
  if (kpi.over == "hours_above") {
    kpi.threshold = object.number("threshold");
  } else if (object.has("threshold")) {
    object.refuse("threshold", "goes with over hours_above only");
  }
  kpi.group_by = object.name_or("group_by", "");
  kpi.limits = object.text_or("limits", "");
  manifest.kpis.push_back(std::move(kpi));
}

std::vector<QueryArgument> read_arguments(JsonObject& query, const char* key, const Manifest& manifest) {
  std::vector<QueryArgument> arguments;
  query.each(key, [&](const std::string& name, JsonObject& object) {
    check_name(name, object);
    QueryArgument argument;
    argument.name = name;
    argument.type = kArgumentTypes[object.one_of("type", kArgumentTypes)];
    argument.description = object.text("description");
    if (argument.type == "number") argument.unit = object.text("unit");
    if (argument.type == "row") {
      argument.table = object.text("table");
      (void)table_index(manifest, argument.table, object);
    }
    arguments.push_back(std::move(argument));
  });
  return arguments;
}

void read_query(const std::string& id, JsonObject& object, Manifest& manifest) {
  check_name(id, object);
  Query query;
  query.id = id;
  query.description = object.text("description");
  query.arguments = read_arguments(object, "arguments", manifest);
  query.returns = read_arguments(object, "returns", manifest);
  if (query.returns.empty()) object.fail("has no 'returns'", "name at least one column of the answer");
  manifest.queries.push_back(std::move(query));
}

}  // namespace

void read_parameters(JsonObject& root, Manifest& manifest) {
  root.each("parameters",
            [&](const std::string& name, JsonObject& object) { read_parameter(name, object, manifest); });
}

void read_levers(JsonObject& root, Manifest& manifest) {
  root.each("levers",
            [&](const std::string& name, JsonObject& object) { read_lever(name, object, manifest); });
}

void read_kpis(JsonObject& root, Manifest& manifest) {
  root.each("kpis", [&](const std::string& id, JsonObject& object) { read_kpi(id, object, manifest); });
}

void read_queries(JsonObject& root, Manifest& manifest) {
  root.each("queries", [&](const std::string& id, JsonObject& object) { read_query(id, object, manifest); });
}

}  // namespace conurb::host
