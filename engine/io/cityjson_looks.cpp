// SPDX-License-Identifier: Apache-2.0
// Appearance of CityJSON (2.0, section 6): the entries of a file, and what they say of a geometry's surfaces.
// The default theme counts, or else the first that a geometry has.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/io/cityjson_geometry.hpp"
#include "engine/io/image_path.hpp"

namespace conurb::io::cityjson {

namespace {

using city::kNone;

/// Colour of an X3DMaterial; 0 if it has none.
std::uint32_t diffuse_colour(Import& import, std::string_view material) {
  simdjson::dom::array channels;
  if (import.json.parse(material)["diffuseColor"].get(channels) != simdjson::SUCCESS) return 0;
  std::array<std::uint8_t, 3> rgb{};
  std::size_t count = 0;
  for (const simdjson::dom::element channel : channels) {
    double share = 0;
    if (count >= 3 || channel.get(share) != simdjson::SUCCESS) return 0;
    rgb[count++] = static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255));
  }
  return count == 3 ? city::pack_colour(rgb[0], rgb[1], rgb[2]) : 0;
}

/// Number of a texture's image; kNone if it has none that is to be read.
std::uint32_t image_of(Import& import, std::string_view texture) {
  std::string_view path;
  if (import.json.parse(texture)["image"].get(path) != simdjson::SUCCESS || !stays_inside(path)) return kNone;
  return import.model.geometry.looks().intern_image({image_name(path), nullptr});
}

city::TexturePoint point_of(std::string_view text) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kFarthest = 1e4F;
  city::TexturePoint point{kNan, kNan};
  std::size_t axis = 0;
  if (text[0] != '[') return point;
  JsonCursor cursor(text);
  cursor.array([&](std::uint32_t) {
    const std::string_view number = cursor.value();
    float value = kNan;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool good =
        error == std::errc() && end == number.data() + number.size() && std::abs(value) < kFarthest;
    if (axis < 2) point[axis++] = good ? value : kNan;
  });
  return point;
}

/// The member of that theme, else the first; "" if there is none.
std::string_view themed(Import& import, std::string_view text, const std::string& theme) {
  std::string_view first, wanted;
  if (text.empty() || text[0] != '{') return {};
  JsonCursor cursor(text);
  cursor.object([&](const JsonString& token) {
    const bool is_wanted = !theme.empty() && import.json.decode(token) == theme;
    const std::string_view value = cursor.value();
    if (first.empty()) first = value;
    if (is_wanted) wanted = value;
  });
  return wanted.empty() ? first : wanted;
}

/// Member of an object; "" if there is none, or no object.
std::string_view member(Import& import, std::string_view text, std::string_view name) {
  std::string_view found;
  if (text.empty() || text[0] != '{') return found;
  JsonCursor cursor(text);
  cursor.object([&](const JsonString& token) {
    const bool is_it = import.json.decode(token) == name;
    const std::string_view value = cursor.value();
    if (is_it && found.empty()) found = value;
  });
  return found;
}

/// Colours of the items of a boundary.
std::vector<std::uint32_t> read_colours(const GeometryTarget& target, city::GeometryType type,
                                        const Boundary& boundary, std::string_view text) {
  Import& import = target.import;
  const Appearance::Entries& entries = *import.appearance.entries;
  std::vector<std::uint32_t> materials(boundary.items, kNone);
  const std::string_view theme = themed(import, text, entries.material_theme);
  const auto count = static_cast<std::uint32_t>(entries.colours.size());
  std::uint64_t one = 0;
  if (const std::string_view value = member(import, theme, "value"); !value.empty()) {
    if (import.json.parse(value).get(one) == simdjson::SUCCESS && one < count)
      materials.assign(boundary.items, static_cast<std::uint32_t>(one));
  } else if (const std::string_view values = member(import, theme, "values"); !values.empty()) {
    std::string problem;
    bool short_null = false;
    materials = read_semantic_values(boundary, type, count, values, problem, short_null);
    if (!problem.empty())
      target.report(Severity::warning, "appearance.values", "materials: " + problem + "; what fits is shown");
  }
  for (std::uint32_t& each : materials) each = each < count ? entries.colours[each] : 0;
  return materials;
}

/// Reads the "values" of a texture: nested as the boundary, and in each surface a list for each ring.
class TextureValues {
 public:
  /// `surfaces`: in the store, by item of the boundary; kNone: left out.
  TextureValues(const GeometryTarget& target, const Boundary& boundary,
                std::span<const std::uint32_t> surfaces)
      : target_(target),
        entries_(*target.import.appearance.entries),
        surfaces_(surfaces),
        begin_(surfaces.size(), 0),
        end_(surfaces.size(), 0),
        image_(surfaces.size(), kNone) {
    std::uint32_t items = 0;
    for (const std::uint32_t each : boundary.shell_items) ends_[1].push_back(items += each);
    std::size_t shells = 0;
    for (const std::uint32_t each : boundary.solid_shells) {
      shells += each;
      if (shells > 0 && shells <= ends_[1].size()) ends_[2].push_back(ends_[1][shells - 1]);
    }
  }

  /// `depth`: of lists above those of surfaces.
  void read(std::string_view text, int depth) {
    JsonCursor cursor(text);
    list(cursor, depth, static_cast<std::uint32_t>(surfaces_.size()));
    if (!wrong_) return;
    target_.report(Severity::warning, "appearance.values",
                   "textures: the lists are not those of the boundary; what fits is shown");
  }

  [[nodiscard]] city::SurfaceLook look(std::uint32_t item) const {
    return {0, image_[item], std::span(points_).subspan(begin_[item], end_[item] - begin_[item])};
  }

 private:
  // A null may stand for a whole list.
  void list(JsonCursor& cursor, int depth, std::uint32_t end) {
    if (depth == 0) return surface(cursor);
    if (cursor.peek() == '[') {
      cursor.array([&](std::uint32_t) {
        if (item_ < end) return list(cursor, depth - 1, depth > 1 ? end_of(depth - 1, end) : end);
        wrong_ = true;
        cursor.value();
      });
      wrong_ = wrong_ || item_ != end;
    } else {
      wrong_ = cursor.value() != "null" || wrong_;
    }
    item_ = end;
  }

  /// Where the shell (1) or the solid (2) ends that the item is in.
  [[nodiscard]] std::uint32_t end_of(int depth, std::uint32_t most) const {
    const auto& ends = ends_[static_cast<std::size_t>(depth)];
    const auto found = std::ranges::upper_bound(ends, item_);
    return found == ends.end() ? most : *found;
  }

  void surface(JsonCursor& cursor) {
    const std::uint32_t item = item_++;
    const city::GeometryStore& store = target_.import.model.geometry;
    begin_[item] = points_.size();
    texture_ = kNone;
    bool whole = surfaces_[item] != kNone;
    const city::Range rings = whole ? store.rings(surfaces_[item]) : city::Range{};
    std::uint32_t count = 0;
    if (cursor.peek() != '[') {
      wrong_ = cursor.value() != "null" || wrong_;
    } else {
      cursor.array([&](std::uint32_t r) {
        const std::size_t corners = r < rings.size() ? store.ring(rings.begin + r).size() : 0;
        whole = ring(cursor, corners) && whole;
        ++count;
      });
    }
    wrong_ = wrong_ || (rings.size() > 0 && texture_ != kNone && count != rings.size());
    if (whole && texture_ < entries_.images.size() && count == rings.size())
      image_[item] = entries_.images[texture_];
    if (image_[item] == kNone) points_.resize(begin_[item]);
    end_[item] = points_.size();
  }

  /// Whether the ring has a place on the same image as those before for each of its corners.
  bool ring(JsonCursor& cursor, std::size_t corners) {
    if (cursor.peek() != '[') {
      wrong_ = cursor.value() != "null" || wrong_;
      return false;
    }
    const std::size_t first = points_.size();
    bool whole = true, plain = false;
    cursor.array([&](std::uint32_t i) {
      std::uint32_t number = kNone;
      if (!cursor.small_number(number)) plain = cursor.value() == "null" && i == 0;
      if (i == 0) {
        whole = number != kNone && (texture_ == kNone || texture_ == number);
        texture_ = number;
      } else if (number < entries_.points.size() && std::isfinite(entries_.points[number][0]) &&
                 std::isfinite(entries_.points[number][1])) {
        points_.push_back(entries_.points[number]);
      } else {
        whole = false;
      }
    });
    if (plain) return false;
    const bool fits = points_.size() - first == corners;
    wrong_ = wrong_ || (whole && !fits && corners > 0);
    return whole && fits;
  }

  const GeometryTarget& target_;
  const Appearance::Entries& entries_;
  std::span<const std::uint32_t> surfaces_;
  std::array<std::vector<std::uint32_t>, 3> ends_;  // by depth: items at which shells and solids end
  std::vector<std::size_t> begin_, end_;            // in points_, by item
  std::vector<std::uint32_t> image_;
  std::vector<city::TexturePoint> points_;
  std::uint32_t item_ = 0, texture_ = kNone;
  bool wrong_ = false;
};

/// In the store, by item of the boundary of the geometry that was closed last; kNone: left out.
std::vector<std::uint32_t> surfaces_of(const city::GeometryStore& store, const Boundary& boundary) {
  std::uint32_t surface = store.surfaces(store.geometry_count() - 1).begin;
  std::vector<std::uint32_t> surfaces(boundary.items);
  for (std::uint32_t i = 0; i < boundary.items; ++i)
    surfaces[i] = std::ranges::binary_search(boundary.dropped, i) ? kNone : surface++;
  return surfaces;
}

}  // namespace

void read_appearance_entries(Import& import, std::string_view key, std::string_view value,
                             Appearance::Entries& entries) {
  std::string_view theme;
  if (key == "default-theme-material" && import.json.decode_value(value, theme))
    entries.material_theme = theme;
  if (key == "default-theme-texture" && import.json.decode_value(value, theme)) entries.texture_theme = theme;
  if (value[0] != '[') return;
  JsonCursor cursor(value);
  if (key == "materials")
    cursor.array([&](std::uint32_t) { entries.colours.push_back(diffuse_colour(import, cursor.value())); });
  if (key == "textures")
    cursor.array([&](std::uint32_t) { entries.images.push_back(image_of(import, cursor.value())); });
  if (key == "vertices-texture")
    cursor.array([&](std::uint32_t) { entries.points.push_back(point_of(cursor.value())); });
}

void read_looks(const GeometryTarget& target, city::GeometryType type, const Boundary& boundary,
                const AppearanceMembers& members) {
  Import& import = target.import;
  city::GeometryStore& store = import.model.geometry;
  if (import.appearance.entries == nullptr || boundary_depth(type) < 3) return;
  const std::vector<std::uint32_t> surfaces = surfaces_of(store, boundary);
  const std::vector<std::uint32_t> colours = read_colours(target, type, boundary, members.material);
  TextureValues textures(target, boundary, surfaces);
  const std::string_view theme = themed(import, members.texture, import.appearance.entries->texture_theme);
  if (const std::string_view values = member(import, theme, "values"); !values.empty())
    textures.read(values, boundary_depth(type) - 2);
  for (std::uint32_t i = 0; i < boundary.items; ++i) {
    if (surfaces[i] == kNone) continue;
    city::SurfaceLook look = textures.look(i);
    look.colour = colours[i];
    store.looks().add(surfaces[i], look);
  }
}

}  // namespace conurb::io::cityjson
