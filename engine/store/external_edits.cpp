// SPDX-License-Identifier: Apache-2.0
#include "engine/store/external_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/store/cells.hpp"
#include "engine/store/contents.hpp"
#include "engine/store/features.hpp"
#include "engine/store/journal_table.hpp"
#include "engine/store/load.hpp"
#include "engine/store/save_layer.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

using city::ColumnSpec;
using city::Id;
using city::JournalEntry;
using city::Scalar;
using city::Value;

namespace {

nlohmann::json to_json(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

/// Rows of one table that changed in the same columns, on their way into one journal entry.
struct Group {
  std::vector<Id> ids;
  std::vector<Value> values;
  nlohmann::json old = nlohmann::json::array();
};

class TableEdits {
 public:
  TableEdits(Connection& connection, std::string table, city::Shape shape)
      : connection_(connection),
        table_(std::move(table)),
        shape_(shape),
        columns_(layer_columns(connection, table_)) {
    for (ColumnSpec& spec : read_column_specs(connection, table_)) {
      std::string name = spec.name;
      specs_.emplace(std::move(name), std::move(spec));
    }
    frame_ = read_frame(connection, table_);
  }

  void take(std::vector<JournalEntry>& entries) {
    key_ = read_table_key(connection_, table_).value_or(TableKey{});
    take_updates();
    take_inserts();
    for (auto& [columns, group] : updates_) entries.push_back(entry("update", columns, group));
    if (!inserted_.ids.empty()) entries.push_back(entry("insert", all_columns(), inserted_));
    if (!retired_.ids.empty()) entries.push_back(entry("retire", {}, retired_));
    connection_.run(
        "UPDATE conurb_table SET row_count = ?2, alive_count = ?3, next_id = ?4, last_id = ?5, dense = ?6 "
        "WHERE name = ?1",
        table_, key_.rows, key_.alive, key_.next_id, key_.last_id, key_.dense ? 1 : 0);
  }
  [[nodiscard]] std::int64_t inserted() const { return static_cast<std::int64_t>(inserted_.ids.size()); }

 private:
  [[nodiscard]] std::string layer() const { return quote_name(table_); }
  [[nodiscard]] std::string edit() const { return quote_name(edit_table(table_)); }
  [[nodiscard]] std::vector<std::size_t> all_columns() const {
    std::vector<std::size_t> all(columns_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }
  [[nodiscard]] const ColumnSpec* spec(std::size_t column) const {
    const auto found = specs_.find(columns_[column]);
    return found != specs_.end() ? &found->second : nullptr;
  }

  JournalEntry entry(std::string_view edit, const std::vector<std::size_t>& columns, Group& group) const {
    JournalEntry entry;
    entry.kind = city::EntryKind::external_edit;
    entry.who = "another program";
    entry.role = "external";
    entry.table = table_;
    for (const std::size_t column : columns) {
      entry.columns.push_back(columns_[column] == kGeometryColumn ? "shape" : columns_[column]);
    }
    entry.ids = std::move(group.ids);
    entry.values = std::move(group.values);
    const nlohmann::json detail{{"edit", edit}, {"old", group.old}};
    entry.detail = detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return entry;
  }

  void take_updates() {
    // Old values stand in result columns 1 …, new ones after them and after the fid that says whether the row
    // is there.
    const std::string old = column_list(columns_, "e.");
    const std::string now = column_list(columns_, "m.");
    Statement scan(connection_,
                   fmt::format("SELECT e.fid{}, m.fid{} FROM {} e LEFT JOIN {} m ON m.fid = e.fid WHERE "
                               "e.conurb_kind <> 'I' ORDER BY e.fid",
                               old, now, edit(), layer()));
    const int present = static_cast<int>(columns_.size()) + 1;
    std::vector<std::pair<Id, std::size_t>> refused;
    while (scan.step()) {
      const Id id = scan.integer(0);
      if (scan.is_null(present)) {
        retired_.ids.push_back(id);
        --key_.alive;
        continue;
      }
      std::vector<std::size_t> changed;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const int before = static_cast<int>(i) + 1;
        const int after = present + 1 + static_cast<int>(i);
        if (same(scan, before, after)) continue;
        if (allowed(scan, after, i, false)) {
          changed.push_back(i);
        } else {
          refused.emplace_back(id, i);
          note(scan, after, id, i, "set back to what it was");
        }
      }
      if (changed.empty()) continue;
      Group& group = updates_[changed];
      group.ids.push_back(id);
      nlohmann::json values = nlohmann::json::array();
      for (const std::size_t i : changed) {
        group.values.push_back(value(scan, present + 1 + static_cast<int>(i), i));
        values.push_back(to_json(value(scan, static_cast<int>(i) + 1, i)));
      }
      group.old.push_back(std::move(values));
    }
    for (const auto& [id, column] : refused) set_back(id, column);
    connection_.run(fmt::format("DELETE FROM {} WHERE conurb_kind <> 'I'", edit()));
  }

  void set_back(Id id, std::size_t column) {
    const std::string name = quote_name(columns_[column]);
    connection_.run(fmt::format("UPDATE {} SET {} = (SELECT {} FROM {} WHERE fid = ?1) WHERE fid = ?1",
                                layer(), name, name, edit()),
                    id);
    if (columns_[column] == kGeometryColumn) index_shape(id);
  }

  void take_inserts() {
    const bool later =
        connection_.integer(
            "SELECT 1 FROM conurb_journal WHERE branch = 0 AND kind = ?1 AND table_name = ?2 AND sequence > "
            "(SELECT CAST(value AS INTEGER) FROM conurb_meta WHERE key = 'base_sequence') LIMIT 1",
            0, static_cast<std::int32_t>(city::EntryKind::insert), table_) == 1;
    if (later) return;
    std::vector<Id> found;
    Statement find(
        connection_,
        fmt::format("SELECT e.fid FROM {} e JOIN {} m ON m.fid = e.fid WHERE e.conurb_kind = 'I' ORDER BY 1",
                    edit(), layer()));
    while (find.step()) found.push_back(find.integer(0));
    connection_.run(fmt::format("DELETE FROM {}", edit()));
    if (found.empty()) return;
    // Ids ascend with the rows, so a number that somebody typed into a gap cannot stay.
    const Id next = std::max(key_.next_id, key_.last_id + 1);
    if (found.front() < next) renumber(found, std::max(next, found.back() + 1));
    for (const Id id : found) take_row(id);
    key_.dense = key_.rows == 0 ? found.back() - found.front() + 1 == inserted()
                                : key_.dense && found.back() - key_.last_id == inserted();
    key_.rows += inserted();
    key_.alive += inserted();
    key_.last_id = found.back();
    key_.next_id = std::max(key_.next_id, found.back() + 1);
  }

  // First beyond all that is there, then close up: a straight shift could meet rows that are still to be
  // moved.
  void renumber(std::vector<Id>& ids, Id beyond) {
    const Id target = std::max(key_.next_id, key_.last_id + 1);
    for (Id& id : ids) {
      move(id, beyond);
      id = beyond++;
    }
    Id next = target;
    for (Id& id : ids) {
      move(id, next);
      id = next++;
    }
  }

  void move(Id from, Id to) {
    if (from == to) return;
    connection_.run(fmt::format("UPDATE {} SET fid = ? WHERE fid = ?", layer()), to, from);
    if (shape_ == city::Shape::none) return;
    connection_.run(fmt::format("UPDATE {} SET id = ? WHERE id = ?", quote_name(rtree_table(table_))), to,
                    from);
  }

  void take_row(Id id) {
    std::vector<std::size_t> refused;
    {
      Statement row(connection_,
                    fmt::format("SELECT fid{} FROM {} WHERE fid = ?", column_list(columns_, ""), layer()));
      row.bind(1, id);
      if (!row.step()) return;
      inserted_.ids.push_back(id);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const int at = static_cast<int>(i) + 1;
        if (allowed(row, at, i, true)) {
          inserted_.values.push_back(value(row, at, i));
        } else {
          inserted_.values.push_back(spec(i) != nullptr ? spec(i)->initial : Value{});
          refused.push_back(i);
          note(row, at, id, i, "replaced by the value of a new row");
        }
      }
    }
    for (const std::size_t column : refused) {
      const ColumnSpec* known = spec(column);
      const bool number =
          known != nullptr && !known->list && known->scalar != Scalar::text && known->scalar != Scalar::ref;
      const std::string initial =
          number && !known->nullable ? (city::is_null(known->initial) ? "0" : city::to_string(known->initial))
                                     : std::string("NULL");
      connection_.run(
          fmt::format("UPDATE {} SET {} = {} WHERE fid = ?", layer(), quote_name(columns_[column]), initial),
          id);
      if (columns_[column] == kGeometryColumn) index_shape(id);
    }
  }

  /// Brings the R-tree in line with a geometry that was put in place of another.
  void index_shape(Id id) {
    std::vector<double> coordinates;
    {
      Statement row(connection_, fmt::format("SELECT geom FROM {} WHERE fid = ?", layer()));
      row.bind(1, id);
      if (row.step()) decode_shape(shape_, row.blob(0), frame_, coordinates);
    }
    connection_.run(fmt::format("DELETE FROM {} WHERE id = ?", quote_name(rtree_table(table_))), id);
    if (coordinates.empty()) return;
    std::vector<std::byte> scratch;
    const Extent box = encode_shape(shape_, coordinates, frame_, scratch);
    insert_boxes(connection_, table_,
                 {{id,
                   {box.min_x + frame_.origin_x, box.min_y + frame_.origin_y, box.max_x + frame_.origin_x,
                    box.max_y + frame_.origin_y}}});
  }

  static bool same(const Statement& row, int a, int b) {
    if (row.type(a) != row.type(b)) return false;
    switch (row.type(a)) {
      case SQLITE_NULL: return true;
      case SQLITE_INTEGER: return row.integer(a) == row.integer(b);
      case SQLITE_FLOAT: return row.real(a) == row.real(b);
      case SQLITE_TEXT: return row.text(a) == row.text(b);
      default: break;
    }
    const auto x = row.blob(a), y = row.blob(b);
    return std::equal(x.begin(), x.end(), y.begin(), y.end());
  }

  /// True if the column may hold a value; `fresh` rows may leave anything out.
  bool allowed(const Statement& row, int at, std::size_t column, bool fresh) {
    const int type = row.type(at);
    const ColumnSpec* known = spec(column);
    if (columns_[column] == kGeometryColumn) {
      try {
        std::vector<double> coordinates;
        decode_shape(shape_, row.blob(at), frame_, coordinates);
        std::vector<std::byte> scratch;
        (void)encode_shape(shape_, coordinates, frame_, scratch);
        return type == SQLITE_NULL || type == SQLITE_BLOB;
      } catch (const Error&) {
        return false;  // the reason goes into the finding: "not a shape"
      }
    }
    if (known == nullptr) return true;
    if (type == SQLITE_NULL) return fresh || known->nullable || known->list;
    if (known->list) return type == SQLITE_BLOB && row.blob(at).size() % city::size_of(known->scalar) == 0;
    if (type == SQLITE_BLOB || (type == SQLITE_TEXT) != (known->scalar == Scalar::text)) return false;
    if (known->scalar == Scalar::ref)
      return type == SQLITE_INTEGER && row_of(known->refers_to, row.integer(at)) >= 0;
    try {
      city::Column::check(*known, sql_value(row, at));
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  /// As it stands in the journal: a reference is the row that its id has.
  Value value(const Statement& row, int at, std::size_t column) {
    const ColumnSpec* known = spec(column);
    const bool ref = known != nullptr && known->scalar == Scalar::ref && !known->list;
    if (!ref || row.is_null(at)) return sql_value(row, at);
    return row_of(known->refers_to, row.integer(at));
  }

  std::int64_t row_of(const std::string& table, Id id) {
    const auto key = read_table_key(connection_, table);
    if (!key || key->rows == 0 || !connection_.has_table(table)) return -1;
    if (key->dense) {
      const std::int64_t row = id - (key->last_id - key->rows + 1);
      return row >= 0 && row < key->rows ? row : -1;
    }
    const std::string rows = fmt::format(
        "(SELECT fid FROM {} WHERE fid NOT IN (SELECT fid FROM {} WHERE conurb_kind = 'I') UNION SELECT fid "
        "FROM {})",
        quote_name(table), quote_name(edit_table(table)), quote_name(retired_table(table)));
    if (connection_.integer(fmt::format("SELECT 1 FROM {} WHERE fid = ?", rows), 0, id) != 1) return -1;
    return connection_.integer(fmt::format("SELECT count(*) FROM {} WHERE fid < ?", rows), 0, id);
  }

  void note(const Statement& row, int at, Id id, std::size_t column, std::string_view repair) {
    const std::string text =
        row.type(at) == SQLITE_BLOB ? std::string("a blob") : city::to_string(sql_value(row, at));
    const std::string message =
        fmt::format("{}.{} of id {} was edited by another program to {}, which it cannot be: {}", table_,
                    columns_[column], id, text, repair);
    connection_.run(
        "INSERT INTO conurb_finding VALUES (NULL, ?, 'external_edit_refused', ?, ?, ?, '', 0, 1, 0)",
        static_cast<std::int32_t>(Severity::warning), message, table_, id);
  }

  Connection& connection_;
  std::string table_;
  city::Shape shape_;
  std::vector<std::string> columns_;
  std::map<std::string, ColumnSpec, std::less<>> specs_;
  Frame frame_;
  TableKey key_;
  std::map<std::vector<std::size_t>, Group> updates_;
  Group inserted_, retired_;
};

struct Layer {
  std::string name;
  city::Shape shape = city::Shape::none;
};

std::vector<Layer> edited_layers(Connection& connection) {
  std::vector<Layer> layers;
  Statement tables(connection, "SELECT name, shape FROM conurb_table ORDER BY ordinal");
  while (tables.step()) layers.push_back({tables.string(0), static_cast<city::Shape>(tables.integer(1))});
  std::erase_if(layers, [&connection](const Layer& layer) {
    const std::string edit = edit_table(layer.name);
    return !connection.has_table(edit) ||
           connection.integer(fmt::format("SELECT 1 FROM {} LIMIT 1", quote_name(edit)), 0) != 1;
  });
  return layers;
}

}  // namespace

std::vector<JournalEntry> take_edits(FileCore& core, Connection& connection) {
  std::vector<JournalEntry> entries;
  std::map<std::string, std::int64_t> grown;
  for (const Layer& layer : edited_layers(connection)) {
    TableEdits edits(connection, layer.name, layer.shape);
    edits.take(entries);
    grown[layer.name] = edits.inserted();
  }
  if (entries.empty()) return entries;
  append_entries(connection, entries);
  for (const JournalEntry& entry : entries) note_edit(connection, entry);
  core.after_commit([&core, grown = std::move(grown)] {
    const std::lock_guard lock(core.saved_mutex);
    for (const auto& [name, rows] : grown) {
      const auto found = core.saved.tables.find(name);
      if (found != core.saved.tables.end()) found->second.rows += rows;
    }
  });
  return entries;
}

}  // namespace conurb::store
