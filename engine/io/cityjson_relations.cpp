// SPDX-License-Identifier: Apache-2.0
// Parents and children, once every object of the file has a row.
#include <algorithm>

#include "engine/io/cityjson_import.hpp"

namespace conurb::io::cityjson {

namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;  // (parent, child)

/// The list as it stood in the file, its names unresolved ones too.
std::string list_text(const Import& import, std::span<const std::uint32_t> list, std::string_view place) {
  std::string text = json_quoted(place) + ":[";
  for (const std::uint32_t row : list) {
    if (text.back() != '[') text += ',';
    const bool pending = (row & kPendingBit) != 0;
    text += json_quoted(pending ? import.pending[row & ~kPendingBit] : import.model.objects.ids[row]);
  }
  return text + "]";
}

/// Lists that name an object which the file does not have.
void keep_broken_lists(Import& import) {
  ObjectTable& objects = import.model.objects;
  const auto is_broken = [&](std::span<const std::uint32_t> list) {
    return std::any_of(list.begin(), list.end(), [&](std::uint32_t row) {
      return (row & kPendingBit) != 0 && objects.ids.find(import.pending[row & ~kPendingBit]) == kNone;
    });
  };
  if (import.pending.size() == 0) return;
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    const auto parents = objects.parents_of(object), children = objects.children_of(object);
    if (is_broken(parents)) objects.relation_text.add(object, list_text(import, parents, "parents"));
    if (is_broken(children)) objects.relation_text.add(object, list_text(import, children, "children"));
  }
}

/// Replaces pending names by rows; what stays unknown is reported and taken out.
void resolve_list(Import& import, city::PodArray<std::uint32_t>& begin, city::PodArray<std::uint32_t>& list,
                  std::string_view place) {
  const ObjectTable& objects = import.model.objects;
  std::uint32_t kept = 0, next = 0;
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    const std::uint32_t end = begin[object + 1];
    begin[object] = kept;
    for (; next < end; ++next) {
      std::uint32_t row = list[next];
      if ((row & kPendingBit) != 0) {
        const std::string_view name = import.pending[row & ~kPendingBit];
        row = objects.ids.find(name);
        if (row == kNone) {
          import.report(Severity::error, objects.ids[object], place, "object.missing_relation",
                        in_quotes(name) + " is not in the file; the relation is left out");
          continue;
        }
      }
      list[kept++] = row;
    }
  }
  begin[objects.size()] = kept;
  list.truncate(kept);
}

void report_one_sided(Import& import, const std::vector<Pair>& have, const std::vector<Pair>& need,
                      bool need_parent) {
  const city::NameTable& ids = import.model.objects.ids;
  std::vector<Pair> missing;
  std::set_difference(have.begin(), have.end(), need.begin(), need.end(), std::back_inserter(missing));
  for (const auto& [parent, child] : missing) {
    const std::string parent_id(ids[parent]), child_id(ids[child]);
    if (need_parent) {
      import.report(
          Severity::warning, child_id, "parents", "object.one_sided_relation",
          "\"" + parent_id + "\" names this object as a child, but it does not name it as a parent");
    } else {
      import.report(Severity::warning, parent_id, "children", "object.one_sided_relation",
                    "\"" + child_id + "\" names this object as its parent, but it is not among its children");
    }
  }
}

/// The hierarchy along `parent`: the first parent that is not a group; where only the parent's side names the
/// relation, that parent.
void choose_parents(Import& import, const std::vector<Pair>& by_parent) {
  ObjectTable& objects = import.model.objects;
  const std::uint32_t group = objects.types.find("CityObjectGroup");
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    for (const std::uint32_t parent : objects.parents_of(object)) {
      if (objects.type[parent] == group || parent == object) continue;
      objects.parent[object] = parent;
      break;
    }
  }
  for (const auto& [parent, child] : by_parent) {
    if (objects.type[parent] == group || parent == child || !objects.parents_of(child).empty()) continue;
    if (objects.parent[child] == kNone) objects.parent[child] = parent;
  }
}

}  // namespace

void resolve_relations(Import& import) {
  ObjectTable& objects = import.model.objects;
  keep_broken_lists(import);
  resolve_list(import, objects.parents_begin, objects.parents, "parents");
  resolve_list(import, objects.children_begin, objects.children, "children");
  std::vector<Pair> by_child, by_parent;
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    for (const std::uint32_t parent : objects.parents_of(object)) by_child.emplace_back(parent, object);
    for (const std::uint32_t child : objects.children_of(object)) by_parent.emplace_back(object, child);
  }
  std::sort(by_child.begin(), by_child.end());
  std::sort(by_parent.begin(), by_parent.end());
  if (import.version == 10) {
    // There only the group names its members.
    const std::uint32_t group = objects.types.find("CityObjectGroup");
    std::vector<Pair> mutual;
    for (const Pair& each : by_parent) {
      if (objects.type[each.first] != group) mutual.push_back(each);
    }
    report_one_sided(import, mutual, by_child, true);
  } else {
    report_one_sided(import, by_parent, by_child, true);
  }
  report_one_sided(import, by_child, by_parent, false);
  choose_parents(import, by_parent);
  for (const std::uint32_t object : find_roots(objects)) {
    import.report(Severity::error, objects.ids[object], "parents", "object.cycle",
                  "the object is its own ancestor; its parent is left out");
  }
}

}  // namespace conurb::io::cityjson
