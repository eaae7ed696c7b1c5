// SPDX-License-Identifier: Apache-2.0
#include "engine/io/attribute_map.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"

namespace conurb::io {

namespace {

FromParts parse_from_parts(const std::string& text, std::string_view where) {
  if (text == "first") return FromParts::first;
  if (text == "min") return FromParts::least;
  if (text == "max") return FromParts::most;
  if (text == "sum") return FromParts::sum;
  throw Error(ErrorCode::bad_data, "\"parts\" is \"" + text + "\"", std::string(where),
              "use first, min, max or sum");
}

MappedColumn parse_column(const std::string& name, const Json& json, const std::string& where) {
  check_keys(json, {"names", "unit", "read", "parts", "values"}, where);
  MappedColumn column;
  column.column = name;
  for (const std::string& each : get_strings(json, "names", where)) column.names.push_back(fold_name(each));
  column.unit = get_string_or(json, "unit", "", where);
  column.year = get_string_or(json, "read", "", where) == "year";
  column.from_parts = parse_from_parts(get_string_or(json, "parts", "first", where), where);
  if (const Json* values = find_member(json, "values", where)) {
    for (const auto& [word, ours] : values->items()) {
      if (!ours.is_string()) throw Error(ErrorCode::bad_data, "\"values\" holds what is no text", where);
      column.values.emplace(fold_name(word), ours.get<std::string>());
    }
  }
  return column;
}

}  // namespace

std::string fold_name(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept =
        upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (kept) folded += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

AttributeMap::AttributeMap(const Json& json, std::string_view where) {
  check_keys(json, {"description", "building"}, where);
  for (const auto& [name, column] : get_object(json, "building", where).items()) {
    building_.push_back(parse_column(name, column, std::string(where) + ": building." + name));
  }
}

AttributeMap::Match AttributeMap::find(std::string_view attribute) const {
  const std::string folded = fold_name(attribute);
  Match best;
  for (const MappedColumn& column : building_) {
    const auto found = std::find(column.names.begin(), column.names.end(), folded);
    if (found == column.names.end() || folded.empty()) continue;
    return {&column, static_cast<int>(found - column.names.begin())};
  }
  return best;
}

}  // namespace conurb::io
