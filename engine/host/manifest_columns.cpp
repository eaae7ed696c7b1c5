// SPDX-License-Identifier: Apache-2.0
// Tables and columns of a manifest.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/host/manifest_parts.hpp"

namespace conurb::host {

namespace {

using city::Recording;
using city::Role;
using city::Scalar;
using city::TableKind;

constexpr std::string_view kKinds[] = {"entities", "links", "grid", "particles", "series"};
constexpr std::string_view kShapes[] = {"none", "point", "line", "polygon"};
constexpr std::string_view kScalars[] = {"f64", "f32", "i64", "i32", "u8", "text", "ref"};
constexpr std::string_view kAccesses[] = {"read", "write_all", "read_write", "accumulate", "fill"};
constexpr std::string_view kRoles[] = {"static", "input", "state", "output"};
constexpr std::string_view kInterpolations[] = {"mean of interval", "step", "linear"};
constexpr std::string_view kRecordings[] = {"none", "last", "day_and_peak"};
constexpr std::int64_t kCellLimit = std::int64_t{1} << 24;  // cells along one side

// ---- tables

void read_grid(JsonObject& table, city::GridSpec& grid) {
  const OrderedJson* json = table.find("grid");
  if (json == nullptr)
    table.fail("has kind grid but no 'grid'", "add \"grid\": {\"origin\": [0, 0], \"cell\": 10, …}");
  JsonObject object(*json, table.where() + ", grid");
  if (const OrderedJson* origin = object.find("origin")) {
    if (!origin->is_array() || origin->size() != 2 || !(*origin)[0].is_number() ||
        !(*origin)[1].is_number()) {
      object.refuse("origin", "must be a list of two numbers, x and y");
    }
    grid.origin_x = (*origin)[0].get<double>();
    grid.origin_y = (*origin)[1].get<double>();
  }
  grid.cell = object.number("cell");
  if (grid.cell <= 0) object.refuse("cell", "must be above 0 m");
  grid.width = object.integer("width", 1, kCellLimit);
  grid.height = object.integer("height", 1, kCellLimit);
  object.finish();
}

/// What only a table that the plugin makes can say.
void read_definition(JsonObject& object, city::TableSpec& spec) {
  spec.kind = static_cast<TableKind>(object.one_of_or("kind", kKinds, 0) + 1);
  spec.shape = static_cast<city::Shape>(object.one_of_or("shape", kShapes, 0));
  spec.description = object.text("description");
  if (spec.kind == TableKind::grid) read_grid(object, spec.grid);
  if (spec.kind == TableKind::series) {
    spec.interpolation = kInterpolations[object.one_of("interpolation", kInterpolations)];
  }
}

void read_table(const std::string& name, JsonObject& object, Manifest& manifest) {
  check_name(name, object);
  TableUse use;
  use.spec.name = name;
  use.owns = object.flag("owns");
  use.defines = object.has("kind") || use.owns;
  use.optional = object.flag("optional");
  if (use.defines && use.optional) {
    object.fail("is optional, and yet the plugin makes it", "drop 'optional', or both 'kind' and 'owns'");
  }
  use.fills = object.flag("fills");
  if (use.fills && use.owns) {
    object.refuse("fills", "goes without saying for a table that the plugin owns", "drop it");
  }
  if (use.defines) {
    read_definition(object, use.spec);
  } else {
    use.spec.description = object.text_or("description", "");
    for (const char* key : {"shape", "grid", "interpolation"}) {
      if (object.has(key))
        object.refuse(key, "is given for a table that others make", "add 'kind' to make it here");
    }
  }
  if (use.owns) use.spec.owner = manifest.id;
  manifest.tables.push_back(std::move(use));
}

// ---- columns

bool is_number(Scalar scalar) {
  return scalar != Scalar::text && scalar != Scalar::ref;
}

/// Least and greatest value of a type that JSON numbers can reach.
std::pair<double, double> limits_of(Scalar scalar) {
  switch (scalar) {
    case Scalar::f32: return {std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()};
    case Scalar::i64: return {-0x1p63, 0x1p63};
    case Scalar::i32:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    case Scalar::u8: return {0, 255};
    default: return {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
  }
}

void read_type(JsonObject& object, city::ColumnSpec& spec) {
  spec.scalar = static_cast<Scalar>(object.one_of("type", kScalars) + 1);
  spec.list = object.flag("list");
  if (is_number(spec.scalar)) {
    spec.unit = object.text("unit");
  } else if (object.has("unit")) {
    object.refuse("unit", fmt::format("is given for a {}, which has none", city::to_string(spec.scalar)));
  }
  if (spec.scalar == Scalar::ref) {
    spec.refers_to = object.name("refers_to");
  } else if (object.has("refers_to")) {
    object.refuse("refers_to", "is given for a column that is no ref");
  }
  spec.display_unit = object.text_or("display_unit", "");
}

Role role_of(JsonObject& object, Access access) {
  const auto otherwise = access == Access::read         ? Role::input
                         : access == Access::read_write ? Role::state
                                                        : Role::output;
  const auto role = static_cast<Role>(object.one_of_or("role", kRoles, static_cast<std::size_t>(otherwise)));
  const bool fits = access == Access::read         ? role != Role::state
                    : access == Access::read_write ? role == Role::state || role == Role::output
                                                   : role == Role::output;
  if (!fits) {
    object.refuse(
        "role",
        fmt::format("is {}, which does not go with access {}", city::to_string(role), to_string(access)),
        "static and input go with read, state with read_write, output with every access");
  }
  return role;
}

void read_range(JsonObject& object, city::ColumnSpec& spec) {
  const auto range = object.range("range", true);
  if (!range) return;
  if (!is_number(spec.scalar)) object.refuse("range", "is given for a column that holds no numbers");
  if (range->low) spec.min = *range->low;
  if (range->high) spec.max = *range->high;
}

void read_initial(JsonObject& object, city::ColumnSpec& spec) {
  const OrderedJson* json = object.find("initial");
  if (json == nullptr) return;
  if (spec.list) object.refuse("initial", "is given for a list, which begins empty");
  if (json->is_null()) {
    if (!spec.nullable) object.refuse("initial", "is null, and the column is not nullable");
    return;
  }
  if (spec.scalar == Scalar::ref) object.refuse("initial", "of a ref can only be null");
  if (spec.scalar == Scalar::text) {
    spec.initial = object.text("initial");
    return;
  }
  const double value = object.number("initial");
  const auto [least, greatest] = limits_of(spec.scalar);
  if (value < least || value > greatest || value < spec.min || value > spec.max) {
    object.refuse("initial", fmt::format("is {}, outside the column's range", value));
  }
  if (city::is_float(spec.scalar)) {
    spec.initial = value;
  } else {
    spec.initial =
        object.integer("initial", static_cast<std::int64_t>(least),
                       spec.scalar == Scalar::i64 ? INT64_MAX : static_cast<std::int64_t>(greatest));
  }
}

Recording read_recording(JsonObject& object) {
  Recording recording;
  const OrderedJson* json = object.find("recording");
  if (json == nullptr) return recording;
  if (!json->is_object()) {
    constexpr Recording::Kind kinds[] = {Recording::Kind::none, Recording::Kind::last,
                                         Recording::Kind::day_and_peak};
    recording.kind = kinds[object.one_of("recording", kRecordings)];
    return recording;
  }
  JsonObject rule(*json, object.where() + ", recording");
  if (int{rule.has("every")} + int{rule.has("selection")} + int{rule.has("days")} != 1)
    rule.fail("must hold either 'every', 'selection' or 'days'");
  if (rule.has("days")) {
    recording.kind = Recording::Kind::days;
    recording.days = rule.texts("days");
    if (recording.days.empty()) rule.refuse("days", "is empty", "list days of the year, as \"01-15\"");
    for (const std::string& day : recording.days)
      if (!city::is_yearly_day(day))
        rule.refuse("days", fmt::format("holds \"{}\", no day of the year", day), "write it as \"01-15\"");
  } else if (rule.has("every")) {
    recording.kind = Recording::Kind::every;
    recording.every =
        static_cast<std::int32_t>(rule.integer("every", 1, std::numeric_limits<std::int32_t>::max()));
  } else {
    recording.kind = Recording::Kind::selection;
    recording.selection = rule.text("selection");
  }
  rule.finish();
  return recording;
}

/// What only the owner of a column can say.
void read_ownership(JsonObject& object, ColumnUse& use) {
  city::ColumnSpec& spec = use.spec;
  constexpr const char* kOwnersKeys[] = {"role", "nullable", "range", "initial", "recording"};
  if (!use.owns) {
    for (const char* key : kOwnersKeys) {
      if (object.has(key)) object.refuse(key, "is the owner's to say", "drop it, or add \"owns\": true");
    }
    spec.description = object.text_or("description", "");
    return;
  }
  spec.description = object.text("description");
  spec.role = role_of(object, use.access);
  spec.nullable = object.flag("nullable");
  if (spec.nullable && is_number(spec.scalar) && !city::is_float(spec.scalar)) {
    object.refuse("nullable", fmt::format("is true, and {} has no null", city::to_string(spec.scalar)));
  }
  read_range(object, spec);
  read_initial(object, spec);
  spec.recording = read_recording(object);
}

void check_access(JsonObject& object, const ColumnUse& use, bool says_optional) {
  const city::ColumnSpec& spec = use.spec;
  if (says_optional && use.owns) object.fail("is optional, and yet the plugin owns it");
  if (use.fills && use.owns) object.refuse("access", "is fill for a column that the plugin owns", "use read");
  if (use.lagged && (use.access != Access::read || use.fills))
    object.refuse("lagged", "goes with access read only");
  if (use.access != Access::accumulate) return;
  if (!is_number(spec.scalar) || spec.scalar == Scalar::u8 || spec.list || spec.nullable) {
    object.fail("access accumulate needs plain numbers: no text, ref, u8, list or nullable column");
  }
}

void read_column(const std::string& name, JsonObject& object, Manifest& manifest) {
  const ColumnName parts = split_column(name, object);
  if (parts.column == "id" || parts.column == "alive") {
    object.fail("is part of every table", "drop it: ids and alive come with conurb_table");
  }
  ColumnUse use;
  use.table = table_index(manifest, parts.table, object);
  TableUse& table = manifest.tables[use.table];
  const std::size_t access = object.one_of("access", kAccesses);
  use.fills = kAccesses[access] == "fill";
  use.access = use.fills ? Access::read : static_cast<Access>(access + 1);
  const bool writes = use.access == Access::write_all || use.access == Access::read_write;
  use.owns = object.flag("owns") || writes || table.owns;
  const bool says_optional = object.flag("optional");
  use.optional = says_optional || table.optional;
  use.lagged = object.flag("lagged");
  use.spec.name = parts.column;
  read_type(object, use.spec);
  read_ownership(object, use);
  check_access(object, use, says_optional);
  if (use.owns) {
    use.spec.owner = manifest.id;
    table.spec.columns.push_back(use.spec);
  }
  manifest.columns.push_back(std::move(use));
}

}  // namespace

void read_tables(JsonObject& root, Manifest& manifest) {
  root.each("tables",
            [&](const std::string& name, JsonObject& object) { read_table(name, object, manifest); });
}

void read_columns(JsonObject& root, Manifest& manifest) {
  root.each("columns",
            [&](const std::string& name, JsonObject& object) { read_column(name, object, manifest); });
}

}  // namespace conurb::host
