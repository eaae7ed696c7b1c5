// SPDX-License-Identifier: Apache-2.0
// Parts of what a run recorded, unpacked for drawing. Internal to engine/room; functions of an open file,
// any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/store/runs.hpp"

namespace conurb::room {

/// What is known of a run without unpacking anything.
struct RecordedRun {
  std::int64_t id = 0;
  bool finished = false;                                 ///< nothing is added any more
  std::vector<store::Exchange> exchanges;                ///< complete ones, ascending
  std::map<std::string, store::RecordedColumn> columns;  ///< by "table.column"

  /// Number of the last exchange not after `at`; none before the first.
  [[nodiscard]] std::optional<std::int64_t> exchange_at(Time at) const;
};
[[nodiscard]] RecordedRun read_run(const store::CityFile& file, std::int64_t run);

/// A column at the exchanges of one window at which it was recorded: a window is what a chunk of the file
/// holds if the column is recorded at every exchange.
struct RecordedBlock {
  struct Record {
    std::int64_t exchange = 0;
    Time time;
    std::shared_ptr<const std::vector<float>> values;        ///< as in ColumnFrame
    std::shared_ptr<const std::vector<std::int64_t>> whole;  ///< likewise
    double sum = 0;      ///< over the values that are there, in double precision
    std::int64_t n = 0;  ///< how many those are
  };
  std::vector<Record> records;  ///< ascending
  std::shared_ptr<const std::vector<std::string>> texts;
  std::int64_t before =
      -1;             ///< the last exchange before the window at which the column was recorded; -1 = none
  bool whole = true;  ///< the run has got beyond the window

  [[nodiscard]] std::size_t bytes() const;
  /// The last record not after an exchange; null if there is none in this block.
  [[nodiscard]] const Record* at(std::int64_t exchange) const;
};

constexpr std::int64_t kWindow = 24;  ///< exchanges

/// "demand_rows" beside "demand", of which chosen rows are recorded, says which those are.
constexpr std::string_view kRowsOf = "_rows";

/// Window of an exchange, and the first exchange of a window.
[[nodiscard]] std::int64_t window_of(const store::RecordedColumn& column, std::int64_t exchange);
[[nodiscard]] std::int64_t first_of(const store::RecordedColumn& column, std::int64_t window);

/// Unpacks a window. Throws what the store throws for a damaged file.
[[nodiscard]] RecordedBlock read_block(const store::CityFile& file, const RecordedRun& run,
                                       const store::RecordedColumn& column, std::int64_t window);

}  // namespace conurb::room
