// SPDX-License-Identifier: Apache-2.0
#include "engine/store/save.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <future>
#include <map>
#include <numeric>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/chunk_table.hpp"
#include "engine/store/contents.hpp"
#include "engine/store/features.hpp"
#include "engine/store/load.hpp"
#include "engine/store/save_layer.hpp"
#include "engine/store/save_place.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

using city::ColumnSpec;
using city::Table;
using city::TableSpec;

namespace {

void bind_value(Statement& statement, int index, const city::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    statement.bind(index, *number);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    statement.bind(index, *whole);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(index, std::string_view(*text));
  } else {
    statement.bind_null(index);
  }
}

/// `columns_in_sql` as sql_columns says: a column that stands there although it is computed now keeps the
/// role it had.
void save_specs(Connection& connection, const Table& table, const std::vector<std::size_t>& columns_in_sql) {
  std::map<std::string, city::Role> roles;
  for (const ColumnSpec& spec : read_column_specs(connection, table.name())) roles[spec.name] = spec.role;
  Statement put(connection,
                "INSERT OR REPLACE INTO conurb_column VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                "?12, ?13, ?14, "
                "?15, ?16, ?17, ?18)");
  for (std::size_t i = 0; i < table.column_count(); ++i) {
    const ColumnSpec& spec = table.column(i).spec();
    if (spec.name == "id" || spec.name == "alive" || spec.name == "shape") continue;
    const bool in_sql = std::find(columns_in_sql.begin(), columns_in_sql.end(), i) != columns_in_sql.end();
    const bool keeps_role = in_sql && !is_sql_column(table.spec(), spec) && roles.contains(spec.name);
    const city::Role role = keeps_role ? roles[spec.name] : spec.role;
    put.bind_all(table.name(), spec.name, static_cast<std::int64_t>(i),
                 static_cast<std::int32_t>(spec.scalar), spec.list ? 1 : 0, spec.unit, spec.display_unit,
                 spec.description, static_cast<std::int32_t>(role));
    bind_value(put, 10, spec.initial);
    put.bind(11, spec.min);
    put.bind(12, spec.max);
    put.bind(13, std::int64_t{spec.nullable ? 1 : 0});
    put.bind(14, std::string_view(spec.refers_to));
    put.bind(15, std::string_view(spec.owner));
    put.bind(16, static_cast<std::int64_t>(spec.recording.kind));
    put.bind(17, std::int64_t{spec.recording.every});
    // A policy has rows or days.
    const std::string days = fmt::format("{}", fmt::join(spec.recording.days, " "));
    put.bind(18, std::string_view(days.empty() ? spec.recording.selection : days));
    put.run();
  }
}

void save_catalogue(Connection& connection, const Table& table,
                    const std::vector<std::size_t>& columns_in_sql) {
  const TableSpec& spec = table.spec();
  const std::int64_t rows = table.rows();
  const auto ids = table.ids().first(static_cast<std::size_t>(rows));
  const city::Id last = rows > 0 ? ids.back() : 0;
  const bool dense = rows == 0 || last - ids.front() + 1 == rows;
  Statement(
      connection,
      "INSERT INTO conurb_table SELECT ?1, ifnull(max(ordinal) + 1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "?11, ?12, "
      "?13, ?14, ?15, ?16 FROM conurb_table WHERE true ON CONFLICT (name) DO UPDATE SET description = "
      "excluded.description, row_count = excluded.row_count, alive_count = excluded.alive_count, next_id = "
      "excluded.next_id, last_id = excluded.last_id, dense = excluded.dense")
      .bind_all(spec.name, static_cast<std::int32_t>(spec.kind), static_cast<std::int32_t>(spec.shape),
                spec.description, spec.owner, spec.interpolation, spec.grid.origin_x, spec.grid.origin_y,
                spec.grid.cell, spec.grid.width, spec.grid.height, rows, table.alive_rows(), table.next_id(),
                last, dense ? 1 : 0)
      .run();
  save_specs(connection, table, columns_in_sql);
}

class TableSaver {
 public:
  TableSaver(Connection& connection, const city::City& city, const Table& table, const SavedTable* known)
      : connection_(connection), city_(city), table_(table), known_(known) {}

  [[nodiscard]] const std::string& table() const { return table_.name(); }

  /// Begins to pack what stands in chunks, on a thread of its own, while the rows of other tables are
  /// written.
  void start() {
    if (is_sql_table(table_.spec()) || unchanged()) return;
    const std::vector<std::size_t> due = due_chunks();
    for (const std::size_t i : due)
      (void)table_.column(i).bytes();  // fetched here if it is still in the file
    packed_ = std::async(std::launch::async, [this, due] { return pack(due); });
  }

  /// Returns what the file then holds.
  SavedTable run(const Frame& frame, bool moved) {
    if (!moved && unchanged()) return *known_;
    check_names(table_);
    check_kinds();
    read_what_others_share();
    const auto key = read_table_key(connection_, table_.name());
    if (is_sql_table(table_.spec())) {
      columns_ = sql_columns(table_, layer_columns(connection_, table_.name()));
      save_layer(frame, moved, key);
    }
    save_catalogue(connection_, table_, columns_);
    save_chunks();
    save_contents();
    SavedTable memory;
    memory.rows = table_.rows();
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      SavedColumn& column = memory.columns[table_.column(i).spec().name];
      column.revision = table_.column(i).revision();
      column.role = table_.column(i).spec().role;
      if (!changed(i)) column.unread = known_column(i)->unread;
    }
    return memory;
  }

 private:
  [[nodiscard]] const SavedColumn* known_column(std::size_t index) const {
    if (known_ == nullptr) return nullptr;
    const auto found = known_->columns.find(table_.column(index).spec().name);
    return found != known_->columns.end() ? &found->second : nullptr;
  }
  [[nodiscard]] bool changed(std::size_t index) const {
    const SavedColumn* known = known_column(index);
    return known == nullptr || known->revision != table_.column(index).revision();
  }

  /// True if the file holds the table as it is. New words for old columns wait until there is more to write.
  [[nodiscard]] bool unchanged() const {
    if (known_ == nullptr || known_->rows != table_.rows()) return false;
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      if (changed(i) || known_column(i)->role != table_.column(i).spec().role) return false;
    }
    return true;
  }

  void check_kinds() const {
    const bool layer = connection_.has_table(edit_table(table_.name()));
    const bool chunks = has_base_column(connection_, table_.name(), "id");
    if (is_sql_table(table_.spec()) ? chunks : layer) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("'{}' stands in the file as {}, in the city as {}", table_.name(),
                              layer ? "rows" : "chunks", layer ? "chunks" : "rows"),
                  connection_.path(), "load the city from this file, or save it to a new one");
    }
    for (const ColumnSpec& before : read_column_specs(connection_, table_.name())) {
      const auto index = table_.find(before.name);
      std::string why;
      if (!index || city::shareable(before, table_.column(*index).spec(), &why)) continue;
      throw Error(ErrorCode::incompatible,
                  fmt::format("{}.{} stands in the file otherwise: {}", table_.name(), before.name, why),
                  connection_.path(), "give the new column another name");
    }
  }

  // A branch may still have the old content before it, unread: it must be fetched before it is overwritten.
  void read_what_others_share() const {
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      const SavedColumn* known = known_column(i);
      if (known == nullptr || !changed(i)) continue;
      if (const auto storage = known->unread.lock()) storage->ensure_loaded();
    }
  }

  /// True if the rows saved are the first rows of the table as it is now.
  [[nodiscard]] bool only_appended(const TableKey& key) const {
    const std::int64_t rows = known_->rows;
    if (key.rows != rows || rows > table_.rows()) return false;
    const SavedColumn* known = known_column(Table::kId);
    const city::ChangedRows since = table_.column(Table::kId).changes().since(known->revision);
    if (!since.all) return since.rows.empty() || since.rows.front() >= rows;
    const auto ids = table_.ids().first(static_cast<std::size_t>(rows));
    if (rows == 0) return true;
    if (key.dense) return ids.back() == key.last_id && ids.front() == key.last_id - rows + 1;
    Statement scan(connection_,
                   fmt::format("SELECT fid FROM {} WHERE fid NOT IN (SELECT fid FROM {} WHERE conurb_kind = "
                               "'I') UNION ALL SELECT fid FROM {} ORDER BY 1",
                               quote_name(table_.name()), quote_name(edit_table(table_.name())),
                               quote_name(retired_table(table_.name()))));
    std::int64_t row = 0;
    for (; scan.step(); ++row) {
      if (row >= rows || ids[static_cast<std::size_t>(row)] != scan.integer(0)) return false;
    }
    return row == rows;
  }

  void refuse_foreign_changes() const {
    const std::int64_t number =
        connection_.integer(fmt::format("SELECT count(*) FROM {} WHERE conurb_kind <> 'I'",
                                        quote_name(edit_table(table_.name()))),
                            0);
    if (number == 0) return;
    throw Error(ErrorCode::conflict,
                fmt::format("another program changed {} row(s) of '{}' since the file was opened", number,
                            table_.name()),
                connection_.path(), "take its changes over first, then save again");
  }

  void save_layer(const Frame& frame, bool moved, const std::optional<TableKey>& key) {
    const std::vector<std::size_t> added = ensure_layer(connection_, table_, columns_, frame.srs_id);
    describe_columns(connection_, table_, columns_);
    LayerWriter writer(connection_, city_, table_, columns_, frame);
    std::int64_t kept = 0;
    if (key && key->rows > 0) {
      refuse_foreign_changes();
      const bool again = moved && table_.spec().shape != city::Shape::none;
      if (known_ != nullptr && !again && only_appended(*key)) {
        kept = known_->rows;
      } else {
        writer.clear();
      }
    }
    writer.move_foreign_rows();
    if (kept > 0) {
      if (changed(Table::kAlive)) writer.sync_alive(kept);
      save_changes(writer, added, kept);
    }
    writer.insert(kept, table_.rows());
    writer.finish();
  }

  void save_changes(LayerWriter& writer, const std::vector<std::size_t>& added, std::int64_t kept) const {
    std::vector<std::size_t> columns = columns_;
    if (table_.spec().shape != city::Shape::none) columns.push_back(table_.index_of("shape"));
    const auto is_added = [&added](std::size_t index) {
      return std::find(added.begin(), added.end(), index) != added.end();
    };
    std::erase_if(columns, [&](std::size_t index) { return !changed(index) && !is_added(index); });
    std::vector<std::int64_t> rows;
    bool all = false;
    for (const std::size_t index : columns) {
      const SavedColumn* known = is_added(index) ? nullptr : known_column(index);
      const auto since = table_.column(index).changes().since(known != nullptr ? known->revision : 0);
      all = all || since.all;
      rows.insert(rows.end(), since.rows.begin(), since.rows.end());
    }
    if (all) {
      rows.resize(static_cast<std::size_t>(kept));
      std::iota(rows.begin(), rows.end(), 0);
    } else {
      std::sort(rows.begin(), rows.end());
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
      std::erase_if(rows, [kept](std::int64_t row) { return row >= kept; });
    }
    writer.update(columns, rows);
  }

  /// True for columns that stand in chunks of the base; `columns_` is settled.
  [[nodiscard]] bool in_chunks(std::size_t index) const {
    return is_chunk_column(table_.spec(), table_.column(index).spec()) &&
           std::find(columns_.begin(), columns_.end(), index) == columns_.end();
  }

  /// Columns whose chunks have to be written.
  [[nodiscard]] std::vector<std::size_t> due_chunks() const {
    const bool grown = known_ == nullptr || known_->rows != table_.rows();
    std::vector<std::size_t> due;
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      if (!in_chunks(i)) continue;
      const std::string& name = table_.column(i).spec().name;
      if (grown || changed(i) || !has_base_column(connection_, table_.name(), name)) due.push_back(i);
    }
    return due;
  }

  [[nodiscard]] std::vector<std::pair<std::size_t, PackedColumn>> pack(
      const std::vector<std::size_t>& due) const {
    std::vector<std::pair<std::size_t, PackedColumn>> packed;
    for (const std::size_t i : due) packed.emplace_back(i, pack_base_column(table_.column(i)));
    return packed;
  }

  void save_chunks() {
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      const std::string& name = table_.column(i).spec().name;
      if (!in_chunks(i) && has_base_column(connection_, table_.name(), name)) {
        remove_base_column(connection_, table_.name(), name);
      }
    }
    const auto packed = packed_.valid() ? packed_.get() : pack(due_chunks());
    for (const auto& [index, column] : packed) {
      put_base_column(connection_, table_.name(), table_.column(index).spec().name, column);
    }
  }

  /// Hashes of what was written, by which a run tells whether its inputs are what they were.
  void save_contents() const {
    for (std::size_t i = 0; i < table_.column_count(); ++i) {
      const city::ColumnSpec& spec = table_.column(i).spec();
      const bool own = i == Table::kId || i == Table::kAlive || spec.name == "shape";
      const bool in_sql = std::find(columns_.begin(), columns_.end(), i) != columns_.end();
      const bool written = own || in_sql || is_chunk_column(table_.spec(), spec);
      if (written && changed(i)) put_content(connection_, table_.name(), table_.column(i));
    }
  }

  Connection& connection_;
  const city::City& city_;
  const Table& table_;
  const SavedTable* known_;
  std::vector<std::size_t> columns_;  // in SQL
  std::future<std::vector<std::pair<std::size_t, PackedColumn>>> packed_;
};

}  // namespace

void save_city(FileCore& core, Connection& connection, const city::City& city, const SaveOptions& options) {
  const city::Place& place = city.place();
  const SavedPlace saved = save_place(connection, place, options.crs);
  const Frame frame{place.origin_x, place.origin_y, saved.srs_id};
  SavedCity known;
  {
    const std::lock_guard lock(core.saved_mutex);
    if (core.saved.family == city.context().revisions) known = core.saved;
  }
  SavedCity next{city.context().revisions, known.tables};
  std::deque<TableSaver> savers;
  for (std::size_t i = 0; i < city.table_count(); ++i) {
    const Table& table = city.table(i);
    const auto found = known.tables.find(table.name());
    const SavedTable* before = found != known.tables.end() ? &found->second : nullptr;
    savers.emplace_back(connection, city, table, before).start();
  }
  for (TableSaver& saver : savers) next.tables[saver.table()] = saver.run(frame, saved.moved);
  std::int64_t sequence = options.base_sequence;
  if (sequence < 0)
    sequence = connection.integer("SELECT max(sequence) FROM conurb_journal WHERE branch = 0", 0);
  set_meta(connection, "base_sequence", std::to_string(sequence));
  core.after_commit([&core, next = std::move(next)]() mutable {
    const std::lock_guard lock(core.saved_mutex);
    core.saved = std::move(next);
  });
}

}  // namespace conurb::store
