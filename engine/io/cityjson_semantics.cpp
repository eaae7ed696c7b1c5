// SPDX-License-Identifier: Apache-2.0
// Semantic surfaces, templates and instances.
#include <algorithm>

#include "engine/io/cityjson_geometry.hpp"

namespace conurb::io::cityjson {

namespace {

using city::kNoName;

/// One entry of semantics.surfaces: its type goes into the dictionary, anything more is kept as text.
void read_semantic_surface(const GeometryTarget& target, JsonCursor& cursor) {
  Import& import = target.import;
  city::GeometryStore& store = import.model.geometry;
  std::uint16_t type = kNoName;
  std::size_t members = 0;
  cursor.skip_space();
  const char* const first = cursor.position();
  if (cursor.peek() == '{') {
    cursor.object([&](const JsonString& token) {
      ++members;
      const bool is_type = import.json.decode(token) == "type";
      if (cursor.peek() != '"') {
        import.json.check(cursor.value());
        return;
      }
      const std::string_view text = import.json.decode(cursor.string());
      if (!is_type) return;
      // Mostly the same few types: compare with the surface before, ahead of the dictionary.
      const std::uint32_t before = store.semantic_count();
      const std::uint16_t last = before == 0 ? kNoName : store.semantic_type(before - 1);
      const bool same = last != kNoName && store.semantic_types()[last] == text;
      const std::uint32_t code = same ? last : store.semantic_types().intern(text);
      if (code >= kNoName)
        throw Error(ErrorCode::limit, "more than 65,534 different types of semantic surfaces");
      type = static_cast<std::uint16_t>(code);
    });
  } else {
    import.json.check(cursor.value());
  }
  if (type == kNoName) target.report(Severity::error, "semantics.type", "a semantic surface has no type");
  const std::string_view text(first, static_cast<std::size_t>(cursor.position() - first));
  const bool type_only = members == 1 && type != kNoName;
  store.add_semantic(type, type_only ? std::string_view() : import.json.minified_trusted(text));
}

/// Number of the template, the anchor's index and the matrix; returns a message when one of them is wrong.
std::string parse_instance(const GeometryTarget& target, std::string_view text, std::uint64_t& of,
                           std::uint64_t& anchor, city::Instance& instance) {
  Import& import = target.import;
  const simdjson::dom::element geometry = import.json.parse(text);
  if (geometry["template"].get(of) != simdjson::SUCCESS || of >= import.templates.size()) {
    return "the template is not one of the " + std::to_string(import.templates.size()) + " in the file";
  }
  if (import.templates[of] == kNone) return "template " + std::to_string(of) + " could not be read";
  const auto& bad = target.frame.bad;
  simdjson::dom::array boundaries, matrix;
  if (geometry["boundaries"].get(boundaries) != simdjson::SUCCESS || boundaries.size() != 1 ||
      boundaries.at(0).get(anchor) != simdjson::SUCCESS || anchor >= target.frame.count) {
    return "the boundaries are not the index of one vertex";
  }
  if (std::binary_search(bad.begin(), bad.end(), static_cast<std::uint32_t>(anchor))) {
    return "vertex " + std::to_string(anchor) + " is not a point";
  }
  if (geometry["transformationMatrix"].get(matrix) != simdjson::SUCCESS || matrix.size() != 16) {
    return "the transformation matrix has not 16 numbers";
  }
  std::size_t i = 0;
  for (const simdjson::dom::element value : matrix) {
    if (value.get(instance.matrix[i++]) != simdjson::SUCCESS)
      return "the transformation matrix has not 16 numbers";
  }
  return {};
}

void read_template_vertices(Import& import, std::string_view text, VertexFrame& frame) {
  city::GeometryStore& store = import.model.geometry;
  JsonCursor cursor(text);
  cursor.array([&](std::uint32_t index) {
    city::Point3 point{0, 0, 0};
    std::size_t axis = 0;
    const std::string_view vertex = cursor.value();
    simdjson::dom::array values;
    bool good = import.json.parse(vertex).get(values) == simdjson::SUCCESS && values.size() == 3;
    if (good) {
      for (const simdjson::dom::element value : values)
        good = value.get(point[axis++]) == simdjson::SUCCESS && good;
    }
    if (!good) {
      frame.bad.push_back(index);
      import.report(Severity::error, "", "vertices-templates[" + std::to_string(index) + "]",
                    "vertices.invalid", "not a list of three numbers; surfaces that use it are left out");
    }
    store.add_template_vertex(good ? point : city::Point3{0, 0, 0});
    ++frame.count;
  });
}

}  // namespace

void read_semantics(const GeometryTarget& target, city::GeometryType type, const Boundary& boundary,
                    std::string_view text, std::string& extra) {
  Import& import = target.import;
  city::GeometryStore& store = import.model.geometry;
  std::string_view values;
  std::uint32_t count = 0;
  bool has_surfaces = false;
  bool known = text[0] == '{';  // nothing in it but one list of surfaces and one of values
  if (known) {
    JsonCursor cursor(text);
    cursor.object([&](const JsonString& token) {
      const std::string_view key = import.json.decode(token);
      if (key == "surfaces" && !has_surfaces && cursor.peek() == '[') {
        has_surfaces = true;
        cursor.array([&](std::uint32_t) {
          read_semantic_surface(target, cursor);
          ++count;
        });
      } else if (key == "values" && values.empty()) {
        values = cursor.value();
      } else {
        known = false;
        cursor.value();
      }
    });
  }
  std::string problem;
  if (!has_surfaces || values.empty()) {
    problem = "semantics need a list of surfaces and a list of values";
  } else {
    bool short_null = false;
    std::vector<std::uint32_t> rows =
        read_semantic_values(boundary, type, count, values, problem, short_null);
    // What the rows cannot tell: null in place of a list, surfaces of which there are none.
    known = known && !short_null && count > 0;
    const std::uint32_t first = store.semantics(store.geometry_count() - 1).begin;
    std::size_t kept = 0, next_dropped = 0;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      if (next_dropped < boundary.dropped.size() && boundary.dropped[next_dropped] == i) {
        ++next_dropped;
      } else {
        rows[kept++] = rows[i] == kNone ? kNone : first + rows[i];
      }
    }
    rows.resize(kept);
    store.link_semantics(rows);
  }
  if (!problem.empty()) {
    target.report(Severity::error, "semantics.values", problem + "; what fits is used, the text is kept");
  }
  if (!problem.empty() || !known) append_member(import, extra, "semantics", text);
}

std::uint32_t read_instance(const GeometryTarget& target, std::string_view text) {
  Import& import = target.import;
  city::GeometryStore& store = import.model.geometry;
  city::Instance instance;
  std::uint64_t of = 0, anchor = 0;
  const std::string problem = target.owner == kNone ? "a template cannot be an instance"
                                                    : parse_instance(target, text, of, anchor, instance);
  if (problem.empty()) {
    instance.template_geometry = import.templates[of];
    std::uint32_t tile = target.frame.tile;
    if (target.frame.wide.empty()) {
      instance.anchor = target.frame.base + static_cast<std::uint32_t>(anchor);
    } else {
      const auto vertex = static_cast<std::uint32_t>(anchor);
      instance.anchor = store.vertex_count();
      tile = place_wide_vertices(import, target.frame, {&vertex, 1});
    }
    return store.end_instance(instance, kNoName, target.owner, tile);
  }
  keep_text(target, text, false);
  target.report(Severity::error, "geometry.instance", problem + "; the geometry is left out");
  return kNone;
}

void read_templates(Import& import, std::string_view text) {
  if (text.empty()) return;
  import.json.check(text);
  std::string_view templates, vertices;
  if (text[0] == '{') {
    JsonCursor cursor(text);
    cursor.object([&](const JsonString& token) {
      const std::string_view key = import.json.decode(token);
      std::string_view* const known = key == "templates"            ? &templates
                                      : key == "vertices-templates" ? &vertices
                                                                    : nullptr;
      const std::string_view value = cursor.value();
      if (known != nullptr) *known = value;
    });
  }
  const bool lists = !templates.empty() && templates[0] == '[' && !vertices.empty() && vertices[0] == '[';
  import.model.templates = import.json.minified(text);
  if (!lists) {
    import.report(Severity::error, "", "geometry-templates", "templates.members",
                  "there are no lists \"templates\" and \"vertices-templates\"; kept as text");
  } else {
    VertexFrame frame;
    frame.base = import.model.geometry.template_vertex_count();
    frame.tile = city::kTemplateTile;
    read_template_vertices(import, vertices, frame);
    JsonCursor cursor(templates);
    cursor.array([&](std::uint32_t index) {
      const std::string place = "geometry-templates.templates[" + std::to_string(index) + "]";
      import.templates.push_back(read_geometry(import, {frame, kNone, "", place, index}, cursor));
    });
  }
}

}  // namespace conurb::io::cityjson
