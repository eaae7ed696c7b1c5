// SPDX-License-Identifier: Apache-2.0
// Takes over what a synthesis made: objects for its solids, and where values come from.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/geometry_append.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Table;

constexpr const char* kSynthesis = "synthesis";

namespace {

bool has_value(const city::Column& column, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  if (column.spec().list) return column.offsets()[at + 1] > column.offsets()[at];
  switch (column.spec().scalar) {
    case city::Scalar::f64: return !std::isnan(column.values<double>()[at]);
    case city::Scalar::f32: return !std::isnan(column.values<float>()[at]);
    case city::Scalar::text:
    case city::Scalar::ref: return column.values<std::int32_t>()[at] >= 0;
    default: return true;
  }
}

class Adoption {
 public:
  Adoption(CityImport::State& state, std::size_t source) : state_(state), source_(source) {}

  void take(city::FilledCity filled) {
    note_rows(filled.city);
    const city::City before = state_.city;
    state_.city = std::move(filled.city);
    if (!filled.rows.empty()) take_solids(filled);
    for (const city::TableColumn& each : filled.columns) note_column(each, before);
    for (const auto& [table, rows] : touched_)
      imported().updated[table] = std::count(rows.begin(), rows.end(), 1);
  }

 private:
  [[nodiscard]] ImportedSource& imported() { return state_.sources[source_]; }

  // Rows from the old end of a table on are new.
  void note_rows(const city::City& now) {
    for (std::size_t t = 0; t < now.table_count(); ++t) {
      const std::int64_t before =
          t < state_.city.table_count() ? state_.city.table(t).rows() : std::int64_t{0};
      const std::int64_t added = now.table(t).rows() - before;
      state_.first_new.emplace(now.table(t).name(), before);
      if (added > 0) imported().inserted[now.table(t).name()] = added;
    }
  }

  // Each building with a solid becomes an object of the model, as if it had come from a file.
  void take_solids(city::FilledCity& filled) {
    const auto building = static_cast<std::size_t>(state_.city.find("building"));
    for (const city::TableRow& each : filled.rows) {
      if (each.table == building) continue;
      throw Error(ErrorCode::incompatible, "solids are kept for buildings only",
                  state_.city.table(each.table).name());
    }
    const std::size_t objects = state_.vocabulary_table("city_object");
    (void)state_.vocabulary_table("building");
    Table& table = state_.city.edit(objects);
    const auto count = static_cast<std::int64_t>(filled.rows.size());
    const std::int64_t first = table.insert(count, 0);
    imported().inserted["city_object"] = count;
    fill_objects(table, first, filled.rows);
    std::vector<std::uint32_t> owners(filled.rows.size());
    std::iota(owners.begin(), owners.end(), static_cast<std::uint32_t>(first));
    if (first == 0 && state_.geometry.geometry_count() == 0 && state_.geometry.vertex_count() == 0) {
      state_.geometry = std::move(filled.solids);
    } else {
      append_geometry(state_.geometry, filled.solids, owners);
    }
    state_.geometry_changed = true;
  }

  void fill_objects(Table& objects, std::int64_t first, const std::vector<city::TableRow>& rows) {
    Table& buildings = state_.city.edit("building");
    const city::Column& given = buildings.column("object_id");
    const auto given_ids = given.values<std::int32_t>();
    const auto refs = buildings.column("object").modify<std::int32_t>();
    city::Column& ids = objects.column("object_id");
    const std::int32_t type = objects.column("type").intern("Building");
    const auto types = objects.column("type").modify<std::int32_t>();
    const auto roots = objects.column("root").modify<std::int32_t>();
    std::vector<std::int32_t> codes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = static_cast<std::size_t>(rows[i].row);
      const auto object = static_cast<std::size_t>(first) + i;
      refs[row] = static_cast<std::int32_t>(object);
      types[object] = type;
      roots[object] = static_cast<std::int32_t>(object);
      codes.push_back(ids.intern(given_ids[row] >= 0 ? given.dictionary().text(given_ids[row])
                                                     : fmt::format("building-{}", buildings.ids()[row])));
      state_.new_buildings.push_back(rows[i].row);
      state_.source_of_new.push_back(static_cast<std::uint32_t>(source_));
    }
    const auto object_ids = ids.modify<std::int32_t>();
    std::copy(codes.begin(), codes.end(), object_ids.begin() + first);
    buildings.mark_changed(buildings.index_of("object"));
    for (const char* name : {"object_id", "type", "root"}) objects.mark_changed(objects.index_of(name));
  }

  /// Rows of a column that had no value and have one now.
  static std::vector<std::int64_t> filled_rows(const city::Column& column, const city::Column* before,
                                               bool& whole) {
    std::vector<std::int64_t> rows;
    whole = true;
    for (std::int64_t row = 0; row < column.rows(); ++row) {
      if (!has_value(column, row)) continue;
      const bool known = before != nullptr && row < before->rows() && has_value(*before, row);
      whole = whole && !known;
      if (!known) rows.push_back(row);
    }
    return rows;
  }

  // What was given is derived by the rules of the synthesis, and not measured over.
  void note_column(const city::TableColumn& place, const city::City& before) {
    const Table& table = state_.city.table(place.table);
    const city::Column& column = table.column(place.column);
    const city::Column* old = nullptr;
    std::int64_t old_rows = 0;
    if (const std::int32_t known = before.find(table.name()); known >= 0) {
      const Table& old_table = before.table(static_cast<std::size_t>(known));
      old_rows = old_table.rows();
      if (const auto found = old_table.find(column.spec().name)) old = &old_table.column(*found);
    }
    bool whole = true;
    const std::vector<std::int64_t> rows = filled_rows(column, old, whole);
    if (rows.empty()) return;
    ColumnProvenance provenance{table.name(), column.spec().name, store::Provenance::derived, {}};
    const auto ids = table.ids();
    for (std::size_t i = 0; !whole && i < rows.size(); ++i)
      provenance.ids.push_back(ids[static_cast<std::size_t>(rows[i])]);
    imported().provenance.push_back(std::move(provenance));
    for (std::size_t i = 0; i < rows.size() && rows[i] < old_rows; ++i) {
      std::vector<std::uint8_t>& touched = touched_[table.name()];
      touched.resize(static_cast<std::size_t>(old_rows), 0);
      touched[static_cast<std::size_t>(rows[i])] = 1;
    }
    if (table.name() != "building" || column.spec().scalar != city::Scalar::f32) return;
    std::vector<std::uint8_t>& given = state_.given[column.spec().name];
    given.resize(static_cast<std::size_t>(table.rows()), 0);
    for (const std::int64_t row : rows) given[static_cast<std::size_t>(row)] = 1;
  }

  CityImport::State& state_;
  std::size_t source_;
  std::map<std::string, std::vector<std::uint8_t>> touched_;  // old rows that were given a value
};

}  // namespace

void CityImport::adopt(city::FilledCity filled, store::SourceRecord record) {
  State& state = *state_;
  const bool first = std::all_of(state.sources.begin(), state.sources.end(),
                                 [](const ImportedSource& each) { return each.format == kSynthesis; });
  if (!first) throw Error(ErrorCode::internal, "a synthesis is taken over first of all");
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = kSynthesis;
  state.findings.emplace_back();
  Adoption(state, source).take(std::move(filled));
}

const city::City& CityImport::city() const {
  return state_->city;
}

}  // namespace conurb::io
