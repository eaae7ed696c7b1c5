// SPDX-License-Identifier: Apache-2.0
// Live data in a city file: streams of observations that are only ever appended, and the latest value of
// each.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

struct StreamRecord {
  std::int64_t id = 0;  ///< given by the store
  std::string name;     ///< unique
  std::string unit = "1";
  std::string table;  ///< what it observes: table, row and column; may be empty
  city::Id row = 0;
  std::string column;

  friend bool operator==(const StreamRecord&, const StreamRecord&) = default;
};

struct AppendResult {
  std::int64_t added = 0;
  std::int64_t repeated = 0;     ///< there already with the same value and quality
  std::int64_t conflicting = 0;  ///< there already with another value: the first stays
};

/// A stream at a glance.
struct StreamSummary {
  std::int64_t stream = 0;
  std::int64_t count = 0;
  std::int64_t first_us = 0, last_us = 0;  ///< phenomenon times
  double latest = 0;                       ///< value at last_us; NaN = the sensor said "no value"
  std::int32_t quality = 0;                ///< of that value

  friend bool operator==(const StreamSummary&, const StreamSummary&) = default;
};

/// A view on an open file; cheap to make. Thread-safe.
class Observations {
 public:
  explicit Observations(const CityFile& file);

  /// Id of a stream, added if new. Throws Error conflict if it is there with another unit.
  std::int64_t stream(const StreamRecord& record);
  /// By id.
  [[nodiscard]] std::vector<StreamRecord> streams() const;

  /// Appends a batch and commits before it returns. Order does not matter; what came before comes again
  /// without harm. The latest value of a stream is the one with the latest phenomenon time, whenever it
  /// arrived. Throws Error not_found for a stream that does not exist; nothing is then appended.
  AppendResult append(std::span<const Observation> batch);
  /// One stream, by phenomenon time, from ≤ time < to.
  [[nodiscard]] std::vector<Observation> read(std::int64_t stream, std::int64_t from_us,
                                              std::int64_t to_us) const;
  /// All streams by arrival tick, from ≤ arrival < to: the order in which a replay sees them.
  [[nodiscard]] std::vector<Observation> arrived(std::int64_t from, std::int64_t to) const;
  /// The latest value of each of the given streams, in their order; streams without any are left out. Empty
  /// input: all streams by id.
  [[nodiscard]] std::vector<Observation> latest(std::span<const std::int64_t> streams) const;
  [[nodiscard]] std::int64_t count() const;
  /// Every stream that has observations, by id.
  [[nodiscard]] std::vector<StreamSummary> summary() const;

 private:
  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
