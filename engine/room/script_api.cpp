// SPDX-License-Identifier: Apache-2.0
#include "engine/room/script_api.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "engine/script/scenario.hpp"

namespace conurb::room {

namespace {

using script::Call;
using script::FunctionDoc;
using script::ParamDoc;
using script::Value;

/// How often a verb that waits for the simulation looks whether it is to end.
constexpr std::chrono::milliseconds kEndCheck{20};

std::string type_of(const ArgumentSpec& argument) {
  switch (argument.kind) {
    case ArgumentKind::number: return "number";
    case ArgumentKind::integer: return "integer";
    case ArgumentKind::boolean: return "boolean";
    case ArgumentKind::value: return "any";
    case ArgumentKind::ids: return "integer[]";
    case ArgumentKind::texts: return "string[]";
    case ArgumentKind::text:
    case ArgumentKind::choice:
    case ArgumentKind::time: return "string";
  }
  return "any";
}

std::string lua_of(const Json& json) {
  if (json.is_null()) return "nil";
  if (json.is_array()) {
    std::string list;
    for (const Json& each : json) list += (list.empty() ? "" : ", ") + lua_of(each);
    return "{ " + list + " }";
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);  // texts and numbers are written alike
}

Json example_of(const ArgumentSpec& argument) {
  if (!argument.example.is_null()) return argument.example;
  if (!argument.fallback.is_null()) return argument.fallback;
  switch (argument.kind) {
    case ArgumentKind::number:
    case ArgumentKind::integer: return 1;
    case ArgumentKind::boolean: return true;
    case ArgumentKind::value: return 0.2;
    case ArgumentKind::ids: return {1, 2};
    case ArgumentKind::texts: return {"base", "retrofit"};
    case ArgumentKind::choice: return argument.choices.front();
    case ArgumentKind::time: return "2026-01-15 07:00";
    case ArgumentKind::text: break;
  }
  return "…";
}

// The call with what it cannot do without, and as far as examples go.
std::string example_of(const CommandSpec& command) {
  std::string arguments;
  for (const ArgumentSpec& argument : command.arguments) {
    if (!argument.required() && argument.example.is_null()) break;
    arguments += (arguments.empty() ? "" : ", ") + lua_of(example_of(argument));
  }
  return fmt::format("room.{}({})", command.verb(), arguments);
}

ParamDoc param_of(const ArgumentSpec& argument) {
  ParamDoc param{argument.name, type_of(argument), argument.unit, "", argument.doc};
  for (std::size_t i = 0; i < argument.choices.size(); ++i)
    param.doc += fmt::format("{} \"{}\"", i == 0 ? "" : ",", argument.choices[i]);
  if (!argument.fallback.is_null()) param.default_value = lua_of(argument.fallback);
  if (argument.optional) param.type += "?";
  return param;
}

FunctionDoc doc_of(const CommandSpec& command) {
  FunctionDoc doc;
  doc.name = "room." + command.verb();
  doc.summary = command.summary;
  for (std::size_t i = 0; i < command.keys.size(); ++i)
    doc.summary += fmt::format("{}{}", i == 0 ? " Keys: " : ", ", command.keys[i].chord);
  doc.summary += ".";
  for (const ArgumentSpec& argument : command.arguments) doc.params.push_back(param_of(argument));
  doc.example = example_of(command);
  return doc;
}

Json json_of(const Value& value, const Call& call, const std::string& name) {
  if (value.is_nil()) return nullptr;
  if (const auto* flag = value.get_if<bool>()) return *flag;
  if (const auto* whole = value.get_if<std::int64_t>()) return *whole;
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* text = value.get_if<std::string>()) return *text;
  call.fail(name, "must be a number, text, true, false or nil");
}

Json json_of(const Call& call, const ArgumentSpec& argument) {
  const std::string& name = argument.name;
  switch (argument.kind) {
    case ArgumentKind::number: return call.number(name);
    case ArgumentKind::integer: return call.integer(name);
    case ArgumentKind::boolean: return call.boolean(name);
    case ArgumentKind::value: return json_of(call.value(name), call, name);
    case ArgumentKind::texts: return call.table(name).texts();
    case ArgumentKind::text:
    case ArgumentKind::choice:
    case ArgumentKind::time: return std::string(call.text(name));
    case ArgumentKind::ids: break;
  }
  Json ids = Json::array();
  for (const double id : call.table(name).numbers()) ids.push_back(static_cast<std::int64_t>(id));
  return ids;
}

void add_command(script::Api& api, const CommandSpec& command, Room* room, const RoomAccess& access) {
  api.function(doc_of(command), [command, room, access](Call& call) {
    Json arguments = Json::object();
    for (const ArgumentSpec& argument : command.arguments) {
      if (call.has(argument.name)) arguments[argument.name] = json_of(call, argument);
    }
    access.on_room([&] { room->execute(command.name, arguments); });
  });
}

Value branches_of(const Room& room) {
  script::TableValue rows;
  for (const BranchInfo& info : room.published().branches) {
    script::TableValue row;
    row.fields = {{"name", Value(info.name)},
                  {"parent", Value(info.parent)},
                  {"progress", Value(info.progress)},
                  {"status", Value(to_string(info.status))}};
    rows.items.emplace_back(std::move(row));
  }
  return Value(std::move(rows));
}

/// The branch that a call names, else the active one.
std::string branch_of(const Call& call, const Room& room) {
  return call.has("branch") ? std::string(call.text("branch")) : room.active_branch();
}

std::optional<double> figure_of(const Call& call, const Room& room) {
  const BranchInfo* info = room.published().branch(branch_of(call, room));
  if (info == nullptr) call.fail("branch", "names no branch");
  for (const sim::ComparedKpi& kpi : info->kpis) {
    if (kpi.id == call.text("id") && kpi.group.empty()) return kpi.other;
  }
  return std::nullopt;
}

double total_of(sim::Twin& twin, const std::string& branch, const std::string& table,
                const std::string& expression) {
  city::BindOptions bind;
  bind.convert = [&twin](double value, std::string_view from, std::string_view to) {
    return twin.units().convert(value, twin.units().parse(from), twin.units().parse(to));
  };
  const city::City& city = twin.city(twin.journal().branch(branch).ordinal);
  return city::Expression::parse(expression).bind(city, table, bind).evaluate_scalar().value;
}

void add_total(script::Api& api, Room* room, const RoomAccess& access) {
  api.function(
      {.name = "room.total",
       .summary = "The value of a total over a table of a branch, as it is drafted or lives.",
       .params = {{"table", "string", "", "", "Table of the rows."},
                  {"expression", "string", "", "",
                   "A total of the selection language: sum, mean, min, max, count …"},
                  {"branch", "string?", "", "", "Which branch; else that of the last view."}},
       .returns = {{"number", "", "The value in the columns' units."}},
       .example = "print(room.total(\"building\", \"sum(floor_area)\"))"},
      [room, access](Call& call) {
        std::future<double> answer;
        access.on_room([&] {
          answer = room->simulation().ask(
              [branch = branch_of(call, *room), table = std::string(call.text("table")),
               expression = std::string(call.text("expression"))](sim::Twin& twin) {
                return total_of(twin, branch, table, expression);
              });
        });
        while (answer.wait_for(kEndCheck) != std::future_status::ready) {
          if (access.cancelled()) throw Error(ErrorCode::cancelled, "the lines were stopped");
        }
        call.give(answer.get());
      },
      script::Duration::long_running);
}

void add_sights(script::Api& api, Room* room, const RoomAccess& access) {
  api.function(
      {.name = "room.branches",
       .summary = "The branches with their status, as the room knows them at the moment.",
       .returns = {{"table[]", "", "Each with name, parent, status and progress."}},
       .example = "for _, branch in ipairs(room.branches()) do print(branch.name, branch.status) end"},
      [room, access](Call& call) {
        Value rows;
        access.on_room([&] { rows = branches_of(*room); });
        call.give(std::move(rows));
      });
  api.function({.name = "room.figure",
                .summary = "A key figure of a branch, in its display unit; nil if there is none.",
                .params = {{"id", "string", "", "", "As \"buildings.heating_energy\"."},
                           {"branch", "string?", "", "", "Which branch; else that of the last view."}},
                .returns = {{"number?", "", "The figure for the whole city."}},
                .example = "print(room.figure(\"buildings.heating_energy\"))"},
               [room, access](Call& call) {
                 std::optional<double> figure;
                 access.on_room([&] { figure = figure_of(call, *room); });
                 figure ? call.give(*figure) : call.give();
               });
  api.function({.name = "room.time",
                .summary = "The time shown, in the city's zone.",
                .returns = {{"string", "", "As \"2026-01-15 07:00\"."}},
                .example = "print(room.time())"},
               [room, access](Call& call) {
                 std::string time;
                 access.on_room([&] {
                   time = format_time(room->state().clock.shown, room->published().zone, TimeFormat::minute);
                 });
                 call.give(time);
               });
}

}  // namespace

void add_room_api(script::Api& api, Room* room, const RoomAccess& access) {
  api.module({"room",
              "What a person can do in the room (`conurb view`): every command is a verb, in its console "
              "and in scripts that drive it."});
  const Commands documented = documented_commands();
  for (const CommandSpec& command : documented.specs()) add_command(api, command, room, access);
  add_sights(api, room, access);
  add_total(api, room, access);
}

script::ApiDoc reference_doc() {
  script::ApiDoc doc = script::scenario_api_doc();
  script::Api api("Conurb room");
  add_room_api(api, nullptr);
  const script::ApiDoc room = api.doc();
  doc.modules.insert(doc.modules.end(), room.modules.begin(), room.modules.end());
  doc.functions.insert(doc.functions.end(), room.functions.begin(), room.functions.end());
  return doc;
}

}  // namespace conurb::room
