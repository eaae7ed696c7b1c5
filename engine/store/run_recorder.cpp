// SPDX-License-Identifier: Apache-2.0
#include "engine/store/run_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/store/chunk_table.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

namespace {

/// What goes through the queue: a column of the current exchange, or the end of an exchange (no column).
struct Item {
  std::string table, name;
  std::optional<ColumnCopy> column;
  std::int64_t exchange = 0, time_us = 0;

  [[nodiscard]] std::size_t bytes() const { return column ? column->bytes() : 0; }
};

/// The chunks of one column that are being filled.
struct Series {
  std::vector<ChunkEncoder> chunks;  // one per 64k rows
  ColumnCopy previous;
  bool dirty = false;  // holds frames that are not in the file
};

}  // namespace

struct RunRecorder::Impl {
  Impl(std::shared_ptr<FileCore> file, std::int64_t run_id, Options given)
      : core(std::move(file)), run(run_id), options(given), thread([this] { work(); }) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
      queue.clear();
    }
    changed.notify_all();
    if (thread.joinable()) thread.join();
  }

  void push(Item item) {
    std::unique_lock lock(mutex);
    const std::size_t bytes = item.bytes();
    changed.wait(lock,
                 [&] { return failure || queued_bytes == 0 || queued_bytes + bytes <= options.queue_bytes; });
    rethrow();
    if (stopping) throw Error(ErrorCode::invalid_argument, "the recorder is finished");
    queued_bytes += bytes;
    queue.push_back(std::move(item));
    changed.notify_all();
  }

  std::int64_t flush() {
    std::unique_lock lock(mutex);
    rethrow();
    if (stopping) return saved_exchange;
    flush_wanted = true;
    changed.notify_all();
    changed.wait(lock, [this] { return failure || !flush_wanted; });
    rethrow();
    return saved_exchange;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    if (thread.joinable()) thread.join();
  }

  void rethrow() const {
    if (failure) throw Error(*failure);
  }

  // ---- on the recorder's thread ----

  void work() {
    try {
      while (true) {
        std::optional<Item> item;
        {
          std::unique_lock lock(mutex);
          changed.wait(lock, [this] { return stopping || !queue.empty() || flush_wanted; });
          if (queue.empty() && stopping) return;
          if (!queue.empty()) {
            item = std::move(queue.front());
            queue.pop_front();
          }
        }
        if (!item) {
          commit();
          const std::lock_guard lock(mutex);
          flush_wanted = !queue.empty();
          changed.notify_all();
          continue;
        }
        const std::size_t bytes = item->bytes();
        take(std::move(*item));
        const std::lock_guard lock(mutex);
        queued_bytes -= bytes;
        changed.notify_all();
      }
    } catch (const Error& error) {
      fail(error);
    } catch (const std::exception& error) {
      fail(Error(ErrorCode::internal, error.what(), core->path()));
    }
  }

  void fail(const Error& error) {
    const std::lock_guard lock(mutex);
    failure = error;
    changed.notify_all();
  }

  void take(Item item) {
    if (!item.column) {
      times.emplace_back(item.exchange, item.time_us);
      if (static_cast<std::int64_t>(times.size()) >= options.commit_every) commit();
      return;
    }
    Series& each = series[{item.table, item.name}];
    ColumnCopy& column = *item.column;
    const bool full = !each.chunks.empty() && each.chunks.front().frames() >= kChunkExchanges;
    if (full || column.rows != each.previous.rows) {
      write(item.table, item.name, each);
      each.chunks.clear();
    }
    if (each.chunks.empty()) {
      for (std::int64_t first = 0; first < column.rows; first += kChunkRows) {
        each.chunks.emplace_back(first, std::min(kChunkRows, column.rows - first));
      }
    }
    for (ChunkEncoder& chunk : each.chunks) chunk.add(item.exchange, column, &each.previous, compressor);
    each.previous = std::move(column);
    each.dirty = true;
  }

  // A chunk that is full before its exchange has ended waits for the commit with the rest: what is in the
  // file of an exchange is there as a whole.
  void write(const std::string& table, const std::string& name, Series& each) {
    if (!each.dirty) return;
    for (ChunkEncoder& chunk : each.chunks) finished.push_back({table, name, std::move(chunk)});
    each.dirty = false;
  }

  void commit() {
    if (times.empty()) return;
    core->write([this](Connection& connection) {
      for (const Finished& each : finished) put_chunk(connection, run, each.table, each.name, each.chunk);
      for (const auto& [key, each] : series) {
        if (!each.dirty) continue;
        for (const ChunkEncoder& chunk : each.chunks)
          put_chunk(connection, run, key.first, key.second, chunk);
      }
      for (const auto& [number, time] : times) {
        connection.run("INSERT OR REPLACE INTO conurb_exchange VALUES (?, ?, ?)", run, number, time);
      }
      connection.run("UPDATE conurb_run SET saved_exchange = ? WHERE id = ?", times.back().first, run);
    });
    finished.clear();
    for (auto& [key, each] : series) each.dirty = false;
    const std::lock_guard lock(mutex);
    saved_exchange = times.back().first;
    times.clear();
  }

  struct Finished {
    std::string table, name;
    ChunkEncoder chunk;
  };

  const std::shared_ptr<FileCore> core;
  const std::int64_t run;
  const Options options;

  // Of the calling thread.
  bool open = false;
  std::int64_t exchange = -1, time_us = 0;

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::deque<Item> queue;
  std::size_t queued_bytes = 0;
  bool flush_wanted = false, stopping = false;
  std::int64_t saved_exchange = -1;
  std::optional<Error> failure;  // met by the recorder's thread, told on the caller's

  // Of the recorder's thread.
  std::map<std::pair<std::string, std::string>, Series> series;
  std::vector<Finished> finished;
  std::vector<std::pair<std::int64_t, std::int64_t>> times;  // exchanges ended but not committed
  Compressor compressor;

  std::thread thread;  // last, so that it starts when all else is there
};

RunRecorder::RunRecorder(const CityFile& file, std::int64_t run, Options options)
    : impl_(std::make_unique<Impl>(file.core(), run, options)) {}

RunRecorder::~RunRecorder() = default;

void RunRecorder::begin_exchange(std::int64_t exchange, std::int64_t time_us) {
  if (impl_->open || exchange <= impl_->exchange) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("exchange {} cannot be recorded after {}", exchange, impl_->exchange));
  }
  impl_->open = true;
  impl_->exchange = exchange;
  impl_->time_us = time_us;
}

void RunRecorder::record(std::string_view table, std::string_view name, const city::Column& column) {
  if (!impl_->open) throw Error(ErrorCode::invalid_argument, "no exchange is open to be recorded");
  impl_->push({std::string(table), std::string(name), copy_column(column), impl_->exchange, impl_->time_us});
}

void RunRecorder::end_exchange() {
  if (!impl_->open) throw Error(ErrorCode::invalid_argument, "no exchange is open to be ended");
  impl_->open = false;
  impl_->push({"", "", std::nullopt, impl_->exchange, impl_->time_us});
}

std::int64_t RunRecorder::flush() {
  return impl_->flush();
}

std::int64_t RunRecorder::saved() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->saved_exchange;
}

std::int64_t RunRecorder::finish() {
  const std::int64_t saved = impl_->flush();
  impl_->stop();
  return saved;
}

}  // namespace conurb::store
