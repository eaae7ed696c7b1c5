// SPDX-License-Identifier: Apache-2.0
// Attributes of a model's objects as columns.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/base/units.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/import_values.hpp"

namespace conurb::io {

using city::ColumnSpec;
using city::Scalar;
using city::Table;

namespace {

constexpr std::size_t kMostColumns = 500;  // of a table; SQLite's own limit is 2,000
constexpr std::int64_t kExact = std::int64_t{1} << 53;

bool fits_a_real(const AttributeColumn& column) {
  for (std::size_t n = 0; n < column.count(); ++n) {
    if (column.as_integer(n) > kExact || column.as_integer(n) < -kExact) return false;
  }
  return true;
}

Scalar scalar_for(const AttributeColumn& column, std::size_t rows) {
  switch (column.kind()) {
    case AttributeKind::integer: return fits_a_real(column) ? Scalar::f64 : Scalar::text;
    case AttributeKind::real: return Scalar::f64;
    case AttributeKind::boolean: return column.count() == rows ? Scalar::u8 : Scalar::f32;
    default: return Scalar::text;
  }
}

/// Writes attributes as they are into columns of their own.
class OwnColumns {
 public:
  OwnColumns(CityImport::State& state, const CityModel& model, std::size_t source)
      : state_(state), model_(model), source_(source) {}

  /// `rows` gives the table's row of each ordinal of the type; -1: it has none here.
  void write(std::size_t table_index, const AttributeColumn& attribute,
             const std::vector<std::int64_t>& rows) {
    Table& table = state_.city.edit(table_index);
    const std::string name = name_for(table, attribute);
    if (!table.find(name) && table.column_count() >= kMostColumns) {
      state_.find(source_, Severity::error, "", "attribute.too_many",
                  fmt::format("{} has {} columns already: attribute {} is left out", table.name(),
                              kMostColumns, io::in_quotes(attribute.name())));
      return;
    }
    ColumnSpec spec;
    spec.name = name;
    spec.description = description_of(attribute.name());
    if (const auto known = table.find(name)) {
      spec = table.column(*known).spec();
    } else {
      spec.scalar = scalar_for(attribute, rows.size());
      spec.nullable = spec.scalar != Scalar::u8;
      spec.unit = std::string(spec.scalar == Scalar::text ? "" : "1");
    }
    const std::size_t column = table.add_column(spec);
    switch (spec.scalar) {
      case Scalar::f64: write_numbers<double>(table, column, attribute, rows, kNoValue); break;
      case Scalar::f32: write_numbers<float>(table, column, attribute, rows, kNoValue); break;
      case Scalar::u8: write_numbers<std::uint8_t>(table, column, attribute, rows, 0); break;
      default: write_texts(table, column, attribute, rows);
    }
    state_.sources[source_].provenance.push_back({table.name(), name, store::Provenance::measured, {}});
    written_.insert({table_index, column});
  }

  /// Own columns of earlier imports that the file no longer has: its rows lose their values.
  void clear_others(std::size_t table_index, const std::vector<std::int64_t>& rows) {
    Table& table = state_.city.edit(table_index);
    const std::int64_t first_new = state_.first_new_row(table);
    for (std::size_t column = 0; first_new > 0 && column < table.column_count(); ++column) {
      const ColumnSpec& spec = table.column(column).spec();
      const bool own = !attribute_of(spec).empty() && spec.nullable;
      if (!own || written_.contains({table_index, column})) continue;
      const auto clear = [&](auto none) {
        CellWriter<decltype(none)> cells(table, column, state_.known.edited, first_new);
        for (const std::int64_t row : rows) {
          if (row >= 0 && row < first_new) cells.set(row, none);
        }
        cells.finish();
      };
      if (spec.scalar == Scalar::f64) clear(double{kNoValue});
      if (spec.scalar == Scalar::f32) clear(kNoValue);
      if (spec.scalar == Scalar::text) clear(std::int32_t{-1});
    }
  }

 private:
  [[nodiscard]] std::string name_for(const Table& table, const AttributeColumn& attribute) const {
    const std::string description = description_of(attribute.name());
    const auto free_for_it = [&](const std::string& name) {
      const auto known = table.find(name);
      if (known) return table.column(*known).spec().description == description;
      return name != "fid" && name != "geom" && name != "rowid" && name != "conurb_kind" && name != "shape";
    };
    const std::string plain = snake_case(attribute.name(), "attribute_");
    if (free_for_it(plain)) return plain;
    for (int n = 1;; ++n) {
      std::string name = n == 1 ? fmt::format("{}_source", plain) : fmt::format("{}_source_{}", plain, n);
      if (free_for_it(name)) return name;
    }
  }

  template <typename T>
  void write_numbers(Table& table, std::size_t column, const AttributeColumn& attribute,
                     const std::vector<std::int64_t>& rows, T none) {
    CellWriter<T> cells(table, column, state_.known.edited, state_.first_new_row(table));
    std::size_t next = 0, unread = 0;
    for (std::uint32_t ordinal = 0; ordinal < rows.size(); ++ordinal) {
      const bool has = next < attribute.count() && attribute.row(next) == ordinal;
      T value = none;
      if (has) {
        const double number = number_at(model_, attribute, next++, false);
        if (std::isnan(number)) {
          ++unread;
        } else {
          value = static_cast<T>(number);
        }
      }
      if (rows[ordinal] >= 0) cells.set(rows[ordinal], value);
    }
    cells.finish();
    if (unread > 0) {
      state_.find(
          source_, Severity::error, "", "attribute.type",
          fmt::format("{} value(s) of {} are no numbers, as {}.{} holds since an earlier import: left empty",
                      unread, io::in_quotes(attribute.name()), table.name(),
                      table.column(column).spec().name));
    }
  }

  void write_texts(Table& table, std::size_t column, const AttributeColumn& attribute,
                   const std::vector<std::int64_t>& rows) {
    const bool coded = attribute.kind() == AttributeKind::text || attribute.kind() == AttributeKind::json;
    CellWriter<std::int32_t> cells(table, column, state_.known.edited, state_.first_new_row(table));
    city::Column& target = table.column(column);
    TextCodes codes(target, model_.texts);
    std::string buffer;
    std::size_t next = 0;
    for (std::uint32_t ordinal = 0; ordinal < rows.size(); ++ordinal) {
      const bool has = next < attribute.count() && attribute.row(next) == ordinal;
      std::int32_t code = -1;
      if (has) {
        code =
            coded ? codes(attribute.as_code(next)) : target.intern(text_at(model_, attribute, next, buffer));
        ++next;
      }
      if (rows[ordinal] >= 0) cells.set(rows[ordinal], code);
    }
    cells.finish();
  }

  CityImport::State& state_;
  const CityModel& model_;
  std::size_t source_;
  std::set<std::pair<std::size_t, std::size_t>> written_;  // table and column
};

/// Attributes of buildings: those the map knows into the vocabulary, the others into columns of their own.
class BuildingAttributes {
 public:
  BuildingAttributes(CityImport::State& state, const CityModel& model, const ModelRows& rows,
                     std::size_t source)
      : state_(state),
        model_(model),
        rows_(rows),
        source_(source),
        table_index_(state.city.index_of("building")) {
    number_of_.assign(model.objects.size(), city::kNone);
    for (std::uint32_t i = 0; i < rows.building_roots.size(); ++i) number_of_[rows.building_roots[i]] = i;
  }

  void write() {
    for (const MappedColumn& mapped : state_.options.attributes.building()) write_mapped(mapped);
    const std::uint32_t type = model_.objects.types.find("Building");
    if (type == city::kNone || type >= model_.attributes.size()) return;
    std::vector<std::int64_t> rows;
    for (const std::uint32_t object : rows_.of_type[type]) {
      rows.push_back(model_.objects.root[object] == object ? rows_.building[object] : -1);
    }
    OwnColumns own(state_, model_, source_);
    for (const AttributeColumn& attribute : model_.attributes[type].columns()) {
      if (attribute.kind() == AttributeKind::none) continue;
      if (!keep_original(attribute)) continue;
      own.write(table_index_, attribute, rows);
    }
    own.clear_others(table_index_, rows);
  }

 private:
  /// The original of a mapped attribute is kept only where the map changes words.
  [[nodiscard]] bool keep_original(const AttributeColumn& attribute) const {
    const AttributeMap::Match match = state_.options.attributes.find(attribute.name());
    if (match.column == nullptr) return true;
    const bool text = attribute.kind() == AttributeKind::text;
    const auto column = state_.city.table(table_index_).find(match.column->column);
    if (!column) return true;
    if (state_.city.table(table_index_).column(*column).spec().scalar != Scalar::text) {
      // A date says more than its year; words in a column of numbers would be lost.
      return attribute.kind() == AttributeKind::text || attribute.kind() == AttributeKind::json;
    }
    if (!text) return attribute.kind() == AttributeKind::json;
    if (match.priority > 0) return true;  // another attribute may have won
    for (std::size_t n = 0; n < attribute.count() && !match.column->values.empty(); ++n) {
      if (match.column->values.contains(fold_name(model_.text(attribute, n)))) return true;
    }
    return false;
  }

  void write_mapped(const MappedColumn& mapped) {
    Table& table = state_.city.edit(table_index_);
    const auto column = table.find(mapped.column);
    if (!column) return;
    const ColumnSpec& spec = table.column(*column).spec();
    const bool is_text = spec.scalar == Scalar::text;
    const BuildingFamilies families{number_of_, rows_.of_type};
    MappedValues values(mapped, rows_.building_roots.size());
    const bool any = gather_mapped(model_, state_.options.attributes, families, is_text, values);
    if (!any) return;
    if (is_text) {
      set_texts(table, *column, mapped, values);
    } else {
      set_numbers(table, *column, mapped, values);
    }
  }

  void set_texts(Table& table, std::size_t column, const MappedColumn& mapped, const MappedValues& values) {
    CellWriter<std::int32_t> cells(table, column, state_.known.edited, state_.first_new_row(table));
    city::Column& target = table.column(column);
    for (std::size_t i = 0; i < rows_.building_roots.size(); ++i) {
      const std::int64_t row = rows_.building[rows_.building_roots[i]];
      if (!values.has(i)) {
        cells.set(row, -1);
        continue;
      }
      cells.set(row, target.intern(mapped_text(mapped, values.text(i))));
    }
    cells.finish();
    state_.sources[source_].provenance.push_back(
        {table.name(), mapped.column, store::Provenance::measured, {}});
  }

  void set_numbers(Table& table, std::size_t column, const MappedColumn& mapped, const MappedValues& values) {
    const ColumnSpec spec = table.column(column).spec();
    const double factor = unit_factor(mapped, spec);
    CellWriter<float> cells(table, column, state_.known.edited, state_.first_new_row(table));
    std::vector<std::uint8_t>& given = state_.given[mapped.column];
    given.resize(static_cast<std::size_t>(table.rows()), 0);
    for (std::size_t i = 0; i < rows_.building_roots.size(); ++i) {
      const std::int64_t row = rows_.building[rows_.building_roots[i]];
      const double number = values.has(i) ? values.number(i) * factor : kNoValue;
      if (number < spec.min || number > spec.max) {
        state_.find(source_, Severity::error, model_.objects.ids[rows_.building_roots[i]], "attribute.range",
                    fmt::format("{} = {} {} is out of range: left empty", mapped.column, number, spec.unit));
        cells.set(row, std::numeric_limits<float>::quiet_NaN());
        continue;
      }
      cells.set(row, static_cast<float>(number));
      if (!std::isnan(number)) given[static_cast<std::size_t>(row)] = 1;
    }
    cells.finish();
    state_.sources[source_].provenance.push_back(
        {table.name(), mapped.column, store::Provenance::measured, {}});
  }

  CityImport::State& state_;
  const CityModel& model_;
  const ModelRows& rows_;
  std::size_t source_;
  std::size_t table_index_;
  std::vector<std::uint32_t> number_of_;  // place of a root object among the buildings
};

}  // namespace

void import_attributes(CityImport::State& state, const CityModel& model, const ModelRows& rows,
                       std::size_t source) {
  BuildingAttributes(state, model, rows, source).write();
  OwnColumns own(state, model, source);
  for (std::uint32_t type = 0; type < model.attributes.size() && type < rows.of_type.size(); ++type) {
    const std::string name = table_of_type(state, model.objects.types[type]);
    if (name.empty() || rows.of_type[type].empty()) continue;
    const std::size_t table = state.city.index_of(name);
    // Rows of the table by object, found through its column `object`.
    std::vector<std::int64_t> row_of_object(static_cast<std::size_t>(state.city.table("city_object").rows()),
                                            -1);
    const auto refs = state.city.table(table).column("object").values<std::int32_t>();
    for (std::int64_t row = 0; row < state.city.table(table).rows(); ++row) {
      const std::int32_t object = refs[static_cast<std::size_t>(row)];
      if (object >= 0) row_of_object[static_cast<std::size_t>(object)] = row;
    }
    std::vector<std::int64_t> table_rows;
    for (const std::uint32_t object : rows.of_type[type])
      table_rows.push_back(row_of_object[rows.object[object]]);
    for (const AttributeColumn& attribute : model.attributes[type].columns()) {
      if (attribute.kind() != AttributeKind::none) own.write(table, attribute, table_rows);
    }
    own.clear_others(table, table_rows);
  }
}

}  // namespace conurb::io
