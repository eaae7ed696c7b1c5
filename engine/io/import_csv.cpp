// SPDX-License-Identifier: Apache-2.0
// Columns of a CSV file joined to a table. Rules: the id column is the one named as the key, else "id", else
// the first. A header may carry a unit in brackets, "area [m2]". A header that names a column of the table
// (as it is, or in snake_case) fills it, converted to the column's unit; any other becomes a column of its
// own: numbers f64 in SI, with the unit given, truths f32, everything else text. Empty cells change nothing.
// Ids that the table does not have are counted.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <unordered_map>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::ColumnSpec;
using city::Scalar;
using city::Table;

namespace {

std::size_t id_column(const CsvTable& csv, const std::string& key) {
  for (const std::string& name : {key, std::string("id")}) {
    for (std::size_t i = 0; i < csv.columns.size(); ++i) {
      if (equal_ignoring_case(csv.columns[i].name, name)) return i;
    }
  }
  return 0;
}

std::string cell_text(const CsvColumn& column, std::size_t row) {
  switch (column.type) {
    case CsvType::integer: return fmt::format("{}", column.integers[row]);
    case CsvType::real: return fmt::format("{}", column.reals[row]);
    case CsvType::boolean: return column.booleans[row] != 0 ? "true" : "false";
    case CsvType::text: return column.texts[row];
  }
  return {};
}

double cell_number(const CsvColumn& column, std::size_t row) {
  if (column.present[row] == 0) return std::numeric_limits<double>::quiet_NaN();
  return column.type == CsvType::boolean ? static_cast<double>(column.booleans[row]) : column.real(row);
}

class CsvJoin {
 public:
  CsvJoin(CityImport::State& state, const CsvTable& csv, Table& table, const std::string& key,
          const UnitSystem& units, std::size_t source)
      : state_(state), csv_(csv), table_(table), units_(units), source_(source), id_(id_column(csv, key)) {
    match(key);
  }

  void run() {
    for (std::size_t i = 0; i < csv_.columns.size(); ++i) {
      if (i != id_) write(i);
    }
  }

 private:
  void match(const std::string& key) {
    const std::size_t column = table_.index_of(key);
    if (table_.column(column).spec().scalar != Scalar::text) {
      throw Error(ErrorCode::invalid_argument, fmt::format("{}.{} holds no texts", table_.name(), key),
                  csv_.name, "join by a text column, such as object_id");
    }
    const auto codes = table_.column(column).values<std::int32_t>();
    const city::Dictionary& names = table_.column(column).dictionary();
    std::unordered_map<std::int32_t, std::vector<std::int64_t>> rows_of;
    for (std::int64_t row = 0; row < table_.rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      if (codes[at] >= 0 && table_.alive()[at] != 0) rows_of[codes[at]].push_back(row);
    }
    rows_.resize(csv_.rows());
    std::size_t matched = 0;
    for (std::size_t r = 0; r < csv_.rows(); ++r) {
      if (csv_.columns[id_].present[r] == 0) continue;
      const std::string id = cell_text(csv_.columns[id_], r);
      const auto found = rows_of.find(names.find(id));
      if (found != rows_of.end()) {
        rows_[r] = found->second;
        matched += found->second.size();
        continue;
      }
      state_.find(source_, Severity::warning, id, "csv.unknown_id",
                  fmt::format("line {}: {} has no row with {} \"{}\": left out", csv_.lines[r], table_.name(),
                              key, id));
    }
    if (matched == 0 && csv_.rows() > 0) {
      throw Error(ErrorCode::bad_data,
                  fmt::format("none of the {} ids in its column \"{}\" stands in {}.{}", csv_.rows(),
                              csv_.columns[id_].name, table_.name(), key),
                  csv_.name, "name table and column with --join TABLE.COLUMN");
    }
    state_.sources[source_].updated[table_.name()] += static_cast<std::int64_t>(matched);
  }

  [[nodiscard]] ColumnSpec spec_for(const CsvColumn& column) const {
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

  void write(std::size_t index) {
    const CsvColumn& column = csv_.columns[index];
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

  void write_texts(const CsvColumn& column, std::size_t target) {
    CellWriter<std::int32_t> cells(table_, target, state_.known.edited, state_.first_new_row(table_));
    ids_written_.clear();
    for (std::size_t r = 0; r < csv_.rows(); ++r) {
      if (column.present[r] == 0 || rows_[r].empty()) continue;
      const std::int32_t code = table_.column(target).intern(cell_text(column, r));
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
    const bool convert = !column.unit.empty() && column.unit != spec.unit;
    Unit from, to;
    if (convert) {
      from = units_.parse(column.unit);
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
  const UnitSystem& units_;
  std::size_t source_;
  std::size_t id_;
  std::vector<std::vector<std::int64_t>> rows_;  // by row of the file
  std::vector<city::Id> ids_written_;
  std::vector<std::uint8_t>* given_ =
      nullptr;  // of the column under way: what stands in a file is not derived
};

}  // namespace

void CityImport::join(const CsvTable& csv, const std::string& table, const std::string& key,
                      const UnitSystem& units, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = "CSV";
  state.findings.emplace_back();
  if (csv.columns.size() < 2) {
    throw Error(ErrorCode::bad_data, "a table to join needs an id column and at least one more", csv.name,
                "check the separator of the file");
  }
  Table& target = state.city.edit(table);
  state.touch(target);
  CsvJoin(state, csv, target, key, units, source).run();
}

}  // namespace conurb::io
