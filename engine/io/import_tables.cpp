// SPDX-License-Identifier: Apache-2.0
// Tables that a plugin read from a file of its domain: their rows are known again by the names that the
// source has for them, references follow the rows, and what people edited stays.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/import_rows.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Column;
using city::Scalar;
using city::Table;

namespace {

class TablesImport {
 public:
  TablesImport(CityImport::State& state, city::ReadTables read, std::size_t source)
      : state_(state), read_(std::move(read)), source_(source), rows_(read_.city.table_count()) {}

  void run() {
    settle_place();
    // All rows first: columns refer to those of other tables.
    for (std::size_t t = 0; t < read_.city.table_count(); ++t) place(t);
    for (std::size_t t = 0; t < read_.city.table_count(); ++t) {
      if (!rows_[t].empty()) fill(t);
    }
  }

 private:
  void settle_place() {
    const city::Place& of_file = read_.city.place();
    if (state_.base_crs || of_file.crs.empty()) return;
    city::Place place = of_file;
    place.time_zone = state_.city.place().time_zone;
    state_.base_crs = place.crs;
    state_.city.set_place(std::move(place));
  }

  [[nodiscard]] bool known(const std::string& table) const {
    const auto source = state_.known.rows.find(state_.sources[source_].record.name);
    return source != state_.known.rows.end() && source->second.contains(table);
  }

  /// The city's table, with all columns of the one that was read.
  Table& table_of(const Table& from) {
    const bool of_vocabulary = state_.vocabulary(from.name()) != nullptr;
    const std::size_t index =
        of_vocabulary ? state_.vocabulary_table(from.name()) : state_.city.add_table(from.spec());
    Table& table = state_.city.edit(index);
    state_.touch(table);
    for (std::size_t c = 0; c < from.column_count(); ++c) {
      if (!table.find(from.column(c).spec().name)) table.add_column(from.column(c).spec());
    }
    return table;
  }

  void place(std::size_t t) {
    const Table& from = read_.city.table(t);
    if (from.rows() == 0 && !known(from.name())) return;
    if (from.name() == "building" || from.name() == "city_object") {
      throw Error(
          ErrorCode::plugin_fault,
          fmt::format("the reading brings rows of {}, which come from models and maps alone", from.name()),
          state_.sources[source_].record.name);
    }
    const auto count = static_cast<std::size_t>(from.rows());
    std::vector<std::string> names = t < read_.names.size() ? read_.names[t] : std::vector<std::string>();
    names.resize(count);
    const std::set<std::string> given(names.begin(), names.end());
    for (std::size_t row = 0; row < count; ++row) {
      if (!names[row].empty()) continue;
      std::string number = fmt::format("#{}", row + 1);
      while (given.contains(number)) number = fmt::format("#{}", number);
      names[row] = std::move(number);
    }
    rows_[t] = place_rows(state_, table_of(from), source_, names);
  }

  void fill(std::size_t t) {
    const Table& from = read_.city.table(t);
    const std::size_t index = state_.city.index_of(from.name());
    for (const city::TableColumn& each : read_.columns) {
      if (each.table != t) continue;
      const Column& column = from.column(each.column);
      if (column.spec().list) {
        lists(state_.city.edit(index), column, rows_[t]);
      } else {
        values(state_.city.edit(index), column, rows_[t]);
      }
      state_.sources[source_].provenance.push_back(
          {from.name(), column.spec().name, store::Provenance::measured, {}});
    }
  }

  void values(Table& table, const Column& column, const std::vector<std::int64_t>& rows) {
    RowFill fill(state_, table, source_, rows);
    const std::string& name = column.spec().name;
    const auto numbers = [&]<class T>(std::span<const T> all) {
      if constexpr (std::is_floating_point_v<T>) {
        fill.real(name, [all](std::size_t i) { return static_cast<double>(all[i]); });
      } else {
        fill.whole<T>(name, [all](std::size_t i) { return all[i]; });
      }
    };
    switch (column.spec().scalar) {
      case Scalar::f64: return numbers(column.values<double>());
      case Scalar::f32: return numbers(column.values<float>());
      case Scalar::i64: return numbers(column.values<std::int64_t>());
      case Scalar::i32: return numbers(column.values<std::int32_t>());
      case Scalar::u8: return numbers(column.values<std::uint8_t>());
      case Scalar::ref: return references(fill, column);
      case Scalar::text: {
        const auto codes = column.values<std::int32_t>();
        return fill.text(name, [&](std::size_t i) {
          return codes[i] < 0 ? std::string_view() : column.dictionary().text(codes[i]);
        });
      }
    }
  }

  void references(RowFill& fill, const Column& column) {
    const std::vector<std::int64_t>& to = rows_[read_.city.index_of(column.spec().refers_to)];
    const auto from = column.values<std::int32_t>();
    fill.whole<std::int32_t>(column.spec().name, [&](std::size_t i) {
      return from[i] < 0 ? -1 : static_cast<std::int32_t>(to[static_cast<std::size_t>(from[i])]);
    });
  }

  /// The lists of the placed rows are replaced, those of others stay.
  static void lists(Table& table, const Column& column, const std::vector<std::int64_t>& rows) {
    const std::size_t at = table.index_of(column.spec().name);
    const std::size_t size = city::size_of(column.spec().scalar);
    std::vector<std::int64_t> read_as(static_cast<std::size_t>(table.rows()), -1);
    for (std::size_t i = 0; i < rows.size(); ++i)
      read_as[static_cast<std::size_t>(rows[i])] = static_cast<std::int64_t>(i);
    const Column& old = table.column(at);
    std::vector<std::int64_t> offsets{0};
    std::vector<std::byte> bytes;
    for (std::size_t row = 0; row < read_as.size(); ++row) {
      const Column& source = read_as[row] < 0 ? old : column;
      const std::size_t k = read_as[row] < 0 ? row : static_cast<std::size_t>(read_as[row]);
      const auto begin = static_cast<std::size_t>(source.offsets()[k]) * size;
      const auto end = static_cast<std::size_t>(source.offsets()[k + 1]) * size;
      bytes.insert(bytes.end(), source.bytes() + begin, source.bytes() + end);
      offsets.push_back(static_cast<std::int64_t>(bytes.size() / size));
    }
    table.column(at).assign_lists(offsets, bytes.data());
    table.mark_changed(at);
  }

  CityImport::State& state_;
  city::ReadTables read_;
  std::size_t source_;
  std::vector<std::vector<std::int64_t>> rows_;  // by table of what was read and row: row of the city's table
};

}  // namespace

void CityImport::add(city::ReadTables read, const std::string& format, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = format;
  state.findings.emplace_back();
  TablesImport(state, std::move(read), source).run();
}

}  // namespace conurb::io
