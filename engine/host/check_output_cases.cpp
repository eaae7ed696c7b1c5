// SPDX-License-Identifier: Apache-2.0
// What the plugin writes: numbers, in range, in every row, from defined memory.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"

namespace conurb::host::check {

namespace {

constexpr int kOutputSteps = 24;
constexpr int kFewOutputSteps = 3;

// Two patterns for memory that the plugin must not read: NaN or -1, and 1.5e16 or 90. No row can be left in
// both.
constexpr unsigned char kOnePattern = 0xFF;
constexpr unsigned char kOtherPattern = 0x5A;

const city::Column& column_of(const Rig& rig, const Written& written) {
  return rig.city().table(written.table).column(written.column);
}

std::string outputs_are_finite(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  for (int i = 0; i < kOutputSteps; ++i) {
    rig->run(1, subject.exchange());
    if (const std::string found = not_finite(*rig); !found.empty()) {
      throw Failure{fmt::format("{} after step {}", found, i + 1)};
    }
  }
  return fmt::format("{} steps", kOutputSteps);
}

// Values beyond the declared range by more than rounding in float.
void require_range(const Rig& rig, const Written& written) {
  constexpr double kRounding = 1e-6;
  const city::Table& table = rig.city().table(written.table);
  const city::Column& column = column_of(rig, written);
  const city::ColumnSpec& spec = column.spec();
  if (spec.list || spec.scalar == city::Scalar::text || spec.scalar == city::Scalar::ref) return;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (table.alive()[static_cast<std::size_t>(row)] == 0) continue;
    const city::Value value = column.get(row);
    if (city::is_null(value)) continue;
    const auto* number = std::get_if<double>(&value);
    const double x = number != nullptr ? *number : static_cast<double>(std::get<std::int64_t>(value));
    const double slack = kRounding * std::abs(x);
    if (x >= spec.min - slack && x <= spec.max + slack) continue;
    throw Failure{fmt::format("{} of row {} is {} {}, outside its declared range [{}, {}]", written.label,
                              row, x, spec.unit, spec.min, spec.max)};
  }
}

std::string outputs_stay_in_range(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  for (int i = 0; i < kOutputSteps; ++i) {
    rig->run(1, subject.exchange());
    for (const Written& written : written_columns(*rig)) require_range(*rig, written);
  }
  return fmt::format("{} steps", kOutputSteps);
}

std::string codes_and_refs_are_valid(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  std::size_t count = 0;
  rig->run(kFewOutputSteps, subject.exchange());
  for (const Written& written : written_columns(*rig)) {
    const city::Column& column = column_of(*rig, written);
    const bool text = column.spec().scalar == city::Scalar::text;
    if (!text && column.spec().scalar != city::Scalar::ref) continue;
    const std::int32_t target = text ? -1 : rig->city().find(column.spec().refers_to);
    const std::int64_t bound = text         ? column.dictionary().size()
                               : target < 0 ? 0
                                            : rig->city().table(static_cast<std::size_t>(target)).rows();
    const auto values = column.values<std::int32_t>();
    const auto used = column.spec().list ? values.size() : static_cast<std::size_t>(column.rows());
    for (std::size_t i = 0; i < used; ++i) {
      if (values[i] >= -1 && values[i] < bound) continue;
      throw Failure{fmt::format("{}: element {} is {}; {} are 0 to {}, or -1", written.label, i, values[i],
                                text ? "the codes given" : "the rows it can refer to", bound - 1)};
    }
    ++count;
  }
  if (count == 0) throw NotApplicable{"it writes no texts and no refs"};
  return fmt::format("{} columns", count);
}

// Fills the rows of every write_all buffer with a pattern before the plugin gets it; the filler behind them
// stays.
void fill_with(const Manifest& manifest, const conurb_view& view, unsigned char pattern) {
  for (std::uint32_t i = 0; i < manifest.columns.size(); ++i) {
    const conurb_column& column = *view.columns[i];
    if (manifest.columns[i].access != Access::write_all || column.is_list != 0 || column.data == nullptr)
      continue;
    std::memset(column.data, pattern,
                static_cast<std::size_t>(column.rows) * city::size_of(manifest.columns[i].spec.scalar));
  }
}

// Two instances in step, whose buffers hold different rubbish at entry.
struct Pair {
  explicit Pair(const Subject& subject) : one(subject.rig(world)), other(subject.rig(world)) {
    one->before_step = [this](const conurb_view& view) { prepare(*one, view, kOnePattern); };
    other->before_step = [this](const conurb_view& view) { prepare(*other, view, kOtherPattern); };
  }

  void prepare(const Rig& rig, const conurb_view& view, unsigned char pattern) {
    rows.clear();
    for (const Written& written : written_columns(rig)) rows.push_back(column_of(rig, written).rows());
    fill_with(rig.manifest(), view, pattern);
  }

  World world;
  std::unique_ptr<Rig> one, other;
  std::vector<std::int64_t> rows;  // of the written columns, before the step
};

// First row that still holds the pattern in both, or -1.
std::int64_t row_left(const city::Column& one, const city::Column& other, std::int64_t rows) {
  const std::size_t size = city::size_of(one.spec().scalar);
  const auto holds = [size](const city::Column& column, std::int64_t row, unsigned char pattern) {
    const std::byte* at = column.bytes() + static_cast<std::size_t>(row) * size;
    return std::all_of(at, at + size, [pattern](std::byte byte) { return byte == std::byte{pattern}; });
  };
  for (std::int64_t row = 0; row < rows; ++row) {
    if (holds(one, row, kOnePattern) && holds(other, row, kOtherPattern)) return row;
  }
  return -1;
}

std::string writes_every_row(const Context& context) {
  const Subject subject(context);
  Pair pair(subject);
  std::size_t count = 0;
  for (int step = 0; step < kFewOutputSteps; ++step) {
    pair.one->run(1, subject.exchange());
    pair.other->run(1, subject.exchange());
    const std::vector<Written> all = written_columns(*pair.one);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const city::Column& column = column_of(*pair.one, all[i]);
      if (subject.manifest().columns[all[i].use].access != Access::write_all || column.spec().list) continue;
      ++count;
      const std::int64_t row = row_left(column, column_of(*pair.other, all[i]), pair.rows[i]);
      if (row < 0) continue;
      throw Failure{fmt::format("{} is write_all, but row {} of {} is not written in step {}", all[i].label,
                                row, column.rows(), step + 1)};
    }
  }
  if (count == 0) throw NotApplicable{"it has no write_all column"};
  return fmt::format("{} steps", kFewOutputSteps);
}

std::string reads_no_undefined_buffer(const Context& context) {
  const Subject subject(context);
  Pair pair(subject);
  pair.one->run(kFewOutputSteps, subject.exchange());
  pair.other->run(kFewOutputSteps, subject.exchange());
  if (const std::string found = difference(*pair.one, *pair.other); !found.empty()) {
    throw Failure{"the result depends on what a write_all buffer held at entry: " + found};
  }
  return "the same whatever write_all buffers held";
}

template <typename T>
void require_finite_padding(const city::Column& column, const std::string& label) {
  const auto values = column.values<T>();
  for (auto i = static_cast<std::size_t>(column.rows()); i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw Failure{fmt::format("{} has {} rows, and the filler at {} is not finite after a step", label,
                                column.rows(), i)};
    }
  }
}

std::string padding_stays_finite(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  for (int step = 0; step < kFewOutputSteps; ++step) {
    rig->run(1, subject.exchange());
    for (const Written& written : written_columns(*rig)) {
      const city::Column& column = column_of(*rig, written);
      if (column.spec().list) continue;
      if (column.spec().scalar == city::Scalar::f32) require_finite_padding<float>(column, written.label);
      if (column.spec().scalar == city::Scalar::f64) require_finite_padding<double>(column, written.label);
    }
  }
  return "numbers behind the last row too";
}

constexpr Case kOutputCases[] = {
    {"outputs_are_finite", outputs_are_finite},
    {"outputs_stay_in_range", outputs_stay_in_range},
    {"codes_and_refs_are_valid", codes_and_refs_are_valid},
    {"writes_every_row", writes_every_row},
    {"reads_no_undefined_buffer", reads_no_undefined_buffer},
    {"padding_stays_finite", padding_stays_finite},
};

}  // namespace

std::span<const Case> output_cases() {
  return kOutputCases;
}

}  // namespace conurb::host::check
