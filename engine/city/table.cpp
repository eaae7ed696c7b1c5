// SPDX-License-Identifier: Apache-2.0
#include "engine/city/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city {

namespace {

constexpr Id kCounterMask = (Id{1} << kBranchShift) - 1;

ColumnSpec id_spec() {
  ColumnSpec spec;
  spec.name = "id";
  spec.scalar = Scalar::i64;
  spec.description = "Stable identifier; never reused";
  return spec;
}

ColumnSpec alive_spec() {
  ColumnSpec spec;
  spec.name = "alive";
  spec.scalar = Scalar::u8;
  spec.description = "1 while the row is part of the city";
  spec.initial = std::int64_t{1};
  spec.max = 1;
  return spec;
}

ColumnSpec shape_spec() {
  ColumnSpec spec;
  spec.name = "shape";
  spec.list = true;
  spec.unit = "m";
  spec.description = "Outline on the map in the local frame: x, y, x, y …";
  return spec;
}

}  // namespace

Table::Table(TableSpec spec, TableContext context)
    : spec_(std::make_shared<const TableSpec>(std::move(spec))), context_(std::move(context)) {
  if (!is_name(spec_->name)) {
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' is not a table name", spec_->name), "",
                "use lower-case letters, digits and _");
  }
  topology_ = next_revision();
  add_column(id_spec());
  add_column(alive_spec());
  if (spec_->shape != Shape::none) add_column(shape_spec());
  for (const ColumnSpec& column : spec_->columns) add_column(column);
}

std::optional<std::size_t> Table::find(std::string_view column) const {
  const auto found = index_.find(column);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

std::size_t Table::index_of(std::string_view column) const {
  if (const auto found = find(column)) return *found;
  throw Error(ErrorCode::not_found, fmt::format("table '{}' has no column '{}'", name(), column), "",
              hint_for(column));
}

std::string Table::hint_for(std::string_view column) const {
  std::vector<std::string> names;
  for (const Column& known : columns_) names.push_back(known.spec().name);
  std::string hint = did_you_mean(column, names);
  if (!hint.empty()) return hint;
  constexpr std::size_t kShown = 12;
  const std::string_view end = names.size() > kShown ? " …" : "";
  if (names.size() > kShown) names.resize(kShown);
  return fmt::format("it has: {}{}", join(names, ", "), end);
}

std::size_t Table::add_column(const ColumnSpec& spec) {
  if (!is_name(spec.name)) {
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}.{}' is not a column name", name(), spec.name),
                "", "use lower-case letters, digits and _");
  }
  if (const auto found = find(spec.name)) {
    std::string why;
    if (!shareable(columns_[*found].spec(), spec, &why)) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("two declarations of {}.{} differ: {}", name(), spec.name, why), "",
                  "declare it with the type and unit that the city has, or under another name");
    }
    return *found;
  }
  columns_.emplace_back(std::make_shared<const ColumnSpec>(spec), context_.pool, rows_, next_revision());
  index_.emplace(spec.name, columns_.size() - 1);
  return columns_.size() - 1;
}

std::size_t Table::claim_column(const ColumnSpec& spec) {
  const std::size_t index = add_column(spec);
  if (!(columns_[index].spec() == spec)) columns_[index].redeclare(std::make_shared<const ColumnSpec>(spec));
  return index;
}

void Table::grow(std::int64_t rows) {
  const Revision revision = next_revision();
  for (Column& column : columns_) column.grow(rows, revision);
  rows_ = rows;
  topology_ = revision;
}

std::int64_t Table::insert(std::int64_t count, std::int32_t branch) {
  if (count < 0) throw Error(ErrorCode::invalid_argument, fmt::format("{} rows to insert", count));
  if (next_id_ + count > kCounterMask)
    throw Error(ErrorCode::limit, fmt::format("'{}' is out of ids", name()));
  const std::int64_t first = rows_;
  if (count == 0) return first;
  // Ids ascend even where a row of a later branch came before.
  const Id last = first > 0 ? this->ids()[static_cast<std::size_t>(first - 1)] : 0;
  const Id high = std::max(Id{branch} << kBranchShift, last & ~kCounterMask);
  grow(rows_ + count);
  auto ids = columns_[kId].modify<Id>();
  for (std::int64_t row = first; row < rows_; ++row) ids[static_cast<std::size_t>(row)] = high | next_id_++;
  alive_rows_ += count;
  return first;
}

std::int64_t Table::insert_with_ids(std::span<const Id> ids) {
  const std::int64_t first = rows_;
  if (ids.empty()) return first;
  Id last = first > 0 ? this->ids()[static_cast<std::size_t>(first - 1)] : 0;
  for (const Id id : ids) {
    if (id <= last)
      throw Error(ErrorCode::bad_data, fmt::format("id {} of '{}' does not ascend", id, name()));
    last = id;
  }
  grow(rows_ + static_cast<std::int64_t>(ids.size()));
  auto column = columns_[kId].modify<Id>();
  std::copy(ids.begin(), ids.end(), column.begin() + first);
  next_id_ = std::max(next_id_, (last & kCounterMask) + 1);
  alive_rows_ += static_cast<std::int64_t>(ids.size());
  return first;
}

void Table::retire(std::span<const std::int64_t> rows) {
  if (rows.empty()) return;
  for (const std::int64_t row : rows) {
    if (row < 0 || row >= rows_) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("row {} of '{}', which has {}", row, name(), rows_));
    }
  }
  auto alive = columns_[kAlive].modify<std::uint8_t>();
  std::vector<std::int64_t> changed;
  for (const std::int64_t row : rows) {
    if (std::exchange(alive[static_cast<std::size_t>(row)], std::uint8_t{0}) == 1) changed.push_back(row);
  }
  if (changed.empty()) return;
  std::sort(changed.begin(), changed.end());
  alive_rows_ -= static_cast<std::int64_t>(changed.size());
  mark_changed(kAlive, std::move(changed));
  topology_ = columns_[kAlive].revision();
}

void Table::lay_grid(const GridSpec& grid, std::int32_t branch) {
  if (spec_->kind != TableKind::grid || grid.width < 1 || grid.height < 1 || !(grid.cell > 0))
    throw Error(ErrorCode::invalid_argument, "is no grid, or a grid without cells was asked for", name());
  if (rows_ > 0) throw Error(ErrorCode::conflict, "has its cells already", name());
  constexpr std::int64_t kMost = std::int64_t{1} << 31;
  if (grid.width > kMost || grid.height > kMost / grid.width)
    throw Error(ErrorCode::limit, fmt::format("{} x {} cells are too many", grid.width, grid.height), name());
  auto spec = std::make_shared<TableSpec>(*spec_);
  spec->grid = grid;
  spec_ = std::move(spec);
  insert(grid.width * grid.height, branch);
}

std::int64_t Table::row_of(Id id) const {
  const auto all = ids().first(static_cast<std::size_t>(rows_));
  const auto found = std::lower_bound(all.begin(), all.end(), id);
  return found != all.end() && *found == id ? found - all.begin() : -1;
}

void Table::set(std::size_t column, std::span<const std::int64_t> rows, const Value& value) {
  Column& target = columns_[column];
  Column::check(target.spec(), value);
  for (const std::int64_t row : rows) {
    if (row < 0 || row >= rows_) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("row {} of '{}', which has {}", row, name(), rows_));
    }
  }
  for (const std::int64_t row : rows) target.set(row, value);
  std::vector<std::int64_t> changed(rows.begin(), rows.end());
  std::sort(changed.begin(), changed.end());
  mark_changed(column, std::move(changed));
}

void Table::mark_changed(std::size_t column) {
  columns_[column].all_changed(next_revision());
}

void Table::mark_changed(std::size_t column, std::vector<std::int64_t> rows) {
  if (rows.empty()) return;
  if (static_cast<std::int64_t>(rows.size()) > rows_ / 4) {
    mark_changed(column);
  } else {
    columns_[column].rows_changed(next_revision(), std::move(rows));
  }
}

void Table::adopt_rows(std::int64_t rows, std::int64_t alive_rows, std::int64_t next_id) {
  grow(rows);
  alive_rows_ = alive_rows;
  next_id_ = next_id;
}

void Table::validate() const {
  const auto broken = [this](const std::string& what) {
    throw Error(ErrorCode::internal, fmt::format("table '{}': {}", name(), what));
  };
  for (const Column& column : columns_) {
    if (column.rows() != rows_)
      broken(fmt::format("'{}' has {} rows of {}", column.spec().name, column.rows(), rows_));
  }
  const auto all = ids().first(static_cast<std::size_t>(rows_));
  if (!std::is_sorted(all.begin(), all.end(), std::less_equal<>())) broken("ids do not ascend");
  const auto flags = alive().first(static_cast<std::size_t>(rows_));
  const auto count = std::accumulate(flags.begin(), flags.end(), std::int64_t{0});
  if (count != alive_rows_) broken(fmt::format("{} rows alive, {} counted", alive_rows_, count));
}

}  // namespace conurb::city
