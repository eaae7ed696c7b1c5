// SPDX-License-Identifier: Apache-2.0
#include "engine/io/city_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

namespace {

store::Severity severity_of(Severity severity) {
  switch (severity) {
    case Severity::info: return store::Severity::note;
    case Severity::warning: return store::Severity::warning;
    case Severity::error: return store::Severity::error;
  }
  return store::Severity::error;
}

}  // namespace

const city::TableSpec* CityImport::State::vocabulary(std::string_view name) const {
  const auto found = std::find_if(options.vocabulary.begin(), options.vocabulary.end(),
                                  [name](const city::TableSpec& table) { return table.name == name; });
  return found == options.vocabulary.end() ? nullptr : &*found;
}

std::size_t CityImport::State::vocabulary_table(std::string_view name) {
  const city::TableSpec* found = vocabulary(name);
  if (found == nullptr) {
    throw Error(ErrorCode::internal, fmt::format("the vocabulary has no table '{}'", name), "",
                "reinstall Conurb");
  }
  city::TableSpec spec = *found;
  std::erase_if(spec.columns, [&](const city::ColumnSpec& column) {
    return !column.refers_to.empty() && column.refers_to != name && city.find(column.refers_to) < 0;
  });
  const std::size_t index = city.add_table(spec);
  touch(city.table(index));
  return index;
}

std::int64_t CityImport::State::first_new_row(const city::Table& table) const {
  const auto found = first_new.find(table.name());
  return found == first_new.end() ? 0 : found->second;
}

void CityImport::State::report(double fraction, std::string_view text) const {
  if (options.progress != nullptr) options.progress->update(fraction, text);
  options.cancel.check("the import");
}

void CityImport::State::find(std::size_t source, Severity severity, std::string_view object,
                             std::string_view rule, std::string message) {
  findings[source].add({severity, std::string(object), "", std::string(rule), std::move(message)});
}

std::vector<store::Finding> file_findings(const FindingList& list, std::size_t kept,
                                          const std::string& table) {
  std::vector<store::Finding> result;
  std::map<std::string, std::size_t, std::less<>> shown;
  for (const Finding& each : list.kept()) {
    if (++shown[each.rule] > kept) continue;
    const std::string place = each.object.empty()  ? each.place
                              : each.place.empty() ? each.object
                                                   : each.object + ": " + each.place;
    result.push_back({severity_of(each.severity), each.rule, each.message, table, 0, place, 0, 1});
  }
  for (const auto& [rule, count] : list.counts()) {
    if (count <= kept) continue;
    const auto first = std::find_if(list.kept().begin(), list.kept().end(),
                                    [&name = rule](const Finding& each) { return each.rule == name; });
    result.push_back({severity_of(first->severity), rule, fmt::format("{} more of this kind", count - kept),
                      table, 0, "", 0, static_cast<std::int64_t>(count - kept)});
  }
  return result;
}

CityImport::CityImport(city::City base, KnownImports known, ImportOptions options)
    : state_(std::make_unique<State>()) {
  if (options.jobs == nullptr) throw Error(ErrorCode::internal, "an import was given no threads");
  state_->city = std::move(base);
  state_->known = std::move(known);
  state_->options = std::move(options);
  if (state_->city.geometry() != nullptr) state_->geometry = *state_->city.geometry();
  city::Place place = state_->city.place();
  if (state_->city.find("city_object") >= 0 || !place.crs.empty()) state_->base_crs = place.crs;
  state_->first_weather_zone = state_->city.table_count() == 0;
  if (!state_->options.time_zone.empty()) {
    place.time_zone = state_->options.time_zone;
    state_->city.set_place(place);
  }
}

CityImport::~CityImport() = default;
CityImport::CityImport(CityImport&&) noexcept = default;
CityImport& CityImport::operator=(CityImport&&) noexcept = default;

namespace {

// The day that the data describe, as CityJSON (referenceDate) or files made before it became a standard name
// it.
std::string reference_date(const CityModel& model) {
  if (model.metadata.empty()) return {};
  const Json metadata = Json::parse(model.metadata, nullptr, false);  // kept raw whatever it is
  if (!metadata.is_object()) return {};
  for (const char* key : {"referenceDate", "datasetReferenceDate"}) {
    if (metadata.contains(key) && metadata[key].is_string()) return metadata[key].get<std::string>();
  }
  return {};
}

}  // namespace

void CityImport::add(CityModel model, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = model.format + " " + model.version;
  state.findings.push_back(model.findings);
  if (imported.record.date.empty()) imported.record.date = reference_date(model);
  import_images(state, model, source);
  Said said = compare_source(state, model, source);
  settle_place(state, model, said);
  said.now->vertices = model.geometry.vertex_count();
  const ModelRows rows = import_objects(state, model, source);
  said.rows = rows.object;
  tell_changes(state, model, said);
  state.report(0, "attributes");
  import_attributes(state, model, rows, source);
  import_geometry(state, model, said);
  model.geometry = {};
  said.now->model = std::move(model);
  // Beside the measuring, which takes longer.
  said.encoded = std::async(std::launch::async, [now = said.now] { return encode_source(*now); });
  state.said.push_back(std::move(said));
}

void CityImport::replace_geometry(city::GeometryStore geometry, std::vector<std::uint32_t> surface_moved,
                                  std::vector<std::uint32_t> objects,
                                  const std::map<std::string, std::vector<city::Id>>& given) {
  State& state = *state_;
  state.geometry = std::move(geometry);
  state.geometry_changed = state.geometry_moved = true;
  state.surface_moved = std::move(surface_moved);
  const auto roots = state.city.table("city_object").column("root").values<std::int32_t>();
  const city::Table& buildings = state.city.table("building");
  const auto objects_of = buildings.column("object").values<std::int32_t>();
  std::vector<std::uint8_t> touched(static_cast<std::size_t>(state.city.table("city_object").rows()), 0);
  for (const std::uint32_t each : objects) touched[static_cast<std::size_t>(std::max(roots[each], 0))] = 1;
  for (std::int64_t row = 0; row < buildings.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const std::int32_t object = objects_of[at];
    if (buildings.alive()[at] == 0 || object < 0 || touched[static_cast<std::size_t>(object)] == 0) continue;
    state.new_buildings.push_back(row);
    state.source_of_new.push_back(0);
  }
  for (const char* table : {"city_object", "building", "surface"}) {
    if (state.city.find(table) >= 0) state.touch(state.city.table(table));
  }
  for (const auto& [column, ids] : given) {
    std::vector<std::uint8_t>& rows = state.given[column];
    rows.assign(static_cast<std::size_t>(buildings.rows()), 0);
    for (const city::Id id : ids) {
      if (const std::int64_t row = buildings.row_of(id); row >= 0) rows[static_cast<std::size_t>(row)] = 1;
    }
  }
  state.findings.emplace_back();  // what measuring finds is not of any source
}

namespace {

// All of them: each is a decision for a person.
void add_conflict_findings(ImportedSource& source) {
  for (const ImportConflict& each : source.conflicts) {
    source.findings.push_back(
        {store::Severity::warning, "import.conflict",
         fmt::format("{}: edited to {}, the source now says {}: the edit is kept", each.column,
                     city::to_string(each.edited), city::to_string(each.source)),
         each.table, each.id, each.object, 0, 1});
  }
}

}  // namespace

ImportResult CityImport::finish() {
  State& state = *state_;
  if (state.geometry_changed) {
    import_measures(state);
    state.city.set_geometry(std::make_shared<const city::GeometryStore>(std::move(state.geometry)));
  }
  import_terrain(state);
  import_map_buildings(state);
  derive_ground(state);
  find_conflicts(state);
  for (Said& each : state.said) state.sources[each.source].raw = each.encoded.get();
  for (std::size_t i = 0; i < state.sources.size(); ++i) {
    state.sources[i].findings = file_findings(state.findings[i], state.options.findings_kept, "");
    add_conflict_findings(state.sources[i]);
  }
  return {std::move(state.city), state.geometry_changed, std::move(state.sources)};
}

}  // namespace conurb::io
