// SPDX-License-Identifier: Apache-2.0
// What the base city's columns hold, as one hash each: a change is found by reading a few hundred rows and
// not the city. Internal to engine/store; CityFile::contents() is the way to it.
#pragma once

#include <string_view>
#include <vector>

#include "engine/city/column.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// Notes the hash of a column as it is now written.
void put_content(Connection& connection, std::string_view table, const city::Column& column);

/// Notes that another program changed a table as `entry` (an external edit) says. The column is not read for
/// it: its hash becomes one of what it was and of the edit.
void note_edit(Connection& connection, const city::JournalEntry& entry);

}  // namespace conurb::store
