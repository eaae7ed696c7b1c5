// SPDX-License-Identifier: Apache-2.0
#include "engine/io/city_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

using city::kNone;

namespace {

store::Severity severity_of(Severity severity) {
  switch (severity) {
    case Severity::info: return store::Severity::note;
    case Severity::warning: return store::Severity::warning;
    case Severity::error: return store::Severity::error;
  }
  return store::Severity::error;
}

std::string crs_of(const CityModel& model, const ImportOptions& options) {
  return model.crs.form == CrsForm::none ? options.crs : model.crs.text;
}

city::Box box_of(const city::GeometryStore& store) {
  city::Box box;
  std::uint32_t tile = kNone;
  for (std::uint32_t v = 0; v < store.vertex_count(); ++v) {
    // Asking for a vertex's tile is a search: neighbours mostly share it.
    if (tile == kNone || v % 64 == 0) tile = store.tile_of_vertex(v);
    if (store.tile_of_vertex(v) != tile) tile = store.tile_of_vertex(v);
    box.add(store.world(v, tile));
  }
  return box;
}

// The centre, rounded to a kilometre: whole metres keep the way to the file and back exact, and the same file always gives
// the same origin.
double rounded_centre(double low, double high) { return std::round((low + high) / 2 / 1000) * 1000; }

void check_metric(const Crs& crs, const std::string& where) {
  if (!crs.is_geographic() && std::abs(crs.unit_factor() - 1) < 1e-9) return;
  throw Error(ErrorCode::bad_data, fmt::format("the coordinates of {} are in {}s, not in metres", crs.name(), crs.unit()),
              where, "convert the file to a projected CRS in metres (for example UTM) and import that");
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
    throw Error(ErrorCode::internal, fmt::format("the vocabulary has no table '{}'", name), "", "reinstall Conurb");
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

void CityImport::State::find(std::size_t source, Severity severity, std::string_view object, std::string_view rule,
                             std::string message) {
  findings[source].add({severity, std::string(object), "", std::string(rule), std::move(message)});
}

std::vector<store::Finding> file_findings(const FindingList& list, std::size_t kept, const std::string& table) {
  std::vector<store::Finding> result;
  std::map<std::string, std::size_t, std::less<>> shown;
  for (const Finding& each : list.kept()) {
    if (++shown[each.rule] > kept) continue;
    const std::string place = each.object.empty() ? each.place
                              : each.place.empty() ? each.object
                                                   : each.object + ": " + each.place;
    result.push_back({severity_of(each.severity), each.rule, each.message, table, 0, place, 0, 1});
  }
  for (const auto& [rule, count] : list.counts()) {
    if (count <= kept) continue;
    const auto first = std::find_if(list.kept().begin(), list.kept().end(),
                                    [&rule = rule](const Finding& each) { return each.rule == rule; });
    result.push_back({severity_of(first->severity), rule, fmt::format("{} more of this kind", count - kept), table, 0, "",
                      0, static_cast<std::int64_t>(count - kept)});
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
  if (state_->city.find("city_object") >= 0) state_->base_crs = place.crs;
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

// The first model says where the city lies; every other must lie in the same CRS.
void settle_place(CityImport::State& state, const CityModel& model, std::size_t source) {
  const std::string text = crs_of(model, state.options);
  city::Place place = state.city.place();
  const bool first = !state.base_crs;
  std::string name, vertical;
  if (!text.empty()) {
    const Crs crs = Crs::open(text, model.name);
    check_metric(crs, model.name);
    name = crs.horizontal_epsg() > 0 ? fmt::format("EPSG:{}", crs.horizontal_epsg()) : text;
    if (crs.vertical_epsg() > 0) vertical = fmt::format("EPSG:{}", crs.vertical_epsg());
  } else {
    state.find(source, Severity::warning, "", "crs.missing",
               "the file names no CRS: its coordinates are taken as metres; give --crs to place it on the map");
  }
  if (first) {
    place.crs = name;
    place.vertical_datum = vertical;
    const city::Box box = box_of(model.geometry);
    if (!box.empty()) {
      place.origin_x = rounded_centre(box.lower[0], box.upper[0]);
      place.origin_y = rounded_centre(box.lower[1], box.upper[1]);
    }
    state.base_crs = name;
    state.city.set_place(place);
    return;
  }
  if (name.empty() || name == *state.base_crs) {
    if (!vertical.empty() && !place.vertical_datum.empty() && vertical != place.vertical_datum) {
      state.find(source, Severity::warning, "", "crs.height_datum",
                 fmt::format("heights are given in {}, those of the city in {}: taken as they are", vertical,
                             place.vertical_datum));
    }
    return;
  }
  throw Error(ErrorCode::incompatible,
              fmt::format("the file is in {}, the city in {}", name,
                          state.base_crs->empty() ? "no known CRS" : *state.base_crs),
              model.name, "convert the file to the city's CRS, or import it into a city file of its own");
}

void put_member(std::string& json, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  json += json.empty() ? "{" : ",";
  json += json_quoted(key);
  json += ':';
  json += value;
}

std::string sparse_object(const city::SparseText& texts, std::string_view open, std::string_view close) {
  std::string json;
  for (std::size_t n = 0; n < texts.rows().size(); ++n) {
    json += json.empty() ? "{" : ",";
    json += fmt::format("\"{}\":{}{}{}", texts.rows()[n], open, texts.entry(n), close);
  }
  return json.empty() ? json : json + "}";
}

// What the tables do not hold, as one JSON object: metadata, further members of the root, of geometries (by their number
// in the file) and of features.
std::string raw_json(const CityModel& model) {
  std::string json;
  put_member(json, "version", json_quoted(model.version));
  put_member(json, "metadata", model.metadata);
  std::string root;
  for (const auto& [key, value] : model.root_extra) put_member(root, key, value);
  put_member(json, "root", root.empty() ? root : root + "}");
  put_member(json, "geometries", sparse_object(model.geometry_extra, "{", "}"));
  put_member(json, "features", sparse_object(model.feature_extra, "{", "}"));
  return json + "}";
}

}  // namespace

void CityImport::add(CityModel model, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = "CityJSON " + model.version;
  state.findings.push_back(model.findings);
  settle_place(state, model, source);
  imported.raw = raw_json(model);
  const ModelRows rows = import_objects(state, model, source);
  state.report(0, "attributes");
  import_attributes(state, model, rows, source);
  import_geometry(state, model, rows, source);
}

ImportResult CityImport::finish() {
  State& state = *state_;
  if (state.geometry_changed) {
    import_measures(state);
    state.city.set_geometry(std::make_shared<const city::GeometryStore>(std::move(state.geometry)));
  }
  for (std::size_t i = 0; i < state.sources.size(); ++i) {
    state.sources[i].findings = file_findings(state.findings[i], state.options.findings_kept, "");
  }
  return {std::move(state.city), state.geometry_changed, std::move(state.sources)};
}

}  // namespace conurb::io
