// SPDX-License-Identifier: Apache-2.0
// Runs and what they left in the file: their records, KPI values and recorded columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/spec.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

/// Part of a column over time, as recorded.
struct Recorded {
  city::Scalar scalar = city::Scalar::f64;
  bool list = false;
  std::int64_t first_row = 0;
  std::vector<std::int64_t> exchanges;  ///< numbers of the exchanges found, ascending
  std::vector<std::int64_t> times_us;   ///< their simulated times
  std::vector<std::int64_t> rows;       ///< rows found at each, from first_row on: tables grow during a run
  std::vector<std::vector<std::byte>> values;  ///< per exchange the elements; text as codes into `texts`
  std::vector<std::vector<std::int64_t>>
      offsets;  ///< list columns: per exchange rows + 1 offsets, in elements
  std::vector<std::string> texts;

  /// Elements of the n-th exchange found. T must match the scalar's size.
  template <typename T>
  [[nodiscard]] std::span<const T> at(std::size_t n) const {
    return {reinterpret_cast<const T*>(values[n].data()), values[n].size() / sizeof(T)};
  }
};

struct RecordedQuery {
  std::string table, column;
  std::int64_t first_exchange = 0;
  std::int64_t last_exchange = INT64_MAX;
  std::int64_t first_row = 0;
  std::int64_t row_count = INT64_MAX;  ///< as far as there are rows
};

struct RecordedColumn {
  std::string table, column;
  std::int64_t first_exchange = 0, last_exchange = 0;
  std::int64_t bytes = 0;  ///< in the file

  /// Whether that exchange is all that it was recorded at. At the last one of a finished run: nothing else
  /// will ever be known of any time in it.
  [[nodiscard]] bool only_at(std::int64_t exchange) const {
    return first_exchange == exchange && last_exchange == exchange;
  }
};

struct Exchange {
  std::int64_t number = 0;
  std::int64_t time_us = 0;
};

/// A view on an open file; cheap to make. Thread-safe.
class Runs {
 public:
  explicit Runs(const CityFile& file);

  /// Writes the record with status running; returns its id.
  std::int64_t begin(RunRecord record);
  /// Sets the status, the final JSON (kept if empty) and the wall time. Throws Error not_found.
  void finish(std::int64_t run, RunStatus status, std::string_view json);
  [[nodiscard]] std::vector<RunRecord> list() const;
  /// Throws Error not_found.
  [[nodiscard]] RunRecord get(std::int64_t run) const;
  /// Removes a run with all its records.
  void remove(std::int64_t run);

  /// Adds or replaces KPI values of a run.
  void put_kpis(std::int64_t run, std::span<const KpiValue> values);
  /// Ordered by KPI and group.
  [[nodiscard]] std::vector<KpiValue> kpis(std::int64_t run) const;

  /// The exchanges of a run whose records are complete, ascending, with their simulated times.
  [[nodiscard]] std::vector<Exchange> exchanges(std::int64_t run) const;
  /// What of a run was recorded.
  [[nodiscard]] std::vector<RecordedColumn> recorded(std::int64_t run) const;
  /// Throws Error not_found if nothing of the column was recorded in the range, bad_data if a chunk is
  /// damaged.
  [[nodiscard]] Recorded read(std::int64_t run, const RecordedQuery& query) const;

 private:
  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
