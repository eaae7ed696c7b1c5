// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/base/no_value.hpp"
#include "engine/base/text.hpp"
#include "engine/base/units.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

namespace {

constexpr std::string_view kBefore = "Attribute \"", kBehind = "\" of the source";

double parse_number(std::string_view text) {
  text = trim(text);
  double value = kNoValue;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() ? value : kNoValue;
}

// "1931", "1931-01-01", "1931-01-01T00:00:00" are the year 1931.
double parse_year(std::string_view text) {
  text = trim(text);
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 4 && text[4] == '-') return parse_number(text.substr(0, 4));
  return parse_number(text);
}

}  // namespace

std::string description_of(std::string_view attribute) {
  return fmt::format("{}{}{}", kBefore, attribute, kBehind);
}

std::string_view attribute_of(const city::ColumnSpec& column) {
  std::string_view text = column.description;
  if (!text.starts_with(kBefore) || !text.ends_with(kBehind)) return {};
  text.remove_prefix(kBefore.size());
  text.remove_suffix(std::min(kBehind.size(), text.size()));
  return text;
}

double number_at(const CityModel& model, const AttributeColumn& column, std::size_t n, bool year) {
  switch (column.kind()) {
    case AttributeKind::integer:
    case AttributeKind::real: return column.as_real(n);
    case AttributeKind::boolean: return column.as_boolean(n) ? 1 : 0;
    case AttributeKind::text:
      return year ? parse_year(model.text(column, n)) : parse_number(model.text(column, n));
    default: return kNoValue;
  }
}

std::string_view text_at(const CityModel& model, const AttributeColumn& column, std::size_t n,
                         std::string& buffer) {
  switch (column.kind()) {
    case AttributeKind::integer: buffer = fmt::format("{}", column.as_integer(n)); return buffer;
    case AttributeKind::real: buffer = fmt::format("{}", column.as_real(n)); return buffer;
    case AttributeKind::boolean: return column.as_boolean(n) ? "true" : "false";
    default: return model.text(column, n);
  }
}

std::string_view mapped_text(const MappedColumn& mapped, std::string_view text) {
  if (mapped.values.empty()) return text;
  const auto ours = mapped.values.find(fold_name(text));
  return ours == mapped.values.end() ? text : ours->second;
}

double unit_factor(const MappedColumn& mapped, const city::ColumnSpec& column) {
  if (mapped.unit.empty() || mapped.unit == column.unit) return 1;
  const UnitSystem units;
  return units.factor(units.parse(mapped.unit), units.parse(column.unit));
}

bool gather_mapped(const CityModel& model, const AttributeMap& map, const BuildingFamilies& families,
                   bool is_text, MappedValues& values) {
  constexpr int kPart = 1000;  // what the building says of itself counts before what its parts say
  bool any = false;
  for (std::uint32_t type = 0; type < model.attributes.size(); ++type) {
    if (!is_building_type(model.objects.types[type])) continue;
    for (const AttributeColumn& attribute : model.attributes[type].columns()) {
      const AttributeMap::Match match = map.find(attribute.name());
      if (match.column != &values.mapped()) continue;
      any = true;
      for (std::size_t n = 0; n < attribute.count(); ++n) {
        const std::uint32_t object = families.of_type[type][attribute.row(n)];
        const std::uint32_t root = model.objects.root[object];
        const std::uint32_t building = families.number_of[root];
        if (building == kNone) continue;
        const int rank = match.priority + (root == object ? 0 : kPart);
        const AttributeSource source{object, &attribute};
        if (!is_text) {
          values.offer(building, rank, number_at(model, attribute, n, match.column->year), source);
        } else if (attribute.kind() == AttributeKind::text) {
          values.offer(building, rank, model.text(attribute, n), source);
        }
      }
    }
  }
  return any;
}

}  // namespace conurb::io
