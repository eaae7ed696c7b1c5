// SPDX-License-Identifier: Apache-2.0
// Takes over what a synthesis made: objects for its solids, and where values come from.
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/geometry_append.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::Table;

namespace {

class Adoption {
 public:
  Adoption(CityImport::State& state, std::size_t source) : state_(state), source_(source) {}

  void take(city::FilledCity filled) {
    note_rows(filled.city);
    state_.city = std::move(filled.city);
    if (!filled.rows.empty()) take_solids(filled);
    for (const city::TableColumn& each : filled.columns) note_column(each);
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

  // What was given is derived by the rules of the synthesis, and not measured over.
  void note_column(const city::TableColumn& place) {
    const Table& table = state_.city.table(place.table);
    const city::Column& column = table.column(place.column);
    const std::int64_t first = state_.first_new_row(table);
    ColumnProvenance provenance{table.name(), column.spec().name, store::Provenance::derived, {}};
    if (first > 0) {
      const auto ids = table.ids();
      provenance.ids.assign(ids.begin() + first, ids.begin() + table.rows());
    }
    imported().provenance.push_back(std::move(provenance));
    if (table.name() != "building" || column.spec().scalar != city::Scalar::f32) return;
    std::vector<std::uint8_t>& given = state_.given[column.spec().name];
    given.resize(static_cast<std::size_t>(table.rows()), 0);
    const auto values = column.values<float>();
    for (auto row = static_cast<std::size_t>(first); row < given.size(); ++row) {
      if (!std::isnan(values[row])) given[row] = 1;
    }
  }

  CityImport::State& state_;
  std::size_t source_;
};

}  // namespace

void CityImport::adopt(city::FilledCity filled, store::SourceRecord record) {
  State& state = *state_;
  if (!state.sources.empty()) throw Error(ErrorCode::internal, "a synthesis is taken over first of all");
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = "synthesis";
  state.findings.emplace_back();
  Adoption(state, 0).take(std::move(filled));
}

}  // namespace conurb::io
