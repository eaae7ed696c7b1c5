// SPDX-License-Identifier: Apache-2.0
// Everything a person can do in the room as named commands with typed arguments: one record each, from which
// the keyboard, panels, the Lua verb, its documentation and tests with scripted input are made. No action
// exists beside them.
//
//   commands.execute("time.set", {{"time", "2026-01-15 07:00"}});     // Lua: room.time_set("2026-01-15
//   07:00")
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/json.hpp"

namespace conurb::room {

enum class ArgumentKind : std::uint8_t {
  number,
  integer,
  boolean,
  text,
  choice,  ///< one of `choices`
  time,    ///< text in the city's zone, "2026-01-15 07:00"
  value,   ///< number, text, boolean or null: what a column can hold
  ids,     ///< list of row ids
  texts,   ///< list of texts
};
[[nodiscard]] std::string_view to_string(ArgumentKind kind);

struct ArgumentSpec {
  std::string name;  ///< snake_case
  ArgumentKind kind = ArgumentKind::text;
  std::string doc;  ///< one line
  std::string unit = {};
  Json fallback = {};     ///< what is taken if it is not given
  bool optional = false;  ///< may be left out without a fallback
  std::vector<std::string> choices = {};
  Json example = {};  ///< what documentation shows; a text that is required has one
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();

  [[nodiscard]] bool required() const { return fallback.is_null() && !optional; }
};

/// A key of the keyboard that does a command, with what it gives as arguments. A key whose command needs more
/// asks for it: the room opens the palette with the command filled in.
struct Key {
  std::string chord;  ///< "Ctrl+Shift+Z", "Space", "F1", "Left": modifiers in the order Ctrl, Shift, Alt
  Json arguments = Json::object();
};

enum class Changes : std::uint8_t {
  view,  ///< what this room shows
  city,  ///< the city, through the journal: for all, and not in read-only mode
};

struct CommandSpec {
  std::string name;     ///< "camera.go"; its text key is "command.camera.go", its Lua verb room.camera_go
  std::string summary;  ///< one line, a sentence
  std::vector<ArgumentSpec> arguments = {};
  std::vector<Key> keys = {};  ///< at least one
  Changes changes = Changes::view;

  [[nodiscard]] std::string verb() const;  ///< "camera_go"
};

/// Arguments that were checked against a record: reading one that the record does not have is a fault of ours
/// (Error internal).
class Arguments {
 public:
  explicit Arguments(Json checked) : json_(std::move(checked)) {}
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] std::vector<std::int64_t> ids(std::string_view name) const;
  [[nodiscard]] const Json& value(std::string_view name) const;

 private:
  Json json_;
};

/// Completes arguments by their fallbacks. Throws Error invalid_argument that names command, argument, what
/// it should be and what it was.
[[nodiscard]] Arguments check_arguments(const CommandSpec& command, const Json& arguments);

/// Not thread-safe: used where the room is.
class Commands {
 public:
  using Body = std::function<void(const Arguments&)>;

  /// Throws Error conflict for a name or chord that is taken, invalid_argument for an incomplete record.
  void add(CommandSpec spec, Body body);

  /// In the order added.
  [[nodiscard]] const std::vector<CommandSpec>& specs() const { return specs_; }
  /// Throws Error not_found with the nearest name.
  [[nodiscard]] const CommandSpec& spec(std::string_view name) const;

  /// What a chord does; none if nothing.
  struct Bound {
    const CommandSpec* command;
    const Key* key;
    bool complete;  ///< nothing needs to be asked
  };
  [[nodiscard]] std::optional<Bound> bound(std::string_view chord) const;

  /// Throws what check_arguments and the command throw.
  void execute(std::string_view name, const Json& arguments = Json::object()) const;

 private:
  std::vector<CommandSpec> specs_;
  std::vector<Body> bodies_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> by_chord_;
};

}  // namespace conurb::room
