// SPDX-License-Identifier: Apache-2.0
// An open city file as the parts of engine/store share it: one connection that writes, a few that read, and
// the memory of what of the city was saved. Internal to engine/store.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// What the file holds of a column, and the storage that is still to be read from it.
struct SavedColumn {
  city::Revision revision = 0;
  city::Role role = city::Role::fixed;
  std::weak_ptr<city::ColumnStorage> unread;
};

struct SavedTable {
  std::int64_t rows = 0;
  std::map<std::string, SavedColumn, std::less<>> columns;
};

/// The city as saved: equal revisions mean equal content, as long as they come from the same family of
/// branches.
struct SavedCity {
  std::shared_ptr<city::RevisionSource> family;
  std::map<std::string, SavedTable, std::less<>> tables;
};

class FileCore : public std::enable_shared_from_this<FileCore> {
 public:
  FileCore(std::string path, Mode mode, bool immutable, std::unique_ptr<Connection> writer);
  ~FileCore();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::filesystem::path& file_path() const { return file_path_; }
  [[nodiscard]] Mode mode() const { return mode_; }

  /// Runs `body` with the writing connection in a transaction, joining the one that this thread has open.
  /// Throws Error io when the file is closed or open for reading only.
  void write(const std::function<void(Connection&)>& body);
  /// After the surrounding transaction is committed; not at all if it is rolled back.
  void after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }

  /// Runs `body` on a reading connection, in one snapshot; inside a transaction of this thread on the writing
  /// one, so that it sees what it wrote.
  void read(const std::function<void(Connection&)>& body);

  /// Copies a write-ahead log that has grown large back into the file, as far as no reader hinders it. Not
  /// inside a transaction.
  void trim_log();
  /// Closes all connections; `last` runs on the writing one before. Idempotent.
  void close(const std::function<void(Connection&)>& last);
  [[nodiscard]] bool closed() const { return closed_.load(); }

  /// Guarded by being inside write() or load().
  SavedCity saved;
  std::mutex saved_mutex;
  std::vector<city::JournalEntry> external_edits;

 private:
  void leave(bool failed);
  std::unique_ptr<Connection> open_reader() const;
  [[noreturn]] void throw_closed() const;

  const std::string path_;
  const std::filesystem::path file_path_;
  const Mode mode_;
  const bool immutable_;
  std::atomic<bool> closed_{false};

  std::recursive_mutex write_mutex_;
  std::unique_ptr<Connection> writer_;
  std::atomic<std::thread::id> owner_{};
  int depth_ = 0;
  bool doomed_ = false;  // a nested part failed: the whole must not be committed
  std::vector<std::function<void()>> after_commit_;

  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;
  int readers_ = 0;
};

}  // namespace conurb::store
