// SPDX-License-Identifier: Apache-2.0
// Objects: their rows, attributes and relations.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

/// More attributes than this in one object type are kept as text: no real file has them, and each costs
/// memory.
constexpr std::size_t kMaxColumns = 4096;

std::string type_of(const NameInfo& name) {
  return name.object_type.empty() ? "+" + name.local : std::string(name.object_type);
}

/// The id of the element, or one made of its parent, its type and its number.
std::string id_of(Import& import, std::uint32_t element, const std::string& type, std::uint32_t parent_row) {
  const std::string_view given = import.tree.id(element);
  if (!given.empty()) return std::string(given);
  const ObjectTable& objects = import.model.objects;
  const std::string stem = parent_row == kNone ? type : fmt::format("{}/{}", objects.ids[parent_row], type);
  std::string id;
  do {
    id = fmt::format("{}-{}", stem, ++import.unnamed[stem]);
  } while (objects.ids.find(id) != kNone);
  return id;
}

std::uint32_t add_row(Import& import, std::string_view id, const std::string& type) {
  CityModel& model = import.model;
  ObjectTable& objects = model.objects;
  const std::uint32_t code = objects.types.intern(type);
  if (code >= import.type_counts.size()) {
    import.type_counts.push_back(0);
    model.attributes.emplace_back();
  }
  const std::uint32_t row = objects.ids.intern(id);
  if (row >= kPendingBit || import.pending.size() >= kPendingBit) {
    throw Error(ErrorCode::limit, "more than 2,147,483,647 objects", "", "import the city in several files");
  }
  objects.type.push_back(code);
  objects.ordinal.push_back(import.type_counts[code]++);
  objects.feature.push_back(0);
  objects.members.push_back(0);  // no list of CityJSON that could be there and empty
  objects.parent.push_back(kNone);
  objects.root.push_back(row);
  return row;
}

/// What code lists and units say is said once for the file; what differs from that goes to the object.
void note(Import& import, std::uint32_t row, const char* kind, const std::string& attribute,
          const std::string& value, std::string& differing) {
  if (value.empty()) return;
  auto& of_type = import.notes[kind][std::string(import.model.objects.type_text(row))];
  const auto [known, added] = of_type.emplace(attribute, value);
  if (added || known->second == value) return;
  differing +=
      fmt::format("{}{}:{}", differing.empty() ? "" : ",", json_quoted(attribute), json_quoted(value));
}

void append(std::string& members, std::string_view more) {
  if (more.empty()) return;
  if (!members.empty()) members += ',';
  members += more;
}

void add_attributes(Import& import, std::uint32_t row, const std::vector<Attribute>& attributes,
                    std::string& extra) {
  CityModel& model = import.model;
  AttributeTable& table = model.attributes[model.objects.type[row]];
  const std::uint32_t ordinal = model.objects.ordinal[row];
  std::string code_spaces, units, surplus;
  for (const Attribute& each : attributes) {
    if (table.columns().size() >= kMaxColumns && table.find(each.name) == nullptr) {
      append(surplus, json_quoted(each.name) + ":" + json_value(each));
      continue;
    }
    const bool coded = each.kind == AttributeKind::text || each.kind == AttributeKind::json;
    const AttributeBits bits = coded ? model.texts.intern(each.text) : each.bits;
    table.column(each.name).add(ordinal, each.kind, bits, model.texts);
    note(import, row, "codeSpaces", each.name, each.code_space, code_spaces);
    note(import, row, "units", each.name, each.unit, units);
  }
  if (!code_spaces.empty()) append(extra, fmt::format("\"codeSpaces\":{{{}}}", code_spaces));
  if (!units.empty()) append(extra, fmt::format("\"units\":{{{}}}", units));
  if (surplus.empty()) return;
  append(extra, fmt::format("\"attributes\":{{{}}}", surplus));
  import.report(
      Severity::warning, model.objects.ids[row], "", "attributes.too_many",
      "objects of this type have more than 4,096 different attributes; the others are kept as text");
}

}  // namespace

void read_object(Import& import, std::uint32_t element, std::uint32_t parent_row) {
  CityModel& model = import.model;
  ObjectTable& objects = model.objects;
  const std::string type = type_of(import.tree.name(element));
  const std::string id = id_of(import, element, type, parent_row);
  if (objects.ids.find(id) != kNone) {
    import.report(Severity::error, id, fmt::format("line {}", import.tree[element].line),
                  "object.duplicate_id",
                  "the id is used twice; the first object is kept, this one and what is in it left out");
    return;
  }
  const std::uint32_t row = add_row(import, id, type);
  if (parent_row != kNone) import.relations.emplace_back(parent_row, row);
  Members members = read_members(import, element);
  std::string extra;
  add_attributes(import, row, members.attributes, extra);
  if (!members.addresses.empty()) append(extra, fmt::format("\"address\":[{}]", members.addresses));
  read_geometries(import, row, members);
  read_implicit(import, row, members);
  objects.geometry_begin.push_back(model.geometry.geometry_count());
  append(extra, raw_member(import, members.raw));
  if (!extra.empty()) objects.extra.add(row, extra);
  for (const std::string_view link : members.links) {
    const std::uint32_t child = objects.ids.find(link);
    import.relations.emplace_back(row, child != kNone ? child : import.pending.intern(link) | kPendingBit);
  }
  for (const std::uint32_t child : members.objects) read_object(import, child, row);
}

namespace {

using RowPair = std::pair<std::uint32_t, std::uint32_t>;

/// Rows for pending names; what stays unknown is reported and left out. Keeps the order.
std::vector<RowPair> resolved(Import& import) {
  const ObjectTable& objects = import.model.objects;
  std::vector<RowPair> pairs;
  for (auto [parent, child] : import.relations) {
    if ((child & kPendingBit) != 0) {
      const std::string_view name = import.pending[child & ~kPendingBit];
      child = objects.ids.find(name);
      if (child == kNone) {
        import.report(Severity::error, objects.ids[parent], "", "object.missing_relation",
                      io::in_quotes(name) + " is no object of the file; the relation is left out");
        continue;
      }
    }
    if (child != parent) pairs.emplace_back(parent, child);
  }
  return pairs;
}

void fill(city::PodArray<std::uint32_t>& begin, city::PodArray<std::uint32_t>& list,
          std::vector<RowPair> pairs, std::uint32_t rows) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const RowPair& a, const RowPair& b) { return a.first < b.first; });
  begin.truncate(0);
  begin.push_back(0);
  std::size_t next = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    for (; next < pairs.size() && pairs[next].first == row; ++next) list.push_back(pairs[next].second);
    begin.push_back(static_cast<std::uint32_t>(list.size()));
  }
}

}  // namespace

void settle_relations(Import& import) {
  ObjectTable& objects = import.model.objects;
  std::vector<RowPair> by_parent = resolved(import);
  std::vector<RowPair> by_child;
  by_child.reserve(by_parent.size());
  const std::uint32_t group = objects.types.find("CityObjectGroup");
  for (const auto& [parent, child] : by_parent) {
    by_child.emplace_back(child, parent);
    if (objects.type[parent] != group && objects.parent[child] == kNone) objects.parent[child] = parent;
  }
  fill(objects.children_begin, objects.children, std::move(by_parent), objects.size());
  fill(objects.parents_begin, objects.parents, std::move(by_child), objects.size());
  for (const std::uint32_t object : find_roots(objects)) {
    import.report(Severity::error, objects.ids[object], "", "object.cycle",
                  "the object is its own ancestor; its parent is left out");
  }
}

void Import::report(Severity severity, std::string_view object, std::string_view place, std::string_view rule,
                    std::string message) {
  if (model.findings.only_counted(severity, rule)) return;
  model.findings.add(
      {severity, std::string(object), std::string(place), std::string(rule), std::move(message)});
}

}  // namespace conurb::io::citygml
