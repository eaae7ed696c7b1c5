// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/io/export_text.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

class ObjectText {
 public:
  ObjectText(const ObjectOrigin& origin, std::uint32_t object, OutputText& output, ExportTally& tally,
             std::string& out)
      : origin_(origin),
        part_(*origin.part),
        model_(part_.model()),
        object_(object),
        output_(output),
        tally_(tally),
        out_(out),
        extra_(members_of(model_.objects.extra.at(object))) {}

  void write() {
    const ObjectTable& objects = model_.objects;
    out_ += json_quoted(part_.id(object_));
    out_ += ":{\"type\":";
    out_ += json_quoted(origin_.upgrade->object_type(objects.type_text(object_)));
    write_attributes();
    write_relations("parents", objects.parents_of(object_), ObjectTable::kHasParents);
    write_relations("children", objects.children_of(object_), ObjectTable::kHasChildren);
    if (!has_text("geometry")) write_geometry();
    for (const auto& [key, value] : extra_) write_extra(key, value);
    out_ += '}';
    ++tally_.objects;
  }

 private:
  [[nodiscard]] bool has(std::uint8_t flag) const { return (model_.objects.members[object_] & flag) != 0; }

  /// Whether a member of the object stands as text because it is not what it should be.
  [[nodiscard]] bool has_text(std::string_view key) const {
    return std::any_of(extra_.begin(), extra_.end(),
                       [key](const auto& member) { return member.first == key && member.second[0] != '{'; });
  }

  void put(std::string_view key, std::string_view value) {
    out_ += ',';
    out_ += json_quoted(key);
    out_ += ':';
    out_ += value;
  }

  static void append(std::string& list, std::string_view element) {
    if (!list.empty()) list += ',';
    list += element;
  }

  void write_geometry() {
    const bool any = !part_.geometries(object_).empty() || !model_.rejected_geometry.at(object_).empty();
    if (!any && !has(ObjectTable::kHasGeometry)) return;
    out_ += ",\"geometry\":";
    write_geometries(origin_, object_, output_, tally_, out_);
  }

  void write_attributes() {
    if (has_text("attributes")) return;
    const auto found = part_.edits().values.find(object_);
    std::map<std::string, std::string> edits;
    if (found != part_.edits().values.end()) edits = found->second;
    std::string members;
    const std::uint32_t ordinal = model_.objects.ordinal[object_];
    for (const AttributeColumn& column : model_.attributes[model_.objects.type[object_]].columns()) {
      const std::size_t n = column.position(ordinal);
      const bool value = n != static_cast<std::size_t>(-1);
      const auto edit = edits.find(column.name());
      if (edit != edits.end()) {
        put_member(members, column.name(), edit->second);
        edits.erase(edit);
      } else if (value || column.is_null(ordinal)) {
        put_member(members, column.name(), value ? column.json(n, model_.texts) : "null");
      }
    }
    for (const auto& [name, json] : edits) put_member(members, name, json);
    // Those beyond the number that columns are made for.
    for (const auto& [key, value] : extra_) {
      if (key != "attributes") continue;
      for (const auto& [name, json] : object_members(value)) put_member(members, name, json);
    }
    if (!members.empty() || has(ObjectTable::kHasAttributes)) put("attributes", braced(members));
  }

  /// Ids of a list, also those that the file names and does not have; objects that stay behind are left out.
  [[nodiscard]] std::vector<std::string> ids_of(std::string_view key,
                                                std::span<const std::uint32_t> rows) const {
    std::vector<std::string> ids;
    const std::string_view text = member_of(model_.objects.relation_text.at(object_), key);
    if (text.empty()) {
      for (const std::uint32_t row : rows) {
        if (part_.kept(row)) ids.push_back(part_.id(row));
      }
      return ids;
    }
    for (const std::string_view element : elements_of(text)) {
      const std::string id = string_of(element);
      const std::uint32_t row = model_.objects.ids.find(id);
      if (row == kNone) ids.push_back(id);
      if (row != kNone && part_.kept(row)) ids.push_back(part_.id(row));
    }
    return ids;
  }

  void write_relations(std::string_view key, std::span<const std::uint32_t> rows, std::uint8_t flag) {
    if (has_text(key)) return;
    std::vector<std::string> ids = ids_of(key, rows);
    if (key == "parents" && origin_.groups != nullptr) {
      for (const std::uint32_t group : (*origin_.groups)[object_]) {
        const bool named = std::find(rows.begin(), rows.end(), group) != rows.end();
        if (part_.kept(group) && !named) ids.push_back(part_.id(group));
      }
    }
    const bool was_empty = rows.empty() && model_.objects.relation_text.at(object_).empty();
    if (ids.empty() && !(has(flag) && was_empty)) return;
    std::string list;
    for (const std::string& id : ids) append(list, json_quoted(id));
    put(key, bracketed(list));
  }

  void write_extra(const std::string& key, std::string_view value) {
    if (key == "attributes" && value[0] == '{') return;
    const bool placed = value.find("\"boundaries\"") != std::string_view::npos &&
                        !model_.objects.loose_vertices.at(object_).empty();
    if (placed && !part_.as_source()) {
      tally_.findings.add({Severity::warning, part_.id(object_), key, "export.other_crs",
                           "its places are not converted to the city's CRS: left out"});
      return;
    }
    const std::string text = with_vertices(origin_, object_, output_, value);
    if (key == "children_roles") return put(key, kept_roles(text));
    put(key, origin_.upgrade->object_member(key, text));
  }

  /// Roles stand beside the children, one for one.
  [[nodiscard]] std::string kept_roles(const std::string& text) const {
    const auto children = model_.objects.children_of(object_);
    const std::vector<std::string_view> roles = elements_of(text);
    if (roles.size() != children.size()) return text;
    std::string list;
    for (std::size_t i = 0; i < roles.size(); ++i) {
      if (part_.kept(children[i])) append(list, roles[i]);
    }
    return bracketed(list);
  }

  const ObjectOrigin& origin_;
  const ExportPart& part_;
  const CityModel& model_;
  std::uint32_t object_;
  OutputText& output_;
  ExportTally& tally_;
  std::string& out_;
  std::vector<std::pair<std::string, std::string_view>> extra_;
};

}  // namespace

void write_object(const ObjectOrigin& origin, std::uint32_t object, OutputText& output, ExportTally& tally,
                  std::string& out) {
  ObjectText(origin, object, output, tally, out).write();
}

}  // namespace conurb::io
