// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_root.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/base/json.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

/// Steps in which a part's coordinates are given.
Transform transform_of(const ExportPart& part) {
  if (part.as_source() && part.model().transform.present) return part.model().transform;
  Transform transform;
  for (std::uint32_t o = 0; o < part.objects(); ++o) {
    const auto geometries = part.kept(o) ? part.geometries(o) : std::span<const std::uint32_t>();
    if (geometries.empty()) continue;
    const city::Tile& tile = part.store().tile(part.store().tile_of(geometries[0]));
    transform.scale = tile.scale;
    transform.translate = tile.translate;
    break;
  }
  return transform;
}

bool same(const Transform& a, const Transform& b) {
  return a.scale == b.scale && a.translate == b.translate;
}

std::string text_of(const Transform& transform) {
  const auto triple = [](const city::Point3& p) {
    return fmt::format("[{},{},{}]", json_real(p[0]), json_real(p[1]), json_real(p[2]));
  };
  return fmt::format(R"({{"scale":{},"translate":{}}})", triple(transform.scale),
                     triple(transform.translate));
}

/// The finest steps of all parts, about the place of the first.
void choose_transform(ExportRoot& root) {
  root.transform = transform_of(*root.parts[0]);
  for (const ExportPart* part : root.parts) {
    const Transform own = transform_of(*part);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (own.scale[axis] > 0)
        root.transform.scale[axis] = std::min(root.transform.scale[axis], own.scale[axis]);
    }
  }
  const CityModel& first = root.parts[0]->model();
  if (root.alone() && root.parts[0]->as_source() && first.transform.present) {
    root.transform_text = first.transform_text;
  } else if (root.alone() && same(root.transform, {}) && !root.upgrades[0].from_first()) {
    root.transform_text.clear();  // whole steps without a transform: as it came in
  } else {
    root.transform_text = text_of(root.transform);
  }
}

/// Templates of all parts as two lists.
class TemplateLists {
 public:
  void add(const ExportPart& part, const Upgrade& upgrade, AppearanceSource& looks, AppearancePool* pool) {
    std::size_t vertices = 0;
    for (const auto& [key, value] : object_members(part.model().templates)) {
      if (key == "vertices-templates") {
        for (const std::string_view vertex : elements_of(value)) append(vertices_, vertex), ++vertices;
      } else if (key == "templates") {
        for (const std::string_view each : elements_of(value)) {
          append(templates_, renumbered(upgrade.geometry(each), looks, pool));
          ++count;
        }
      } else if (member_of(others_, key).empty()) {
        put_member(others_, key, value);
      }
    }
    first_vertex_ += vertices;
  }
  [[nodiscard]] std::string text() const {
    std::string members;
    put_member(members, "templates", bracketed(templates_));
    put_member(members, "vertices-templates", bracketed(vertices_));
    if (!others_.empty()) members += ',';
    return braced(members + others_);
  }
  std::uint32_t count = 0;

 private:
  static void append(std::string& list, std::string_view value) {
    if (!list.empty()) list += ',';
    list += value;
  }

  std::string renumbered(const std::string& geometry, AppearanceSource& looks, AppearancePool* pool) const {
    const auto shifted = [this](std::string_view token, std::size_t) {
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
      const bool whole = error == std::errc() && end == token.data() + token.size();
      return whole ? std::to_string(number + first_vertex_) : std::string(token);
    };
    std::string members;
    for (const auto& [key, value] : object_members(geometry)) {
      const bool is_looks = (key == "material" || key == "texture") && pool != nullptr;
      put_member(members, key,
                 key == "boundaries" ? with_numbers(value, shifted)
                 : is_looks          ? pool->with_numbers_of(looks, key, value)
                                     : std::string(value));
    }
    return braced(members);
  }

  std::string templates_, vertices_, others_;
  std::size_t first_vertex_ = 0;
};

bool has_instances(const ExportPart& part) {
  for (std::uint32_t o = 0; o < part.objects(); ++o) {
    if (!part.kept(o)) continue;
    for (const std::uint32_t g : part.geometries(o)) {
      if (part.store().instance(g) != nullptr) return true;
    }
  }
  return false;
}

void put_templates(ExportRoot& root, AppearancePool* pool) {
  root.template_offset.assign(root.parts.size(), 0);
  const bool plain = root.alone() && pool == nullptr && !root.upgrades[0].from_first();
  if (root.alone() && root.parts[0]->pruned() && !has_instances(*root.parts[0])) return;
  if (plain) {
    root.templates = root.parts[0]->model().templates;
    return;
  }
  TemplateLists lists;
  for (std::size_t i = 0; i < root.parts.size(); ++i) {
    const ExportPart& part = *root.parts[i];
    root.template_offset[i] = lists.count;
    if (root.alone() || has_instances(part)) lists.add(part, root.upgrades[i], root.looks[i], pool);
  }
  const bool any = std::any_of(root.parts.begin(), root.parts.end(),
                               [](const ExportPart* part) { return !part->model().templates.empty(); });
  if (any && (lists.count > 0 || root.alone())) root.templates = lists.text();
}

/// Box of everything that comes out, in the output's coordinates.
std::string extent_of(const ExportRoot& root) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  city::Point3 lower{kInfinity, kInfinity, kInfinity}, upper{-kInfinity, -kInfinity, -kInfinity};
  const auto add = [&](const city::GeometryStore& store, std::uint32_t v, std::uint32_t tile) {
    const city::Point3 p = store.world(v, tile);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lower[axis] = std::min(lower[axis], p[axis]);
      upper[axis] = std::max(upper[axis], p[axis]);
    }
  };
  for (const ExportPart* part : root.parts) {
    const city::GeometryStore& store = part->store();
    for (std::uint32_t o = 0; o < part->objects(); ++o) {
      if (!part->kept(o)) continue;
      for (const std::uint32_t g : part->geometries(o)) {
        const std::uint32_t tile = store.tile_of(g);
        if (const city::Instance* instance = store.instance(g)) add(store, instance->anchor, tile);
        for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
          for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
            for (const std::uint32_t v : store.ring(r)) add(store, v, tile);
          }
        }
      }
    }
  }
  if (!(lower[0] <= upper[0])) return {};
  return fmt::format("[{},{},{},{},{},{}]", json_real(lower[0]), json_real(lower[1]), json_real(lower[2]),
                     json_real(upper[0]), json_real(upper[1]), json_real(upper[2]));
}

/// What all parts say alike; the extent and the CRS of what comes out.
std::string metadata_of(const ExportRoot& root, const std::string& crs) {
  const std::string first = root.upgrades[0].metadata(root.parts[0]->model());
  if (root.whole() && root.parts[0]->as_source()) return first;
  std::string members;
  bool has_crs = false;
  const auto said_by_all = [&](const std::string& key, std::string_view value) {
    for (std::size_t i = 1; i < root.parts.size(); ++i) {
      const std::string other = root.upgrades[i].metadata(root.parts[i]->model());
      bool found = false;
      for (const auto& [name, text] : object_members(other)) {
        found = found || (name == key && Json::parse(text) == Json::parse(value));
      }
      if (!found) return false;
    }
    return true;
  };
  const bool moved = std::any_of(root.parts.begin(), root.parts.end(),
                                 [](const ExportPart* part) { return !part->as_source(); });
  std::string extent;
  for (const auto& [key, value] : object_members(first)) {
    if (key == "geographicalExtent") {
      extent = extent_of(root);
      if (!extent.empty()) put_member(members, key, extent);
    } else if (key == "referenceSystem") {
      has_crs = !moved;
      if (!moved) put_member(members, key, value);
    } else if (said_by_all(key, value)) {
      put_member(members, key, value);
    }
  }
  const std::string url = crs_url(parse_crs_text(crs));
  if (!has_crs && !url.empty() && (moved || !root.alone()))
    put_member(members, "referenceSystem", json_quoted(url));
  return members.empty() && first.empty() ? std::string() : braced(members);
}

}  // namespace

std::string_view root_member(const ExportPart& part, std::string_view key) {
  for (const auto& [name, value] : part.model().root_extra) {
    if (name == key) return value;
  }
  return {};
}

ObjectOrigin ExportRoot::origin(std::size_t part) const {
  ObjectOrigin origin;
  origin.part = parts[part];
  origin.upgrade = &upgrades[part];
  origin.template_offset = template_offset[part];
  origin.groups = groups[part].empty() ? nullptr : &groups[part];
  return origin;
}

ExportRoot make_root(std::vector<const ExportPart*> parts, const std::string& version, AppearancePool* pool) {
  ExportRoot root;
  root.version = version;
  root.parts = std::move(parts);
  for (const ExportPart* part : root.parts) {
    const CityModel& model = part->model();
    root.upgrades.emplace_back(model.version, version);
    root.looks.emplace_back(root_member(*part, "appearance"));
    auto& groups = root.groups.emplace_back();
    if (!root.upgrades.back().from_first()) continue;
    groups.resize(model.objects.size());
    const std::uint32_t group = model.objects.types.find("CityObjectGroup");
    for (std::uint32_t o = 0; o < model.objects.size(); ++o) {
      if (model.objects.type[o] != group) continue;
      for (const std::uint32_t member : model.objects.children_of(o)) groups[member].push_back(o);
    }
  }
  choose_transform(root);
  put_templates(root, pool);
  return root;
}

std::string root_members(const ExportRoot& root, const std::string& crs, ExportTally& tally) {
  std::vector<std::pair<std::string, std::string>> members;
  for (std::size_t i = 0; i < root.parts.size(); ++i) {
    const CityModel& model = root.parts[i]->model();
    for (const auto& [key, value] : model.root_extra) {
      if (key == "appearance" || key == "vertices" || key == "extensions") continue;
      const auto known = std::find_if(members.begin(), members.end(),
                                      [&name = key](const auto& member) { return member.first == name; });
      if (known == members.end()) {
        members.emplace_back(key, value);
      } else if (Json::parse(known->second) != Json::parse(value)) {
        tally.findings.add({Severity::warning, "", root.parts[i]->name(), "export.root_member",
                            in_quotes(key) + " differs between the sources: that of the first is written"});
      }
    }
  }
  std::string extensions;
  bool any = false;
  for (std::size_t i = 0; i < root.parts.size(); ++i) {
    const std::string_view own = root_member(*root.parts[i], "extensions");
    const std::string value = root.upgrades[i].extensions(own, root.parts[i]->model().objects.types);
    any = any || !value.empty();
    if (!value.empty() && value[0] != '{') members.emplace_back("extensions", value);
    for (const auto& [key, extension] : object_members(value)) {
      if (member_of(extensions, key).empty()) put_member(extensions, key, extension);
    }
  }
  const bool has_other = std::any_of(members.begin(), members.end(),
                                     [](const auto& member) { return member.first == "extensions"; });
  if (any && !has_other) members.emplace_back("extensions", braced(extensions));
  const std::string metadata = metadata_of(root, crs);
  if (!metadata.empty()) members.emplace_back("metadata", metadata);
  std::string text;
  for (const auto& [key, value] : members) {
    text += ',';
    text += json_quoted(key);
    text += ':';
    text += value;
  }
  return text;
}

}  // namespace conurb::io
