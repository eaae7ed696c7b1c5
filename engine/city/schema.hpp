// SPDX-License-Identifier: Apache-2.0
// Specs of tables and columns as JSON: the form of assets/schema/*.json and of the tables in plugin
// manifests. Reading is strict (an unknown key is an error, not a silent default); units are not looked up
// here, for that needs a UnitSystem.
//
// A column: {"name", "type", "unit", "display_unit"?, "description", "role"?, "default"?, "min"?, "max"?,
// "nullable"?,
//   "refers_to"?, "record"?}. "type" is f64 f32 i64 i32 u8 text ref, or list<f64> …; "unit" is needed by
//   numbers and forbidden for text and ref; "role" is static input state output (static if missing);
//   "refers_to" is the table of a ref; "record" is "none", "last", "day_and_peak", {"every": 4} or
//   {"selection": "…"}.
// A table: {"name", "kind"?, "shape"?, "description", "interpolation"?, "grid"?, "columns": […]}; "kind" is
// entities links
//   grid particles series, "shape" is none point line polygon, "grid" is {"origin_x", "origin_y", "cell",
//   "width", "height"}.
#pragma once

#include <string_view>

#include "engine/base/json.hpp"
#include "engine/city/spec.hpp"

namespace conurb::city {

/// `where` begins each message: the file, and the place in it if any. Throws Error bad_data naming `where`,
/// the table or column, the key, what was expected and what was found. Any thread.
[[nodiscard]] TableSpec parse_table(const Json& json, std::string_view where);
[[nodiscard]] ColumnSpec parse_column(const Json& json, std::string_view where);

/// The way back; what parse_table and parse_column would supply is left out. `owner` is not part of either.
[[nodiscard]] Json to_json(const TableSpec& table);
[[nodiscard]] Json to_json(const ColumnSpec& column);

}  // namespace conurb::city
