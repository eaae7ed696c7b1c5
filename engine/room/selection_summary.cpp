// SPDX-License-Identifier: Apache-2.0
#include "engine/room/selection_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/base/number_text.hpp"
#include "engine/plot/numbers.hpp"
#include "engine/room/figures.hpp"
#include "engine/room/frames.hpp"
#include "engine/room/quantities.hpp"

namespace conurb::room {

namespace {

// Columns that say who a row is, not what it is like.
constexpr std::array<std::string_view, 2> kNoFigures{"geometry", "target_id"};

bool has_figures(const city::ColumnSpec& column) {
  if (column.list || column.scalar == city::Scalar::text || column.scalar == city::Scalar::ref) return false;
  return column.unit != "us" &&
         std::find(kNoFigures.begin(), kNoFigures.end(), column.name) == kNoFigures.end();
}

bool is_computed(const city::ColumnSpec& column) {
  return column.role == city::Role::output || column.role == city::Role::state;
}

std::vector<std::int64_t> rows_of(const city::Table& table, std::span<const city::Id> ids) {
  std::vector<std::int64_t> rows;
  const auto alive = table.alive();
  for (const city::Id id : ids) {
    const std::int64_t row = table.row_of(id);
    if (row >= 0 && alive[static_cast<std::size_t>(row)] != 0) rows.push_back(row);
  }
  return rows;
}

/// Sums up in SI and tells in the unit shown.
void add_up(SummedValue& value, std::span<const float> all, std::span<const std::int64_t> rows,
            const plot::Display& display) {
  double low = std::numeric_limits<double>::infinity(), high = -low, sum = 0;
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    if (at >= all.size() || std::isnan(all[at])) continue;
    const auto si = static_cast<double>(all[at]);
    sum += si;
    low = std::min(low, si);
    high = std::max(high, si);
    ++value.n;
  }
  if (value.n == 0) return;
  value.sum = display.factor * sum;
  value.mean = display.shown(sum / static_cast<double>(value.n));
  value.low = std::min(display.shown(low), display.shown(high));
  value.high = std::max(display.shown(low), display.shown(high));
}

}  // namespace

SelectionSummary summarize(const city::City& city, const std::string& table_name,
                           std::span<const city::Id> ids, const UnitSystem& units, const Texts& texts,
                           const FrameOf& frame_of) {
  SelectionSummary summary;
  if (city.find(table_name) < 0) return summary;
  const city::Table& table = city.table(table_name);
  const std::vector<std::int64_t> rows = rows_of(table, ids);
  summary.count = rows.size();
  std::vector<SelectionSummary::Group> groups;
  for (const char* title : {"inspector.facts", "inspector.inputs", "inspector.results"})
    groups.push_back({std::string(texts(title)), {}});
  for (std::size_t c = city::Table::kAlive + 1; c < table.column_count(); ++c) {
    const city::ColumnSpec& column = table.column(c).spec();
    if (!has_figures(column)) continue;
    const bool computed = is_computed(column);
    const auto frame = computed ? frame_of(column.name) : nullptr;
    if (computed && (frame == nullptr || frame->values == nullptr)) continue;
    const plot::Display display = plot::display_of(units, column);
    SummedValue value;
    value.column = column.name;
    const std::string key = "column." + table_name + "." + column.name;
    value.label = texts.contains(key) ? std::string(texts(key)) : name_text(column.name);
    value.description = column.description;
    value.unit = unit_label(display.unit);
    value.adds_up = adds_up(column);
    value.yes_or_no = column.scalar == city::Scalar::u8;
    if (computed)
      add_up(value, *frame->values, rows, display);
    else
      add_up(value, as_floats(table, c), rows, display);
    if (value.n == 0) continue;
    groups[computed ? 2 : column.role == city::Role::input ? 1 : 0].values.push_back(std::move(value));
  }
  std::erase_if(groups, [](const auto& group) { return group.values.empty(); });
  summary.groups = std::move(groups);
  return summary;
}

}  // namespace conurb::room
