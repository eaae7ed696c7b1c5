// SPDX-License-Identifier: Apache-2.0
// The root of a CityJSON text: its members, version, transform, metadata and appearance.
#include <algorithm>
#include <array>
#include <charconv>

#include "engine/io/cityjson_import.hpp"
#include "engine/io/image_path.hpp"

namespace conurb::io::cityjson {

namespace {

constexpr std::size_t kReleaseStep = std::size_t{4} << 20;

std::string_view* root_slot(Root& root, std::string_view key) {
  const std::array<std::pair<std::string_view, std::string_view*>, 9> known{
      {{"type", &root.type},
       {"id", &root.id},
       {"version", &root.version},
       {"transform", &root.transform},
       {"metadata", &root.metadata},
       {"CityObjects", &root.objects},
       {"vertices", &root.vertices},
       {"appearance", &root.appearance},
       {"geometry-templates", &root.templates}}};
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const auto& entry) { return entry.first == key; });
  return found == known.end() ? nullptr : found->second;
}

void read_version(Import& import, std::string_view text) {
  std::string_view version;
  if (text.empty() || !import.json.decode_value(text, version)) {
    import.report(Severity::warning, "", "version", "root.version", "the version is missing; read as 2.0");
    return;
  }
  import.model.version = std::string(version);
  const bool exact = version == "1.0" || version == "1.1" || version == "2.0";
  if (version.starts_with("1.0")) import.version = 10;
  if (version.starts_with("1.1")) import.version = 11;
  if (exact) return;
  const std::string read_as = import.version == 10 ? "1.0" : import.version == 11 ? "1.1" : "2.0";
  import.report(Severity::warning, "", "version", "root.version",
                "version " + in_quotes(version) + " is not 1.0, 1.1 or 2.0; read as " + read_as);
}

/// Three numbers of a transform; what is missing keeps its default. Returns whether all was well.
bool read_triple(simdjson::dom::object transform, const char* key, city::Point3& out) {
  simdjson::dom::array values;
  if (transform[key].get(values) != simdjson::SUCCESS) return false;
  std::size_t i = 0;
  bool good = true;
  for (const simdjson::dom::element value : values) {
    double number = 0;
    if (i >= 3 || value.get(number) != simdjson::SUCCESS) {
      good = false;
    } else {
      out[i] = number;
    }
    ++i;
  }
  return good && i == 3;
}

void read_transform(Import& import, std::string_view text) {
  Transform& transform = import.model.transform;
  if (text.empty()) {
    if (import.version != 10) {
      import.report(Severity::error, "", "transform", "root.transform",
                    "the transform is missing; coordinates are taken as they are");
    }
    return;
  }
  import.model.transform_text = import.json.minified(text);
  simdjson::dom::object object;
  if (import.json.parse(text).get(object) != simdjson::SUCCESS) {
    import.report(Severity::error, "", "transform", "root.transform",
                  "the transform is not an object; ignored");
    return;
  }
  transform.present = true;
  const bool scale = read_triple(object, "scale", transform.scale);
  const bool translate = read_triple(object, "translate", transform.translate);
  if (!scale || !translate) {
    import.report(Severity::error, "", "transform", "root.transform",
                  std::string(scale ? "translate" : "scale") +
                      " is not a list of three numbers; missing ones count as " + (scale ? "0" : "1"));
  }
  const auto& s = transform.scale;
  if (s[0] == 0 || s[1] == 0 || s[2] == 0) {
    import.report(Severity::error, "", "transform.scale", "root.scale_zero",
                  "a scale of 0 puts all points into one plane; kept as it is");
  }
}

void read_metadata(Import& import, std::string_view text) {
  if (text.empty()) return;
  import.model.metadata = import.json.minified(text);
  simdjson::dom::object metadata;
  std::string_view crs;
  if (import.json.parse(text).get(metadata) != simdjson::SUCCESS) {
    import.report(Severity::error, "", "metadata", "root.metadata",
                  "the metadata are not an object; kept as text");
    return;
  }
  if (metadata["referenceSystem"].get(crs) != simdjson::SUCCESS) return;
  import.model.crs = parse_crs_text(crs);
  const CrsForm form = import.model.crs.form;
  if (form == CrsForm::url || (form == CrsForm::urn && import.version == 10) || crs.empty()) return;
  const bool known = form != CrsForm::other;
  import.report(known ? Severity::warning : Severity::error, "", "metadata.referenceSystem", "root.crs",
                in_quotes(crs) + " is not an OGC URL such as " +
                    "https://www.opengis.net/def/crs/EPSG/0/7415; " +
                    (known ? "read as " + import.model.crs.authority + ":" + import.model.crs.name
                           : std::string("the coordinate system is unknown")));
}

std::uint32_t count_elements(std::string_view text) {
  std::uint32_t count = 0;
  JsonCursor cursor(text);
  cursor.array([&](std::uint32_t) {
    cursor.value();
    ++count;
  });
  return count;
}

void check_texture(Import& import, std::string_view text, std::uint32_t index) {
  simdjson::dom::object texture;
  std::string_view image;
  if (import.json.parse(text).get(texture) != simdjson::SUCCESS) return;
  if (texture["image"].get(image) != simdjson::SUCCESS || stays_inside(image)) return;
  const Finding found = outside_image(image, "appearance.textures[" + std::to_string(index) + "]");
  import.report(found.severity, "", found.place, found.rule, found.message);
}

}  // namespace

void Import::report(Severity severity, std::string_view object, std::string_view place, std::string_view rule,
                    std::string message) {
  if (model.findings.only_counted(severity, rule)) return;
  std::string full = where;
  if (!full.empty() && !place.empty()) full += ", ";
  full += place;
  model.findings.add({severity, std::string(object), std::move(full), std::string(rule), std::move(message)});
}

void Import::release(const char* position) {
  if (file == nullptr || position < released + kReleaseStep) return;
  file->release(released, position);
  released = position;
}

Root scan_root(Import& import, JsonCursor& cursor) {
  Root root;
  cursor.object([&](const JsonString& token) {
    const std::string key(import.json.decode(token));
    const std::string_view value = cursor.value();
    if (std::string_view* const known = root_slot(root, key); known != nullptr) {
      if (!known->empty()) {
        import.json.check(value);
        import.report(Severity::error, "", key, "root.duplicate_member", "given twice; the first one counts");
      } else {
        *known = value;
      }
    } else {
      root.other.emplace_back(key, value);
    }
  });
  return root;
}

void read_header(Import& import, const Root& root) {
  read_version(import, root.version);
  read_metadata(import, root.metadata);
  read_transform(import, root.transform);
  CityModel& model = import.model;
  if (!root.id.empty()) model.root_extra.emplace_back("id", import.json.minified(root.id));
  if (!root.appearance.empty()) {
    import.appearance = read_appearance(import, root.appearance);
    model.root_extra.emplace_back("appearance", import.json.minified(root.appearance));
  }
  for (const auto& [key, value] : root.other) model.root_extra.emplace_back(key, import.json.minified(value));
}

Appearance read_appearance(Import& import, std::string_view text) {
  Appearance appearance;
  auto entries = std::make_shared<Appearance::Entries>();
  import.json.check(text);
  if (text[0] != '{') {
    import.report(Severity::error, "", "appearance", "appearance.type",
                  "the appearance is not an object; kept as text");
    return appearance;
  }
  JsonCursor cursor(text);
  cursor.object([&](const JsonString& token) {
    const std::string key(import.json.decode(token));
    const std::string_view value = cursor.value();
    read_appearance_entries(import, key, value, *entries);
    if (value[0] != '[') return;
    if (key == "materials") appearance.materials = count_elements(value);
    if (key == "vertices-texture") appearance.texture_vertices = count_elements(value);
    if (key == "textures") {
      JsonCursor textures(value);
      textures.array([&](std::uint32_t index) { check_texture(import, textures.value(), index); });
      appearance.textures = count_elements(value);
    }
  });
  appearance.entries = std::move(entries);
  return appearance;
}

void check_appearance_indices(Import& import, std::string_view object, std::string_view place,
                              std::string_view key, std::string_view text) {
  const bool texture = key == "texture";
  // In a texture the first number of an innermost list is the texture, the others are texture vertices.
  std::size_t position = 0;
  for (const char* p = text.data(); p < text.data() + text.size();) {
    if (*p == '"') {
      JsonCursor cursor(p, text.data() + text.size());
      cursor.string();
      p = cursor.position();
      continue;
    }
    if (*p == '[') position = 0;
    const char* last = p;
    while ((*last >= '0' && *last <= '9') || *last == '-' || *last == '.') ++last;
    if (last == p) {
      ++p;
      continue;
    }
    const bool of_texture = texture && position++ == 0;
    const std::uint32_t limit = !texture     ? import.appearance.materials
                                : of_texture ? import.appearance.textures
                                             : import.appearance.texture_vertices;
    std::uint64_t index = 0;
    const auto [end, error] = std::from_chars(p, last, index);
    if (error != std::errc() || end != last || index >= limit) {
      const char* const what = !texture ? "material " : of_texture ? "texture " : "texture vertex ";
      import.report(Severity::error, object, std::string(place) + "." + std::string(key), "appearance.index",
                    what + std::string(p, last) + " of " + std::to_string(limit) + "; kept as text");
      return;
    }
    p = last;
  }
}

}  // namespace conurb::io::cityjson
