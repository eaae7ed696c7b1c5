// SPDX-License-Identifier: Apache-2.0
// Rows for the objects of a model: city_object, building, and one table for each other type.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/geometry_append.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::ColumnSpec;
using city::kNone;
using city::Scalar;
using city::Table;

namespace {

ColumnSpec text_column(std::string name, std::string description) {
  ColumnSpec spec;
  spec.name = std::move(name);
  spec.scalar = Scalar::text;
  spec.nullable = true;
  spec.unit = "";
  spec.description = std::move(description);
  return spec;
}

ColumnSpec ref_column(std::string name, std::string refers_to, std::string description) {
  ColumnSpec spec = text_column(std::move(name), std::move(description));
  spec.scalar = Scalar::ref;
  spec.refers_to = std::move(refers_to);
  return spec;
}

city::Id row_id(const Table& table, std::int64_t row) {
  return table.ids()[static_cast<std::size_t>(row)];
}

/// Gives the objects of one model their rows.
class ObjectRows {
 public:
  ObjectRows(CityImport::State& state, const CityModel& model, std::size_t source)
      : state_(state), model_(model), source_(source), imported_(state.sources[source]) {
    rows_.object.resize(model.objects.size());
    rows_.building.assign(model.objects.size(), -1);
    rows_.of_type.resize(model.objects.types.size());
    for (std::uint32_t o = 0; o < model.objects.size(); ++o)
      rows_.of_type[model.objects.type[o]].push_back(o);
  }

  ModelRows take() {
    objects_ = state_.vocabulary_table("city_object");
    state_.city.edit(objects_).add_column(
        text_column("extra", "Members of the object in its file that the tables do not hold, as JSON"));
    buildings_ = state_.vocabulary_table("building");
    place_objects();
    fill_objects();
    place_buildings();
    for (std::uint32_t t = 0; t < model_.objects.types.size(); ++t) place_type(t);
    return std::move(rows_);
  }

 private:
  /// Known objects keep their rows, others get new ones at the end, what is gone is retired.
  void place_objects() {
    Table& table = state_.city.edit(objects_);
    const auto known = state_.known.objects.find(imported_.record.name);
    const std::int64_t next = table.rows();
    std::int64_t count = 0;
    std::vector<std::int64_t> gone;
    if (known == state_.known.objects.end() || known->second.empty()) {
      for (std::uint32_t o = 0; o < model_.objects.size(); ++o)
        rows_.object[o] = static_cast<std::uint32_t>(next + count++);
    } else {
      std::fill(rows_.object.begin(), rows_.object.end(), kNone);
      for (const store::Identity& each : known->second) {
        const std::uint32_t o = model_.objects.ids.find(each.external);
        const std::int64_t row = table.row_of(each.id);
        if (row < 0) continue;
        // What somebody retired stays away, though the file still has it.
        if (o == kNone && table.alive()[static_cast<std::size_t>(row)] != 0) {
          gone.push_back(row);
          imported_.objects.push_back({each.external, 0});  // comes back as another row, if ever
        }
        if (o != kNone) rows_.object[o] = static_cast<std::uint32_t>(row);
      }
      for (std::uint32_t& row : rows_.object) {
        if (row == kNone) row = static_cast<std::uint32_t>(next + count++);
      }
    }
    first_added_ = static_cast<std::size_t>(next);
    table.insert(count, 0);
    imported_.inserted["city_object"] = count;
    imported_.updated["city_object"] = static_cast<std::int64_t>(model_.objects.size()) - count;
    retire(gone);
    remember(table);
  }

  void retire(const std::vector<std::int64_t>& gone) {
    if (gone.empty()) return;
    Table& objects = state_.city.edit(objects_);
    const auto ids = objects.column("object_id").values<std::int32_t>();
    for (const std::int64_t row : gone) {
      const std::int32_t code = ids[static_cast<std::size_t>(row)];
      state_.find(source_, Severity::info, objects.column("object_id").dictionary().text(code), "object.gone",
                  "the file no longer has this object: retired");
    }
    objects.retire(gone);
    imported_.retired["city_object"] = static_cast<std::int64_t>(gone.size());
    // Whatever stands for a retired object goes with it.
    for (std::size_t i = 0; i < state_.city.table_count(); ++i) {
      const auto column = state_.city.table(i).find("object");
      if (!column || state_.city.table(i).column(*column).spec().refers_to != "city_object") continue;
      Table& table = state_.city.edit(i);
      std::vector<std::int64_t> rows;
      const auto of = table.column(*column).values<std::int32_t>();
      for (std::int64_t row = 0; row < table.rows(); ++row) {
        const std::int64_t object = of[static_cast<std::size_t>(row)];
        const bool lost = object >= 0 && objects.alive()[static_cast<std::size_t>(object)] == 0;
        if (lost && table.alive()[static_cast<std::size_t>(row)] != 0) rows.push_back(row);
      }
      if (rows.empty()) continue;
      imported_.retired[table.name()] += static_cast<std::int64_t>(rows.size());
      table.retire(rows);
    }
  }

  void remember(const Table& table) {
    imported_.objects.reserve(imported_.objects.size() + model_.objects.size());
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      imported_.objects.push_back({std::string(model_.objects.ids[o]), row_id(table, rows_.object[o])});
    }
    std::sort(imported_.objects.begin(), imported_.objects.end(),
              [](const store::Identity& a, const store::Identity& b) { return a.external < b.external; });
  }

  void fill_objects() {
    Table& table = state_.city.edit(objects_);
    const std::int64_t first_new = state_.first_new_row(table);
    city::Column& id_column = table.column("object_id");
    city::Column& type_column = table.column("type");
    city::Column& extra_column = table.column("extra");
    std::vector<std::int32_t> types;
    for (std::uint32_t t = 0; t < model_.objects.types.size(); ++t) {
      types.push_back(type_column.intern(model_.objects.types[t]));
    }
    const std::int32_t known_texts = id_column.dictionary().size();
    std::vector<std::int32_t> ids;
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o)
      ids.push_back(id_column.intern(model_.objects.ids[o]));
    tell_same_ids(table, ids, known_texts);
    std::vector<std::pair<std::uint32_t, std::int32_t>> extra = interned_extra(extra_column);

    const auto cells = [&](std::string_view name) {
      return CellWriter<std::int32_t>(table, table.index_of(name), state_.known.edited, first_new);
    };
    auto object_ids = cells("object_id");
    auto object_types = cells("type");
    auto parents = cells("parent");
    auto roots = cells("root");
    auto extras = cells("extra");
    const auto row_or_null = [this](std::uint32_t object) {
      return object == kNone ? -1 : static_cast<std::int32_t>(rows_.object[object]);
    };
    std::size_t next_extra = 0;
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      const std::int64_t row = rows_.object[o];
      object_ids.set(row, ids[o]);
      object_types.set(row, types[model_.objects.type[o]]);
      parents.set(row, row_or_null(model_.objects.parent[o]));
      roots.set(row, row_or_null(model_.objects.root[o]));
      const bool has_extra = next_extra < extra.size() && extra[next_extra].first == o;
      extras.set(row, has_extra ? extra[next_extra++].second : -1);
    }
    for (auto* each : {&object_ids, &object_types, &parents, &roots, &extras}) each->finish();
  }

  /// New objects whose id another object, of another source, has already. `ids` are their codes, below
  /// `known_texts` those that the column had before.
  void tell_same_ids(const Table& table, const std::vector<std::int32_t>& ids, std::int32_t known_texts) {
    std::vector<std::uint8_t> taken;
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      if (rows_.object[o] < first_added_ || ids[o] >= known_texts) continue;
      if (taken.empty()) taken = codes_in_use(table, known_texts);
      if (taken[static_cast<std::size_t>(ids[o])] == 0) continue;
      state_.find(
          source_, Severity::warning, model_.objects.ids[o], "object.same_id",
          "another data set of the city has an object of this id: both are kept, and a table joined by "
          "id goes to both");
    }
  }

  [[nodiscard]] std::vector<std::uint8_t> codes_in_use(const Table& table, std::int32_t texts) const {
    std::vector<std::uint8_t> taken(static_cast<std::size_t>(texts), 0);
    const auto codes = table.column("object_id").values<std::int32_t>();
    for (std::size_t row = 0; row < first_added_; ++row) {
      if (codes[row] >= 0 && table.alive()[row] != 0) taken[static_cast<std::size_t>(codes[row])] = 1;
    }
    return taken;
  }

  /// Texts of the column `extra`, by object: members not understood, and geometries that could not be stored.
  std::vector<std::pair<std::uint32_t, std::int32_t>> interned_extra(city::Column& column) const {
    const city::SparseText& extra = model_.objects.extra;
    const city::SparseText& rejected = model_.rejected_geometry;
    std::vector<std::pair<std::uint32_t, std::int32_t>> codes;
    std::size_t e = 0, r = 0;
    while (e < extra.rows().size() || r < rejected.rows().size()) {
      const std::uint32_t with_extra = e < extra.rows().size() ? extra.rows()[e] : kNone;
      const std::uint32_t with_rejected = r < rejected.rows().size() ? rejected.rows()[r] : kNone;
      const std::uint32_t object = std::min(with_extra, with_rejected);
      std::string json = "{";
      if (with_extra == object) json += extra.entry(e++);
      if (with_rejected == object) {
        json += fmt::format("{}\"conurb_rejected_geometry\":[{}]", json.size() > 1 ? "," : "",
                            rejected.entry(r++));
      }
      codes.emplace_back(object, column.intern(json + "}"));
    }
    return codes;
  }

  /// Rows of a table for objects, by the table's column `object`: those that are there, and new ones.
  std::vector<std::int64_t> rows_for(Table& table, const std::vector<std::uint32_t>& objects) {
    const std::size_t column = table.index_of("object");
    const std::int64_t first_object = state_.first_new_row(state_.city.table(objects_));
    std::vector<std::int64_t> row_of_object;  // of the objects that were there before
    if (table.rows() > 0) {
      row_of_object.assign(static_cast<std::size_t>(first_object), -1);
      const auto known = table.column(column).values<std::int32_t>();
      for (std::int64_t row = 0; row < table.rows(); ++row) {
        const std::int64_t object = known[static_cast<std::size_t>(row)];
        if (object >= 0 && object < first_object) row_of_object[static_cast<std::size_t>(object)] = row;
      }
    }
    std::vector<std::int64_t> rows(objects.size(), -1);
    const std::int64_t next = table.rows();
    std::int64_t count = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const std::uint32_t object = rows_.object[objects[i]];
      if (object < row_of_object.size()) rows[i] = row_of_object[object];
      if (rows[i] < 0) rows[i] = next + count++;
    }
    table.insert(count, 0);
    imported_.inserted[table.name()] += count;
    imported_.updated[table.name()] += static_cast<std::int64_t>(objects.size()) - count;

    const std::int64_t first_new = state_.first_new_row(table);
    city::Column& id_column = table.column("object_id");
    std::vector<std::int32_t> ids;
    for (const std::uint32_t object : objects) ids.push_back(id_column.intern(model_.objects.ids[object]));
    CellWriter<std::int32_t> object_ids(table, table.index_of("object_id"), state_.known.edited, first_new);
    CellWriter<std::int32_t> refs(table, column, state_.known.edited, first_new);
    for (std::size_t i = 0; i < objects.size(); ++i) {
      object_ids.set(rows[i], ids[i]);
      refs.set(rows[i], static_cast<std::int32_t>(rows_.object[objects[i]]));
    }
    object_ids.finish();
    refs.finish();
    return rows;
  }

  void place_buildings() {
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      if (model_.objects.root[o] == o && is_building_type(model_.objects.type_text(o)))
        rows_.building_roots.push_back(o);
    }
    Table& table = state_.city.edit(buildings_);
    const std::vector<std::int64_t> rows = rows_for(table, rows_.building_roots);
    for (std::size_t i = 0; i < rows.size(); ++i) rows_.building[rows_.building_roots[i]] = rows[i];
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o)
      rows_.building[o] = rows_.building[model_.objects.root[o]];
    for (const std::int64_t row : rows) {
      state_.new_buildings.push_back(row);
      state_.source_of_new.push_back(static_cast<std::uint32_t>(source_));
    }
  }

  void place_type(std::uint32_t type) {
    const std::vector<std::uint32_t>& objects = rows_.of_type[type];
    const std::string name = table_of_type(state_, model_.objects.types[type]);
    if (name.empty() || objects.empty()) return;
    const bool stands_alone = std::any_of(objects.begin(), objects.end(), [this](std::uint32_t o) {
      return model_.objects.root[o] == o && model_.objects.geometries(o).size() > 0;
    });
    const std::size_t index = add_type_table(name, model_.objects.types[type], stands_alone);
    Table& table = state_.city.edit(index);
    const std::vector<std::int64_t> rows = rows_for(table, objects);
    if (const auto column = table.find("building")) {
      CellWriter<std::int32_t> cells(table, *column, state_.known.edited, state_.first_new_row(table));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        cells.set(rows[i], static_cast<std::int32_t>(rows_.building[objects[i]]));
      }
      cells.finish();
    }
    if (table.spec().shape != city::Shape::polygon) return;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      state_.outlines.push_back({index, rows[i], rows_.object[objects[i]]});
    }
  }

  std::size_t add_type_table(const std::string& name, std::string_view type, bool stands_alone) {
    city::TableSpec spec;
    spec.name = name;
    spec.shape = stands_alone ? city::Shape::polygon : city::Shape::none;
    spec.description =
        fmt::format("Objects of type {} of the 3D city model, with their own attributes", type);
    if (const std::int32_t known = state_.city.find(name); known >= 0) {
      spec.shape = state_.city.table(static_cast<std::size_t>(known)).spec().shape;
    }
    spec.columns.push_back(text_column("object_id", "Identifier in the source file"));
    spec.columns.push_back(ref_column("object", "city_object", "Object of the 3D city model"));
    if (!stands_alone)
      spec.columns.push_back(ref_column("building", "building", "Building that it is a part of"));
    const std::size_t index = state_.city.add_table(spec);
    state_.touch(state_.city.table(index));
    return index;
  }

  CityImport::State& state_;
  const CityModel& model_;
  std::size_t source_;
  ImportedSource& imported_;
  std::size_t objects_ = 0, buildings_ = 0;
  std::size_t first_added_ = 0;  // row of city_object from which on they are this model's new ones
  ModelRows rows_;
};

}  // namespace

std::string table_of_type(const CityImport::State& state, std::string_view type) {
  if (type == "Building") return "";
  std::string name = snake_case(type, "type_");
  // A type of an extension may be called like a table that means something else.
  if (state.vocabulary(name) != nullptr || name == "gpkg" || name.starts_with("gpkg_") ||
      name.starts_with("rtree_") || name.starts_with("sqlite_") || name.starts_with("conurb_")) {
    name = "object_" + name;
  }
  return name;
}

ModelRows import_objects(CityImport::State& state, const CityModel& model, std::size_t source) {
  return ObjectRows(state, model, source).take();
}

namespace {

/// Takes the geometry of objects that have new geometry, or are gone, out of the city's store; the rest moves
/// together.
void take_out(CityImport::State& state, const Said& said) {
  const auto known = state.known.objects.find(state.sources[said.source].record.name);
  if (known == state.known.objects.end() || state.geometry.geometry_count() == 0) return;
  const Table& table = state.city.table("city_object");
  std::vector<std::uint8_t> stays(static_cast<std::size_t>(table.rows()), 1);
  for (const store::Identity& each : known->second) {
    if (const std::int64_t row = table.row_of(each.id); row >= 0) stays[static_cast<std::size_t>(row)] = 0;
  }
  for (std::size_t o = 0; o < said.rows.size(); ++o) {
    if (said.geometry_replaced[o] == 0) stays[said.rows[o]] = 1;
  }
  bool all_stay = true;
  for (std::uint32_t g = 0; all_stay && g < state.geometry.geometry_count(); ++g) {
    const std::uint32_t owner = state.geometry.owner(g);
    all_stay = owner == kNone || stays[owner] != 0;
  }
  if (all_stay) return;
  std::vector<std::uint32_t> owners(stays.size(), kNone);
  for (std::uint32_t row = 0; row < owners.size(); ++row) {
    if (stays[row] != 0) owners[row] = row;
  }
  city::GeometryStore kept;
  AppendedGeometry moved = append_geometry(kept, state.geometry, owners);
  if (state.geometry_moved) {
    for (std::uint32_t& surface : state.surface_moved)
      surface = surface == kNone ? kNone : moved.surface[surface];
  } else {
    state.surface_moved = std::move(moved.surface);
  }
  state.geometry_moved = true;
  state.geometry = std::move(kept);
}

}  // namespace

void import_geometry(CityImport::State& state, CityModel& model, const Said& said) {
  state.geometry_changed = true;
  take_out(state, said);
  bool in_place = state.geometry.geometry_count() == 0 && state.geometry.vertex_count() == 0;
  for (std::uint32_t o = 0; in_place && o < said.rows.size(); ++o) {
    in_place = said.rows[o] == o && said.geometry_replaced[o] != 0;
  }
  if (in_place) {
    state.geometry = std::move(model.geometry);
    return;
  }
  std::vector<std::uint32_t> owners = said.rows;
  for (std::size_t o = 0; o < owners.size(); ++o) {
    if (said.geometry_replaced[o] == 0) owners[o] = kNone;
  }
  append_geometry(state.geometry, model.geometry, owners);
}

}  // namespace conurb::io
