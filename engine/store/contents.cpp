// SPDX-License-Identifier: Apache-2.0
#include "engine/store/contents.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/base/json.hpp"
#include "engine/city/content.hpp"

namespace conurb::store {

namespace {

void put(Connection& connection, std::string_view table, std::string_view column, const std::string& hash) {
  connection.run("INSERT OR REPLACE INTO conurb_content VALUES (?, ?, ?)", table, column, hash);
}

Hash128 hash_of(const city::JournalEntry& entry) {
  Hasher hasher;
  hasher.add_text(entry.detail);
  for (const std::string& column : entry.columns) hasher.add_text(column);
  for (const city::Id id : entry.ids) hasher.add_number(static_cast<std::uint64_t>(id));
  for (const city::Value& value : entry.values) hasher.add_text(city::to_string(value));
  return hasher.value();
}

}  // namespace

void put_content(Connection& connection, std::string_view table, const city::Column& column) {
  put(connection, table, column.spec().name, to_hex(city::content_hash(column)));
}

void note_edit(Connection& connection, const city::JournalEntry& entry) {
  const std::string edit = to_hex(hash_of(entry));
  std::vector<std::pair<std::string, std::string>> columns;
  {
    Statement known(connection, "SELECT column_name, hash FROM conurb_content WHERE table_name = ?");
    known.bind_all(entry.table);
    while (known.step()) columns.emplace_back(known.string(0), known.string(1));
  }
  // Rows that come or go are a change of every column; a changed value is one of its own column.
  const Json detail = parse_json(entry.detail, "journal");
  const bool rows = detail.value("edit", "") != "update";
  for (const auto& [column, before] : columns) {
    const bool touched =
        rows || std::find(entry.columns.begin(), entry.columns.end(), column) != entry.columns.end();
    if (touched) put(connection, entry.table, column, to_hex(hash(before + edit)));
  }
}

}  // namespace conurb::store
