// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::io {

using city::Scalar;

static_assert(std::endian::native == std::endian::little, "glTF is little-endian");

namespace {

constexpr std::string_view kUsual[] = {
    "function", "usage", "year_of_construction", "storeys_above_ground", "height", "floor_area", "name"};
constexpr std::string_view kObjectId = "object_id", kObjectType = "object_type";

// Nulls: numbers that no column has. The least of JSON's exact integers, as most readers know no larger ones.
constexpr std::int64_t kNoInt64 = -9007199254740991;
constexpr float kNoFloat32 = std::numeric_limits<float>::lowest();
constexpr double kNoFloat64 = std::numeric_limits<double>::lowest();

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string_view column_text(const city::Column& column, std::int64_t row) {
  const std::int32_t code = column.values<std::int32_t>()[static_cast<std::size_t>(row)];
  return code < 0 ? std::string_view() : std::string_view(column.dictionary().text(code));
}

/// Texts one after the other, and where each begins.
class TextValues {
 public:
  TextValues() { put(offsets_, std::uint32_t{0}); }
  void add(std::string_view text) {
    if (is_utf8(text)) {
      values_ += text;
    } else {
      values_ += printable(text);
    }
    if (values_.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorCode::limit, "more than 4 GiB of texts for one file", "",
                  "export a 3D Tiles tileset, or fewer --columns");
    }
    put(offsets_, static_cast<std::uint32_t>(values_.size()));
  }
  void finish(std::string_view name, PropertyTable& table) {
    if (values_.empty()) return;
    table.properties.push_back({std::string(name), std::move(values_), std::move(offsets_)});
  }

 private:
  std::string values_, offsets_;
};

}  // namespace

SceneColumns::SceneColumns(const Scene& scene, const std::vector<std::string>& names, const UnitSystem& units)
    : scene_(scene), units_(units) {
  schema_ = {{"id", "conurb"}, {"classes", Json::object()}};
  for (const std::string& name : names) {
    std::vector<std::string> known;
    bool found = name == kObjectId || name == kObjectType;
    for (const std::size_t index : scene.tables) {
      const city::Table& table = scene.city->table(index);
      found = found || table.find(name).has_value();
      for (std::size_t c = 0; c < table.column_count(); ++c) known.push_back(table.column(c).spec().name);
    }
    if (found) continue;
    throw Error(ErrorCode::not_found,
                fmt::format("no table of the objects that are exported has a column {}", in_quotes(name)), "",
                did_you_mean(name, known));
  }
  for (std::uint32_t t = 0; t < scene.tables.size(); ++t) add_class(t, names);
}

// A property of the schema: name and unit of a column, and how its values are laid out.
Json SceneColumns::describe(const ExportColumn& column) {
  const city::ColumnSpec& spec = column.spec();
  const bool number = column.kind() != ExportKind::text && column.kind() != ExportKind::truth;
  Json member = {{"description", spec.description}};
  if (number && spec.scalar != Scalar::ref && !column.unit().empty()) {
    member["description"] = spec.description + " [" + column.unit() + "]";
    member["extras"] = {{"unit", column.unit()}};
  }
  if (number) member["type"] = "SCALAR";
  switch (column.kind()) {
    case ExportKind::real:
      member["componentType"] = spec.scalar == Scalar::f32 ? "FLOAT32" : "FLOAT64";
      member["noData"] = spec.scalar == Scalar::f32 ? static_cast<double>(kNoFloat32) : kNoFloat64;
      break;
    case ExportKind::integer: member["componentType"] = spec.scalar == Scalar::u8 ? "UINT8" : "INT32"; break;
    case ExportKind::id:
      member["componentType"] = "INT64";
      member["noData"] = kNoInt64;
      break;
    case ExportKind::truth: member["type"] = "BOOLEAN"; break;
    case ExportKind::text:
      member["type"] = "STRING";
      member["noData"] = "";
      break;
  }
  return member;
}

void SceneColumns::add_class(std::uint32_t t, const std::vector<std::string>& names) {
  const city::Table& table = scene_.city->table(scene_.tables[t]);
  std::vector<ExportColumn>& columns = tables_.emplace_back();
  std::set<std::string, std::less<>> taken{std::string(kObjectId), std::string(kObjectType)};
  Json members = {
      {kObjectId,
       {{"type", "STRING"}, {"semantic", "ID"}, {"noData", ""}, {"description", "Identifier in the source"}}},
      {kObjectType,
       {{"type", "STRING"}, {"noData", ""}, {"description", "Class of CityJSON, such as Building or Road"}}}};
  const auto add = [&](std::string_view name) {
    const auto index = table.find(name);
    if (!index || !taken.insert(std::string(name)).second) return;
    const city::Column& column = table.column(*index);
    if (column.spec().list) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{}.{} is a list: it is not written with 3D objects", table.name(), name), "",
                  "leave it out of --columns");
    }
    columns.emplace_back(*scene_.city, column, units_);
    members[column.spec().name] = describe(columns.back());
  };
  for (const std::string& name : names) add(name);
  if (names.empty()) std::for_each(std::begin(kUsual), std::end(kUsual), add);
  classes_.push_back(table.name());
  schema_["classes"][table.name()] = {
      {"name", table.name()}, {"description", table.spec().description}, {"properties", std::move(members)}};
}

void SceneColumns::encode_column(ExportColumn column, std::span<const std::int64_t> rows,
                                 PropertyTable& table) {
  const city::ColumnSpec& spec = column.spec();
  table.suppressed += column.prepare(rows);
  if (column.kind() == ExportKind::text) {
    TextValues texts;
    for (std::size_t i = 0; i < rows.size(); ++i) texts.add(column.text(i).value_or(""));
    return texts.finish(spec.name, table);
  }
  PropertyTable::Property to{spec.name, {}, {}};
  if (column.kind() == ExportKind::truth) to.values.assign((rows.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    switch (column.kind()) {
      case ExportKind::real: {
        const bool known = std::isfinite(column.real(i));
        if (spec.scalar == Scalar::f32) {
          put(to.values, known ? static_cast<float>(column.real(i)) : kNoFloat32);
        } else {
          put(to.values, known ? column.real(i) : kNoFloat64);
        }
        break;
      }
      case ExportKind::integer:
        if (spec.scalar == Scalar::u8) {
          put(to.values, static_cast<std::uint8_t>(*column.integer(i)));
        } else {
          put(to.values, static_cast<std::int32_t>(*column.integer(i)));
        }
        break;
      case ExportKind::id: put(to.values, column.integer(i).value_or(kNoInt64)); break;
      default:  // a bit for each, the first in the lowest
        if (*column.integer(i) != 0)
          to.values[i / 8] = static_cast<char>(static_cast<unsigned char>(to.values[i / 8]) | 1U << i % 8);
    }
  }
  table.properties.push_back(std::move(to));
}

PropertyTable SceneColumns::encode(std::uint32_t table, std::span<const std::uint32_t> features) const {
  PropertyTable result;
  result.table = table;
  result.schema_class = classes_[table];
  result.count = features.size();
  std::vector<std::int64_t> rows;
  rows.reserve(features.size());
  for (const std::uint32_t f : features) rows.push_back(scene_.features[f].row);

  const city::Table& objects = scene_.city->table("city_object");
  const city::Column& object_ids = objects.column(kObjectId);
  const city::Column& types = objects.column("type");
  const city::Column& own_ids = scene_.city->table(scene_.tables[table]).column(kObjectId);
  TextValues ids, type_names;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const std::int64_t object = scene_.features[features[i]].object;
    std::string_view id = column_text(own_ids, rows[i]);
    if (id.empty()) id = column_text(object_ids, object);
    // As in a CityJSON export, where every object needs one.
    ids.add(id.empty() ? fmt::format("object-{}", objects.ids()[static_cast<std::size_t>(object)])
                       : std::string(id));
    type_names.add(column_text(types, object));
  }
  ids.finish(kObjectId, result);
  type_names.finish(kObjectType, result);
  for (const ExportColumn& column : tables_[table]) encode_column(column, rows, result);
  return result;
}

std::vector<PropertyTable> SceneColumns::encode(std::span<const std::uint32_t> features) const {
  std::vector<std::vector<std::uint32_t>> of_table(scene_.tables.size());
  for (const std::uint32_t f : features) of_table[scene_.features[f].table].push_back(f);
  std::vector<PropertyTable> tables;
  for (std::uint32_t t = 0; t < of_table.size(); ++t) {
    if (!of_table[t].empty()) tables.push_back(encode(t, of_table[t]));
  }
  return tables;
}

}  // namespace conurb::io
