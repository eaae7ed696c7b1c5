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
#include "engine/io/disclosure.hpp"

namespace conurb::io {

using city::Scalar;

static_assert(std::endian::native == std::endian::little, "glTF is little-endian");

namespace {

constexpr std::string_view kUsual[] = {
    "function", "usage", "year_of_construction", "storeys_above_ground", "height", "floor_area", "name"};
constexpr std::string_view kObjectId = "object_id", kObjectType = "object_type";

// Nulls: numbers that no column has. The least of JSON's exact integers, as most readers know no larger ones.
constexpr std::int64_t kNoInt64 = -9007199254740991;
constexpr std::int32_t kNoInt32 = std::numeric_limits<std::int32_t>::lowest();
constexpr float kNoFloat32 = std::numeric_limits<float>::lowest();
constexpr double kNoFloat64 = std::numeric_limits<double>::lowest();

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

bool is_truth(const city::ColumnSpec& spec) {
  return spec.scalar == Scalar::u8 && spec.min == 0 && spec.max == 1;
}

std::string unit_of(const city::ColumnSpec& spec) {
  const std::string& unit = spec.display_unit.empty() ? spec.unit : spec.display_unit;
  return unit == "1" || spec.scalar == Scalar::text || spec.scalar == Scalar::ref ? std::string() : unit;
}

std::string_view text_at(const city::Column& column, std::int64_t row) {
  const std::int32_t code = column.values<std::int32_t>()[static_cast<std::size_t>(row)];
  return code < 0 ? std::string_view() : std::string_view(column.dictionary().text(code));
}

std::int64_t integer_at(const city::Column& column, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  switch (column.spec().scalar) {
    case Scalar::i64: return column.values<std::int64_t>()[at];
    case Scalar::u8: return column.values<std::uint8_t>()[at];
    default: return column.values<std::int32_t>()[at];
  }
}

double number_at(const city::Column& column, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  switch (column.spec().scalar) {
    case Scalar::f64: return column.values<double>()[at];
    case Scalar::f32: return static_cast<double>(column.values<float>()[at]);
    default: return static_cast<double>(integer_at(column, row));
  }
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

SceneColumns::Property SceneColumns::property_of(const city::Column& column) const {
  const city::ColumnSpec& spec = column.spec();
  Property property{};
  property.column = &column;
  if (!unit_of(spec).empty() && !spec.display_unit.empty()) {
    property.from = units_.parse(spec.unit);
    property.to = units_.parse(spec.display_unit);
    property.convert = !units_.same(property.from, property.to);
  }
  switch (spec.scalar) {
    case Scalar::f64: property.form = Form::float64; break;
    case Scalar::f32: property.form = Form::float32; break;
    case Scalar::i64: property.form = Form::int64; break;
    case Scalar::i32: property.form = Form::int32; break;
    case Scalar::u8: property.form = is_truth(spec) ? Form::boolean : Form::uint8; break;
    case Scalar::text: property.form = Form::text; break;
    case Scalar::ref:
      property.form = Form::int64;
      if (scene_.city->find(spec.refers_to) >= 0) property.ids = scene_.city->table(spec.refers_to).ids();
      break;
  }
  // A whole number that is left out, or is one no more in its display unit, needs a null.
  const bool whole = property.form != Form::float32 && property.form != Form::text;
  if (whole && (property.convert || spec.unit == "person")) property.form = Form::float64;
  return property;
}

void SceneColumns::add_class(std::uint32_t t, const std::vector<std::string>& names) {
  const city::Table& table = scene_.city->table(scene_.tables[t]);
  std::vector<Property>& properties = tables_.emplace_back();
  std::set<std::string, std::less<>> taken{std::string(kObjectId), std::string(kObjectType)};
  const auto add = [&](std::string_view name) {
    const auto index = table.find(name);
    if (!index || !taken.insert(std::string(name)).second) return;
    const city::Column& column = table.column(*index);
    if (column.spec().list) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{}.{} is a list: it is not written with 3D objects", table.name(), name), "",
                  "leave it out of --columns");
    }
    properties.push_back(property_of(column));
  };
  for (const std::string& name : names) add(name);
  if (names.empty()) std::for_each(std::begin(kUsual), std::end(kUsual), add);

  Json members = {
      {kObjectId,
       {{"type", "STRING"}, {"semantic", "ID"}, {"noData", ""}, {"description", "Identifier in the source"}}},
      {kObjectType,
       {{"type", "STRING"}, {"noData", ""}, {"description", "Class of CityJSON, such as Building or Road"}}}};
  for (const Property& property : properties) {
    const city::ColumnSpec& spec = property.column->spec();
    const std::string unit = unit_of(spec);
    Json member = {{"description", unit.empty() ? spec.description : spec.description + " [" + unit + "]"}};
    if (!unit.empty()) member["extras"] = {{"unit", unit}};
    const auto number = [&member](const char* type, const Json& no_data) {
      member["type"] = "SCALAR";
      member["componentType"] = type;
      if (!no_data.is_null()) member["noData"] = no_data;
    };
    switch (property.form) {
      case Form::float32: number("FLOAT32", static_cast<double>(kNoFloat32)); break;
      case Form::float64: number("FLOAT64", kNoFloat64); break;
      case Form::int32: number("INT32", kNoInt32); break;
      case Form::int64: number("INT64", kNoInt64); break;
      case Form::uint8: number("UINT8", nullptr); break;
      case Form::boolean: member["type"] = "BOOLEAN"; break;
      case Form::text:
        member["type"] = "STRING";
        member["noData"] = "";
        break;
    }
    members[spec.name] = std::move(member);
  }
  classes_.push_back(table.name());
  schema_["classes"][table.name()] = {
      {"name", table.name()}, {"description", table.spec().description}, {"properties", std::move(members)}};
}

void SceneColumns::encode_numbers(const Property& property, std::span<const std::int64_t> rows,
                                  PropertyTable& table, PropertyTable::Property& to) const {
  const city::ColumnSpec& spec = property.column->spec();
  std::vector<double> values;
  values.reserve(rows.size());
  for (const std::int64_t row : rows) {
    double value = number_at(*property.column, row);
    if (suppressed_count(spec.unit, value)) {
      value = std::numeric_limits<double>::quiet_NaN();
      ++table.suppressed;
    }
    values.push_back(value);
  }
  if (property.convert) units_.convert(values, property.from, property.to);
  for (const double value : values) {
    const bool known = std::isfinite(value);
    if (property.form == Form::float32) {
      put(to.values, known ? static_cast<float>(value) : kNoFloat32);
    } else {
      put(to.values, known ? value : kNoFloat64);
    }
  }
}

void SceneColumns::encode_property(const Property& property, std::span<const std::int64_t> rows,
                                   PropertyTable& table) const {
  const city::Column& column = *property.column;
  if (property.form == Form::text) {
    TextValues texts;
    for (const std::int64_t row : rows) texts.add(text_at(column, row));
    return texts.finish(column.spec().name, table);
  }
  PropertyTable::Property to{column.spec().name, {}, {}};
  switch (property.form) {
    case Form::float32:
    case Form::float64: encode_numbers(property, rows, table, to); break;
    case Form::int32:
      for (const std::int64_t row : rows) put(to.values, static_cast<std::int32_t>(integer_at(column, row)));
      break;
    case Form::int64:
      for (const std::int64_t row : rows) {
        std::int64_t value = integer_at(column, row);
        if (column.spec().scalar == Scalar::ref) {
          const auto at = static_cast<std::size_t>(value);
          value = value >= 0 && at < property.ids.size() ? property.ids[at] : kNoInt64;
        }
        put(to.values, value);
      }
      break;
    case Form::uint8:
      for (const std::int64_t row : rows) put(to.values, static_cast<std::uint8_t>(integer_at(column, row)));
      break;
    default:  // a bit for each, the first in the lowest
      to.values.assign((rows.size() + 7) / 8, '\0');
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (integer_at(column, rows[i]) != 0)
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
    std::string_view id = text_at(own_ids, rows[i]);
    if (id.empty()) id = text_at(object_ids, object);
    // As in a CityJSON export, where every object needs one.
    ids.add(id.empty() ? fmt::format("object-{}", objects.ids()[static_cast<std::size_t>(object)])
                       : std::string(id));
    type_names.add(text_at(types, object));
  }
  ids.finish(kObjectId, result);
  type_names.finish(kObjectType, result);
  for (const Property& property : tables_[table]) encode_property(property, rows, result);
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
