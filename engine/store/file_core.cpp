// SPDX-License-Identifier: Apache-2.0
#include "engine/store/file_core.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/base/error.hpp"

namespace conurb::store {

namespace {

constexpr int kReaders = 4;
constexpr std::uintmax_t kLargeLog = std::uintmax_t{16} << 20;

/// Gives a leased reader back, or drops the place of one that could not be opened.
struct Lease {
  std::function<void()> give_back;
  ~Lease() { give_back(); }
};

}  // namespace

FileCore::FileCore(std::string path, Mode mode, bool immutable, std::unique_ptr<Connection> writer)
    : path_(std::move(path)),
      file_path_(path_),
      mode_(mode),
      immutable_(immutable),
      writer_(std::move(writer)) {}

FileCore::~FileCore() = default;

void FileCore::throw_closed() const {
  throw Error(ErrorCode::io, "the file was closed", path_,
              "open it again, and keep it open while the city is used");
}

void FileCore::write(const std::function<void(Connection&)>& body) {
  const std::lock_guard lock(write_mutex_);
  if (closed()) throw_closed();
  if (writer_ == nullptr) {
    throw Error(ErrorCode::io, "the file is open for reading only", path_, "open it for writing");
  }
  if (depth_ == 0) {
    writer_->run("BEGIN IMMEDIATE");
    owner_ = std::this_thread::get_id();
  }
  ++depth_;
  try {
    body(*writer_);
    if (depth_ == 1 && doomed_) {
      throw Error(ErrorCode::internal, "a part of the change failed, so nothing of it is kept", path_);
    }
    if (depth_ == 1) writer_->run("COMMIT");
  } catch (...) {
    leave(true);
    throw;
  }
  leave(false);
}

void FileCore::leave(bool failed) {
  doomed_ = doomed_ || failed;
  if (--depth_ > 0) return;
  doomed_ = false;
  owner_ = std::thread::id{};
  const auto actions = std::exchange(after_commit_, {});
  if (failed) {
    // Some errors (disk full) have rolled back already; then this one says so and that is as well.
    if (sqlite3_get_autocommit(writer_->handle()) == 0) {
      sqlite3_exec(writer_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    return;
  }
  for (const auto& action : actions) action();
}

std::unique_ptr<Connection> FileCore::open_reader() const {
  auto reader = std::make_unique<Connection>(path_, immutable_ ? Access::immutable : Access::read);
  reader->run("PRAGMA cache_size = -65536");
  return reader;
}

void FileCore::read(const std::function<void(Connection&)>& body) {
  if (owner_.load() == std::this_thread::get_id()) {
    body(*writer_);
    return;
  }
  std::unique_ptr<Connection> reader;
  {
    std::unique_lock lock(readers_mutex_);
    reader_free_.wait(lock, [this] { return closed() || !idle_readers_.empty() || readers_ < kReaders; });
    if (closed()) throw_closed();
    if (!idle_readers_.empty()) {
      reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
    } else {
      ++readers_;
    }
  }
  const Lease lease{[this, &reader] {
    const std::lock_guard lock(readers_mutex_);
    if (reader != nullptr && !closed()) {
      idle_readers_.push_back(std::move(reader));
    } else {
      reader.reset();
      --readers_;
    }
    reader_free_.notify_all();
  }};
  if (reader == nullptr) reader = open_reader();
  const Snapshot snapshot(*reader);
  body(*reader);
}

void FileCore::trim_log() {
  const std::lock_guard lock(write_mutex_);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path_ + "-wal", error);
  if (error || bytes < kLargeLog || writer_ == nullptr || depth_ > 0) return;
  writer_->run("PRAGMA wal_checkpoint(TRUNCATE)");
}

void FileCore::close(const std::function<void(Connection&)>& last) {
  const std::lock_guard writing(write_mutex_);
  if (closed_.exchange(true)) return;
  {
    std::unique_lock lock(readers_mutex_);
    readers_ -= static_cast<int>(idle_readers_.size());
    idle_readers_.clear();
    reader_free_.notify_all();
    reader_free_.wait(lock, [this] { return readers_ == 0; });
  }
  if (writer_ == nullptr) return;
  const auto writer = std::move(writer_);
  last(*writer);
  writer->close();
}

}  // namespace conurb::store
