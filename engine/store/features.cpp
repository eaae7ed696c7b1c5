// SPDX-License-Identifier: Apache-2.0
#include "engine/store/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

using city::ColumnSpec;
using city::Role;
using city::Scalar;
using city::Shape;
using city::Table;
using city::TableKind;
using city::TableSpec;

namespace {

// The types that GeoPackage knows (table 1 of the standard); SQLite keeps all of them as INTEGER, REAL, TEXT
// or BLOB.
std::string declared_type(const ColumnSpec& column) {
  if (column.list) return "BLOB";
  switch (column.scalar) {
    case Scalar::f64: return "DOUBLE";
    case Scalar::f32: return "FLOAT";
    case Scalar::i64:
    case Scalar::ref: return "INTEGER";
    case Scalar::i32: return "MEDIUMINT";
    case Scalar::u8: return column.max <= 1 ? "BOOLEAN" : "SMALLINT";
    case Scalar::text: return "TEXT";
  }
  return "BLOB";
}

std::string geometry_type(Shape shape) {
  switch (shape) {
    case Shape::none: break;
    case Shape::point: return "POINT";
    case Shape::line: return "LINESTRING";
    case Shape::polygon: return "MULTIPOLYGON";
  }
  return "GEOMETRY";
}

// Numbers that are not nullable get NOT NULL and their initial value, so that a form in QGIS asks for no more
// than the engine would. Null text and dangling references stay NULL.
std::string constraint(const ColumnSpec& column) {
  const bool number = !column.list && column.scalar != Scalar::text && column.scalar != Scalar::ref;
  const auto* text = std::get_if<std::string>(&column.initial);
  if (text != nullptr) return " DEFAULT " + quote_text(*text);
  if (!number || column.nullable) return "";
  const std::string initial = city::is_null(column.initial) ? "0" : city::to_string(column.initial);
  return fmt::format(" NOT NULL DEFAULT {}", initial);
}

std::string column_definition(const ColumnSpec& column) {
  return fmt::format("{} {}{}", quote_name(column.name), declared_type(column), constraint(column));
}

void add_rtree(Connection& connection, const std::string& table) {
  const std::string tree = quote_name(rtree_table(table));
  const std::string t = quote_name(table);
  const auto trigger = [&](std::string_view name, const std::string& rest) {
    connection.run(fmt::format("CREATE TRIGGER {} AFTER {}",
                               quote_name(rtree_table(table) + "_" + std::string(name)), rest));
  };
  const std::string put = fmt::format(
      "INSERT OR REPLACE INTO {} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), "
      "ST_MaxY(NEW.geom));",
      tree);
  const std::string full = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))";
  const std::string empty = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
  connection.run(fmt::format("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", tree));
  trigger("insert", fmt::format("INSERT ON {} WHEN {} BEGIN {} END", t, full, put));
  trigger("update1",
          fmt::format("UPDATE OF geom ON {} WHEN OLD.fid = NEW.fid AND {} BEGIN {} END", t, full, put));
  trigger("update2",
          fmt::format("UPDATE OF geom ON {} WHEN OLD.fid = NEW.fid AND {} BEGIN DELETE FROM {} WHERE id = "
                      "OLD.fid; END",
                      t, empty, tree));
  trigger("update3",
          fmt::format("UPDATE ON {} WHEN OLD.fid != NEW.fid AND {} BEGIN DELETE FROM {} WHERE id = OLD.fid; "
                      "{} END",
                      t, full, tree, put));
  trigger("update4",
          fmt::format("UPDATE ON {} WHEN OLD.fid != NEW.fid AND {} BEGIN DELETE FROM {} WHERE id IN "
                      "(OLD.fid, NEW.fid); END",
                      t, empty, tree));
  trigger("delete",
          fmt::format("DELETE ON {} WHEN OLD.geom NOT NULL BEGIN DELETE FROM {} WHERE id = OLD.fid; END", t,
                      tree));
  connection.run(
      "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
      "'http://www.geopackage.org/spec121/#extension_rtree', 'write-only')",
      table);
}

// What a trigger notes must not depend on the OR … clause of the statement that fires it, hence NOT EXISTS in
// place of OR IGNORE. `kind` is I for rows that other programs made, else U or D; the row's presence in the
// layer tells which holds in the end.
void add_edit_triggers(Connection& connection, const std::string& table,
                       const std::vector<std::string>& columns) {
  const std::string t = quote_name(table);
  const std::string edit = quote_name(edit_table(table));
  const std::string retired = quote_name(retired_table(table));
  const std::string names = column_list(columns, "");
  const std::string old = column_list(columns, "OLD.");
  const auto noted = [&](std::string_view fid) {
    return fmt::format("EXISTS (SELECT 1 FROM {} WHERE fid = {})", edit, fid);
  };
  const auto trigger = [&](std::string_view event, const std::string& body) {
    const std::string name = quote_name(fmt::format("conurb_{}_{}", table, event));
    connection.run(fmt::format("DROP TRIGGER IF EXISTS {}", name));
    connection.run(fmt::format("CREATE TRIGGER {} AFTER {} ON {} BEGIN {} END", name, event, t, body));
  };
  const std::string keep_old = fmt::format(
      "INSERT INTO {0} (fid{2}) SELECT OLD.fid{3} WHERE {4} NOT EXISTS (SELECT 1 FROM {0} WHERE fid = "
      "OLD.fid) AND NOT "
      "EXISTS (SELECT 1 FROM {1} WHERE fid = OLD.fid AND conurb_kind = 'I');",
      retired, edit, names, old, "{}");
  const std::string new_row = fmt::format(
      "INSERT INTO {} (fid, conurb_kind) SELECT NEW.fid, 'I' WHERE {} NOT {};", edit, "{}", noted("NEW.fid"));
  const std::string gone =
      fmt::format("DELETE FROM {} WHERE {} fid = OLD.fid AND conurb_kind = 'I';", edit, "{}");
  const std::string moved = "OLD.fid <> NEW.fid AND";
  trigger("insert", fmt::format("DELETE FROM {} WHERE fid = NEW.fid AND {};", retired, noted("NEW.fid")) +
                        fmt::format(fmt::runtime(new_row), ""));
  trigger("update", fmt::format("INSERT INTO {} (fid, conurb_kind{}) SELECT OLD.fid, 'U'{} WHERE NOT {};",
                                edit, names, old, noted("OLD.fid")) +
                        fmt::format(fmt::runtime(keep_old), moved) + fmt::format(fmt::runtime(gone), moved) +
                        fmt::format(fmt::runtime(new_row), moved));
  trigger("delete", fmt::format("INSERT INTO {} (fid, conurb_kind{}) SELECT OLD.fid, 'D'{} WHERE NOT {};",
                                edit, names, old, noted("OLD.fid")) +
                        fmt::format(fmt::runtime(keep_old), "") + fmt::format(fmt::runtime(gone), ""));
}

void add_count_triggers(Connection& connection, const std::string& table) {
  // GDAL keeps the number of features in this table and names its triggers so.
  const std::array<std::pair<const char*, const char*>, 2> events{{{"insert", "+"}, {"delete", "-"}}};
  for (const auto& [event, sign] : events) {
    connection.run(
        fmt::format("CREATE TRIGGER {} AFTER {} ON {} BEGIN UPDATE gpkg_ogr_contents SET feature_count = "
                    "feature_count {} 1 WHERE lower(table_name) = lower({}); END",
                    quote_name(fmt::format("trigger_{}_feature_count_{}", event, table)), event,
                    quote_name(table), sign, quote_text(table)));
  }
  connection.run("INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?, 0)", table);
}

void create_layer(Connection& connection, const Table& table, const std::vector<std::size_t>& columns,
                  std::int32_t srs_id) {
  const TableSpec& spec = table.spec();
  std::string definitions, plain;
  for (const std::size_t index : columns) {
    const ColumnSpec& column = table.column(index).spec();
    definitions += ", " + column_definition(column);
    plain += fmt::format(", {} {}", quote_name(column.name), declared_type(column));
  }
  if (spec.shape != Shape::none) {
    definitions += ", geom " + geometry_type(spec.shape);
    plain += ", geom BLOB";
  }
  connection.run(fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{})",
                             quote_name(spec.name), definitions));
  connection.run(fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY{})",
                             quote_name(retired_table(spec.name)), plain));
  connection.run(fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY, conurb_kind TEXT NOT NULL{})",
                             quote_name(edit_table(spec.name)), plain));
  register_own_table(connection, retired_table(spec.name));
  register_own_table(connection, edit_table(spec.name));
  const bool features = spec.shape != Shape::none;
  register_contents(connection, spec.name, features ? "features" : "attributes", spec.description,
                    features ? std::optional<std::int64_t>(srs_id) : std::nullopt);
  if (features) {
    connection.run("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", spec.name,
                   geometry_type(spec.shape), srs_id);
    add_rtree(connection, spec.name);
  }
  add_count_triggers(connection, spec.name);
}

bool is_own_column(std::string_view name) {
  return name == "id" || name == "alive" || name == "shape";
}

// Texts, lists and then the geometry stand after the columns of fixed size, which are read most.
int column_rank(const ColumnSpec& column) {
  if (column.list) return 2;
  return column.scalar == Scalar::text ? 1 : 0;
}

}  // namespace

std::string retired_table(std::string_view table) {
  return fmt::format("conurb_retired_{}", table);
}
std::string edit_table(std::string_view table) {
  return fmt::format("conurb_edit_{}", table);
}
std::string rtree_table(std::string_view table) {
  return fmt::format("rtree_{}_{}", table, kGeometryColumn);
}

bool is_sql_table(const TableSpec& table) {
  return table.kind != TableKind::grid && table.kind != TableKind::particles &&
         table.storage == city::Storage::rows;
}

bool is_sql_column(const TableSpec& table, const ColumnSpec& column) {
  const bool computed = column.role == Role::state || column.role == Role::output;
  return is_sql_table(table) && !computed && !is_own_column(column.name);
}

bool is_chunk_column(const TableSpec& table, const ColumnSpec& column) {
  if (column.role == Role::output) return false;
  if (!is_sql_table(table)) return true;
  return column.role == Role::state && !is_own_column(column.name);
}

std::vector<std::size_t> sql_columns(const Table& table, const std::vector<std::string>& present) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const ColumnSpec& spec = table.column(i).spec();
    const bool there = std::find(present.begin(), present.end(), spec.name) != present.end();
    if (there || is_sql_column(table.spec(), spec)) indices.push_back(i);
  }
  std::sort(indices.begin(), indices.end(), [&table](std::size_t a, std::size_t b) {
    return std::pair(column_rank(table.column(a).spec()), a) <
           std::pair(column_rank(table.column(b).spec()), b);
  });
  return indices;
}

void check_names(const Table& table) {
  for (const std::string_view prefix : {"gpkg_", "rtree_", "sqlite_", "conurb_"}) {
    if (table.name().starts_with(prefix)) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("'{}' cannot be the name of a table in a city file", table.name()), "",
                  fmt::format("choose one that does not begin with {}", prefix));
    }
  }
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const std::string& name = table.column(i).spec().name;
    if (name == "fid" || name == kGeometryColumn || name == "conurb_kind" || name == "rowid") {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("'{}.{}' cannot be the name of a column in a city file", table.name(), name),
                  "", "the file keeps that name for itself: choose another");
    }
  }
}

std::vector<std::size_t> ensure_layer(Connection& connection, const Table& table,
                                      const std::vector<std::size_t>& columns, std::int32_t srs_id) {
  const std::string& name = table.name();
  std::vector<std::size_t> added;
  const bool fresh = !connection.has_table(name);
  if (fresh) {
    create_layer(connection, table, columns, srs_id);
  } else {
    const std::vector<std::string> present = layer_columns(connection, name);
    for (const std::size_t index : columns) {
      const ColumnSpec& column = table.column(index).spec();
      if (std::find(present.begin(), present.end(), column.name) != present.end()) continue;
      const std::string plain = fmt::format("{} {}", quote_name(column.name), declared_type(column));
      connection.run(
          fmt::format("ALTER TABLE {} ADD COLUMN {}", quote_name(name), column_definition(column)));
      connection.run(fmt::format("ALTER TABLE {} ADD COLUMN {}", quote_name(retired_table(name)), plain));
      connection.run(fmt::format("ALTER TABLE {} ADD COLUMN {}", quote_name(edit_table(name)), plain));
      added.push_back(index);
    }
  }
  if (fresh || !added.empty()) add_edit_triggers(connection, name, layer_columns(connection, name));
  return added;
}

void describe_columns(Connection& connection, const Table& table, const std::vector<std::size_t>& columns) {
  Statement describe(connection,
                     "INSERT OR REPLACE INTO gpkg_data_columns VALUES (?1, ?2, ?2, ?3, ?4, NULL, ?5)");
  Statement limit(
      connection,
      "INSERT OR REPLACE INTO gpkg_data_column_constraints VALUES (?1, 'range', NULL, ?2, 1, ?3, 1, NULL)");
  for (const std::size_t index : columns) {
    const ColumnSpec& column = table.column(index).spec();
    const bool bare = column.unit == "1" || column.unit.empty();
    const std::string title = bare ? column.name : fmt::format("{} [{}]", column.name, column.unit);
    const bool ranged = std::isfinite(column.min) && std::isfinite(column.max) && !column.list;
    const std::string name = fmt::format("{}_{}", table.name(), column.name);
    describe.bind_all(table.name(), column.name, title, column.description);
    if (ranged) {
      describe.bind(5, std::string_view(name));
    } else {
      describe.bind_null(5);
    }
    describe.run();
    if (!ranged) continue;
    connection.run("DELETE FROM gpkg_data_column_constraints WHERE constraint_name = ?", name);
    limit.bind_all(name, column.min, column.max).run();
  }
}

std::vector<std::string> layer_columns(Connection& connection, std::string_view table) {
  std::vector<std::string> names;
  Statement statement(
      connection,
      "SELECT name FROM pragma_table_info(?) WHERE name NOT IN ('fid', 'conurb_kind') ORDER BY cid");
  const std::string shadow = edit_table(table);
  statement.bind_all(shadow);
  while (statement.step()) names.push_back(statement.string(0));
  return names;
}

std::string column_list(const std::vector<std::string>& names, std::string_view prefix) {
  std::string list;
  for (const std::string& name : names) list += fmt::format(", {}{}", prefix, quote_name(name));
  return list;
}

}  // namespace conurb::store
