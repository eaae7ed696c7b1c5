// SPDX-License-Identifier: Apache-2.0
// What a table and a column are, as data: names, types, units, roles and rules. Specs are read from
// assets/schema and from plugin manifests; everything a person sees about a column (panels, docs, CSV
// headers) is made from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conurb::city {

/// Type of a column's element. The values are those of CONURB_TYPE_* in the C interface.
enum class Scalar : std::int32_t {
  f64 = 1,
  f32 = 2,
  i64 = 3,
  i32 = 4,
  u8 = 5,    ///< small counts and booleans
  text = 6,  ///< int32 codes into the column's dictionary; -1 is null
  ref = 7,   ///< int32 row of another table; -1 is null
};

/// Bytes of one element.
[[nodiscard]] std::size_t size_of(Scalar scalar);
[[nodiscard]] bool is_float(Scalar scalar);
/// "f64", "text" …
[[nodiscard]] std::string_view to_string(Scalar scalar);

/// One value of any column: nothing (null), a number or a text. Integers beyond 2^53 stay exact in int64.
using Value = std::variant<std::monostate, double, std::int64_t, std::string>;
[[nodiscard]] bool is_null(const Value& value);
/// The value as a person would write it; null as "null".
[[nodiscard]] std::string to_string(const Value& value);

/// Who sets a column, and when (DESIGN section 4).
enum class Role : std::int32_t {
  fixed = 0,   ///< "static": part of the city, changed only by an intervention
  input = 1,   ///< set by people, data or levers
  state = 2,   ///< carried from step to step by its owner
  output = 3,  ///< computed anew by its owner at every step
};
[[nodiscard]] std::string_view to_string(Role role);

/// Whether a text is a day as every year has it, or every leap year: "01-15".
[[nodiscard]] bool is_yearly_day(std::string_view text);

/// What of a computed column is written to the city file during a run.
struct Recording {
  enum class Kind : std::int32_t { none, last, every, day_and_peak, selection, days };
  Kind kind = Kind::last;
  std::int32_t every = 1;         ///< with `every`: exchanges from one record to the next; the last is one
  std::string selection;          ///< with `selection`: which rows, in the selection language
  std::vector<std::string> days;  ///< with `days`: of each year, "01-15", all their exchanges; and the last

  friend bool operator==(const Recording&, const Recording&) = default;
};

struct ColumnSpec {
  std::string name;  ///< snake_case, no unit in the name
  Scalar scalar = Scalar::f64;
  bool list = false;         ///< every row holds a list of `scalar`
  std::string unit = "1";    ///< UDUNITS text; values are SI
  std::string display_unit;  ///< empty: show in `unit`
  std::string description;   ///< one line
  Role role = Role::fixed;
  Value initial;  ///< value of a new row; null means 0, or null if nullable
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool nullable = false;  ///< NaN for floats, -1 for text and ref
  std::string refers_to;  ///< table that a ref points to
  std::string owner;      ///< plugin id, or "" for the engine
  Recording recording;

  friend bool operator==(const ColumnSpec&, const ColumnSpec&) = default;
};

/// Kinds of table; the values are those of CONURB_TABLE_* in the C interface.
enum class TableKind : std::int32_t { entities = 1, links = 2, grid = 3, particles = 4, series = 5 };
[[nodiscard]] std::string_view to_string(TableKind kind);

struct GridSpec {
  double origin_x = 0, origin_y = 0;   ///< metres in the city's local frame, lower left corner
  double cell = 1;                     ///< metres
  std::int64_t width = 0, height = 0;  ///< cells; row = y * width + x
};

/// What a row looks like on the map. A table with a shape has the list column `shape` (f64, metres, local
/// frame): a point is x, y; a line x, y, x, y …; a polygon its rings one after the other, each closed by
/// repeating its first point, outer rings counter-clockwise and each followed by its holes, which are
/// clockwise.
enum class Shape : std::int32_t { none = 0, point = 1, line = 2, polygon = 3 };
[[nodiscard]] std::string_view to_string(Shape shape);

/// How the city file keeps a table. Rows: one row of SQL for each, which people see and edit in QGIS. Chunks:
/// compressed columns, a few bytes for each value; for tables of very many rows that are derived from others.
/// Grids and particles are in chunks whatever this says; a table with a shape is in rows.
enum class Storage : std::int32_t { rows = 0, chunks = 1 };
[[nodiscard]] std::string_view to_string(Storage storage);

struct TableSpec {
  std::string name;
  TableKind kind = TableKind::entities;
  Shape shape = Shape::none;
  Storage storage = Storage::rows;
  std::string description;
  std::string owner;          ///< plugin id for a private table, "" for the engine's vocabulary
  std::string interpolation;  ///< series: "mean of interval", "step" or "linear"
  GridSpec grid;
  std::vector<ColumnSpec> columns;
};

/// True when two declarations of one column may share it: same type, unit and list shape (DESIGN section 3).
/// On false, `why` (if given) says which differ.
[[nodiscard]] bool shareable(const ColumnSpec& a, const ColumnSpec& b, std::string* why = nullptr);

/// Rows rounded up to a multiple of 16: the length that kernels run.
[[nodiscard]] constexpr std::int64_t padded(std::int64_t rows) {
  return (rows + 15) / 16 * 16;
}

/// "building" is a good name, "Building" and "2nd" are not: [a-z][a-z0-9_]*, at most 63 characters.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace conurb::city
