// SPDX-License-Identifier: Apache-2.0
// Geometries of CityJSON objects and templates.
#include "engine/io/cityjson_geometry.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace conurb::io::cityjson {

namespace {

using city::GeometryType;
using city::kNoName;

/// What is known of a geometry while its members are read.
struct Draft {
  std::optional<GeometryType> type;
  std::string type_name;
  std::string_view lod, boundaries, semantics;
  AppearanceMembers appearance;
  std::string extra;  ///< members that are kept as text
  int depth = 0;      ///< to which `boundary` was read, 0 when it was not
  Boundary boundary;
  city::GeometryStore::Mark before;
};

std::optional<GeometryType> type_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(GeometryType::instance); ++i) {
    const auto type = static_cast<GeometryType>(i);
    if (city::to_string(type) == name) return type;
  }
  return std::nullopt;
}

/// Boundaries go straight into the store. When the type is not known yet, the depth is guessed from the
/// brackets.
void read_draft_boundary(const GeometryTarget& target, JsonCursor& cursor, Draft& draft) {
  const char* const first = cursor.position();
  draft.depth = 0;
  if (draft.type) {
    draft.depth = boundary_depth(*draft.type);
  } else {
    JsonCursor ahead = cursor;
    while (draft.depth < 6 && ahead.accept('[')) ++draft.depth;
  }
  if (draft.depth >= 1 && draft.depth <= 5) {
    draft.boundary = read_boundary(target.import.model.geometry, draft.depth, target.frame, cursor);
    if (draft.boundary.right_depth) {
      draft.boundaries = {first, static_cast<std::size_t>(cursor.position() - first)};
      return;
    }
    target.import.model.geometry.roll_back(draft.before);
  }
  draft.depth = 0;
  cursor.move_to(first);
  draft.boundaries = cursor.value();
}

void read_draft_member(const GeometryTarget& target, std::string_view key, JsonCursor& cursor, Draft& draft) {
  Import& import = target.import;
  std::string_view* const slice = key == "lod" ? &draft.lod : key == "semantics" ? &draft.semantics : nullptr;
  const bool again = key == "type"         ? !draft.type_name.empty()
                     : key == "boundaries" ? !draft.boundaries.empty()
                                           : slice && !slice->empty();
  if (again) {
    target.report(Severity::error, "geometry.duplicate_member",
                  "a member is given twice; the first one counts");
    import.json.check(cursor.value());
  } else if (key == "type") {
    std::string_view name;
    if (import.json.decode_value(cursor.value(), name)) {
      draft.type_name = name;
      draft.type = type_of(name);
    }
  } else if (key == "boundaries") {
    read_draft_boundary(target, cursor, draft);
  } else if (slice != nullptr) {
    *slice = cursor.value();
  } else {
    const std::string name(key);
    const std::string_view value = cursor.value();
    append_member(import, draft.extra, name, value);
    if (name == "material" || name == "texture") {
      check_appearance_indices(import, target.id, target.place, name, value);
      (name == "material" ? draft.appearance.material : draft.appearance.texture) = value;
    }
  }
}

std::uint16_t read_lod(const GeometryTarget& target, std::string_view text) {
  Import& import = target.import;
  std::string_view lod;
  if (text.empty()) {
    target.report(Severity::warning, "geometry.lod", "the level of detail is missing");
    return kNoName;
  }
  if (!import.json.decode_value(text, lod)) {
    if (!is_json_number(text)) {
      target.report(Severity::error, "geometry.lod", "the level of detail is neither text nor number");
      return kNoName;
    }
    lod = text;
    if (import.version != 10) {
      target.report(
          Severity::warning, "geometry.lod_number",
          "the level of detail is the number " + std::string(lod) + "; since version 1.1 it is text");
    }
  }
  const std::uint32_t code = import.model.geometry.lods().intern(lod);
  if (code >= kNoName) throw Error(ErrorCode::limit, "more than 65,534 different levels of detail");
  return static_cast<std::uint16_t>(code);
}

std::uint32_t refuse(const GeometryTarget& target, std::string_view text, std::string_view rule,
                     std::string message) {
  keep_text(target, text, false);
  target.report(Severity::error, rule, std::move(message) + "; the geometry is left out");
  return kNone;
}

/// Closes the geometry whose boundary is in the store. Returns its row, or kNone with the reason in
/// draft.boundary.
std::uint32_t close_geometry(const GeometryTarget& target, Draft& draft) {
  city::GeometryStore& store = target.import.model.geometry;
  const std::uint16_t lod = read_lod(target, draft.lod);
  // A level of detail that is no text would come back as one.
  const bool odd_lod = !draft.lod.empty() && draft.lod[0] != '"';
  if (odd_lod && target.import.version != 10) append_member(target.import, draft.extra, "lod", draft.lod);
  Boundary& boundary = draft.boundary;
  if (draft.depth !=
      boundary_depth(*draft.type)) {  // not read yet, or read at a depth that was guessed wrongly
    store.roll_back(draft.before);
    JsonCursor cursor(draft.boundaries.data(), draft.boundaries.data() + draft.boundaries.size());
    boundary = read_boundary(store, boundary_depth(*draft.type), target.frame, cursor);
  }
  std::uint32_t tile = target.frame.tile;
  if (!boundary.right_depth) {
    boundary.rule = "geometry.depth";
    boundary.message = "the lists are not nested as a " + draft.type_name + " needs";
  } else if (boundary.items == 0) {
    boundary.rule = "geometry.empty";
    boundary.message = "the boundary is empty";
  } else if (boundary.dropped.size() < boundary.items) {
    if (!target.frame.wide.empty()) tile = relocate(target.import, target.frame);
    if (tile != kNone) return store.end_geometry(*draft.type, lod, target.owner, tile);
    boundary.rule = "geometry.too_wide";
    boundary.message = "the coordinates spread over more than 4,294,967,295 steps of the scale";
  }
  store.roll_back(draft.before);
  return kNone;
}

}  // namespace

void append_member(Import& import, std::string& members, std::string_view key, std::string_view value) {
  if (!members.empty()) members += ',';
  members += json_quoted(key);
  members += ':';
  import.json.minify(value, members);
}

std::uint32_t read_geometry(Import& import, const GeometrySource& from, JsonCursor& cursor) {
  const GeometryTarget target{import, from.frame, from.owner, from.id, from.place, from.at};
  city::GeometryStore& store = import.model.geometry;
  if (cursor.peek() != '{')
    return refuse(target, cursor.value(), "geometry.type", "a geometry is not an object");
  const char* const first = cursor.position();
  Draft draft;
  draft.before = store.mark();
  cursor.object(
      [&](const JsonString& token) { read_draft_member(target, import.json.decode(token), cursor, draft); });
  const std::string_view text(first, static_cast<std::size_t>(cursor.position() - first));

  if (!draft.type || *draft.type == GeometryType::instance) store.roll_back(draft.before);
  if (!draft.type) {
    return refuse(target, text, "geometry.type", in_quotes(draft.type_name) + " is no type of geometry");
  }
  std::uint32_t geometry = kNone;
  if (*draft.type == GeometryType::instance) {
    geometry = read_instance(target, text);
    if (!draft.lod.empty()) append_member(import, draft.extra, "lod", draft.lod);
    if (!draft.semantics.empty()) append_member(import, draft.extra, "semantics", draft.semantics);
  } else {
    if (draft.boundaries.empty() || draft.boundaries[0] != '[') {
      return refuse(target, text, "geometry.boundaries", "there is no list of boundaries");
    }
    geometry = close_geometry(target, draft);
    const Boundary& boundary = draft.boundary;
    if (geometry == kNone) return refuse(target, text, boundary.rule, boundary.message);
    if (!boundary.dropped.empty()) {
      keep_text(target, text, true);
      target.report(Severity::error, boundary.rule,
                    boundary.message + "; " + std::to_string(boundary.dropped.size()) + " of " +
                        std::to_string(boundary.items) + " surfaces left out");
    }
    if (!draft.semantics.empty()) read_semantics(target, *draft.type, boundary, draft.semantics, draft.extra);
    if (!draft.appearance.material.empty() || !draft.appearance.texture.empty())
      read_looks(target, *draft.type, boundary, draft.appearance);
  }
  if (geometry != kNone && !draft.extra.empty()) import.model.geometry_extra.add(geometry, draft.extra);
  return geometry;
}

void read_geometries(Import& import, std::uint32_t object, std::string_view id, JsonCursor& cursor,
                     std::string& extra) {
  if (cursor.peek() != '[') {
    const std::string_view value = cursor.value();
    append_member(import, extra, "geometry", value);
    if (value != "null") {
      import.report(Severity::error, id, "geometry", "geometry.type",
                    "the geometry is not a list; kept as text");
    }
    return;
  }
  cursor.array([&](std::uint32_t index) {
    const std::string place = "geometry[" + std::to_string(index) + "]";
    read_geometry(import, {import.vertices, object, id, place, index}, cursor);
  });
}

std::uint32_t place_wide_vertices(Import& import, const VertexFrame& frame,
                                  std::span<const std::uint32_t> used) {
  city::GeometryStore& store = import.model.geometry;
  const auto step = [&](std::uint32_t vertex, std::size_t axis) {
    return frame.wide[std::size_t{vertex} * 3 + axis];
  };
  city::Tile tile;
  if (import.model.transform.present) {
    tile.scale = import.model.transform.scale;
    tile.translate = import.model.transform.translate;
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::int64_t lower = step(used[0], axis), upper = lower;
    for (const std::uint32_t v : used) {
      lower = std::min(lower, step(v, axis));
      upper = std::max(upper, step(v, axis));
    }
    if (upper - lower > std::numeric_limits<std::uint32_t>::max() - 1) return kNone;
    tile.origin[axis] = lower + (upper - lower) / 2;
  }
  const std::uint32_t number = store.add_tile(tile);
  for (const std::uint32_t v : used) {
    store.add_vertex(static_cast<std::int32_t>(step(v, 0) - tile.origin[0]),
                     static_cast<std::int32_t>(step(v, 1) - tile.origin[1]),
                     static_cast<std::int32_t>(step(v, 2) - tile.origin[2]));
  }
  return number;
}

std::uint32_t relocate(Import& import, const VertexFrame& frame) {
  city::GeometryStore& store = import.model.geometry;
  const std::span<std::uint32_t> indices = store.open_indices();
  std::vector<std::uint32_t> used(indices.begin(), indices.end());
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  const std::uint32_t base = store.vertex_count();
  const std::uint32_t tile = place_wide_vertices(import, frame, used);
  if (tile == kNone) return kNone;
  for (std::uint32_t& index : indices) {
    const auto position = std::lower_bound(used.begin(), used.end(), index) - used.begin();
    index = base + static_cast<std::uint32_t>(position);
  }
  return tile;
}

}  // namespace conurb::io::cityjson
