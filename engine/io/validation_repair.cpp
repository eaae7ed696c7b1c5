// SPDX-License-Identifier: Apache-2.0
// Repairs of models and city files.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/io/source_model.hpp"
#include "engine/io/validation.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::io {

using city::kNone;

namespace {

/// Members of a geometry that count its faces and corners.
bool names_faces(std::string_view json) {
  return json.find("\"material\"") != std::string_view::npos ||
         json.find("\"texture\"") != std::string_view::npos;
}

bool has_looks(const CityModel& model, std::string_view id) {
  const std::uint32_t object = model.objects.ids.find(id);
  if (object == kNone) return false;
  const city::Range range = model.objects.geometries(object);
  for (std::uint32_t g = range.begin; g < range.end; ++g) {
    if (names_faces(model.geometry_extra.at(g))) return true;
  }
  return false;
}

/// Rows of `city_object` with geometry whose members name faces. What a file of before keeps of a source does
/// not say of which object they are: then all of that source.
std::set<std::uint32_t> bound_objects(const store::CityFile& file, const city::Table& objects) {
  std::set<std::uint32_t> bound;
  const store::Catalogue catalogue(file);
  const store::Blobs blobs(file);
  for (const store::SourceRecord& source : catalogue.sources()) {
    if (!blobs.contains("source_raw", source.name)) continue;
    const std::optional<SourceModel> said = load_source(file, source.name);
    if (!said) {
      const std::vector<std::byte> raw = blobs.get("source_raw", source.name);
      if (!names_faces({reinterpret_cast<const char*>(raw.data()), raw.size()})) continue;
    }
    for (const store::Identity& each : catalogue.identities(source.id, "city_object")) {
      const std::int64_t row = objects.row_of(each.id);
      if (row >= 0 && (!said || has_looks(said->model, each.external)))
        bound.insert(static_cast<std::uint32_t>(row));
    }
  }
  return bound;
}

/// By column of `building`: rows whose value was measured, in the column's provenance or in their own.
std::map<std::string, std::vector<city::Id>> measured_values(const store::CityFile& file,
                                                             const city::Table& buildings) {
  std::map<std::string, std::vector<city::Id>> given;
  const store::Catalogue catalogue(file);
  for (std::size_t c = 0; c < buildings.column_count(); ++c) {
    const std::string& name = buildings.column(c).spec().name;
    std::vector<city::Id> ids = catalogue.rows_of("building", name, store::Provenance::measured);
    if (catalogue.provenance("building", name) == store::Provenance::measured) {
      const std::vector<city::Id> derived = catalogue.rows_of("building", name, store::Provenance::derived);
      ids.clear();
      for (const city::Id id : buildings.ids()) {
        if (!std::binary_search(derived.begin(), derived.end(), id)) ids.push_back(id);
      }
    }
    if (!ids.empty()) given[name] = std::move(ids);
  }
  return given;
}

}  // namespace

std::string describe(const city::Repair& repair) {
  const city::RuleInfo& rule = city::info(repair.rule);
  const std::string number = repair.number == 1 ? "" : fmt::format("{} times: ", repair.number);
  return fmt::format("{}: {}{}", rule.name, number, rule.repair);
}

std::vector<city::Repair> repair_model(CityModel& model, const city::ValidityOptions& options) {
  // Texts that count faces, or that stand for the geometry itself, would contradict what was mended.
  city::RepairedGeometry repaired = repair_geometry(model.geometry, options, [&model](std::uint32_t g) {
    const std::string_view extra = model.geometry_extra.at(g);
    const std::uint32_t owner = model.geometry.owner(g);
    const bool in_part = owner != kNone && !model.rejected_geometry.at(owner).empty();
    return !names_faces(extra) && extra.find("\"semantics\"") == std::string_view::npos && !in_part;
  });
  if (!repaired.repairs.empty()) model.geometry = std::move(repaired.store);
  return std::move(repaired.repairs);
}

std::vector<city::Repair> repair_city(store::CityFile& file, const city::ValidityOptions& options,
                                      ImportOptions import_options) {
  city::City base = file.load();
  base.set_geometry(load_geometry(file));
  if (base.geometry() == nullptr || base.find("city_object") < 0 || base.find("building") < 0) return {};
  const city::Table& objects = base.table("city_object");
  const std::set<std::uint32_t> bound = bound_objects(file, objects);
  const city::GeometryStore& store = *base.geometry();
  const auto may_change = [&](std::uint32_t g) {
    const std::uint32_t owner = store.owner(g);
    // A template may be one of a bound object.
    return owner == kNone ? bound.empty() : !bound.contains(owner);
  };
  city::RepairedGeometry repaired = repair_geometry(store, options, may_change);
  if (repaired.repairs.empty()) return {};
  std::vector<std::uint32_t> changed;
  for (const city::Repair& each : repaired.repairs) {
    const std::uint32_t owner = store.owner(each.geometry);
    if (owner != kNone && (changed.empty() || changed.back() != owner)) changed.push_back(owner);
  }
  const auto given = measured_values(file, base.table("building"));
  CityImport import(std::move(base), read_known_imports(file), std::move(import_options));
  import.replace_geometry(std::move(repaired.store), std::move(repaired.surface), std::move(changed), given);
  commit_import(file, import.finish());
  return std::move(repaired.repairs);
}

}  // namespace conurb::io
