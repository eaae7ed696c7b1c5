// SPDX-License-Identifier: Apache-2.0
// A source that was imported before: what it says otherwise now, and where that meets what people edited.
#include <algorithm>
#include <map>
#include <utility>

#include "engine/io/import_state.hpp"
#include "engine/io/import_values.hpp"

namespace conurb::io {

using city::Table;

namespace {

/// Members and rejected geometries of an object that stand as text beside its geometry.
std::string geometry_text(const CityModel& model, std::uint32_t object) {
  std::string text(model.rejected_geometry.at(object));
  const city::Range range = model.objects.geometries(object);
  for (std::uint32_t g = range.begin; g < range.end; ++g) {
    text += '\n';
    text += model.geometry_extra.at(g);
  }
  return text;
}

/// By owner: how its surfaces look, as bytes. Without owners whose surfaces all look as what they are made
/// of.
std::map<std::uint32_t, std::string> looks_of(const city::GeometryStore& store) {
  std::map<std::uint32_t, std::string> result;
  const city::SurfaceLooks& looks = store.looks();
  if (looks.empty()) return result;
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    const city::Range surfaces = store.surfaces(g);
    if (!looks.any_of(surfaces.begin, surfaces.end)) continue;
    std::string& text = result[store.owner(g)];
    const auto add = [&text](const auto& value) {
      text.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      const city::SurfaceLook look = looks.of(s);
      if (look.none()) continue;
      add(s - surfaces.begin);
      add(look.colour);
      if (look.image == kNone) continue;
      text += looks.images()[look.image].name;
      for (const city::TexturePoint& point : look.points) add(point);
    }
  }
  return result;
}

/// JSON of an object's attribute; empty where it has none.
std::string attribute_json(const CityModel& model, std::uint32_t object, std::string_view name) {
  const AttributeColumn* column = model.attributes[model.objects.type[object]].find(name);
  if (column == nullptr) return {};
  const std::uint32_t ordinal = model.objects.ordinal[object];
  const std::size_t n = column->position(ordinal);
  if (n != static_cast<std::size_t>(-1)) return column->json(n, model.texts);
  return column->is_null(ordinal) ? "null" : "";
}

/// Decides whether a source has changed what stands in a cell.
class CellHistory {
 public:
  CellHistory(const CityImport::State& state, const Said& said) : state_(state), said_(said) {
    for (std::uint32_t o = 0; o < said.rows.size(); ++o) object_of_[said.rows[o]] = o;
  }

  /// Object of the source that a row of city_object is; kNone if it is none of it.
  [[nodiscard]] std::uint32_t object_of(std::int64_t row) const {
    const auto found = object_of_.find(static_cast<std::uint32_t>(row));
    return found == object_of_.end() ? kNone : found->second;
  }

  [[nodiscard]] bool changed(std::uint32_t object, const city::ColumnSpec& column, bool whole_family) const {
    if (!said_.before) return true;
    const CityModel& now = said_.now->model;
    const std::string_view own = attribute_of(column);
    for (std::uint32_t o = 0; o < now.objects.size(); ++o) {
      const bool member = o == object || (whole_family && now.objects.root[o] == object);
      if (member && changed_of(o, column.name, own)) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] bool changed_of(std::uint32_t object, const std::string& column, std::string_view own) const {
    const CityModel& now = said_.now->model;
    const CityModel& before = said_.before->model;
    const std::uint32_t former = before.objects.ids.find(now.objects.ids[object]);
    if (former == kNone) return true;
    const auto differs = [&](std::string_view name) {
      return attribute_json(now, object, name) != attribute_json(before, former, name);
    };
    if (!own.empty()) return differs(own);
    bool mapped = false;
    for (const CityModel* model : {&now, &before}) {
      const std::uint32_t of = model == &now ? object : former;
      for (const AttributeColumn& each : model->attributes[model->objects.type[of]].columns()) {
        const AttributeMap::Match match = state_.options.attributes.find(each.name());
        if (match.column == nullptr || match.column->column != column) continue;
        mapped = true;
        if (differs(each.name())) return true;
      }
    }
    // Measured from the geometry.
    return !mapped && said_.now->hashes[object].geometry != said_.before->hashes[former].geometry;
  }

  const CityImport::State& state_;
  const Said& said_;
  std::map<std::uint32_t, std::uint32_t> object_of_;
};

std::int64_t object_row(const Table& table, std::int64_t row) {
  if (table.name() == "city_object") return row;
  const auto column = table.find("object");
  if (!column || table.column(*column).spec().refers_to != "city_object") return -1;
  return table.column(*column).values<std::int32_t>()[static_cast<std::size_t>(row)];
}

}  // namespace

Said compare_source(const CityImport::State& state, const CityModel& model, std::size_t source) {
  Said said;
  said.source = source;
  said.now = std::make_shared<SourceModel>();
  said.now->hashes = hash_objects(model, *state.options.jobs);
  const std::string& name = state.sources[source].record.name;
  const auto known = state.known.objects.find(name);
  const bool again = known != state.known.objects.end() && !known->second.empty();
  if (again && state.known.source) said.before = state.known.source(name);
  return said;
}

void tell_changes(CityImport::State& state, const CityModel& model, Said& said) {
  const ObjectTable& objects = model.objects;
  said.geometry_replaced.assign(objects.size(), 1);
  if (!said.before) return;
  SourceChanges& changes = state.sources[said.source].changes;
  changes.compared = true;
  const SourceModel& before = *said.before;
  // Where coordinates are converted the same source may come to lie elsewhere.
  const bool same_place = before.placed.empty() == said.now->placed.empty();
  const std::int64_t first_new = state.first_new_row(state.city.table("city_object"));
  const auto looks_now = looks_of(model.geometry), looks_then = looks_of(state.geometry);
  const auto same_look = [&](std::uint32_t object) {
    const auto now = looks_now.find(object), then = looks_then.find(said.rows[object]);
    const bool plain = now == looks_now.end();
    return plain == (then == looks_then.end()) && (plain || now->second == then->second);
  };
  for (std::uint32_t o = 0; o < objects.size(); ++o) {
    const std::string_view id = objects.ids[o];
    const std::uint32_t former = before.model.objects.ids.find(id);
    if (former == kNone || said.rows[o] >= first_new) {
      changes.added.emplace_back(id);
      continue;
    }
    const ObjectHash &now = said.now->hashes[o], &then = before.hashes[former];
    const bool stored_same = now.geometry == then.geometry;
    const bool geometry = stored_same && geometry_text(model, o) == geometry_text(before.model, former);
    if (!geometry) changes.geometry.emplace_back(id);
    if (now.attributes != then.attributes) changes.attributes.emplace_back(id);
    changes.unchanged += geometry && now.attributes == then.attributes ? 1 : 0;
    const bool placed_same = said.now->placed_hash(o) == before.placed_hash(former);
    if (stored_same && same_place && placed_same && same_look(o)) said.geometry_replaced[o] = 0;
  }
  for (std::uint32_t o = 0; o < before.model.objects.size(); ++o) {
    const std::string_view id = before.model.objects.ids[o];
    if (objects.ids.find(id) == kNone) changes.gone.emplace_back(id);
  }
}

void find_conflicts(CityImport::State& state) {
  if (state.known.edited.kept().empty()) return;
  for (const Said& said : state.said) {
    const CellHistory history(state, said);
    std::map<std::pair<std::string, std::string>, std::map<city::Id, ImportConflict>> found;
    for (const KeptCell& cell : state.known.edited.kept()) {
      const Table& table = state.city.table(cell.table);
      const std::int64_t row = table.row_of(cell.id);
      const std::uint32_t object = row < 0 ? kNone : history.object_of(object_row(table, row));
      if (object == kNone) continue;
      const city::ColumnSpec& spec = table.column(cell.column).spec();
      if (!history.changed(object, spec, cell.table == "building")) continue;
      found[{cell.table, cell.column}][cell.id] = {
          cell.table, cell.column, std::string(said.now->model.objects.ids[object]),
          cell.id,    cell.edited, cell.source};
    }
    for (auto& [column, cells] : found) {
      for (auto& [id, conflict] : cells) {
        state.sources[said.source].conflicts.push_back(std::move(conflict));
      }
    }
  }
}

}  // namespace conurb::io
