// SPDX-License-Identifier: Apache-2.0
#include "engine/store/load.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/cells.hpp"
#include "engine/store/chunk_table.hpp"
#include "engine/store/features.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

using city::ColumnSpec;
using city::ColumnStorage;
using city::Id;
using city::TableSpec;

namespace {

[[noreturn]] void damaged(const Connection& connection, const std::string& what) {
  throw Error(ErrorCode::bad_data, "the file is damaged: " + what, connection.path(),
              "restore it from a copy");
}

template <typename Enum>
Enum checked(const Connection& connection, std::int64_t value, Enum first, Enum last, std::string_view what) {
  if (value < static_cast<std::int64_t>(first) || value > static_cast<std::int64_t>(last)) {
    damaged(connection, fmt::format("{} {} is not known", what, value));
  }
  return static_cast<Enum>(value);
}

/// What the loaders of a table's columns share. Lives as long as one of them.
struct LazyTable {
  std::shared_ptr<FileCore> core;
  std::shared_ptr<city::BufferPool> pool;
  std::string name;
  TableKey key;
  city::Shape shape = city::Shape::none;
  Frame frame;
  std::shared_ptr<ColumnStorage> ids;

  [[nodiscard]] IdIndex index() const {
    ids->ensure_loaded();
    return IdIndex({reinterpret_cast<const Id*>(ids->data.data()), static_cast<std::size_t>(key.rows)});
  }
};

using LazyTables = std::map<std::string, std::shared_ptr<LazyTable>, std::less<>>;

// The rows as last taken over by Conurb: retired ones in their place, and what other programs changed since
// put back. The plain case is a plain scan in the order of the file.
std::string scan_sql(Connection& connection, const LazyTable& table, std::string_view column) {
  const std::string name = quote_name(column);
  const std::string layer = quote_name(table.name);
  const std::string retired = quote_name(retired_table(table.name));
  const std::string edit = quote_name(edit_table(table.name));
  const auto any = [&connection](const std::string& shadow) {
    return connection.integer(fmt::format("SELECT 1 FROM {} LIMIT 1", shadow), 0) == 1;
  };
  const bool edited = any(edit);
  if (!edited && !any(retired)) return fmt::format("SELECT fid, {} FROM {} ORDER BY fid", name, layer);
  if (!edited) {
    return fmt::format("SELECT fid, {0} FROM {1} UNION ALL SELECT fid, {0} FROM {2} ORDER BY 1", name, layer,
                       retired);
  }
  return fmt::format(
      "SELECT m.fid, CASE WHEN e.fid IS NULL THEN m.v ELSE e.{0} END FROM (SELECT fid, {0} AS v FROM {1} "
      "WHERE fid NOT "
      "IN (SELECT fid FROM {3} WHERE conurb_kind = 'I') UNION ALL SELECT fid, {0} FROM {2}) m LEFT JOIN {3} "
      "e ON e.fid = "
      "m.fid AND e.conurb_kind <> 'I' ORDER BY 1",
      name, layer, retired, edit);
}

void check_count(const Connection& connection, const LazyTable& table, std::int64_t found) {
  if (found == table.key.rows) return;
  damaged(connection,
          fmt::format("table '{}' has {} rows, its catalogue says {}", table.name, found, table.key.rows));
}

void load_ids(const LazyTable& table, ColumnStorage& storage) {
  const auto rows = static_cast<std::size_t>(table.key.rows);
  const auto slots = static_cast<std::size_t>(city::padded(table.key.rows + table.key.rows * 12 / 100 + 1));
  storage.data = table.pool->take(slots * sizeof(Id));
  std::memset(storage.data.data() + rows * sizeof(Id), 0, storage.data.size() - rows * sizeof(Id));
  auto* ids = reinterpret_cast<Id*>(storage.data.data());
  if (table.key.dense) {
    for (std::size_t i = 0; i < rows; ++i)
      ids[i] = table.key.last_id - table.key.rows + 1 + static_cast<Id>(i);
    return;
  }
  table.core->read([&](Connection& connection) {
    Statement scan(connection, scan_sql(connection, table, "fid"));
    std::int64_t row = 0;
    for (; scan.step(); ++row) {
      if (row < table.key.rows) ids[row] = scan.integer(0);
    }
    check_count(connection, table, row);
  });
}

void load_alive(const LazyTable& table, ColumnStorage& storage) {
  const auto rows = static_cast<std::size_t>(table.key.rows);
  const auto slots = static_cast<std::size_t>(city::padded(table.key.rows + table.key.rows * 12 / 100 + 1));
  storage.data = table.pool->take(slots);
  std::memset(storage.data.data(), 1, rows);
  std::memset(storage.data.data() + rows, 0, storage.data.size() - rows);
  if (table.key.alive == table.key.rows) return;
  const IdIndex index = table.index();
  table.core->read([&](Connection& connection) {
    Statement scan(connection,
                   fmt::format("SELECT fid FROM {} WHERE fid NOT IN (SELECT fid FROM {} WHERE conurb_kind <> "
                               "'I')",
                               quote_name(retired_table(table.name)), quote_name(edit_table(table.name))));
    while (scan.step()) {
      const std::int64_t row = index.row_of(scan.integer(0));
      if (row < 0)
        damaged(connection, fmt::format("'{}' has retired id {} twice", table.name, scan.integer(0)));
      storage.data.data()[row] = std::byte{0};
    }
  });
}

void load_sql_column(const LazyTable& table, const std::shared_ptr<const ColumnSpec>& spec,
                     const LazyTable* target, ColumnStorage& storage) {
  const bool shape = spec->name == "shape";
  const IdIndex targets = target != nullptr ? target->index() : IdIndex{};
  CellReader reader(table.name, spec, table.key.rows, table.pool, targets);
  if (shape) reader.read_shapes(table.shape, table.frame);
  table.core->read([&](Connection& connection) {
    Statement scan(connection,
                   scan_sql(connection, table, shape ? kGeometryColumn : std::string_view(spec->name)));
    std::int64_t row = 0;
    for (; scan.step(); ++row) {
      if (row < table.key.rows) reader.read(row, scan, 1, scan.integer(0));
    }
    check_count(connection, table, row);
  });
  reader.finish(storage);
}

ColumnStorage::Loader make_loader(const std::shared_ptr<LazyTable>& table,
                                  const std::shared_ptr<const ColumnSpec>& spec, bool chunk,
                                  const LazyTables& tables) {
  if (chunk || spec->name == "id") {
    // Holding the ids, whose loader this may be, would make a circle that keeps the file open for ever.
    auto rows = std::make_shared<LazyTable>(*table);
    rows->ids.reset();
    if (!chunk) return [rows](ColumnStorage& storage) { load_ids(*rows, storage); };
    return [rows, spec](ColumnStorage& storage) {
      rows->core->read([&](Connection& connection) {
        load_base_column(connection, rows->name, *spec, rows->key.rows, *rows->pool, storage);
      });
    };
  }
  if (spec->name == "alive") return [table](ColumnStorage& storage) { load_alive(*table, storage); };
  const auto found = tables.find(spec->refers_to);
  const std::shared_ptr<LazyTable> target =
      spec->scalar == city::Scalar::ref && found != tables.end() ? found->second : nullptr;
  return
      [table, spec, target](ColumnStorage& storage) { load_sql_column(*table, spec, target.get(), storage); };
}

std::vector<ColumnSpec> read_columns(Connection& connection, std::string_view table) {
  std::vector<ColumnSpec> columns;
  Statement statement(
      connection,
      "SELECT name, scalar, list, unit, display_unit, description, role, initial, min, max, nullable, "
      "refers_to, owner, recording, recording_every, recording_selection FROM conurb_column WHERE "
      "table_name = ? ORDER BY ordinal");
  statement.bind_all(table);
  while (statement.step()) {
    ColumnSpec& column = columns.emplace_back();
    column.name = statement.string(0);
    if (!city::is_name(column.name)) damaged(connection, fmt::format("'{}' names a column", column.name));
    column.scalar =
        checked(connection, statement.integer(1), city::Scalar::f64, city::Scalar::ref, "column type");
    column.list = statement.integer(2) != 0;
    column.unit = statement.string(3);
    column.display_unit = statement.string(4);
    column.description = statement.string(5);
    column.role = checked(connection, statement.integer(6), city::Role::fixed, city::Role::output, "role");
    column.initial = sql_value(statement, 7);
    constexpr double kInf = std::numeric_limits<double>::infinity();
    column.min = statement.is_null(8) ? -kInf : statement.real(8);
    column.max = statement.is_null(9) ? kInf : statement.real(9);
    column.nullable = statement.integer(10) != 0;
    column.refers_to = statement.string(11);
    column.owner = statement.string(12);
    column.recording.kind = checked(connection, statement.integer(13), city::Recording::Kind::none,
                                    city::Recording::Kind::days, "recording policy");
    column.recording.every = statement.integer32(14);
    if (column.recording.kind == city::Recording::Kind::days) {
      std::istringstream days(statement.string(15));
      for (std::string day; days >> day;) column.recording.days.push_back(day);
    } else {
      column.recording.selection = statement.string(15);
    }
    const bool text = std::holds_alternative<std::string>(column.initial);
    if (text != (column.scalar == city::Scalar::text) && !city::is_null(column.initial)) {
      damaged(connection, fmt::format("initial value of {}.{}", table, column.name));
    }
  }
  return columns;
}

TableKey read_key(Connection& connection, const Statement& statement, int first) {
  TableKey key;
  key.rows = statement.integer(first);
  key.alive = statement.integer(first + 1);
  key.next_id = statement.integer(first + 2);
  key.last_id = statement.integer(first + 3);
  key.dense = statement.integer(first + 4) != 0;
  const bool sound = key.rows >= 0 && key.rows < std::numeric_limits<std::int32_t>::max() && key.alive >= 0 &&
                     key.alive <= key.rows && key.next_id > 0 && key.last_id >= 0 &&
                     (!key.dense || key.last_id >= key.rows);
  if (!sound) damaged(connection, "its catalogue of tables makes no sense");
  return key;
}

struct FoundTable {
  TableSpec spec;
  TableKey key;
};

std::vector<FoundTable> read_tables(Connection& connection) {
  std::vector<FoundTable> tables;
  Statement statement(
      connection,
      "SELECT name, kind, shape, description, owner, interpolation, origin_x, origin_y, cell, width, "
      "height, row_count, alive_count, next_id, last_id, dense FROM conurb_table ORDER BY ordinal");
  // A row of a layer takes at least two bytes: a count beyond that is damage, not a reason to take memory.
  const std::int64_t bytes =
      connection.integer("PRAGMA page_count", 0) * connection.integer("PRAGMA page_size", 0);
  while (statement.step()) {
    FoundTable& table = tables.emplace_back();
    TableSpec& spec = table.spec;
    spec.name = statement.string(0);
    if (!city::is_name(spec.name)) damaged(connection, fmt::format("'{}' names a table", spec.name));
    spec.kind = checked(connection, statement.integer(1), city::TableKind::entities, city::TableKind::series,
                        "kind of table");
    spec.shape = checked(connection, statement.integer(2), city::Shape::none, city::Shape::polygon, "shape");
    spec.description = statement.string(3);
    spec.owner = statement.string(4);
    spec.interpolation = statement.string(5);
    spec.grid = {statement.real(6), statement.real(7), statement.real(8), statement.integer(9),
                 statement.integer(10)};
    spec.columns = read_columns(connection, spec.name);
    table.key = read_key(connection, statement, 11);
    // A table stays as it was first saved, whatever a later vocabulary says.
    if (has_base_column(connection, spec.name, "id")) spec.storage = city::Storage::chunks;
    if (!is_sql_table(spec)) continue;
    if (table.key.rows > bytes / 2) {
      damaged(connection, fmt::format("'{}' cannot have {} rows", spec.name, table.key.rows));
    }
    for (const std::string& needed : {spec.name, retired_table(spec.name), edit_table(spec.name)}) {
      if (!connection.has_table(needed)) damaged(connection, fmt::format("it has no table '{}'", needed));
    }
  }
  return tables;
}

}  // namespace

Frame read_frame(Connection& connection, std::string_view table) {
  Frame frame;
  frame.origin_x = meta_real(connection, "origin_x");
  frame.origin_y = meta_real(connection, "origin_y");
  frame.srs_id = static_cast<std::int32_t>(
      connection.integer("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?", -1, table));
  return frame;
}

std::optional<TableKey> read_table_key(Connection& connection, std::string_view table) {
  Statement statement(
      connection, "SELECT row_count, alive_count, next_id, last_id, dense FROM conurb_table WHERE name = ?");
  statement.bind_all(table);
  if (!statement.step()) return std::nullopt;
  return read_key(connection, statement, 0);
}

std::vector<ColumnSpec> read_column_specs(Connection& connection, std::string_view table) {
  return read_columns(connection, table);
}

city::Place read_place(Connection& connection) {
  city::Place place;
  place.crs = meta(connection, "crs").value_or("");
  place.vertical_datum = meta(connection, "vertical_datum").value_or("");
  place.origin_x = meta_real(connection, "origin_x");
  place.origin_y = meta_real(connection, "origin_y");
  place.origin_z = meta_real(connection, "origin_z");
  place.time_zone = meta(connection, "time_zone").value_or("UTC");
  return place;
}

city::City load_city(FileCore& core, Connection& connection, SavedCity& saved) {
  city::City city;
  city.set_place(read_place(connection));
  saved = SavedCity{city.context().revisions, {}};
  const std::vector<FoundTable> found = read_tables(connection);
  LazyTables lazy;
  for (const FoundTable& each : found) {
    auto table = std::make_shared<LazyTable>();
    *table = {core.shared_from_this(),
              city.context().pool,
              each.spec.name,
              each.key,
              each.spec.shape,
              read_frame(connection, each.spec.name),
              std::make_shared<ColumnStorage>()};
    lazy.emplace(each.spec.name, std::move(table));
  }
  for (const FoundTable& each : found) {
    city::Table& table = city.edit(city.add_table(each.spec));
    const std::shared_ptr<LazyTable>& shared = lazy.find(each.spec.name)->second;
    SavedTable& memory = saved.tables[each.spec.name];
    memory.rows = each.key.rows;
    for (std::size_t i = 0; i < table.column_count(); ++i) {
      city::Column& column = table.column(i);
      const ColumnSpec& spec = column.spec();
      const bool own = i == city::Table::kId || i == city::Table::kAlive;
      const bool chunk =
          is_chunk_column(each.spec, spec) && has_base_column(connection, each.spec.name, spec.name);
      const bool sql =
          is_sql_table(each.spec) && (own || spec.name == "shape" || is_sql_column(each.spec, spec));
      if (!chunk && !sql) continue;  // computed: keeps its initial values
      const auto storage = i == city::Table::kId ? shared->ids : std::make_shared<ColumnStorage>();
      storage->set_loader(make_loader(shared, column.spec_handle(), chunk, lazy));
      city::ChangeLog changes;
      changes.all_changed(city.context().revisions->next());
      column.restore(storage, each.key.rows, changes);
      memory.columns[spec.name].unread = storage;
    }
    table.adopt_rows(each.key.rows, each.key.alive, each.key.next_id);
    for (std::size_t i = 0; i < table.column_count(); ++i) {
      SavedColumn& column = memory.columns[table.column(i).spec().name];
      column.revision = table.column(i).revision();
      column.role = table.column(i).spec().role;
    }
  }
  return city;
}

}  // namespace conurb::store
