// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <map>

#include "engine/io/export_text.hpp"
#include "engine/io/json_cursor.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

using city::GeometryStore;
using city::GeometryType;
using city::Range;

namespace {

std::uint64_t number_of(std::string_view token) {
  std::uint64_t number = 0;
  std::from_chars(token.data(), token.data() + token.size(), number);
  return number;
}

/// Writes one level of lists: the items of a range between brackets.
template <class Item>
void write_list(Range range, std::string& out, const Item& item) {
  out += '[';
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (i > range.begin) out += ',';
    item(i);
  }
  out += ']';
}

/// Walks a geometry's structure down to its surfaces: surfaces(range) for each shell, or for all.
template <class Surfaces>
void write_structure(const GeometryStore& store, std::uint32_t g, std::string& out,
                     const Surfaces& surfaces) {
  const GeometryType type = store.type(g);
  const auto shells = [&](Range range) {
    write_list(range, out, [&](std::uint32_t shell) { surfaces(store.surfaces_of_shell(shell)); });
  };
  if (type == GeometryType::solid) {
    shells(store.shells(g));
  } else if (city::is_solid_type(type)) {
    write_list(store.solids(g), out, [&](std::uint32_t solid) { shells(store.shells_of_solid(solid)); });
  } else {
    surfaces(store.surfaces(g));
  }
}

/// One geometry of the store.
class GeometryText {
 public:
  GeometryText(const ObjectOrigin& origin, std::uint32_t object, OutputText& output, ExportTally& tally,
               std::string& out)
      : origin_(origin),
        object_(object),
        store_(origin.part->store()),
        output_(output),
        tally_(tally),
        out_(out) {}

  void write(std::uint32_t g, std::string_view extra) {
    members_ = members_of(extra);
    out_ += "{\"type\":\"";
    out_ += city::to_string(store_.type(g));
    out_ += '"';
    const bool instance = store_.instance(g) != nullptr;
    if (!has("lod") && !store_.lod_text(g).empty()) {
      out_ += ",\"lod\":";
      out_ += json_quoted(store_.lod_text(g));
    }
    out_ += ",\"boundaries\":";
    instance ? write_anchor(g) : write_boundaries(g);
    const bool reshaped = origin_.part->reshaped(object_);
    if (!instance && (!has("semantics") || reshaped) && store_.semantics(g).size() > 0) write_semantics(g);
    for (const auto& [key, value] : members_) write_member(g, key, value, reshaped);
    out_ += '}';
    ++tally_.geometries;
  }

 private:
  [[nodiscard]] bool has(std::string_view key) const {
    for (const auto& [name, value] : members_) {
      if (name == key) return true;
    }
    return false;
  }

  void put(std::string_view key, std::string_view value) {
    out_ += ',';
    out_ += json_quoted(key);
    out_ += ':';
    out_ += value;
  }

  void put_vertex(std::uint32_t vertex) {
    fmt::format_to(std::back_inserter(out_), "{}", output_.vertices->number_of(store_, vertex));
  }

  void write_anchor(std::uint32_t g) {
    out_ += '[';
    put_vertex(store_.instance(g)->anchor);
    out_ += ']';
  }

  void write_ring(std::uint32_t ring) {
    out_ += '[';
    bool first = true;
    for (const std::uint32_t v : store_.ring(ring)) {
      if (!first) out_ += ',';
      first = false;
      put_vertex(v);
    }
    out_ += ']';
  }

  void write_boundaries(std::uint32_t g) {
    const GeometryType type = store_.type(g);
    write_structure(store_, g, out_, [&](Range range) {
      write_list(range, out_, [&](std::uint32_t s) {
        const Range rings = store_.rings(s);
        if (type == GeometryType::multi_point) {
          put_vertex(store_.ring(rings.begin)[0]);
        } else if (type == GeometryType::multi_line_string) {
          write_ring(rings.begin);
        } else {
          write_list(rings, out_, [&](std::uint32_t r) { write_ring(r); });
        }
      });
    });
  }

  void write_semantics(std::uint32_t g) {
    const Range rows = store_.semantics(g);
    out_ += ",\"semantics\":{\"surfaces\":";
    write_list(rows, out_, [&](std::uint32_t row) {
      const std::string_view raw = store_.semantic_raw(row);
      const std::uint16_t type = store_.semantic_type(row);
      if (!raw.empty()) {
        out_ += raw;
      } else if (type != city::kNoName) {
        out_ += "{\"type\":";
        out_ += json_quoted(store_.semantic_types()[type]);
        out_ += '}';
      } else {
        out_ += "{}";
      }
    });
    out_ += ",\"values\":";
    write_structure(store_, g, out_, [&](Range range) {
      write_list(range, out_, [&](std::uint32_t s) {
        const std::uint32_t row = store_.semantic_of(g, s);
        out_ += row == kNone ? std::string("null") : std::to_string(row - rows.begin);
      });
    });
    out_ += '}';
  }

  void write_member(std::uint32_t g, const std::string& key, std::string_view value, bool reshaped) {
    if (key == "semantics" && reshaped) return;
    if (key == "template") return put(key, std::to_string(number_of(value) + origin_.template_offset));
    if (key == "transformationMatrix" && !origin_.part->as_source()) return put(key, scaled_matrix(g));
    if (key != "material" && key != "texture") return put(key, value);
    if (reshaped && !fits(g, value, key == "texture")) {
      tally_.findings.add({Severity::warning, origin_.part->id(object_), "geometry", "export.appearance",
                           "the geometry has changed and its " + key + " no longer fits: left out"});
      return;
    }
    put(key, output_.pool == nullptr ? std::string(value)
                                     : output_.pool->with_numbers_of(*origin_.looks, key, value));
  }

  /// The templates keep the source's unit, so the matrix brings them into that of the city.
  [[nodiscard]] std::string scaled_matrix(std::uint32_t g) const {
    const double unit = origin_.part->said().unit;
    std::string text = "[";
    const auto& matrix = store_.instance(g)->matrix;
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      const bool turn = i < 12 && i % 4 != 3;  // the shifts are converted already
      if (i > 0) text += ',';
      text += json_real(turn ? matrix[i] * unit : matrix[i]);
    }
    text += ']';
    return text;
  }

  [[nodiscard]] bool fits(std::uint32_t g, std::string_view themes, bool texture) const {
    for (const auto& [theme, members] : object_members(themes)) {
      for (const auto& [name, values] : object_members(members)) {
        if (name == "values" && !looks_fit(store_, g, values, texture)) return false;
      }
    }
    return true;
  }

  const ObjectOrigin& origin_;
  std::uint32_t object_;
  const GeometryStore& store_;
  OutputText& output_;
  ExportTally& tally_;
  std::string& out_;
  std::vector<std::pair<std::string, std::string_view>> members_;
};

/// A geometry that is text, from ObjectTable's entry for it.
struct RejectedGeometry {
  std::string_view text;
  bool stored = false;
};

std::map<std::uint64_t, RejectedGeometry> read_rejected(std::string_view list) {
  std::map<std::uint64_t, RejectedGeometry> found;
  for (const std::string_view entry : elements_of(list)) {
    std::uint64_t at = 0;
    RejectedGeometry each;
    for (const auto& [key, value] : object_members(entry)) {
      if (key == "at") at = number_of(value);
      if (key == "stored") each.stored = value == "true";
      if (key == "geometry") each.text = value;
    }
    found.emplace(at, each);
  }
  return found;
}

/// Walks lists of values beside the structure; null may stand for any list.
class LooksFit {
 public:
  LooksFit(const GeometryStore& store, bool texture) : store_(store), texture_(texture) {}

  bool geometry(std::uint32_t g, std::string_view values) const {
    const GeometryType type = store_.type(g);
    if (type == GeometryType::solid) return shells(store_.shells(g), values);
    if (!city::is_solid_type(type)) return surfaces(store_.surfaces(g), values);
    return list(store_.solids(g), values, [this](std::uint32_t solid, std::string_view value) {
      return shells(store_.shells_of_solid(solid), value);
    });
  }

 private:
  template <class Item>
  static bool list(Range range, std::string_view values, const Item& item) {
    if (values == "null") return true;
    const std::vector<std::string_view> elements = elements_of(values);
    if (elements.size() != range.size()) return false;
    for (std::uint32_t i = 0; i < range.size(); ++i) {
      if (!item(range.begin + i, elements[i])) return false;
    }
    return true;
  }
  bool shells(Range range, std::string_view values) const {
    return list(range, values, [this](std::uint32_t shell, std::string_view value) {
      return surfaces(store_.surfaces_of_shell(shell), value);
    });
  }
  bool surfaces(Range range, std::string_view values) const {
    return list(range, values, [this](std::uint32_t surface, std::string_view value) {
      if (!texture_) return value.empty() || value[0] != '[';
      return list(store_.rings(surface), value, [this](std::uint32_t ring, std::string_view numbers) {
        const std::vector<std::string_view> entries = elements_of(numbers);
        return numbers == "null" || (entries.size() == 1 && entries[0] == "null") ||
               entries.size() == store_.ring(ring).size() + 1;
      });
    });
  }

  const GeometryStore& store_;
  bool texture_;
};

}  // namespace

bool looks_fit(const GeometryStore& store, std::uint32_t geometry, std::string_view values, bool texture) {
  return LooksFit(store, texture).geometry(geometry, values);
}

void need_vertices(const ObjectOrigin& origin, std::uint32_t object, OutputText& output) {
  const ExportPart& part = *origin.part;
  const GeometryStore& store = part.store();
  for (const std::uint32_t g : part.geometries(object)) {
    if (const city::Instance* instance = store.instance(g)) output.vertices->need(store, instance->anchor);
    const Range surfaces = store.surfaces(g);
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
        for (const std::uint32_t v : store.ring(r)) output.vertices->need(store, v);
      }
    }
  }
  const std::string_view loose = part.model().objects.loose_vertices.at(object);
  // In another CRS they are no places any more.
  if (!loose.empty() && !output.as_numbered && part.as_source()) {
    output.vertices->need_loose(loose, part.model().transform);
  }
}

std::string with_vertices(const ObjectOrigin& origin, std::uint32_t object, const OutputText& output,
                          std::string_view text) {
  if (output.as_numbered || text.find("\"boundaries\"") == std::string_view::npos) return std::string(text);
  const ExportPart& part = *origin.part;
  std::map<std::uint64_t, std::uint32_t> numbers;
  if (part.as_source()) {
    for (const auto& [number, steps] : read_loose(part.model().objects.loose_vertices.at(object))) {
      numbers[number] = output.vertices->number_of(output.vertices->converted(steps, part.model().transform));
    }
  }
  return with_boundary_indices(text, [&](std::string_view token) {
    const bool whole = is_json_integer(token) && token[0] != '-';
    if (!whole) return std::string(token);
    const std::uint64_t number = number_of(token);
    if (const auto found = numbers.find(number); found != numbers.end()) return std::to_string(found->second);
    // What was no vertex is none here.
    return std::to_string(number < output.vertices->count() ? number + output.vertices->count() : number);
  });
}

void write_geometries(const ObjectOrigin& origin, std::uint32_t object, OutputText& output,
                      ExportTally& tally, std::string& out) {
  const ExportPart& part = *origin.part;
  const std::span<const std::uint32_t> stored = part.geometries(object);
  const std::string entries = bracketed(part.model().rejected_geometry.at(object));
  std::map<std::uint64_t, RejectedGeometry> rejected = read_rejected(entries);
  if (part.reshaped(object) || !part.as_source()) {
    // A geometry that was mended in the city is not put back, nor one in another CRS.
    std::erase_if(rejected, [](const auto& each) { return each.second.stored; });
  }
  if (!rejected.empty() && !part.as_source()) {
    tally.findings.add({Severity::warning, part.id(object), "geometry", "export.other_crs",
                        "geometry that could not be taken in is not converted to the city's CRS: left out"});
    rejected.clear();
  }
  GeometryText text(origin, object, output, tally, out);
  out += '[';
  std::size_t next = 0;
  for (std::uint64_t at = 0; next < stored.size() || !rejected.empty(); ++at) {
    if (at > 0) out += ',';
    auto raw = rejected.find(at);
    if (raw == rejected.end() && next == stored.size()) raw = rejected.begin();
    if (raw == rejected.end()) {
      text.write(stored[next], part.geometry_extra(object, next));
      ++next;
      continue;
    }
    if (raw->second.stored && next < stored.size()) ++next;
    out += origin.upgrade->geometry(with_vertices(origin, object, output, raw->second.text));
    rejected.erase(raw);
  }
  out += ']';
}

}  // namespace conurb::io
