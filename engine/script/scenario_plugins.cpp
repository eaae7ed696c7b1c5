// SPDX-License-Identifier: Apache-2.0
// plugin.<name>: parameters, levers and questions of the plugins that are loaded.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/script/scenario_state.hpp"
#include "engine/sim/lever.hpp"

namespace conurb::script {

namespace {

const host::Manifest& manifest_of(const PluginProxy& proxy) {
  std::vector<std::string> names;
  for (const host::PluginCode& code : proxy.state->twin->plugins()) {
    if (code.manifest->name == proxy.name || code.manifest->id == proxy.name) return *code.manifest;
    names.push_back(code.manifest->name);
  }
  std::string remedy = did_you_mean(proxy.name, names);
  if (remedy.empty())
    remedy = names.empty() ? "none is: see `conurb plugin list`" : "there are: " + join(names, ", ");
  throw Error(ErrorCode::not_found, fmt::format("no plugin '{}' is loaded", proxy.name), "", remedy);
}

Value as_script(const host::Parameter& parameter, double value) {
  if (parameter.type == "boolean") return Value(value != 0);
  if (parameter.type == "choice") return Value(parameter.choices.at(static_cast<std::size_t>(value)));
  if (parameter.type == "integer") return Value(static_cast<std::int64_t>(value));
  return Value(value);
}

double as_number(const host::Parameter& parameter, const Value& value) {
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* flag = value.get_if<bool>(); flag != nullptr && parameter.type == "boolean")
    return *flag ? 1.0 : 0.0;
  if (const auto* text = value.get_if<std::string>(); text != nullptr && parameter.type == "choice") {
    const auto found = std::find(parameter.choices.begin(), parameter.choices.end(), *text);
    if (found != parameter.choices.end()) return static_cast<double>(found - parameter.choices.begin());
    std::string choices;
    for (const std::string& choice : parameter.choices) choices += (choices.empty() ? "" : ", ") + choice;
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is no choice of '{}'", *text, parameter.name),
                "", "choose one of: " + choices);
  }
  throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is a {}", parameter.name, parameter.type));
}

const host::ColumnLever* find_lever(const PluginProxy& proxy, std::string_view name) {
  for (const host::ColumnLever& lever : manifest_of(proxy).levers) {
    if (lever.name == name) return &lever;
  }
  return nullptr;
}

// A lever on a column: sets it for the rows that the plugin's author chose. Its value is in the lever's unit.
void move_lever(const PluginProxy& proxy, const host::ColumnLever& lever, const Value& value) {
  const auto* whole = value.get_if<std::int64_t>();
  const auto* number = value.get_if<double>();
  if (number == nullptr && whole == nullptr) {
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is a number, in {}", lever.name, lever.unit));
  }
  const double given = number != nullptr ? *number : static_cast<double>(*whole);
  const sim::Twin& twin = *proxy.state->twin;
  proxy.state->execute(sim::move_lever(twin.units(), proxy.state->city(), manifest_of(proxy), lever, given));
}

Value parameter(const PluginProxy& proxy, std::string_view name) {
  if (const host::ColumnLever* lever = find_lever(proxy, name)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' moves the column {}.{} and has no value of its own", name, lever->table,
                            lever->column),
                "", fmt::format("read the column: city.{}:all():mean(\"{}\")", lever->table, lever->column));
  }
  const host::Manifest& manifest = manifest_of(proxy);
  return as_script(manifest.parameters[host::parameter_index(manifest, name)],
                   sim::parameter_value(proxy.state->twin->effective(proxy.state->branch()), manifest, name));
}

void set_parameter(const PluginProxy& proxy, const std::string& name, const Value& value) {
  if (const host::ColumnLever* lever = find_lever(proxy, name)) return move_lever(proxy, *lever, value);
  const host::Manifest& manifest = manifest_of(proxy);
  const std::size_t index = host::parameter_index(manifest, name);
  proxy.state->execute(
      sim::ParameterCommand{manifest.id, name, as_number(manifest.parameters[index], value)});
}

const host::Query* find_query(const host::Manifest& manifest, std::string_view id) {
  for (const host::Query& query : manifest.queries) {
    if (query.id == id) return &query;
  }
  return nullptr;  // the host says which there are
}

void ask(const PluginProxy& proxy, Call& call) {
  const std::string question(call.text("question"));
  const host::Query* query = find_query(manifest_of(proxy), question);
  std::vector<city::Value> arguments;
  for (const Value& argument : call.rest()) {
    const std::size_t at = arguments.size();
    const bool is_row = query != nullptr && at < query->arguments.size() && !argument.is_nil() &&
                        query->arguments[at].type == "row";
    arguments.push_back(is_row ? city::Value(row_in(*proxy.state, query->arguments[at].table,
                                                    query->arguments[at].name, argument))
                               : to_city(argument));
  }
  const host::QueryTable table =
      proxy.state->twin->query(proxy.state->branch(), proxy.name, question, arguments);
  TableValue rows;
  for (const std::vector<city::Value>& row : table.rows) {
    TableValue fields;
    for (std::size_t c = 0; c < row.size(); ++c)
      fields.fields.emplace_back(table.columns[c].name, id_in(*proxy.state, table.columns[c].table, row[c]));
    rows.items.emplace_back(std::move(fields));
  }
  call.give(Value(std::move(rows)));
}

}  // namespace

void add_plugin_api(Api& api, ScenarioState* state) {
  api.type<PluginProxy>({.name = "Plugin",
                         .summary = "A plugin that is loaded: its parameters and levers are its fields.",
                         .example = "plugin.buildings.heat_pump_share = 0.5"})
      .method(
          {.name = "ask",
           .summary = "Asks the plugin one of its questions about the city as it is now.",
           .params = {{"question", "string", "", "", "Name of the question."},
                      {"...", "any", "", "", "Its arguments, in order; a row by its id or as an object."}},
           .returns = {{"table[]", "", "The rows of the answer, fields by name; rows of tables as ids."}},
           .example = "for _, row in ipairs(plugin.buildings:ask(\"highest_heating\", 10)) do\n"
                      "  print(city.building[row.building].object_id, row.specific_heating)\n"
                      "end"},
          [](PluginProxy& self, Call& call) { ask(self, call); }, Duration::long_running)
      .index({.name = "parameter",
              .summary = "Value of a parameter in the scenario.",
              .params = {{"name", "string", "", "", "Name of the parameter."}},
              .returns = {{"any", "", "The value in the parameter's unit."}},
              .example = "print(plugin.buildings.heat_pump_share)"},
             [](PluginProxy& self, Call& call) { call.give(parameter(self, call.text("name"))); })
      .newindex({.name = "parameter",
                 .summary = "Sets a parameter or moves a lever.",
                 .params = {{"name", "string", "", "", "Name of the parameter or lever."},
                            {"value", "any", "", "", "The value in its unit; a choice by its name."}},
                 .example = "plugin.buildings.heat_pump_share = 0.5"},
                [](PluginProxy& self, Call& call) {
                  const std::string name(call.text("name"));
                  set_parameter(self, name, call.value("value"));
                })
      .text([](const PluginProxy& self) { return "plugin." + self.name; })
      .names([](const PluginProxy& self) {
        std::vector<std::string> names;
        for (const host::Parameter& parameter : manifest_of(self).parameters) names.push_back(parameter.name);
        for (const host::ColumnLever& lever : manifest_of(self).levers) names.push_back(lever.name);
        return names;
      });
  api.type<PluginsProxy>({.name = "Plugins",
                          .summary = "The plugins that are loaded, by their short names.",
                          .example = "local b = plugin.buildings"})
      .index({.name = "plugin",
              .summary = "A plugin by its short name.",
              .params = {{"name", "string", "", "", "Short name, as in `conurb plugin list`."}},
              .returns = {{"Plugin", "", "The plugin."}},
              .example = "local b = plugin.buildings"},
             [](PluginsProxy& self, Call& call) {
               PluginProxy proxy{self.state, std::string(call.text("name"))};
               (void)manifest_of(proxy);
               call.give_object(std::move(proxy));
             })
      .text([](const PluginsProxy&) { return std::string("plugin"); })
      .names([](const PluginsProxy& self) {
        std::vector<std::string> names;
        for (const host::PluginCode& code : self.state->twin->plugins()) names.push_back(code.manifest->name);
        return names;
      });
  api.object<PluginsProxy>({.name = "plugin", .type = "Plugins", .unit = "", .summary = "The plugins."},
                           PluginsProxy{state});
}

}  // namespace conurb::script
