// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_columns.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/import_values.hpp"

namespace conurb::io {

using city::ColumnSpec;
using city::Scalar;
using city::Table;

namespace {

double cell_number(const CsvColumn& column, std::size_t row) {
  if (column.present[row] == 0) return std::numeric_limits<double>::quiet_NaN();
  return column.type == CsvType::boolean ? static_cast<double>(column.booleans[row]) : column.real(row);
}

class ColumnsImport {
 public:
  ColumnsImport(CityImport::State& state, const CsvTable& csv, Table& table, const RowsOfLines& rows,
                const UnitSystem& units, std::size_t source)
      : state_(state), csv_(csv), table_(table), rows_(rows), units_(units), source_(source) {}

  void write(std::size_t index) {
    const CsvColumn& column = csv_.columns[index];
    mapped_ = mapped(column);
    const ColumnSpec spec = spec_for(column);
    const std::size_t target = table_.add_column(spec);
    if (spec.list || spec.scalar == Scalar::ref) {
      throw Error(ErrorCode::bad_data,
                  fmt::format("{}.{} holds lists or references", table_.name(), spec.name), csv_.name,
                  "leave the column out");
    }
    if (table_.name() == "building") {
      given_ = &state_.given[spec.name];
      given_->resize(static_cast<std::size_t>(table_.rows()), 0);
    }
    switch (spec.scalar) {
      case Scalar::text: write_texts(column, target); break;
      case Scalar::f64: write_numbers<double>(index, target, spec); break;
      case Scalar::f32: write_numbers<float>(index, target, spec); break;
      case Scalar::i64: write_numbers<std::int64_t>(index, target, spec); break;
      case Scalar::i32: write_numbers<std::int32_t>(index, target, spec); break;
      default: write_numbers<std::uint8_t>(index, target, spec);
    }
    state_.sources[source_].provenance.push_back(
        {table_.name(), spec.name, store::Provenance::measured, ids_written_});
  }

 private:
  /// What the import knows of a name that is no column's own: only where no other column of the file fills
  /// that column, and the file's cells can be read as its values.
  [[nodiscard]] const MappedColumn* mapped(const CsvColumn& column) const {
    if (table_.name() != "building" || table_.find(snake_case(column.name, "column_"))) return nullptr;
    const MappedColumn* const known = state_.options.attributes.find(column.name).column;
    if (known == nullptr || !table_.find(known->column)) return nullptr;
    const bool text = table_.column(known->column).spec().scalar == Scalar::text;
    if (text != (column.type == CsvType::text)) return nullptr;
    for (const CsvColumn& other : csv_.columns) {
      if (&other == &column) continue;
      if (snake_case(other.name, "column_") == known->column) return nullptr;
      if (&other < &column && state_.options.attributes.find(other.name).column == known) return nullptr;
    }
    return known;
  }

  [[nodiscard]] ColumnSpec spec_for(const CsvColumn& column) const {
    if (mapped_ != nullptr) return table_.column(mapped_->column).spec();
    const std::string name = table_.find(column.name) ? column.name : snake_case(column.name, "column_");
    for (const char* reserved : {"id", "alive", "shape", "fid", "geom", "rowid", "conurb_kind"}) {
      if (name != reserved) continue;
      throw Error(
          ErrorCode::bad_data,
          fmt::format("a column named \"{}\" cannot be joined: the city file keeps that name", column.name),
          csv_.name + ":1", fmt::format("rename it in the first line, to {}_source for instance", name));
    }
    if (const auto known = table_.find(name)) return table_.column(*known).spec();
    ColumnSpec spec;
    spec.name = name;
    spec.nullable = true;
    spec.description = fmt::format("Column \"{}\" of {}", column.name, state_.sources[source_].record.name);
    switch (column.type) {
      case CsvType::integer:
      case CsvType::real: spec.scalar = Scalar::f64; break;
      case CsvType::boolean: spec.scalar = Scalar::f32; break;
      case CsvType::text: spec.scalar = Scalar::text; break;
    }
    spec.unit = spec.scalar == Scalar::text ? std::string()
                : column.unit.empty()       ? std::string("1")
                                            : column.unit;
    return spec;
  }

  void write_texts(const CsvColumn& column, std::size_t target) {
    CellWriter<std::int32_t> cells(table_, target, state_.known.edited, state_.first_new_row(table_));
    ids_written_.clear();
    for (std::size_t r = 0; r < csv_.rows(); ++r) {
      if (column.present[r] == 0 || rows_[r].empty()) continue;
      const std::string text = cell_text(column, r);
      const std::int32_t code =
          table_.column(target).intern(mapped_ != nullptr ? mapped_text(*mapped_, text) : text);
      for (const std::int64_t row : rows_[r]) put(cells, row, code);
    }
    cells.finish();
  }

  template <typename T>
  void write_numbers(std::size_t index, std::size_t target, const ColumnSpec& spec) {
    const CsvColumn& column = csv_.columns[index];
    if (column.type == CsvType::text) {
      throw Error(
          ErrorCode::bad_data,
          fmt::format("column \"{}\" holds texts, {}.{} numbers", column.name, table_.name(), spec.name),
          csv_.name, "mend the cells that are no numbers, or rename the column");
    }
    const std::string& unit = column.unit.empty() && mapped_ != nullptr ? mapped_->unit : column.unit;
    const bool convert = !unit.empty() && unit != spec.unit;
    Unit from, to;
    if (convert) {
      from = units_.parse(unit);
      to = units_.parse(spec.unit);
    }
    CellWriter<T> cells(table_, target, state_.known.edited, state_.first_new_row(table_));
    ids_written_.clear();
    for (std::size_t r = 0; r < csv_.rows(); ++r) {
      double value = cell_number(column, r);
      if (std::isnan(value) || rows_[r].empty()) continue;
      if (convert) value = units_.convert(value, from, to);
      const bool whole = std::is_floating_point_v<T> || value == std::floor(value);
      if (value < spec.min || value > spec.max || !whole) {
        state_.find(source_, Severity::error, csv_.place(r, index), "csv.range",
                    fmt::format("{} = {} {} is out of range: left as it was", spec.name, value, spec.unit));
        continue;
      }
      for (const std::int64_t row : rows_[r]) put(cells, row, static_cast<T>(value));
    }
    cells.finish();
  }

  template <typename T>
  void put(CellWriter<T>& cells, std::int64_t row, T value) {
    cells.set(row, value);
    if (given_ != nullptr) (*given_)[static_cast<std::size_t>(row)] = 1;
    ids_written_.push_back(table_.ids()[static_cast<std::size_t>(row)]);
  }

  CityImport::State& state_;
  const CsvTable& csv_;
  Table& table_;
  const RowsOfLines& rows_;
  const UnitSystem& units_;
  std::size_t source_;
  // Of the column under way:
  const MappedColumn* mapped_ = nullptr;  // what the import knows of its name
  std::vector<city::Id> ids_written_;
  std::vector<std::uint8_t>* given_ = nullptr;  // what stands in a file is not derived
};

}  // namespace

std::string cell_text(const CsvColumn& column, std::size_t row) {
  switch (column.type) {
    case CsvType::integer: return fmt::format("{}", column.integers[row]);
    case CsvType::real: return fmt::format("{}", column.reals[row]);
    case CsvType::boolean: return column.booleans[row] != 0 ? "true" : "false";
    case CsvType::text: return column.texts[row];
  }
  return {};
}

void import_columns(CityImport::State& state, const CsvTable& csv, Table& table, const RowsOfLines& rows,
                    std::optional<std::size_t> id_column, const UnitSystem& units, std::size_t source) {
  ColumnsImport columns(state, csv, table, rows, units, source);
  for (std::size_t i = 0; i < csv.columns.size(); ++i) {
    if (i != id_column) columns.write(i);
  }
}

}  // namespace conurb::io
