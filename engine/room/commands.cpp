// SPDX-License-Identifier: Apache-2.0
#include "engine/room/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/city/spec.hpp"
#include "engine/room/json_numbers.hpp"

namespace conurb::room {

namespace {

[[noreturn]] void refuse(const CommandSpec& command, const ArgumentSpec& argument, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, fmt::format("{}: '{}' {}", command.name, argument.name, what), "",
              argument.doc);
}

bool fits(ArgumentKind kind, const Json& value) {
  const auto all = [&value](auto&& test) {
    return value.is_array() && std::all_of(value.begin(), value.end(), test);
  };
  switch (kind) {
    case ArgumentKind::number: return is_finite(value);
    case ArgumentKind::integer: return is_whole(value);
    case ArgumentKind::boolean: return value.is_boolean();
    case ArgumentKind::text:
    case ArgumentKind::choice:
    case ArgumentKind::time: return value.is_string();
    case ArgumentKind::value:
      if (value.is_number_integer()) return is_whole(value);
      return value.is_null() || value.is_boolean() || value.is_string() || is_finite(value);
    case ArgumentKind::ids: return all(is_whole);
    case ArgumentKind::texts: return all([](const Json& each) { return each.is_string(); });
  }
  return false;
}

void check_value(const CommandSpec& command, const ArgumentSpec& argument, const Json& value) {
  if (!fits(argument.kind, value)) {
    refuse(command, argument,
           fmt::format("must be a {}, not {}", to_string(argument.kind),
                       value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 60)));
  }
  const auto& choices = argument.choices;
  if (argument.kind == ArgumentKind::choice &&
      std::find(choices.begin(), choices.end(), value.get<std::string>()) == choices.end()) {
    refuse(command, argument, fmt::format("must be one of: {}", join(choices, ", ")));
  }
  if (!value.is_number()) return;
  const auto number = value.get<double>();
  if (number < argument.min || number > argument.max)
    refuse(command, argument, fmt::format("= {} is outside [{}, {}]", number, argument.min, argument.max));
}

bool is_chord(std::string_view chord) {
  static constexpr std::string_view kModifiers[] = {"Ctrl+", "Shift+", "Alt+"};
  for (const std::string_view modifier : kModifiers) {
    if (chord.starts_with(modifier)) chord.remove_prefix(modifier.size());
  }
  return !chord.empty() && (chord.size() == 1 || chord.find('+') == std::string_view::npos);
}

void check_record(const CommandSpec& spec) {
  const auto incomplete = [&spec](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, fmt::format("the record of '{}' has no {}", spec.name, what));
  };
  const std::size_t dot = spec.name.find('.');
  const bool two_words = dot == std::string::npos ? city::is_name(spec.name)
                                                  : city::is_name(spec.name.substr(0, dot)) &&
                                                        city::is_name(spec.name.substr(dot + 1));
  if (!two_words) incomplete("usable name");
  if (!spec.summary.ends_with('.')) incomplete("sentence that says what it does");
  if (spec.keys.empty()) incomplete("key");
  for (const Key& key : spec.keys) {
    if (!is_chord(key.chord)) incomplete(fmt::format("chord in '{}'", key.chord));
  }
  for (const ArgumentSpec& argument : spec.arguments) {
    if (!city::is_name(argument.name) || argument.doc.empty()) incomplete("description of an argument");
    if (argument.kind == ArgumentKind::choice && argument.choices.empty()) incomplete("choices");
    const bool free = argument.kind == ArgumentKind::text && argument.required();
    if (free && argument.example.is_null()) incomplete("example of an argument");
    if (!argument.fallback.is_null()) check_value(spec, argument, argument.fallback);
  }
}

}  // namespace

std::string_view to_string(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::number: return "number";
    case ArgumentKind::integer: return "whole number";
    case ArgumentKind::boolean: return "true or false";
    case ArgumentKind::text: return "text";
    case ArgumentKind::choice: return "choice";
    case ArgumentKind::time: return "time";
    case ArgumentKind::value: return "value";
    case ArgumentKind::ids: return "list of ids";
    case ArgumentKind::texts: return "list of texts";
  }
  return "";
}

std::string CommandSpec::verb() const {
  std::string verb = name;
  std::replace(verb.begin(), verb.end(), '.', '_');
  return verb;
}

bool Arguments::has(std::string_view name) const {
  const auto found = json_.find(name);
  return found != json_.end() && !found->is_null();
}

const Json& Arguments::value(std::string_view name) const {
  const auto found = json_.find(name);
  if (found == json_.end()) throw Error(ErrorCode::internal, fmt::format("there is no argument '{}'", name));
  return *found;
}

double Arguments::number(std::string_view name) const {
  return value(name).get<double>();
}
std::int64_t Arguments::integer(std::string_view name) const {
  return value(name).get<std::int64_t>();
}
bool Arguments::boolean(std::string_view name) const {
  return value(name).get<bool>();
}
std::string Arguments::text(std::string_view name) const {
  return value(name).get<std::string>();
}
std::vector<std::string> Arguments::texts(std::string_view name) const {
  return value(name).get<std::vector<std::string>>();
}
std::vector<std::int64_t> Arguments::ids(std::string_view name) const {
  return value(name).get<std::vector<std::int64_t>>();
}

Arguments check_arguments(const CommandSpec& command, const Json& arguments) {
  if (!arguments.is_object())
    throw Error(ErrorCode::invalid_argument, fmt::format("{}: arguments come by name", command.name));
  Json checked = Json::object();
  for (const ArgumentSpec& argument : command.arguments) {
    const auto given = arguments.find(argument.name);
    const bool left_out =
        given == arguments.end() || (given->is_null() && argument.kind != ArgumentKind::value);
    if (!left_out) {
      check_value(command, argument, *given);
      checked[argument.name] = *given;
    } else if (argument.required()) {
      refuse(command, argument, "is missing");
    } else {
      checked[argument.name] = argument.fallback;
    }
  }
  for (const auto& [name, value] : arguments.items()) {
    if (checked.contains(name)) continue;
    std::vector<std::string> known;
    for (const ArgumentSpec& argument : command.arguments) known.push_back(argument.name);
    throw Error(ErrorCode::invalid_argument, fmt::format("{} has no argument '{}'", command.name, name), "",
                did_you_mean(name, known));
  }
  return Arguments(std::move(checked));
}

void Commands::add(CommandSpec spec, Body body) {
  check_record(spec);
  const std::size_t index = specs_.size();
  if (!by_name_.emplace(spec.name, index).second)
    throw Error(ErrorCode::conflict, fmt::format("the command '{}' is there twice", spec.name));
  for (std::size_t k = 0; k < spec.keys.size(); ++k) {
    if (!by_chord_.emplace(spec.keys[k].chord, std::pair(index, k)).second) {
      throw Error(ErrorCode::conflict,
                  fmt::format("the key {} of '{}' is taken", spec.keys[k].chord, spec.name));
    }
  }
  specs_.push_back(std::move(spec));
  bodies_.push_back(std::move(body));
}

const CommandSpec& Commands::spec(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) return specs_[found->second];
  std::vector<std::string> known;
  for (const CommandSpec& each : specs_) known.push_back(each.name);
  throw Error(ErrorCode::not_found, fmt::format("there is no command '{}'", name), "",
              did_you_mean(name, known));
}

std::optional<Commands::Bound> Commands::bound(std::string_view chord) const {
  const auto found = by_chord_.find(chord);
  if (found == by_chord_.end()) return std::nullopt;
  const CommandSpec& command = specs_[found->second.first];
  const Key& key = command.keys[found->second.second];
  const bool complete =
      std::all_of(command.arguments.begin(), command.arguments.end(), [&key](const ArgumentSpec& argument) {
        return !argument.required() || key.arguments.contains(argument.name);
      });
  return Bound{&command, &key, complete};
}

void Commands::execute(std::string_view name, const Json& arguments) const {
  const CommandSpec& command = spec(name);
  bodies_[static_cast<std::size_t>(&command - specs_.data())](check_arguments(command, arguments));
}

}  // namespace conurb::room
