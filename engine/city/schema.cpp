// SPDX-License-Identifier: Apache-2.0
#include "engine/city/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/city/column.hpp"

namespace conurb::city {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMaxSchemaBytes = std::size_t{4} << 20;

constexpr std::array<std::string_view, 7> kScalars{"f64", "f32", "i64", "i32", "u8", "text", "ref"};
constexpr std::array<std::string_view, 4> kRoles{"static", "input", "state", "output"};
constexpr std::array<std::string_view, 5> kKinds{"entities", "links", "grid", "particles", "series"};
constexpr std::array<std::string_view, 4> kShapes{"none", "point", "line", "polygon"};
constexpr std::array<std::string_view, 2> kStorages{"rows", "chunks"};
constexpr std::array<std::string_view, 3> kInterpolations{"mean of interval", "step", "linear"};
constexpr std::array<std::string_view, 3> kRecordings{"none", "last", "day_and_peak"};
constexpr std::array<std::string_view, 3> kOwnColumns{"id", "alive", "shape"};

[[noreturn]] void fail(std::string_view where, const std::string& what, const std::string& remedy = {}) {
  throw Error(ErrorCode::bad_data, what, std::string(where), remedy);
}

bool is_number(Scalar scalar) {
  return scalar != Scalar::text && scalar != Scalar::ref;
}

/// Position of a text among the allowed ones.
std::size_t get_choice(const Json& json, std::string_view key, std::span<const std::string_view> allowed,
                       std::string_view where) {
  const std::string text = get_string(json, key, where);
  const auto found = std::find(allowed.begin(), allowed.end(), text);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  const std::vector<std::string> names(allowed.begin(), allowed.end());
  std::string remedy = did_you_mean(text, names);
  if (remedy.empty()) remedy = "use one of: " + join(names, ", ");
  fail(where, fmt::format("\"{}\" is {}", key, in_quotes(text)), remedy);
}

std::size_t get_choice_or(const Json& json, std::string_view key, std::span<const std::string_view> allowed,
                          std::size_t fallback, std::string_view where) {
  return find_member(json, key, where) == nullptr ? fallback : get_choice(json, key, allowed, where);
}

std::string get_name(const Json& json, std::string_view key, std::string_view where) {
  std::string name = get_string(json, key, where);
  if (!is_name(name)) {
    fail(where, fmt::format("\"{}\" is {}, which is no name", key, in_quotes(name)),
         "use up to 63 lower-case letters, digits and _, beginning with a letter");
  }
  return name;
}

std::string get_line(const Json& json, std::string_view key, std::string_view where) {
  std::string text = get_string(json, key, where);
  const bool bad =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
  if (bad || trim(text).empty()) fail(where, fmt::format("\"{}\" must be one line of text", key));
  return text;
}

double get_end(const Json& json, double open, std::string_view where) {
  if (json.is_null()) return open;
  if (json.is_number()) return json.get<double>();
  fail(where, "the ends of \"range\" must be numbers, or null where it is open");
}

void read_range(const Json& json, ColumnSpec& spec, std::string_view where) {
  const Json* range = find_member(json, "range", where);
  if (range == nullptr) return;
  if (!is_number(spec.scalar))
    fail(where, fmt::format("\"range\" is given for a {}", to_string(spec.scalar)));
  if (!range->is_array() || range->size() != 2) fail(where, "\"range\" must be [low, high]");
  spec.min = get_end((*range)[0], -kInfinity, where);
  spec.max = get_end((*range)[1], kInfinity, where);
  if (!(spec.min <= spec.max)) {
    fail(where, fmt::format("\"range\" is [{}, {}]: the low end is above the high one", spec.min, spec.max));
  }
}

void read_initial(const Json& json, ColumnSpec& spec, std::string_view where) {
  const Json* initial = find_member(json, "initial", where);
  if (initial == nullptr) return;
  if (spec.list) fail(where, "\"initial\" is given for a list, which begins empty");
  if (spec.scalar == Scalar::ref) fail(where, "\"initial\" is given for a ref, which begins as null");
  Value value;
  if (initial->is_string()) {
    value = initial->get<std::string>();
  } else if (initial->is_number_unsigned() && initial->get<std::uint64_t>() > std::uint64_t{INT64_MAX}) {
    fail(where, "\"initial\" is beyond 64 bits");
  } else if (initial->is_number_integer() && !is_float(spec.scalar)) {
    value = initial->get<std::int64_t>();
  } else if (initial->is_number()) {
    value = initial->get<double>();
  } else {
    fail(where, "\"initial\" must be a number or a text", "leave it out to begin with null, or with 0");
  }
  try {
    Column::check(spec, value);
  } catch (const Error& error) {
    fail(where, "\"initial\": " + error.message());
  }
  spec.initial = std::move(value);
}

Recording read_recording(const Json& json, std::string_view where) {
  Recording recording;
  const Json* rule = find_member(json, "recording", where);
  if (rule == nullptr) return recording;
  if (!rule->is_object()) {
    static constexpr std::array kMeanings{Recording::Kind::none, Recording::Kind::last,
                                          Recording::Kind::day_and_peak};
    recording.kind = kMeanings[get_choice(json, "recording", kRecordings, where)];
    return recording;
  }
  const std::string place = std::string(where) + ", recording";
  check_keys(*rule, {"every", "selection", "days"}, place);
  if (rule->size() != 1) fail(place, "must hold either \"every\", \"selection\" or \"days\"");
  if (rule->contains("days")) {
    recording.kind = Recording::Kind::days;
    recording.days = get_strings(*rule, "days", place);
    if (recording.days.empty() || !std::all_of(recording.days.begin(), recording.days.end(), is_yearly_day))
      fail(place, "\"days\" must list days of the year", "write them as \"01-15\"");
  } else if (rule->contains("every")) {
    const std::int64_t every = get_integer(*rule, "every", place);
    if (every < 1 || every > std::numeric_limits<std::int32_t>::max()) {
      fail(place, fmt::format("\"every\" is {}, a number of exchanges from 1 on is needed", every));
    }
    recording.kind = Recording::Kind::every;
    recording.every = static_cast<std::int32_t>(every);
  } else {
    recording.kind = Recording::Kind::selection;
    recording.selection = get_line(*rule, "selection", place);
  }
  return recording;
}

void read_type(const Json& json, ColumnSpec& spec, std::string_view where) {
  spec.scalar = static_cast<Scalar>(get_choice(json, "type", kScalars, where) + 1);
  spec.list = get_bool_or(json, "list", false, where);
  if (is_number(spec.scalar)) {
    spec.unit = get_line(json, "unit", where);
    if (json.contains("display_unit")) spec.display_unit = get_line(json, "display_unit", where);
  } else {
    for (const char* key : {"unit", "display_unit"}) {
      if (json.contains(key)) {
        fail(where, fmt::format("\"{}\" is given for a {}, which has none", key, to_string(spec.scalar)));
      }
    }
  }
  if (spec.scalar == Scalar::ref) {
    spec.refers_to = get_name(json, "refers_to", where);
  } else if (json.contains("refers_to")) {
    fail(where, "\"refers_to\" is given for a column that is no ref");
  }
  spec.nullable = get_bool_or(json, "nullable", false, where);
  if (spec.nullable && ((is_number(spec.scalar) && !is_float(spec.scalar)) || spec.list)) {
    fail(where,
         fmt::format("\"nullable\" is given, and {} has no null",
                     spec.list ? "a list" : to_string(spec.scalar)),
         "use f32 or f64 for numbers that may be unknown");
  }
}

GridSpec read_grid(const Json& json, std::string_view where) {
  const Json& object = get_object(json, "grid", where);
  const std::string place = std::string(where) + ", grid";
  check_keys(object, {"origin", "cell", "width", "height"}, place);
  GridSpec grid;
  if (const Json* origin = find_member(object, "origin", place)) {
    if (!origin->is_array() || origin->size() != 2 || !(*origin)[0].is_number() ||
        !(*origin)[1].is_number()) {
      fail(place, "\"origin\" must be [x, y]");
    }
    grid.origin_x = (*origin)[0].get<double>();
    grid.origin_y = (*origin)[1].get<double>();
  }
  grid.cell = get_number(object, "cell", place);
  grid.width = get_integer(object, "width", place);
  grid.height = get_integer(object, "height", place);
  constexpr std::int64_t kMostCells = std::int64_t{1} << 31;  // rows are 32 bits in refs and relations
  const bool fits = grid.width >= 1 && grid.height >= 1 && grid.width < kMostCells &&
                    grid.height < kMostCells && grid.width * grid.height < kMostCells;
  if (!(grid.cell > 0) || !fits) {
    fail(place, fmt::format("{} x {} cells of {} m", grid.width, grid.height, grid.cell),
         "width and height count cells from 1 on, fewer than 2^31 in all; cell is above 0 m");
  }
  return grid;
}

void read_columns(const Json& json, TableSpec& table, std::string_view where) {
  std::set<std::string, std::less<>> names(kOwnColumns.begin(), kOwnColumns.end());
  for (const Json& column : get_array(json, "columns", where)) {
    ColumnSpec spec = parse_column(column, where);
    if (!names.insert(spec.name).second) {
      const bool own = std::find(kOwnColumns.begin(), kOwnColumns.end(), spec.name) != kOwnColumns.end();
      fail(where, fmt::format("column '{}' {}", spec.name, own ? "is part of every table" : "is there twice"),
           own ? "leave it out" : "");
    }
    table.columns.push_back(std::move(spec));
  }
}

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json recording_json(const Recording& recording) {
  switch (recording.kind) {
    case Recording::Kind::none: return "none";
    case Recording::Kind::day_and_peak: return "day_and_peak";
    case Recording::Kind::every: return {{"every", recording.every}};
    case Recording::Kind::selection: return {{"selection", recording.selection}};
    case Recording::Kind::days: return {{"days", recording.days}};
    case Recording::Kind::last: break;
  }
  return "last";
}

}  // namespace

ColumnSpec parse_column(const Json& json, std::string_view where) {
  ColumnSpec spec;
  spec.name = get_name(json, "name", std::string(where) + ", a column");
  const std::string place = fmt::format("{}, column '{}'", where, spec.name);
  check_keys(json,
             {"name", "type", "list", "unit", "display_unit", "description", "role", "initial", "range",
              "nullable", "refers_to", "recording"},
             place);
  read_type(json, spec, place);
  spec.description = get_line(json, "description", place);
  spec.role = static_cast<Role>(get_choice_or(json, "role", kRoles, 0, place));
  read_range(json, spec, place);
  read_initial(json, spec, place);
  spec.recording = read_recording(json, place);
  return spec;
}

TableSpec parse_table(const Json& json, std::string_view where) {
  TableSpec table;
  table.name = get_name(json, "name", where);
  const std::string place = fmt::format("{}, table '{}'", where, table.name);
  check_keys(json, {"name", "kind", "shape", "storage", "description", "interpolation", "grid", "columns"},
             place);
  table.kind = static_cast<TableKind>(get_choice_or(json, "kind", kKinds, 0, place) + 1);
  table.shape = static_cast<Shape>(get_choice_or(json, "shape", kShapes, 0, place));
  table.storage = static_cast<Storage>(get_choice_or(json, "storage", kStorages, 0, place));
  if (table.storage == Storage::chunks && table.shape != Shape::none) {
    fail(place, "\"storage\" is chunks, and rows with a shape are to be seen on the map", "leave it out");
  }
  table.description = get_line(json, "description", place);
  if (table.kind == TableKind::series) {
    table.interpolation = kInterpolations[get_choice(json, "interpolation", kInterpolations, place)];
  } else if (json.contains("interpolation")) {
    fail(place, "\"interpolation\" is given for a table that is no series");
  }
  if (json.contains("grid")) {
    if (table.kind != TableKind::grid) fail(place, "\"grid\" is given for a table that is no grid");
    table.grid = read_grid(json, place);
  }
  read_columns(json, table, place);
  return table;
}

Json to_json(const ColumnSpec& column) {
  Json json = {
      {"name", column.name}, {"type", to_string(column.scalar)}, {"description", column.description}};
  if (column.list) json["list"] = true;
  if (is_number(column.scalar)) json["unit"] = column.unit;
  if (!column.display_unit.empty()) json["display_unit"] = column.display_unit;
  if (column.role != Role::fixed) json["role"] = to_string(column.role);
  if (const auto* number = std::get_if<double>(&column.initial)) json["initial"] = *number;
  if (const auto* whole = std::get_if<std::int64_t>(&column.initial)) json["initial"] = *whole;
  if (const auto* text = std::get_if<std::string>(&column.initial)) json["initial"] = *text;
  if (std::isfinite(column.min) || std::isfinite(column.max)) {
    json["range"] = {number_or_null(column.min), number_or_null(column.max)};
  }
  if (column.nullable) json["nullable"] = true;
  if (!column.refers_to.empty()) json["refers_to"] = column.refers_to;
  if (column.recording.kind != Recording::Kind::last) json["recording"] = recording_json(column.recording);
  return json;
}

Json to_json(const TableSpec& table) {
  Json json = {{"name", table.name}, {"description", table.description}, {"columns", Json::array()}};
  if (table.kind != TableKind::entities) json["kind"] = to_string(table.kind);
  if (table.shape != Shape::none) json["shape"] = to_string(table.shape);
  if (table.storage != Storage::rows) json["storage"] = to_string(table.storage);
  if (!table.interpolation.empty()) json["interpolation"] = table.interpolation;
  if (table.kind == TableKind::grid && table.grid.width > 0) {
    json["grid"] = {{"origin", {table.grid.origin_x, table.grid.origin_y}},
                    {"cell", table.grid.cell},
                    {"width", table.grid.width},
                    {"height", table.grid.height}};
  }
  for (const ColumnSpec& column : table.columns) json["columns"].push_back(to_json(column));
  return json;
}

std::vector<TableSpec> read_schema(const std::filesystem::path& folder) {
  std::error_code status;
  std::vector<std::filesystem::path> paths;
  if (!std::filesystem::is_directory(folder, status)) {
    throw Error(ErrorCode::not_found, "there is no such folder of schema files", folder.string());
  }
  std::filesystem::directory_iterator entry(folder, status);
  for (; !status && entry != std::filesystem::directory_iterator(); entry.increment(status)) {
    if (entry->path().extension() == ".json") paths.push_back(entry->path());
  }
  if (status) throw Error(ErrorCode::io, "cannot read the folder: " + status.message(), folder.string());
  std::sort(paths.begin(), paths.end());
  std::vector<TableSpec> tables;
  std::set<std::string, std::less<>> names;
  for (const std::filesystem::path& path : paths) {
    tables.push_back(parse_table(parse_json(read_file(path, kMaxSchemaBytes), path.string()), path.string()));
    if (tables.back().name != path.stem().string()) {
      fail(path.string(), fmt::format("holds the table '{}'", tables.back().name),
           "name the file as the table");
    }
    names.insert(tables.back().name);
  }
  for (const TableSpec& table : tables) {
    for (const ColumnSpec& column : table.columns) {
      if (column.refers_to.empty() || names.contains(column.refers_to)) continue;
      fail(folder.string(), fmt::format("'{}.{}' refers to table '{}', which has no file here", table.name,
                                        column.name, column.refers_to));
    }
  }
  return tables;
}

}  // namespace conurb::city
