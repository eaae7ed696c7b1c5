// SPDX-License-Identifier: Apache-2.0
#include "engine/io/city_model.hpp"

#include <algorithm>

namespace conurb::io {

namespace {

void check(bool holds, const char* what) {
  if (!holds) throw Error(ErrorCode::internal, what, "city model", "report this as a fault of the program");
}

bool is_offset_array(const city::PodArray<std::uint32_t>& begin, std::size_t rows, std::size_t pool) {
  return begin.size() == rows + 1 && begin[0] == 0 && begin.back() == pool &&
         std::is_sorted(begin.begin(), begin.end());
}

bool all_below(const city::PodArray<std::uint32_t>& values, std::uint32_t limit) {
  return std::all_of(values.begin(), values.end(), [limit](std::uint32_t v) { return v < limit; });
}

}  // namespace

std::vector<std::uint32_t> find_roots(ObjectTable& objects) {
  std::fill(objects.root.begin(), objects.root.end(), kNone);
  std::vector<std::uint32_t> cut, chain;
  std::vector<std::uint8_t> on_chain(objects.size(), 0);
  for (std::uint32_t object = 0; object < objects.size(); ++object) {
    chain.clear();
    std::uint32_t here = object;
    while (objects.root[here] == kNone && on_chain[here] == 0) {
      on_chain[here] = 1;
      chain.push_back(here);
      if (objects.parent[here] == kNone) break;
      here = objects.parent[here];
    }
    std::uint32_t root = objects.root[here];
    if (root == kNone && objects.parent[here] != kNone) {
      cut.push_back(here);
      objects.parent[here] = kNone;
    }
    if (root == kNone) root = here;
    for (const std::uint32_t member : chain) {
      objects.root[member] = root;
      on_chain[member] = 0;
    }
  }
  return cut;
}

void CityModel::validate() const {
  geometry.validate();
  const std::uint32_t n = objects.size();
  check(objects.ids.size() == n && objects.ordinal.size() == n && objects.parent.size() == n &&
            objects.root.size() == n && objects.feature.size() == n && objects.members.size() == n,
        "columns of the object table differ in length");
  check(all_below(objects.type, objects.types.size()), "an object has an unknown type");
  check(attributes.size() == objects.types.size(), "types and attribute tables differ in number");
  check(is_offset_array(objects.parents_begin, n, objects.parents.size()), "offsets of parents are broken");
  check(is_offset_array(objects.children_begin, n, objects.children.size()),
        "offsets of children are broken");
  check(objects.geometry_begin.size() == n + 1 &&
            std::is_sorted(objects.geometry_begin.begin(), objects.geometry_begin.end()) &&
            objects.geometry_begin.back() == geometry.geometry_count(),
        "offsets of geometries are broken");
  check(all_below(objects.parents, n) && all_below(objects.children, n), "a relation points to no object");
  check(feature_root.size() == feature_count && feature_vertices.size() == feature_count &&
            feature_vertex_count.size() == feature_count &&
            std::all_of(feature_root.begin(), feature_root.end(),
                        [n](std::uint32_t root) { return root == kNone || root < n; }),
        "the features are broken");
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t parent = objects.parent[i], root = objects.root[i];
    check(parent == kNone || parent < n, "a parent is no object");
    check(root < n && objects.parent[root] == kNone, "a root has a parent");
    check(root == (parent == kNone ? i : objects.root[parent]), "an object has another root than its parent");
    for (std::uint32_t g = objects.geometries(i).begin; g < objects.geometries(i).end; ++g) {
      check(geometry.owner(g) == i, "a geometry has another owner than the object that lists it");
    }
  }
  for (const AttributeTable& table : attributes) {
    for (const AttributeColumn& column : table.columns()) {
      const bool coded = column.kind() == AttributeKind::text || column.kind() == AttributeKind::json;
      for (std::size_t k = 0; k < column.count(); ++k) {
        check(k == 0 || column.row(k - 1) < column.row(k), "rows of an attribute do not ascend");
        check(!coded || column.as_code(k) < texts.size(), "a text attribute has an unknown code");
      }
    }
  }
}

}  // namespace conurb::io
