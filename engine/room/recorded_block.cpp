// SPDX-License-Identifier: Apache-2.0
#include "engine/room/recorded_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/room/frames.hpp"

namespace conurb::room {

namespace {

std::optional<store::Recorded> read(const store::CityFile& file, std::int64_t run,
                                    const store::RecordedColumn& column, std::int64_t first,
                                    std::int64_t last) {
  store::RecordedQuery query;
  query.table = column.table;
  query.column = column.column;
  query.first_exchange = first;
  query.last_exchange = last;
  try {
    return store::Runs(file).read(run, query);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    return std::nullopt;
  }
}

// The last exchange before `exchange` at which there is a record; looked for in growing steps, as a column
// may be recorded once a month.
std::int64_t last_before(const store::CityFile& file, std::int64_t run, const store::RecordedColumn& column,
                         std::int64_t exchange) {
  std::int64_t last = std::min(exchange - 1, column.last_exchange);
  for (std::int64_t step = kWindow; last >= column.first_exchange; step *= 4) {
    const std::int64_t first = std::max(column.first_exchange, last - step + 1);
    if (const auto found = read(file, run, column, first, last)) return found->exchanges.back();
    last = first - 1;
  }
  return -1;
}

// Row of the table for each value, where only chosen rows were recorded.
std::vector<std::int64_t> rows_at(const store::CityFile& file, std::int64_t run,
                                  const store::RecordedColumn& rows, std::int64_t exchange) {
  auto found = read(file, run, rows, exchange, exchange);
  if (!found) {
    const std::int64_t before = last_before(file, run, rows, exchange);
    if (before < 0) return {};
    found = read(file, run, rows, before, before);
  }
  const auto list = found->at<std::int64_t>(found->exchanges.size() - 1);
  return {list.begin(), list.end()};
}

std::vector<float> scattered(const std::vector<float>& values, const std::vector<std::int64_t>& rows) {
  std::vector<float> all;
  for (std::size_t i = 0; i < std::min(values.size(), rows.size()); ++i) {
    if (rows[i] < 0) continue;
    const auto row = static_cast<std::size_t>(rows[i]);
    if (row >= all.size()) all.resize(row + 1, kNoValue);
    all[row] = values[i];
  }
  return all;
}

// In the order of rows, in double precision.
void add_up(const store::Recorded& recorded, std::size_t at, const std::vector<float>& values,
            RecordedBlock::Record& record) {
  const bool exact = recorded.scalar == city::Scalar::f64;
  const auto doubles = exact ? recorded.at<double>(at) : std::span<const double>();
  for (std::size_t row = 0; row < values.size(); ++row) {
    const double value = exact ? doubles[row] : static_cast<double>(values[row]);
    if (std::isnan(value)) continue;
    record.sum += value;
    ++record.n;
  }
}

}  // namespace

std::optional<std::int64_t> RecordedRun::exchange_at(Time at) const {
  const auto after = std::upper_bound(
      exchanges.begin(), exchanges.end(), at.us,
      [](std::int64_t time_us, const store::Exchange& exchange) { return time_us < exchange.time_us; });
  if (after == exchanges.begin()) return std::nullopt;
  return std::prev(after)->number;
}

RecordedRun read_run(const store::CityFile& file, std::int64_t run) {
  const store::Runs runs(file);
  RecordedRun result;
  result.id = run;
  // Asked first: what is added between is then seen the next time.
  result.finished = runs.get(run).status != store::RunStatus::running;
  result.exchanges = runs.exchanges(run);
  for (store::RecordedColumn& column : runs.recorded(run)) {
    std::string name = column.table + "." + column.column;
    result.columns.emplace(std::move(name), std::move(column));
  }
  return result;
}

std::int64_t window_of(const store::RecordedColumn& column, std::int64_t exchange) {
  return (exchange - column.first_exchange) / kWindow;
}

std::int64_t first_of(const store::RecordedColumn& column, std::int64_t window) {
  return column.first_exchange + window * kWindow;
}

std::size_t RecordedBlock::bytes() const {
  std::size_t sum = sizeof(RecordedBlock);
  for (const Record& record : records) {
    sum += record.values->size() * sizeof(float);
    if (record.whole) sum += record.whole->size() * sizeof(std::int64_t);
  }
  return sum;
}

const RecordedBlock::Record* RecordedBlock::at(std::int64_t exchange) const {
  const auto after =
      std::upper_bound(records.begin(), records.end(), exchange,
                       [](std::int64_t e, const Record& record) { return e < record.exchange; });
  return after == records.begin() ? nullptr : &*std::prev(after);
}

RecordedBlock read_block(const store::CityFile& file, const RecordedRun& run,
                         const store::RecordedColumn& column, std::int64_t window) {
  RecordedBlock block;
  const std::int64_t first = first_of(column, window);
  const std::int64_t saved = run.exchanges.empty() ? -1 : run.exchanges.back().number;
  const std::int64_t last = std::min(first + kWindow - 1, saved);
  block.whole = run.finished || saved >= first + kWindow - 1;
  const auto recorded = first <= last ? read(file, run.id, column, first, last) : std::nullopt;
  const bool from_start = recorded && recorded->exchanges.front() == first;
  if (!from_start && window > 0) block.before = last_before(file, run.id, column, first);
  if (!recorded || recorded->list) return block;
  const auto rows = run.columns.find(fmt::format("{}.{}{}", column.table, column.column, kRowsOf));
  for (std::size_t i = 0; i < recorded->exchanges.size(); ++i) {
    RecordedBlock::Record record;
    record.exchange = recorded->exchanges[i];
    record.time = Time{recorded->times_us[i]};
    std::vector<float> values = as_floats(recorded->scalar, recorded->values[i]);
    add_up(*recorded, i, values, record);
    if (rows == run.columns.end())
      record.whole = as_whole(recorded->scalar, recorded->values[i]);
    else
      values = scattered(values, rows_at(file, run.id, rows->second, record.exchange));
    record.values = std::make_shared<const std::vector<float>>(std::move(values));
    block.records.push_back(std::move(record));
  }
  if (recorded->scalar == city::Scalar::text)
    block.texts = std::make_shared<const std::vector<std::string>>(recorded->texts);
  return block;
}

}  // namespace conurb::room
