// SPDX-License-Identifier: Apache-2.0
#include "engine/store/journal.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/compress.hpp"
#include "engine/store/file_core.hpp"
#include "engine/store/journal_table.hpp"

namespace conurb::store {

using city::JournalEntry;
using city::Value;

namespace {

enum class Tag : std::uint8_t { null = 0, real = 1, whole = 2, text = 3 };

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 32;

std::vector<std::byte> pack(ByteWriter& raw, Compressor& compressor) {
  ByteWriter packed;
  packed.put(static_cast<std::uint64_t>(raw.bytes().size()));
  packed.put_bytes(compressor.compress(raw.bytes()));
  return std::move(packed.bytes());
}

std::vector<std::byte> unpack(std::span<const std::byte> packed) {
  ByteReader reader(packed);
  const auto size = reader.get<std::uint64_t>();
  if (size > kMaxBytes) throw Error(ErrorCode::bad_data, "a record in the file is damaged");
  return decompress(reader.take(reader.left()), static_cast<std::size_t>(size));
}

void put_value(ByteWriter& raw, const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    raw.put(Tag::real);
    raw.put(*number);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    raw.put(Tag::whole);
    raw.put(*whole);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    raw.put(Tag::text);
    raw.put_text(*text);
  } else {
    raw.put(Tag::null);
  }
}

Value get_value(ByteReader& reader) {
  switch (reader.get<Tag>()) {
    case Tag::null: return {};
    case Tag::real: return reader.get<double>();
    case Tag::whole: return reader.get<std::int64_t>();
    case Tag::text: return std::string(reader.get_text());
  }
  throw Error(ErrorCode::bad_data, "a value of unknown type");
}

std::string columns_json(const std::vector<std::string>& columns) {
  return nlohmann::json(columns).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> parse_columns(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) throw Error(ErrorCode::bad_data, "its columns are no list");
  std::vector<std::string> columns;
  for (const auto& each : json) {
    if (!each.is_string()) throw Error(ErrorCode::bad_data, "a column's name is no text");
    columns.push_back(each.get<std::string>());
  }
  return columns;
}

JournalEntry read_entry(const Statement& row) {
  JournalEntry entry;
  entry.sequence = row.integer(0);
  entry.group = row.integer(1);
  entry.branch = row.integer32(2);
  const std::int64_t kind = row.integer(3);
  if (kind < 1 || kind > static_cast<std::int64_t>(city::EntryKind::undo)) {
    throw Error(ErrorCode::bad_data, fmt::format("kind {} is not known", kind));
  }
  entry.kind = static_cast<city::EntryKind>(kind);
  entry.time_us = row.integer(4);
  entry.until_us = row.integer(5);
  entry.wall_us = row.integer(6);
  entry.who = row.string(7);
  entry.role = row.string(8);
  entry.table = row.string(9);
  entry.columns = parse_columns(row.text(10));
  entry.selection = row.string(11);
  entry.undoes = row.integer(12);
  entry.detail = row.string(13);
  if (!row.is_null(15)) {
    const std::vector<std::byte> raw = unpack(row.blob(15));
    entry.ids.resize(raw.size() / sizeof(city::Id));
    std::memcpy(entry.ids.data(), raw.data(), entry.ids.size() * sizeof(city::Id));
  }
  if (!row.is_null(17)) {
    const std::vector<std::byte> raw = unpack(row.blob(17));
    ByteReader reader(raw);
    while (reader.left() > 0) entry.values.push_back(get_value(reader));
  }
  if (static_cast<std::int64_t>(entry.ids.size()) != row.integer(14) ||
      static_cast<std::int64_t>(entry.values.size()) != row.integer(16)) {
    throw Error(ErrorCode::bad_data, "ids or values are missing");
  }
  return entry;
}

BranchRecord read_branch(const Statement& row) {
  return {row.integer32(0), row.string(1),  row.integer32(2), row.integer(3),
          row.integer(4),   row.integer(5), row.string(6)};
}

constexpr std::string_view kBranchColumns =
    "SELECT ordinal, name, parent, fork_sequence, fork_time_us, created_us, who FROM conurb_branch";

}  // namespace

void append_entries(Connection& connection, std::vector<JournalEntry>& entries) {
  Statement insert(
      connection,
      "INSERT INTO conurb_journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
      "?16, ?17, ?18)");
  Compressor compressor;
  const std::int64_t now = wall_clock_us();
  std::int64_t sequence = connection.integer("SELECT max(sequence) FROM conurb_journal", 0);
  std::int64_t group = 0;
  for (JournalEntry& entry : entries) {
    entry.sequence = ++sequence;
    if (entry.group == 0) entry.group = group != 0 ? group : (group = sequence);
    if (entry.wall_us == 0) entry.wall_us = now;
    const std::string columns = columns_json(entry.columns);
    ByteWriter ids, values;
    ids.put_bytes(std::as_bytes(std::span(entry.ids)));
    for (const Value& value : entry.values) put_value(values, value);
    std::vector<std::byte> packed_ids, packed_values;
    insert.bind_all(entry.sequence, entry.group, entry.branch, static_cast<std::int32_t>(entry.kind),
                    entry.time_us, entry.until_us, entry.wall_us, entry.who, entry.role, entry.table, columns,
                    entry.selection, entry.undoes, entry.detail, static_cast<std::int64_t>(entry.ids.size()));
    insert.bind_null(16);
    insert.bind(17, static_cast<std::int64_t>(entry.values.size()));
    insert.bind_null(18);
    if (!entry.ids.empty()) {
      packed_ids = pack(ids, compressor);
      insert.bind(16, std::span<const std::byte>(packed_ids));
    }
    if (!entry.values.empty()) {
      packed_values = pack(values, compressor);
      insert.bind(18, std::span<const std::byte>(packed_values));
    }
    insert.run();
  }
}

std::vector<JournalEntry> read_entries(Connection& connection, const JournalFilter& filter) {
  std::string sql =
      "SELECT sequence, grp, branch, kind, time_us, until_us, wall_us, who, role, table_name, columns, "
      "selection, undoes, "
      "detail, id_count, ids, value_count, vals FROM conurb_journal WHERE sequence >= ?1 AND sequence <= ?2";
  if (filter.branch) sql += " AND branch = ?3";
  sql += " ORDER BY sequence LIMIT ?4";
  Statement statement(connection, sql);
  statement.bind(1, filter.from);
  statement.bind(2, filter.to > 0 ? filter.to : std::numeric_limits<std::int64_t>::max());
  if (filter.branch) statement.bind(3, std::int64_t{*filter.branch});
  statement.bind(4, filter.limit > 0 ? filter.limit : std::int64_t{-1});
  std::vector<JournalEntry> entries;
  while (statement.step()) {
    try {
      entries.push_back(read_entry(statement));
    } catch (const Error& error) {
      throw Error(ErrorCode::bad_data,
                  fmt::format("journal entry {} is damaged: {}", statement.integer(0), error.message()),
                  connection.path(), "restore the file from a copy");
    }
  }
  return entries;
}

Journal::Journal(const CityFile& file) : core_(file.core()) {}

void Journal::append(std::vector<JournalEntry>& entries) {
  if (entries.empty()) return;
  core_->write([&entries](Connection& connection) { append_entries(connection, entries); });
}

std::vector<JournalEntry> Journal::read(const JournalFilter& filter) const {
  std::vector<JournalEntry> entries;
  core_->read([&](Connection& connection) { entries = read_entries(connection, filter); });
  return entries;
}

std::int64_t Journal::last_sequence() const {
  std::int64_t last = 0;
  core_->read([&last](Connection& connection) {
    last = connection.integer("SELECT max(sequence) FROM conurb_journal", 0);
  });
  return last;
}

void check_branch_name(std::string_view name) {
  if (name.empty()) throw Error(ErrorCode::invalid_argument, "a branch needs a name");
  if (name.starts_with('#'))
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}': names with '#' are kept for deleted branches", name));
}

namespace {

void require_free(Connection& connection, const FileCore& core, const std::string& name) {
  if (connection.integer("SELECT 1 FROM conurb_branch WHERE name = ?", 0, name) != 1) return;
  throw Error(ErrorCode::conflict, fmt::format("there is a branch '{}' already", name), core.path(),
              "choose another name");
}

void set_name(Connection& connection, const FileCore& core, std::int32_t branch, const std::string& name) {
  connection.run("UPDATE conurb_branch SET name = ?2 WHERE ordinal = ?1", branch, name);
  if (connection.changes() != 0) return;
  throw Error(ErrorCode::not_found, fmt::format("there is no branch number {}", branch), core.path());
}

}  // namespace

BranchRecord Journal::add_branch(BranchRecord branch) {
  check_branch_name(branch.name);
  core_->write([&](Connection& connection) {
    require_free(connection, *core_, branch.name);
    if (connection.integer("SELECT 1 FROM conurb_branch WHERE ordinal = ?", 0, branch.parent) != 1) {
      throw Error(ErrorCode::not_found, fmt::format("there is no branch {} to fork", branch.parent),
                  core_->path());
    }
    branch.ordinal =
        static_cast<std::int32_t>(connection.integer("SELECT max(ordinal) + 1 FROM conurb_branch", 1));
    if (branch.created_us == 0) branch.created_us = wall_clock_us();
    connection.run("INSERT INTO conurb_branch VALUES (?, ?, ?, ?, ?, ?, ?)", branch.ordinal, branch.name,
                   branch.parent, branch.fork_sequence, branch.fork_time_us, branch.created_us, branch.who);
  });
  return branch;
}

void Journal::rename_branch(std::int32_t branch, const std::string& name) {
  check_branch_name(name);
  core_->write([&](Connection& connection) {
    if (connection.integer("SELECT ordinal FROM conurb_branch WHERE name = ?", -1, name) == branch) return;
    require_free(connection, *core_, name);
    set_name(connection, *core_, branch, name);
  });
}

void Journal::delete_branch(std::int32_t branch) {
  if (branch == 0) throw Error(ErrorCode::invalid_argument, "the base cannot be deleted", core_->path());
  core_->write([&](Connection& connection) {
    const std::int64_t child = connection.integer(
        "SELECT ordinal FROM conurb_branch WHERE parent = ? AND name NOT LIKE '#%'", -1, branch);
    if (child >= 0) {
      throw Error(ErrorCode::conflict, "another branch was forked from this one", core_->path(),
                  "delete that one first");
    }
    set_name(connection, *core_, branch, fmt::format("#{}", branch));
    for (const char* table : {"conurb_chunk", "conurb_exchange", "conurb_kpi", "conurb_finding"}) {
      connection.run(
          fmt::format("DELETE FROM {} WHERE run IN (SELECT id FROM conurb_run WHERE branch = ?)", table),
          branch);
    }
    connection.run("DELETE FROM conurb_run WHERE branch = ?", branch);
  });
}

void Journal::refork(std::int32_t branch, std::int64_t fork_sequence) {
  core_->write([&](Connection& connection) {
    connection.run("UPDATE conurb_branch SET fork_sequence = ?2 WHERE ordinal = ?1", branch, fork_sequence);
    if (connection.changes() == 0) {
      throw Error(ErrorCode::not_found, fmt::format("there is no branch number {}", branch), core_->path());
    }
  });
}

std::vector<BranchRecord> Journal::branches() const {
  std::vector<BranchRecord> branches;
  core_->read([&branches](Connection& connection) {
    Statement statement(connection, fmt::format("{} ORDER BY ordinal", kBranchColumns));
    while (statement.step()) branches.push_back(read_branch(statement));
  });
  return branches;
}

BranchRecord Journal::branch(std::string_view name) const {
  std::string names;
  for (BranchRecord& branch : branches()) {
    if (branch.name == name) return std::move(branch);
    names += (names.empty() ? "" : ", ") + branch.name;
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no branch '{}'", name), core_->path(),
              "there are: " + names);
}

}  // namespace conurb::store
