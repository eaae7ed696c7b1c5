// SPDX-License-Identifier: Apache-2.0
// An intervention, as it stands in the journal: enough to do it again on any machine, to say who did it, and
// to take it back. Entries are never changed or removed; an undo is an entry of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/spec.hpp"
#include "engine/city/table.hpp"

namespace conurb::city {

enum class EntryKind : std::int32_t {
  set = 1,     ///< values of one column; on an output column a pin that holds until `until_us`
  insert = 2,  ///< rows with ids and values
  retire = 3,  ///< rows
  parameter =
      4,  ///< a plugin's parameter: `table` is the plugin's id, columns[0] the parameter, values[0] the value
  plugin = 5,         ///< a plugin loaded or reloaded: `table` is its id, `detail` its version and hash
  observations = 6,   ///< a batch of sensor values that arrived: `detail` names the batch
  external_edit = 7,  ///< rows another program changed in the file, found when it was opened
  undo = 8,           ///< takes back the group in `undoes`
};
[[nodiscard]] std::string_view to_string(EntryKind kind);

struct JournalEntry {
  std::int64_t sequence = 0;  ///< position in the file's journal; given by the store
  std::int64_t group = 0;  ///< gesture: one undo takes back a group; equal to the sequence of its first entry
  std::int32_t branch = 0;  ///< ordinal of the branch it acts on
  EntryKind kind = EntryKind::set;
  std::int64_t time_us = 0;   ///< simulated time at which it acts
  std::int64_t until_us = 0;  ///< pins: simulated time at which they end; 0 = never
  std::int64_t wall_us = 0;   ///< when the person did it, UTC
  std::string who;            ///< user
  std::string role;           ///< "planner", "operator", "script" …
  std::string table;
  std::vector<std::string> columns;
  std::string selection;      ///< what the person wrote, in the selection language; ids are what it meant
  std::vector<Id> ids;        ///< rows, resolved
  std::vector<Value> values;  ///< per column one value for all ids, or ids × columns values, row by row
  std::int64_t undoes = 0;    ///< kind undo: the group taken back
  std::string detail;         ///< free JSON for the kinds that need it

  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

}  // namespace conurb::city
