// SPDX-License-Identifier: Apache-2.0
// What a person can do, as named objects with typed arguments: the same for the room, the command line, Lua
// and remote control. Twin::execute carries them out through the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/spec.hpp"
#include "engine/city/table.hpp"

namespace conurb::sim {

/// Rows of a table: by ids, or by a selection that is resolved when the command is carried out. Both empty:
/// all rows that are alive.
struct RowChoice {
  std::string table;
  std::string selection;
  std::vector<city::Id> ids;
};

/// Sets one column of rows; on an output column a pin that holds until `until`.
struct SetCommand {
  RowChoice rows;
  std::string column;
  std::vector<city::Value> values;  ///< one for all, or one per id
  std::optional<Time> until;
};

/// Adds rows to a table of the city; `values` row by row, `columns` wide.
struct InsertCommand {
  std::string table;
  std::int64_t count = 1;
  std::vector<std::string> columns;
  std::vector<city::Value> values;
};

struct RetireCommand {
  RowChoice rows;
};

/// Sets a plugin's parameter, in the parameter's unit.
struct ParameterCommand {
  std::string plugin;
  std::string parameter;
  double value = 0;
};

/// Takes back a group of the branch's own entries; 0 = the latest.
struct UndoCommand {
  std::int64_t group = 0;
};

using Command = std::variant<SetCommand, InsertCommand, RetireCommand, ParameterCommand, UndoCommand>;

/// Name of the command as in Lua and in the log: "set", "insert", "retire", "parameter", "undo".
[[nodiscard]] std::string name_of(const Command& command);

}  // namespace conurb::sim
