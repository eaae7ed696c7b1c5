// SPDX-License-Identifier: Apache-2.0
#include "engine/store/sqlite.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <limits>
#include <system_error>

#include "engine/base/error.hpp"

namespace conurb::store {

namespace {

constexpr int kBusyTimeoutMs = 10000;

std::string file_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

Error sqlite_error(int code, int system_error, std::string_view detail, std::string_view doing,
                   const std::string& path) {
  const std::string system =
      system_error != 0 ? fmt::format(" ({})", std::generic_category().message(system_error)) : "";
  const auto error = [&path](ErrorCode kind, std::string what, std::string remedy) {
    return Error(kind, std::move(what), path, std::move(remedy));
  };
  // Some calls of the system tell a full disk as any other failure.
  const bool full = (code & 0xff) == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT);
  switch (full ? SQLITE_FULL : code & 0xff) {
    case SQLITE_FULL:
      return error(ErrorCode::io, fmt::format("no space left on the disk to {}", doing),
                   "free some space and try again: what was saved before is still there");
    case SQLITE_CORRUPT:
      return error(ErrorCode::bad_data, fmt::format("the file is damaged: cannot {}: {}", doing, detail),
                   "restore it from a copy, or rescue what can be read with 'sqlite3 FILE .recover'");
    case SQLITE_ERROR:  // our statements are sound, so the tables are not what they were
      return error(ErrorCode::bad_data, fmt::format("the tables are not those of a city file: {}", detail),
                   "restore it from a copy");
    case SQLITE_NOTADB: return error(ErrorCode::bad_data, "not a GeoPackage", std::string(kGiveCity));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(ErrorCode::conflict,
                   fmt::format("another program is writing to the file: cannot {}", doing),
                   "end the editing there and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return error(ErrorCode::io, fmt::format("no permission to {}{}", doing, system),
                   "check the permissions of the file and its folder, or work on a copy elsewhere");
    case SQLITE_IOERR:
      return error(ErrorCode::io, fmt::format("the system cannot {}: {}{}", doing, detail, system),
                   "check the disk and its free space: what was saved before is still there");
    case SQLITE_NOMEM:
      return error(ErrorCode::limit, fmt::format("not enough memory to {}", doing), "close other programs");
    case SQLITE_TOOBIG:
      return error(ErrorCode::limit, fmt::format("a value of more than 1 GB: cannot {}", doing),
                   "split it into several");
    case SQLITE_INTERRUPT:
      return error(ErrorCode::cancelled, fmt::format("stopped before it could {}", doing), "");
    default: return error(ErrorCode::internal, fmt::format("cannot {}: {}", doing, detail), "");
  }
}

std::string quote_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

std::string quote_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "''" : std::string(1, c);
  return result + '\'';
}

Statement::Statement(Connection& connection, std::string_view sql) : connection_(&connection) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(connection.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  handle_.reset(statement);
  if (code != SQLITE_OK) connection.fail(code, "read the file's tables");
}

void Statement::check_bind(int code) const {
  if (code != SQLITE_OK) connection_->fail(code, "hand over a value");
}

void Statement::bind(int index, std::int64_t value) {
  check_bind(sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::bind(int index, double value) {
  check_bind(sqlite3_bind_double(handle_.get(), index, value));
}

void Statement::bind(int index, std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  check_bind(sqlite3_bind_text64(handle_.get(), index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> value) {
  // A null pointer would bind NULL, but an empty blob is meant.
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  check_bind(sqlite3_bind_blob64(handle_.get(), index, data, value.size(), SQLITE_STATIC));
}

void Statement::bind_null(int index) {
  check_bind(sqlite3_bind_null(handle_.get(), index));
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(handle_.get());
  if (code != SQLITE_DONE) {
    connection_->fail(code, sqlite3_stmt_readonly(handle_.get()) != 0 ? "read from it" : "write to it");
  }
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

double Statement::real_or_nan(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN() : real(column);
}

std::string_view Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(handle_.get(), column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::span<const std::byte> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const std::byte*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Connection::Connection(const std::string& path, Access access) : path_(path) {
  int flags = SQLITE_OPEN_NOMUTEX;
  switch (access) {
    // Able to write where the system lets us, and kept from it by query_only below: only such a connection
    // takes the write-ahead log away when it is the last to close. Where we may not write, SQLite opens for
    // reading alone.
    case Access::read: flags |= SQLITE_OPEN_READWRITE; break;
    case Access::immutable: flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI; break;
    case Access::write: flags |= SQLITE_OPEN_READWRITE; break;
    case Access::create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE; break;
  }
  sqlite3* handle = nullptr;
  const std::string name = access == Access::immutable ? file_uri(path) : path;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code, access == Access::create ? "make the file" : "open the file");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // The file may come from anywhere: nothing in its schema may run code or reach beyond its own tables.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  run("PRAGMA cell_size_check = ON");
  if (access == Access::read || access == Access::immutable) run("PRAGMA query_only = ON");
}

void Connection::run(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "work on the file");
}

bool Connection::has_table(std::string_view name) {
  return integer("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", 0, name) == 1;
}

void Connection::fail(int code, std::string_view doing) const {
  const char* detail = handle_ != nullptr ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  const int system = handle_ != nullptr ? sqlite3_system_errno(handle_.get()) : 0;
  const int kind = code & 0xff;
  const bool told = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
  throw sqlite_error(code, told ? system : 0, detail, doing, path_);
}

void Connection::close() {
  if (handle_ == nullptr) return;
  const int code = sqlite3_close(handle_.get());
  if (code != SQLITE_OK) fail(code, "close the file");
  (void)handle_.release();
}

Snapshot::Snapshot(Connection& connection) : connection_(&connection) {
  if (sqlite3_get_autocommit(connection.handle()) == 0) {
    connection_ = nullptr;
  } else {
    connection.run("BEGIN");
  }
}

Snapshot::~Snapshot() {
  // Ending a read cannot fail in a way that matters: nothing was written.
  if (connection_ != nullptr) sqlite3_exec(connection_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace conurb::store
