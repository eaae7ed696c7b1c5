// SPDX-License-Identifier: Apache-2.0
// core.latest: what a room with a thousand live sensors asks at every refresh.
#include <fmt/format.h>

#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/store/observations.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr std::int64_t kStreams = 1000;
constexpr std::int64_t kRowsEach = 2000;
constexpr std::int64_t kInterval_us = 60'000'000;

double value_of(std::int64_t stream, std::int64_t row) {
  return static_cast<double>(stream) + 1e-3 * static_cast<double>(row);
}

/// All streams report every minute; a batch is what came in within an hour.
std::vector<std::int64_t> write_observations(store::Observations& observations) {
  constexpr std::int64_t kBatch = 60;
  std::vector<std::int64_t> ids;
  for (std::int64_t i = 0; i < kStreams; ++i) {
    store::StreamRecord record;
    record.name = fmt::format("sensor {}", i);
    ids.push_back(observations.stream(record));
  }
  std::vector<store::Observation> batch;
  for (std::int64_t row = 0; row < kRowsEach; ++row) {
    for (std::int64_t i = 0; i < kStreams; ++i) {
      batch.push_back(
          {ids[static_cast<std::size_t>(i)], row * kInterval_us, row, value_of(i, row), /*quality=*/0});
    }
    if (row % kBatch != kBatch - 1 && row + 1 != kRowsEach) continue;
    observations.append(batch);
    batch.clear();
  }
  return ids;
}

void measure_core_latest(Results& results) {
  const TempDir folder("conurb-bench");
  store::CityFile file = store::CityFile::create(folder.path() / "city.gpkg");
  store::Observations observations(file);
  tell("writing two million observations");
  const std::vector<std::int64_t> ids = write_observations(observations);
  std::vector<store::Observation> latest;
  (void)observations.latest(ids);
  const double took_s = median_of_five([&] { return seconds([&] { latest = observations.latest(ids); }); });
  for (std::size_t i = 0; i < latest.size(); ++i) {
    if (latest[i].value != value_of(static_cast<std::int64_t>(i), kRowsEach - 1))
      throw Error(ErrorCode::internal, fmt::format("the latest value of stream {} is not the latest", i));
  }
  if (latest.size() != ids.size() || observations.count() != kStreams * kRowsEach)
    throw Error(ErrorCode::internal, "observations are missing");
  results.put("core.latest.values", 1e3 * took_s);
}

}  // namespace

void add_core_latest(Benchmarks& benchmarks) {
  Group group;
  group.rows = {{"core.latest.values", "ms", Op::at_most, 10,
                 "latest value of each of 1,000 streams out of 2,000,000 observations",
                 "limit: not felt in a room that refreshes ten times a second"}};
  group.measure = measure_core_latest;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench
