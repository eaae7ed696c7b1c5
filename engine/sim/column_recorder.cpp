// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/column_recorder.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "engine/base/no_value.hpp"

namespace conurb::sim {

namespace {

using city::Column;
using city::Recording;
using city::Table;

// A column of doubles for what a policy condenses.
Column scratch(const Table& table, const std::string& name) {
  city::ColumnSpec spec;
  spec.name = name;
  return {std::make_shared<const city::ColumnSpec>(spec), table.context().pool, 0, 0};
}

double number_at(const Column& column, std::size_t row) {
  switch (column.spec().scalar) {
    case city::Scalar::f64: return column.values<double>()[row];
    case city::Scalar::f32: return static_cast<double>(column.values<float>()[row]);
    case city::Scalar::i64: return static_cast<double>(column.values<std::int64_t>()[row]);
    case city::Scalar::i32: return static_cast<double>(column.values<std::int32_t>()[row]);
    default: return static_cast<double>(column.values<std::uint8_t>()[row]);
  }
}

bool is_number(city::Scalar scalar) {
  return scalar != city::Scalar::text && scalar != city::Scalar::ref;
}

// Copies some rows of a column into one that has as many.
void take_rows(const Column& from, const std::vector<std::int64_t>& rows, Column& to) {
  const std::size_t size = city::size_of(from.spec().scalar);
  std::vector<std::byte> elements;
  std::vector<std::int64_t> offsets{0};
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    const std::size_t first = from.spec().list ? static_cast<std::size_t>(from.offsets()[at]) : at;
    const std::size_t end = from.spec().list ? static_cast<std::size_t>(from.offsets()[at + 1]) : at + 1;
    elements.insert(elements.end(), from.bytes() + first * size, from.bytes() + end * size);
    offsets.push_back(offsets.back() + static_cast<std::int64_t>(end - first));
  }
  if (from.spec().scalar == city::Scalar::text) {
    for (std::size_t at = 0; at < elements.size(); at += size) {
      std::int32_t code = 0;
      std::memcpy(&code, elements.data() + at, size);
      if (code >= 0) code = to.intern(from.dictionary().text(code));
      std::memcpy(elements.data() + at, &code, size);
    }
  }
  if (from.spec().list) {
    to.assign_lists(offsets, elements.data());
  } else if (!elements.empty()) {
    std::memcpy(to.modify_bytes(), elements.data(), elements.size());
  }
}

}  // namespace

struct ColumnRecorder::Followed {
  std::string table, column;
  Recording policy;
  std::int64_t seen = 0;
  // day and peak
  std::vector<double> sum, peak, seconds;  // by row, of the times at which it had a value
  std::optional<Column> mean_out, peak_out;
  // selection
  std::optional<city::Expression> selection;
};

ColumnRecorder::ColumnRecorder(const Branch& branch, const Calendar& calendar, store::RunRecorder& out)
    : calendar_(&calendar), out_(&out) {
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::ColumnUse& use : manifest.columns) {
      if (!use.owns || use.spec.recording.kind == Recording::Kind::none) continue;
      const std::string& table = manifest.tables[use.table].spec.name;
      if (branch.city().find(table) < 0) continue;
      auto followed = std::make_unique<Followed>();
      followed->table = table;
      followed->column = use.spec.name;
      followed->policy = use.spec.recording;
      const bool condensable = is_number(use.spec.scalar) && !use.spec.list;
      if (followed->policy.kind == Recording::Kind::day_and_peak && !condensable) {
        followed->policy.kind = Recording::Kind::last;
      }
      if (followed->policy.kind == Recording::Kind::selection) {
        followed->selection = city::Expression::parse(followed->policy.selection);
      }
      followed_.push_back(std::move(followed));
    }
  }
}

ColumnRecorder::~ColumnRecorder() = default;

void ColumnRecorder::sample(const Branch& branch, Duration interval, bool final) {
  const CivilTime before = calendar_->zone().to_local(branch.time() - interval);
  const CivilTime now = calendar_->zone().to_local(branch.time());
  const bool day_ends = final || before.date != now.date;
  const std::string day = format_date(before.date).substr(5);  // what happened since is of that day
  out_->begin_exchange(branch.exchange(), branch.time().us);
  for (const auto& followed : followed_) {
    const Table& table = branch.city().table(followed->table);
    if (followed->policy.kind == Recording::Kind::selection) {
      record_selection(*followed, branch, table);
    } else if (followed->policy.kind == Recording::Kind::days) {
      const std::vector<std::string>& days = followed->policy.days;
      if (final || std::find(days.begin(), days.end(), day) != days.end())
        out_->record(followed->table, followed->column, table.column(followed->column));
    } else {
      record(*followed, table, interval, day_ends, final);
    }
  }
  out_->end_exchange();
}

void ColumnRecorder::record(Followed& followed, const Table& table, Duration interval, bool day_ends,
                            bool final) {
  const Column& column = table.column(followed.column);
  ++followed.seen;
  if (followed.policy.kind == Recording::Kind::last && final)
    out_->record(followed.table, followed.column, column);
  if (followed.policy.kind == Recording::Kind::every &&
      (final || followed.seen % std::max(1, followed.policy.every) == 0)) {
    out_->record(followed.table, followed.column, column);
  }
  if (followed.policy.kind != Recording::Kind::day_and_peak) return;
  add_to_day(followed, table, to_seconds(interval));
  if (day_ends) record_day(followed, table);
}

void ColumnRecorder::add_to_day(Followed& followed, const Table& table, double interval_s) {
  const Column& column = table.column(followed.column);
  const auto rows = static_cast<std::size_t>(table.rows());
  followed.sum.resize(rows, 0.0);
  followed.peak.resize(rows, 0.0);
  followed.seconds.resize(rows, 0.0);
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = number_at(column, row);
    if (std::isnan(value)) continue;
    followed.sum[row] += value * interval_s;
    followed.peak[row] = followed.seconds[row] > 0 ? std::max(followed.peak[row], value) : value;
    followed.seconds[row] += interval_s;
  }
}

void ColumnRecorder::record_day(Followed& followed, const Table& table) {
  if (!followed.mean_out) followed.mean_out = scratch(table, followed.column + "_day_mean");
  if (!followed.peak_out) followed.peak_out = scratch(table, followed.column + "_day_peak");
  followed.mean_out->grow(table.rows(), 0);
  followed.peak_out->grow(table.rows(), 0);
  auto mean = followed.mean_out->modify<double>();
  auto peak = followed.peak_out->modify<double>();
  for (std::size_t row = 0; row < followed.sum.size(); ++row) {
    const bool any = followed.seconds[row] > 0;
    mean[row] = any ? followed.sum[row] / followed.seconds[row] : kNoValue;
    peak[row] = any ? followed.peak[row] : kNoValue;
  }
  out_->record(followed.table, followed.column + "_day_mean", *followed.mean_out);
  out_->record(followed.table, followed.column + "_day_peak", *followed.peak_out);
  followed.sum.clear();
  followed.peak.clear();
  followed.seconds.clear();
}

void ColumnRecorder::record_selection(Followed& followed, const Branch& branch, const Table& table) {
  const std::vector<std::int64_t> rows = followed.selection->bind(branch.city(), followed.table).select();
  const Column& column = table.column(followed.column);
  Column chosen(column.spec_handle(), table.context().pool, static_cast<std::int64_t>(rows.size()), 0);
  take_rows(column, rows, chosen);
  city::ColumnSpec row_spec;
  row_spec.name = followed.column + "_rows";
  row_spec.scalar = city::Scalar::i64;
  Column chosen_rows(std::make_shared<const city::ColumnSpec>(row_spec), table.context().pool,
                     static_cast<std::int64_t>(rows.size()), 0);
  std::copy(rows.begin(), rows.end(), chosen_rows.modify<std::int64_t>().begin());
  out_->record(followed.table, followed.column + "_rows", chosen_rows);
  out_->record(followed.table, followed.column, chosen);
}

}  // namespace conurb::sim
