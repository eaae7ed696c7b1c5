// SPDX-License-Identifier: Apache-2.0
#include "engine/room/script_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/script/scenario.hpp"

namespace conurb::room {

namespace {

using script::Call;
using script::FunctionDoc;
using script::ParamDoc;
using script::Value;

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

void add_command(script::Api& api, const CommandSpec& command, Room* room) {
  api.function(doc_of(command), [command, room](Call& call) {
    Json arguments = Json::object();
    for (const ArgumentSpec& argument : command.arguments) {
      if (call.has(argument.name)) arguments[argument.name] = json_of(call, argument);
    }
    room->execute(command.name, arguments);
  });
}

void add_sights(script::Api& api, Room* room) {
  api.function(
      {.name = "room.branches",
       .summary = "The branches with their status, as the room knows them at the moment.",
       .returns = {{"table[]", "", "Each with name, parent, status and progress."}},
       .example = "for _, branch in ipairs(room.branches()) do print(branch.name, branch.status) end"},
      [room](Call& call) {
        script::TableValue rows;
        for (const BranchInfo& info : room->published().branches) {
          script::TableValue row;
          row.fields = {{"name", Value(info.name)},
                        {"parent", Value(info.parent)},
                        {"progress", Value(info.progress)},
                        {"status", Value(to_string(info.status))}};
          rows.items.emplace_back(std::move(row));
        }
        call.give(Value(std::move(rows)));
      });
  api.function({.name = "room.figure",
                .summary = "A key figure of a branch, in its display unit; nil if there is none.",
                .params = {{"id", "string", "", "", "As \"buildings.heating_energy\"."},
                           {"branch", "string?", "", "", "Which branch; else that of the last view."}},
                .returns = {{"number?", "", "The figure for the whole city."}},
                .example = "print(room.figure(\"buildings.heating_energy\"))"},
               [room](Call& call) {
                 const std::string branch(call.has("branch") ? call.text("branch")
                                                             : std::string_view(room->active_branch()));
                 const BranchInfo* info = room->published().branch(branch);
                 if (info == nullptr) call.fail("branch", "names no branch");
                 for (const sim::ComparedKpi& kpi : info->kpis) {
                   if (kpi.id == call.text("id") && kpi.group.empty()) return call.give(kpi.other);
                 }
                 call.give();
               });
  api.function(
      {.name = "room.time",
       .summary = "The time shown, in the city's zone.",
       .returns = {{"string", "", "As \"2026-01-15 07:00\"."}},
       .example = "print(room.time())"},
      [room](Call& call) {
        call.give(format_time(room->state().clock.shown, room->published().zone, TimeFormat::minute));
      });
}

std::string shown(const Value& value) {
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* whole = value.get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* number = value.get_if<double>()) return fmt::format("{}", *number);
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* table = value.get_if<script::TableValue>()) {
    std::string content;
    for (const Value& item : table->items) content += (content.empty() ? "" : ", ") + shown(item);
    for (const auto& [name, field] : table->fields)
      content += fmt::format("{}{} = {}", content.empty() ? "" : ", ", name, shown(field));
    return "{ " + content + " }";
  }
  return value.is_nil() ? "nil" : "(an object)";
}

script::SandboxOptions options_of(std::vector<std::string>& printed) {
  script::SandboxOptions options;
  options.print = [&printed](std::string_view line) { printed.emplace_back(line); };
  return options;
}

script::Api room_api(Room* room) {
  script::Api api("Conurb room");
  add_room_api(api, room);
  return api;
}

}  // namespace

void add_room_api(script::Api& api, Room* room) {
  api.module({"room",
              "What a person can do in the room (`conurb view`): every command is a verb, in its console "
              "and in scripts that drive it."});
  const Commands documented = documented_commands();
  for (const CommandSpec& command : documented.specs()) add_command(api, command, room);
  add_sights(api, room);
}

script::ApiDoc reference_doc() {
  script::ApiDoc doc = script::scenario_api_doc();
  const script::ApiDoc room = room_api(nullptr).doc();
  doc.modules.insert(doc.modules.end(), room.modules.begin(), room.modules.end());
  doc.functions.insert(doc.functions.end(), room.functions.begin(), room.functions.end());
  return doc;
}

Console::Console(Room& room) : sandbox_(options_of(printed_)) {
  const script::Api api = room_api(&room);
  sandbox_.install(api);
  for (const FunctionDoc& function : api.doc().functions) words_.push_back(function.name);
  std::sort(words_.begin(), words_.end());
}

Console::Answer Console::run(const std::string& text) {
  Answer answer;
  printed_.clear();
  try {
    std::string chunk = "return " + text;
    try {
      sandbox_.check(chunk, "console");
    } catch (const Error&) {
      chunk = text;  // no expression
    }
    for (const Value& value : sandbox_.run(chunk, "console")) printed_.push_back(shown(value));
  } catch (const Error& error) {
    answer.error = error.what();
  }
  answer.lines = std::move(printed_);
  return answer;
}

std::vector<std::string> Console::complete(std::string_view typed) const {
  std::vector<std::string> found;
  std::copy_if(words_.begin(), words_.end(), std::back_inserter(found),
               [typed](const std::string& word) { return word.starts_with(typed); });
  return found;
}

}  // namespace conurb::room
