// SPDX-License-Identifier: Apache-2.0
// What runs recorded, for scrubbing: columns at a time, lines over time. It reads the city file by a
// connection of its own, unpacks on a thread of its own and remembers what it unpacked; whoever asks gets
// what is there at once, and the rest in one of the next frames.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/room/published.hpp"

namespace conurb::room {

struct HistoryOptions {
  std::size_t cache_bytes = std::size_t{512} << 20;  ///< of unpacked columns
  std::size_t most_lines = 64;  ///< lines over time that are kept; the one asked for longest ago goes first
};

/// A run's times and columns.
struct RunTimes {
  std::vector<Time> times;           ///< of its exchanges, ascending
  std::vector<std::string> columns;  ///< recorded "table.column", ascending
};

/// How the values of many rows become those of one line.
enum class LineOf : std::uint8_t { sum, mean };

struct Line {
  std::vector<Time> times;
  std::vector<double> values;  ///< SI units of the column; NaN where there is none
  double known = 0;            ///< share that has been read so far, 0 … 1
};

/// All functions may be called from any thread. Those that give pointers never wait: null means not yet, or
/// never (nothing of that kind was recorded by then).
class History {
 public:
  /// Opens the file for reading. Throws what CityFile::open throws.
  explicit History(const std::filesystem::path& file, HistoryOptions options = {});
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  [[nodiscard]] std::shared_ptr<const RunTimes> times(std::int64_t run);
  /// A column as it was at its last record not after `at`, the same values as sim::add_results gives. Null
  /// until that is known, and of a column that the run does not record. `key.branch` is passed on. Rows
  /// beyond the end of `values` are null: all of them where nothing was recorded by then.
  [[nodiscard]] std::shared_ptr<const ColumnFrame> frame(std::int64_t run, const ColumnKey& key, Time at);
  /// Of these rows, ascending, or of the whole table without any; rows without a value do not count. Over the
  /// whole run; grows from call to call until known == 1.
  [[nodiscard]] std::shared_ptr<const Line> line(std::int64_t run, const std::string& table,
                                                 const std::string& column, LineOf what,
                                                 std::span<const std::int64_t> rows = {});

  /// The same as frame() at once, on the calling thread. Throws what the store throws for a damaged file.
  [[nodiscard]] std::shared_ptr<const ColumnFrame> read(std::int64_t run, const ColumnKey& key, Time at);
  /// Waits until all that was asked for is there; false if that took longer.
  bool settle(std::chrono::milliseconds patience);
  /// Why something could not be read, told once; empty if all is well.
  [[nodiscard]] std::string take_problem();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::room
