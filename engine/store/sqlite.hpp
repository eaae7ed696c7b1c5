// SPDX-License-Identifier: Apache-2.0
// SQLite behind RAII: connections, statements and one way to turn its result codes into conurb::Error.
// Internal to engine/store.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace conurb::store {

/// What to do where something else is found in place of a city file.
constexpr std::string_view kGiveCity = "give a city file, or a name that is not taken yet to import into";

/// The Error that a result code stands for; `doing` completes "cannot …".
[[nodiscard]] Error sqlite_error(int code, int system_error, std::string_view detail, std::string_view doing,
                                 const std::string& path);

/// "name" quoted as an SQL identifier, 'text' as an SQL literal.
[[nodiscard]] std::string quote_name(std::string_view name);
[[nodiscard]] std::string quote_text(std::string_view text);

class Connection;

/// A prepared statement. Used by one thread at a time, like its connection, which must outlive it.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql);
  Statement(Statement&&) = default;
  Statement& operator=(Statement&&) = default;

  /// Parameters count from 1. Text and blobs are not copied: they must live until the statement was stepped.
  void bind(int index, std::int64_t value);
  void bind(int index, double value);  ///< NaN becomes NULL, as SQLite knows no NaN
  void bind(int index, std::string_view value);
  void bind(int index, std::span<const std::byte> value);
  void bind_null(int index);
  /// Binds all parameters from the first on.
  template <typename... T>
  Statement& bind_all(const T&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  /// Next row; false at the end, and the statement can then be bound and stepped anew. A false also closes
  /// whatever read the statement held open.
  [[nodiscard]] bool step();
  /// For statements without rows.
  void run();
  void reset() { sqlite3_reset(handle_.get()); }

  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  [[nodiscard]] std::int32_t integer32(int column) const { return sqlite3_column_int(handle_.get(), column); }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  /// NaN for NULL.
  [[nodiscard]] double real_or_nan(int column) const;
  /// Valid until the next step.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] std::span<const std::byte> blob(int column) const;
  [[nodiscard]] bool is_null(int column) const { return type(column) == SQLITE_NULL; }
  [[nodiscard]] int type(int column) const { return sqlite3_column_type(handle_.get(), column); }
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void check_bind(int code) const;
  void bind_one(int index, std::int64_t value) { bind(index, value); }
  void bind_one(int index, std::int32_t value) { bind(index, std::int64_t{value}); }
  void bind_one(int index, double value) { bind(index, value); }
  void bind_one(int index, std::string_view value) { bind(index, value); }
  void bind_one(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind_one(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind_one(int index, std::span<const std::byte> value) { bind(index, value); }

  Connection* connection_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

enum class Access {
  read,       ///< only reading; works beside writers
  immutable,  ///< only reading, and nobody else may write: for files in folders that cannot hold a log
  write,      ///< reading and writing an existing file
  create,     ///< makes the file
};

/// One connection to one file. Triggers never fire on it: they are there for other programs (features.hpp).
/// Used by one thread at a time.
class Connection {
 public:
  Connection(const std::string& path, Access access);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run(std::string_view sql);
  template <typename... T>
  void run(std::string_view sql, const T&... values) {
    Statement(*this, sql).bind_all(values...).run();
  }
  /// First column of the first row as an integer; `otherwise` if there is no row.
  template <typename... T>
  [[nodiscard]] std::int64_t integer(std::string_view sql, std::int64_t otherwise, const T&... values) {
    Statement statement(*this, sql);
    statement.bind_all(values...);
    const bool found = statement.step();
    return found && !statement.is_null(0) ? statement.integer(0) : otherwise;
  }
  [[nodiscard]] bool has_table(std::string_view name);
  [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(handle_.get()); }
  [[nodiscard]] std::int64_t last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[noreturn]] void fail(int code, std::string_view doing) const;
  /// Closes now, so that an error can be told. Throws Error internal if statements are still alive.
  void close();

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A read transaction: all statements inside see one state of the file. Ends when it goes out of scope.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Connection* connection_;  // null inside somebody else's transaction
};

}  // namespace conurb::store
