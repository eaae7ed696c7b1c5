// SPDX-License-Identifier: Apache-2.0
// Columns of a CSV file joined to a table. The id column is the one named as the key, else "id", else the
// first. Ids that the table does not have are counted.
#include <fmt/format.h>

#include <unordered_map>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/import_columns.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

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

class CsvJoin {
 public:
  CsvJoin(CityImport::State& state, const CsvTable& csv, Table& table, const std::string& key,
          const UnitSystem& units, std::size_t source)
      : state_(state), csv_(csv), table_(table), units_(units), source_(source), id_(id_column(csv, key)) {
    match(key);
  }

  void run() { import_columns(state_, csv_, table_, rows_, id_, units_, source_); }

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

  CityImport::State& state_;
  const CsvTable& csv_;
  Table& table_;
  const UnitSystem& units_;
  std::size_t source_;
  std::size_t id_;
  RowsOfLines rows_;
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
