// SPDX-License-Identifier: Apache-2.0
// Specs of tables and columns as JSON: the form of assets/schema/*.json, of city files and of reports. The
// keys are those of plugin manifests. Reading is strict: an unknown key is an error, not a silent default.
// Units are texts here; whether they are units at all is for a UnitSystem to say.
//
// A column: {"name", "type", "list"?, "unit", "display_unit"?, "description", "role"?, "initial"?, "range"?,
// "nullable"?,
//   "refers_to"?, "recording"?}
//   "type" is f64 f32 i64 i32 u8 text ref; "unit" is needed by numbers and forbidden for text and ref;
//   "refers_to" is the table of a ref; "role" is static input state output (static if missing); "range" is
//   [low, high], null for open ends; "recording" is "none", "last" (if missing), "day_and_peak", {"every":
//   4},
//   {"days": ["01-15"]} or {"selection": "…"}.
// A table: {"name", "kind"?, "shape"?, "description", "interpolation"?, "grid"?, "columns": […]}
//   "kind" is entities (if missing) links grid particles series; "shape" is none (if missing) point line
//   polygon; "interpolation", needed by series alone, is "mean of interval", "step" or "linear"; "grid" is
//   {"origin": [x, y], "cell", "width", "height"}. The columns id, alive and shape are not listed: every
//   table has its own.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "engine/base/json_fwd.hpp"
#include "engine/city/spec.hpp"

namespace conurb::city {

/// `where` begins each message: the file, and the place in it if any. Throws Error bad_data naming the column
/// and key, what was expected and what was found. Any thread.
[[nodiscard]] TableSpec parse_table(const Json& json, std::string_view where);
[[nodiscard]] ColumnSpec parse_column(const Json& json, std::string_view where);

/// The way back; what reading would supply is left out, and so is `owner`.
[[nodiscard]] Json to_json(const TableSpec& table);
[[nodiscard]] Json to_json(const ColumnSpec& column);

/// Every *.json of a folder, one table each, named as its file; refs may only lead to tables of the folder.
/// Sorted by name. Throws as parse_table, Error not_found if there is no such folder, io if it cannot be
/// read.
[[nodiscard]] std::vector<TableSpec> read_schema(const std::filesystem::path& folder);

}  // namespace conurb::city
