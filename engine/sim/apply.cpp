// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/apply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"

namespace conurb::sim {

namespace {

using city::Column;
using city::EntryKind;
using city::JournalEntry;
using city::Table;
using city::Value;

// Value of column c for the i-th id: one for all ids, or a full matrix row by row.
const Value& value_at(const JournalEntry& entry, std::size_t i, std::size_t c) {
  const std::size_t columns = entry.columns.size();
  return entry.values[entry.values.size() == columns ? c : i * columns + c];
}

void check_shape(const JournalEntry& entry) {
  const std::size_t columns = entry.columns.size();
  const bool one = entry.values.size() == columns;
  if (!one && entry.values.size() != entry.ids.size() * columns) {
    throw Error(ErrorCode::bad_data,
                fmt::format("{} values for {} rows and {} columns of '{}'", entry.values.size(),
                            entry.ids.size(), columns, entry.table),
                fmt::format("journal entry {}", entry.sequence));
  }
}

void set_cells(const JournalEntry& entry, Table& table, const std::vector<std::int64_t>& rows,
               const std::vector<std::size_t>& which) {
  for (std::size_t c = 0; c < entry.columns.size(); ++c) {
    const std::size_t column = table.index_of(entry.columns[c]);
    if (entry.values.size() == entry.columns.size()) {
      table.set(column, rows, entry.values[c]);
      continue;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
      table.column(column).set(rows[i], value_at(entry, which[i], c));
    std::vector<std::int64_t> changed(rows);
    std::sort(changed.begin(), changed.end());
    table.mark_changed(column, std::move(changed));
  }
}

void check_values(const JournalEntry& entry, const Table& table) {
  check_shape(entry);
  for (const std::string& column : entry.columns) {
    if (column != "id" && column != "alive") continue;
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}.{}' cannot be set", entry.table, column),
                fmt::format("journal entry {}", entry.sequence), "insert or retire rows instead");
  }
  for (std::size_t c = 0; c < entry.columns.size(); ++c) {
    const city::ColumnSpec& spec = table.column(entry.columns[c]).spec();
    for (std::size_t i = c; i < entry.values.size(); i += entry.columns.size())
      Column::check(spec, entry.values[i]);
  }
}

std::int64_t apply_set(const JournalEntry& entry, city::City& city, std::vector<Pin>& pins) {
  check_values(entry, city.table(entry.table));
  Table& table = city.edit(entry.table);
  std::vector<std::int64_t> rows;
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < entry.ids.size(); ++i) {
    if (const std::int64_t row = table.row_of(entry.ids[i]); row >= 0) {
      rows.push_back(row);
      which.push_back(i);
    }
  }
  set_cells(entry, table, rows, which);
  for (std::size_t c = 0; c < entry.columns.size(); ++c) {
    if (table.column(entry.columns[c]).spec().role != city::Role::output) continue;
    Pin pin{entry.sequence, entry.table, entry.columns[c], entry.ids, {}, entry.until_us, entry.who};
    for (std::size_t i = c; i < entry.values.size(); i += entry.columns.size())
      pin.values.push_back(entry.values[i]);
    pins.push_back(std::move(pin));
  }
  return static_cast<std::int64_t>(entry.ids.size() - rows.size());
}

void apply_insert(const JournalEntry& entry, city::City& city) {
  check_values(entry, city.table(entry.table));
  Table& table = city.edit(entry.table);
  const std::int64_t first = table.insert_with_ids(entry.ids);
  std::vector<std::int64_t> rows(entry.ids.size());
  std::vector<std::size_t> which(entry.ids.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = first + static_cast<std::int64_t>(i);
    which[i] = i;
  }
  set_cells(entry, table, rows, which);
}

}  // namespace

std::vector<std::int64_t> rows_of(const Table& table, const std::vector<city::Id>& ids) {
  std::vector<std::int64_t> rows;
  for (const city::Id id : ids) {
    if (const std::int64_t row = table.row_of(id); row >= 0) rows.push_back(row);
  }
  return rows;
}

std::int64_t apply(const JournalEntry& entry, city::City& city, std::vector<Pin>& pins) {
  switch (entry.kind) {
    case EntryKind::set: return apply_set(entry, city, pins);
    case EntryKind::insert: apply_insert(entry, city); return 0;
    case EntryKind::retire: {
      const std::vector<std::int64_t> rows = rows_of(city.table(entry.table), entry.ids);
      city.edit(entry.table).retire(rows);
      return static_cast<std::int64_t>(entry.ids.size() - rows.size());
    }
    // An external edit is in the file's base city already when it is journaled; a plugin, a parameter and an
    // undo are the branch's business; observations live in their own lane.
    case EntryKind::external_edit:
    case EntryKind::parameter:
    case EntryKind::plugin:
    case EntryKind::observations:
    case EntryKind::undo: return 0;
  }
  return 0;
}

void hold(const Pin& pin, city::City& city) {
  Table& table = city.edit(pin.table);
  const std::size_t column = table.index_of(pin.column);
  if (pin.values.size() == 1) {
    table.set(column, rows_of(table, pin.ids), pin.values[0]);
    return;
  }
  for (std::size_t i = 0; i < pin.ids.size(); ++i) {
    const std::int64_t row = table.row_of(pin.ids[i]);
    if (row >= 0) table.set(column, std::vector<std::int64_t>{row}, pin.values[i]);
  }
}

}  // namespace conurb::sim
