// SPDX-License-Identifier: Apache-2.0
// The CityObjects member: one row per object, its attributes by type, its relations by id.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>

#include "engine/io/cityjson_geometry.hpp"

namespace conurb::io::cityjson {

namespace {

/// More attributes than this in one object type are kept as text: no real file has them, and each costs
/// memory.
constexpr std::size_t kMaxColumns = 4096;

/// Types of CityJSON 1.0, 1.1 and 2.0 (1.1 has no GenericCityObject; nobody is helped by refusing it there).
constexpr std::array<std::string_view, 35> kTypes{"Bridge",
                                                  "BridgeConstructionElement",
                                                  "BridgeConstructiveElement",
                                                  "BridgeFurniture",
                                                  "BridgeInstallation",
                                                  "BridgePart",
                                                  "BridgeRoom",
                                                  "Building",
                                                  "BuildingConstructiveElement",
                                                  "BuildingFurniture",
                                                  "BuildingInstallation",
                                                  "BuildingPart",
                                                  "BuildingRoom",
                                                  "BuildingStorey",
                                                  "BuildingUnit",
                                                  "CityFurniture",
                                                  "CityObjectGroup",
                                                  "GenericCityObject",
                                                  "LandUse",
                                                  "OtherConstruction",
                                                  "PlantCover",
                                                  "Railway",
                                                  "Road",
                                                  "SolitaryVegetationObject",
                                                  "TINRelief",
                                                  "TransportSquare",
                                                  "Tunnel",
                                                  "TunnelConstructiveElement",
                                                  "TunnelFurniture",
                                                  "TunnelHollowSpace",
                                                  "TunnelInstallation",
                                                  "TunnelPart",
                                                  "WaterBody",
                                                  "Waterway",
                                                  "TransportationSquare"};

struct Members {
  std::string_view type, attributes, parents, children;
  bool geometry = false;
  std::uint8_t has = 0;  ///< ObjectTable::kHas...
  std::string extra;
};

/// In version 1.0 a group lists its objects as "members".
std::string_view* known_member(Members& members, std::string_view key, int version) {
  if (key == "members" && version == 10) return &members.children;
  if (key == "type") return &members.type;
  if (key == "attributes") return &members.attributes;
  if (key == "parents") return &members.parents;
  if (key == "children") return &members.children;
  return nullptr;
}

/// Finds the members of the object that gets row `row`; its geometry goes straight into the store.
Members scan_members(Import& import, std::string_view id, std::uint32_t row, JsonCursor& cursor) {
  Members members;
  cursor.object([&](const JsonString& token) {
    const std::string_view key = import.json.decode(token);
    std::string_view* const known = known_member(members, key, import.version);
    if ((known != nullptr && !known->empty()) || (key == "geometry" && members.geometry)) {
      import.report(Severity::error, id, key, "object.duplicate_member", "given twice; the first one counts");
      import.json.check(cursor.value());
    } else if (known != nullptr) {
      *known = cursor.value();
    } else if (key == "geometry") {
      members.geometry = true;
      if (cursor.peek() == '[') members.has |= ObjectTable::kHasGeometry;
      read_geometries(import, row, id, cursor, members.extra);
    } else {
      const std::string name(key);
      append_member(import, members.extra, name, cursor.value());
    }
  });
  return members;
}

struct AttributeValue {
  AttributeKind kind;  ///< none for null
  AttributeBits bits = 0;
  std::string_view token = {};  ///< of numbers
};

/// Takes the attribute value at the cursor.
AttributeValue read_value(Import& import, JsonCursor& cursor) {
  city::NameTable& texts = import.model.texts;
  if (cursor.peek() == '"') return {AttributeKind::text, texts.intern(import.json.decode(cursor.string()))};
  const std::string_view value = cursor.value();
  if (value == "null") return {AttributeKind::none};
  if (value == "true" || value == "false") return {AttributeKind::boolean, value == "true" ? 1u : 0u};
  if (is_json_integer(value)) {
    std::int64_t integer = 0;
    const auto error = std::from_chars(value.data(), value.data() + value.size(), integer).ec;
    if (error == std::errc()) return {AttributeKind::integer, static_cast<AttributeBits>(integer), value};
  } else if (is_json_number(value)) {
    double real = 0;
    const auto error = std::from_chars(value.data(), value.data() + value.size(), real).ec;
    if (error == std::errc()) return {AttributeKind::real, std::bit_cast<AttributeBits>(real), value};
  }
  // Nested values, integers beyond 64 bits, numbers too small for a double; the check refuses what is no
  // JSON.
  return {AttributeKind::json, texts.intern(import.json.minified(value))};
}

void read_attributes(Import& import, std::uint32_t object, std::string_view id, std::string_view text,
                     std::string& extra) {
  CityModel& model = import.model;
  if (text[0] != '{') {
    append_member(import, extra, "attributes", text);
    import.report(Severity::error, id, "attributes", "attributes.type",
                  "the attributes are not an object; kept as text");
    return;
  }
  AttributeTable& table = model.attributes[model.objects.type[object]];
  const std::uint32_t row = model.objects.ordinal[object];
  std::string surplus;
  JsonCursor cursor(text);
  cursor.object([&](const JsonString& token) {
    const std::string_view key = import.json.decode(token);
    if (table.columns().size() >= kMaxColumns && table.find(key) == nullptr) {
      const std::string name(key);
      append_member(import, surplus, name, cursor.value());
      return;
    }
    AttributeColumn& column = table.column(key);
    const AttributeValue value = read_value(import, cursor);
    const bool added = value.kind == AttributeKind::none
                           ? column.add_null(row)
                           : column.add(row, value.kind, value.bits, model.texts, value.token);
    if (!added) {
      import.report(Severity::error, id, "attributes." + column.name(), "attributes.duplicate",
                    "given twice; the first one counts");
    }
  });
  if (!surplus.empty()) {
    import.report(
        Severity::warning, id, "attributes", "attributes.too_many",
        "objects of this type have more than 4,096 different attributes; the others are kept as text");
    if (!extra.empty()) extra += ',';
    extra += "\"attributes\":{";
    extra += surplus + "}";
  }
}

/// Adds a list of ids as rows, or as pending names where no object of that id is known yet.
void read_relations(Import& import, std::string_view id, std::string_view place, std::string_view text,
                    city::PodArray<std::uint32_t>& list, Members& members) {
  if (text.empty()) return;
  if (text[0] != '[') {
    append_member(import, members.extra, place, text);
    if (text != "null")
      import.report(Severity::error, id, place, "object.relation", "not a list of ids; kept as text");
    return;
  }
  members.has |= place == "parents" ? ObjectTable::kHasParents : ObjectTable::kHasChildren;
  const city::NameTable& ids = import.model.objects.ids;
  JsonCursor cursor(text);
  cursor.array([&](std::uint32_t) {
    std::string_view name;
    const std::string_view value = cursor.value();
    if (!import.json.decode_value(value, name)) {
      import.report(Severity::error, id, place, "object.relation", "a value that is no id; left out");
      return;
    }
    const std::uint32_t row = ids.find(name);
    list.push_back(row != kNone ? row : import.pending.intern(name) | kPendingBit);
  });
}

std::uint32_t type_code(Import& import, std::string_view id, std::string_view type) {
  CityModel& model = import.model;
  const std::uint32_t code = model.objects.types.intern(type);
  if (code >= import.type_counts.size()) {
    import.type_counts.push_back(0);
    model.attributes.emplace_back();
  }
  const bool known = type.starts_with("+") || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
  if (!known) {
    import.report(Severity::warning, id, "type", "object.unknown_type",
                  in_quotes(type) + " is no type of CityJSON and no extension (those begin with \"+\")");
  }
  return code;
}

std::uint32_t add_row(Import& import, std::string_view id, std::uint32_t type) {
  ObjectTable& objects = import.model.objects;
  const std::uint32_t row = objects.ids.intern(id);
  if (row >= kPendingBit || import.pending.size() >= kPendingBit) {
    throw Error(ErrorCode::limit, "more than 2,147,483,647 objects", "", "import the city in several files");
  }
  objects.type.push_back(type);
  objects.ordinal.push_back(import.type_counts[type]++);
  objects.feature.push_back(import.model.feature_count == 0 ? 0 : import.model.feature_count - 1);
  objects.parent.push_back(kNone);
  objects.root.push_back(row);
  objects.members.push_back(0);
  return row;
}

void read_object(Import& import, std::string_view id, JsonCursor& cursor) {
  CityModel& model = import.model;
  ObjectTable& objects = model.objects;
  const bool duplicate = objects.ids.find(id) != kNone;
  if (duplicate || cursor.peek() != '{') {
    import.json.check(cursor.value());
    import.report(Severity::error, id, "", duplicate ? "object.duplicate_id" : "object.type",
                  duplicate ? "the id is used twice; the first object is kept, this one left out"
                            : "the object is not a JSON object; left out");
    return;
  }
  const std::uint32_t next = objects.size();
  const auto before = model.geometry.mark();
  Members members = scan_members(import, id, next, cursor);
  std::string_view type;
  if (members.type.empty() || !import.json.decode_value(members.type, type)) {
    model.geometry_extra.truncate(static_cast<std::uint32_t>(before.geometries));
    model.rejected_geometry.truncate(next);
    objects.loose_vertices.truncate(next);
    model.geometry.roll_back(before);
    for (const std::string_view slice : {members.attributes, members.parents, members.children}) {
      if (!slice.empty()) import.json.check(slice);
    }
    import.report(Severity::error, id, "", "object.type", "the object has no type; left out");
    return;
  }
  const std::uint32_t row = add_row(import, id, type_code(import, id, type));
  if (!members.attributes.empty()) {
    if (members.attributes[0] == '{') members.has |= ObjectTable::kHasAttributes;
    read_attributes(import, row, id, members.attributes, members.extra);
  }
  read_relations(import, id, "parents", members.parents, objects.parents, members);
  read_relations(import, id, "children", members.children, objects.children, members);
  objects.members.back() = members.has;
  objects.parents_begin.push_back(static_cast<std::uint32_t>(objects.parents.size()));
  objects.children_begin.push_back(static_cast<std::uint32_t>(objects.children.size()));
  if (!members.extra.empty()) {
    keep_loose_vertices(import, import.vertices, row, members.extra);
    objects.extra.add(row, members.extra);
  }
  objects.geometry_begin.push_back(model.geometry.geometry_count());
}

}  // namespace

void read_objects(Import& import, std::string_view text) {
  if (text.empty() || text[0] != '{') {
    if (!text.empty()) import.json.check(text);
    import.report(Severity::error, "", "CityObjects", "root.objects", "there is no object of city objects");
    return;
  }
  JsonCursor cursor(text);
  std::string id;
  cursor.object([&](const JsonString& token) {
    id = import.json.decode(token);
    read_object(import, id, cursor);
    import.release(cursor.position());
  });
}

}  // namespace conurb::io::cityjson
