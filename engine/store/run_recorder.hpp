// SPDX-License-Identifier: Apache-2.0
// Writes what a run computes while it computes. Columns are copied into a bounded queue; a thread of the
// recorder packs them into chunks of a column × 24 exchanges × 64k rows and commits them. If the writer lags,
// record() waits; recording changes nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/city/column.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::store {

class RunRecorder {
 public:
  struct Options {
    std::size_t queue_bytes = std::size_t{256} << 20;  ///< copied but not yet packed
    std::int64_t commit_every = 24;                    ///< exchanges from one commit to the next
  };

  /// For a run from Runs::begin. The file must stay open longer than the recorder.
  RunRecorder(const CityFile& file, std::int64_t run, Options options);
  RunRecorder(const CityFile& file, std::int64_t run) : RunRecorder(file, run, Options{}) {}
  RunRecorder(const RunRecorder&) = delete;
  RunRecorder& operator=(const RunRecorder&) = delete;
  /// Drops what was not flushed; call finish() first.
  ~RunRecorder();

  /// Copies a column's rows as values of the exchange that is being recorded; `name` is what it is called in
  /// the file
  /// ("heating_demand", or "heating_demand_daily" where a policy condenses it). Called between begin_exchange
  /// and end_exchange, from one thread. Throws what the writer met (disk full …).
  void record(std::string_view table, std::string_view name, const city::Column& column);

  /// Opens exchange number `exchange` (ascending) at simulated time `time_us`.
  void begin_exchange(std::int64_t exchange, std::int64_t time_us);
  /// Everything of the exchange has been handed over.
  void end_exchange();

  /// Waits until all ended exchanges are committed, and returns the last of them: what may be reported as
  /// saved.
  std::int64_t flush();
  /// The last exchange committed so far; -1 = none. Thread-safe.
  [[nodiscard]] std::int64_t saved() const;
  /// flush() and end of the thread. Further records are refused.
  std::int64_t finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::store
