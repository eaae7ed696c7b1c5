// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml_appearances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/base/text.hpp"
#include "engine/io/citygml_import.hpp"
#include "engine/io/image_path.hpp"

namespace conurb::io::citygml {

namespace {

constexpr float kFarthest = 1e4F;

/// Calls `use` with each child of an element that is an element.
template <class Use>
void for_children(const XmlTree& tree, std::uint32_t element, const Use& use) {
  for (std::uint32_t c = tree[element].first_child; c != kNone; c = tree[c].next)
    if (!tree.is_text(c)) use(c);
}

std::string_view text_of_child(const XmlTree& tree, std::uint32_t element, std::string_view local) {
  const std::uint32_t child = tree.child(element, local);
  return child == kNone ? std::string_view() : tree.text(child);
}

/// The id that a URI names in the same file; of another file the URI itself, which no id is.
std::string_view id_of(std::string_view uri) {
  uri = trim(uri);
  return uri.starts_with('#') ? uri.substr(1) : uri;
}

/// A finite number, or nothing.
template <class Number>
std::optional<Number> number_of(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Number value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Three shares of red, green and blue; 0 if it is something else.
std::uint32_t colour_from(std::string_view text) {
  const std::vector<std::string_view> words = split_words(text);
  std::array<std::uint8_t, 3> rgb{};
  if (words.size() != rgb.size()) return 0;
  for (std::size_t i = 0; i < rgb.size(); ++i) {
    const std::optional<double> share = number_of<double>(words[i]);
    if (!share) return 0;
    rgb[i] = static_cast<std::uint8_t>(std::lround(std::clamp(*share, 0.0, 1.0) * 255));
  }
  return city::pack_colour(rgb[0], rgb[1], rgb[2]);
}

/// Whether a theme is the one to show, which the first that asks becomes.
bool shows(std::optional<std::string>& shown, std::string_view theme) {
  if (!shown) shown = std::string(theme);
  return *shown == theme;
}

}  // namespace

bool Appearances::read(const XmlTree& tree, std::uint32_t appearance) {
  const std::string_view theme = text_of_child(tree, appearance, "theme");
  for_children(tree, appearance, [&](std::uint32_t member) {
    const std::string& local = tree.name(member).local;
    if (local != "surfaceDataMember" && local != "surfaceData") return;
    if (!tree.attribute(member, Space::xlink, "href").empty()) ++linked_;
    for_children(tree, member, [&](std::uint32_t data) { read_data(tree, data, theme); });
  });
  return !empty();
}

void Appearances::read_data(const XmlTree& tree, std::uint32_t data, std::string_view theme) {
  const std::string_view front = text_of_child(tree, data, "isFront");
  if (front == "false" || front == "0") return;
  if (tree.is(data, Space::appearance, "X3DMaterial")) read_material(tree, data, theme);
  if (tree.is(data, Space::appearance, "ParameterizedTexture")) read_texture(tree, data, theme);
  if (tree.is(data, Space::appearance, "GeoreferencedTexture")) ++georeferenced_;
}

void Appearances::read_material(const XmlTree& tree, std::uint32_t material, std::string_view theme) {
  const std::string_view text = text_of_child(tree, material, "diffuseColor");
  if (text.empty()) return;
  const std::uint32_t colour = colour_from(text);
  if (colour == 0) {
    ++bad_colours_;
  } else if (shows(material_theme_, theme)) {
    for_children(tree, material, [&](std::uint32_t child) {
      if (tree.name(child).local == "target") add_target(tree.text(child), colour);
    });
  }
}

void Appearances::read_texture(const XmlTree& tree, std::uint32_t texture, std::string_view theme) {
  const std::string_view path = text_of_child(tree, texture, "imageURI");
  if (path.empty() || !shows(texture_theme_, theme)) return;
  const std::uint32_t image = image_of(path);
  for_children(tree, texture, [&](std::uint32_t child) {
    const std::string& local = tree.name(child).local;
    if (local == "target") read_places(tree, child, tree.attribute(child, Space::none, "uri"), image);
    if (local == "textureParameterization")
      for_children(tree, child, [&](std::uint32_t each) { read_association(tree, each, image); });
  });
}

void Appearances::read_association(const XmlTree& tree, std::uint32_t association, std::uint32_t image) {
  const std::string_view target = text_of_child(tree, association, "target");
  const std::uint32_t holder = tree.child(association, "textureParameterization");
  if (holder != kNone) read_places(tree, holder, target, image);
}

void Appearances::read_places(const XmlTree& tree, std::uint32_t holder, std::string_view target,
                              std::uint32_t image) {
  if (!tree.attribute(holder, Space::xlink, "href").empty()) ++linked_;
  for_children(tree, holder, [&](std::uint32_t child) {
    if (tree.is(child, Space::appearance, "TexCoordList"))
      read_list(tree, child, add_target(target, 0), image);
    if (tree.is(child, Space::appearance, "TexCoordGen")) ++georeferenced_;
  });
}

// A list names its ring; in 3.0 the rings stand beside the lists, in the same order.
void Appearances::read_list(const XmlTree& tree, std::uint32_t list, std::uint32_t target,
                            std::uint32_t image) {
  std::vector<std::string_view> rings;
  for_children(tree, list, [&](std::uint32_t child) {
    if (tree.name(child).local == "ring") rings.push_back(tree.text(child));
  });
  std::size_t number = 0;
  for_children(tree, list, [&](std::uint32_t child) {
    if (tree.name(child).local != "textureCoordinates") return;
    std::string_view ring = tree.attribute(child, Space::none, "ring");
    if (ring.empty() && number < rings.size()) ring = rings[number];
    ++number;
    add_ring(ring, target, image, tree.text(child));
  });
}

std::uint32_t Appearances::add_target(std::string_view uri, std::uint32_t colour) {
  const std::uint32_t code = targets_.intern(id_of(uri));
  if (code == target_.size()) target_.push_back({0, false});
  if (target_[code].colour == 0) target_[code].colour = colour;
  return code;
}

// Of several lists for a ring the first counts. What are no pairs of numbers becomes a list that fits no
// ring.
void Appearances::add_ring(std::string_view uri, std::uint32_t target, std::uint32_t image,
                           std::string_view numbers) {
  if (rings_.intern(id_of(uri)) < ring_.size()) return;
  const std::size_t begin = points_.size();
  const std::vector<std::string_view> words =
      image == kNone ? std::vector<std::string_view>() : split_words(numbers);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto x = number_of<float>(words[i]), y = number_of<float>(words[i + 1]);
    if (!x || !y || std::abs(*x) >= kFarthest || std::abs(*y) >= kFarthest) break;
    points_.push_back({*x, *y});
  }
  if (2 * (points_.size() - begin) != words.size()) points_.resize(begin);
  ring_.push_back({target, image, begin, points_.size(), false});
}

std::uint32_t Appearances::image_of(std::string_view path) {
  if (stays_inside(path)) return images_.intern(image_name(path));
  outside_.intern(path);
  return kNone;
}

std::uint32_t Appearances::colour_of(std::string_view id) {
  const std::uint32_t code = id.empty() ? kNone : targets_.find(id);
  if (code == kNone) return 0;
  target_[code].found = true;
  return target_[code].colour;
}

RingPlaces Appearances::places_of(std::string_view ring) {
  const std::uint32_t code = rings_.find(ring);
  if (code == kNone) return {};
  Ring& of = ring_[code];
  of.found = target_[of.target].found = true;
  return {true, of.image, std::span(points_).subspan(of.begin, of.end - of.begin)};
}

void Appearances::report(Import& import) const {
  for (std::uint32_t i = 0; i < outside_.size(); ++i) {
    const Finding found = outside_image(outside_[i], "imageURI");
    import.report(found.severity, "", found.place, found.rule, found.message);
  }
  const auto tell = [&import](std::uint64_t count, std::string_view rule, std::string_view what) {
    if (count > 0) import.report(Severity::warning, "", "", rule, fmt::format("{} {}", count, what));
  };
  tell(bad_colours_, "appearance.values", "materials whose colour is not three numbers; not shown");
  tell(georeferenced_, "appearance.georeferenced",
       "textures whose places on the image are told by coordinates of the world; not shown");
  tell(linked_, "appearance.link", "links from one appearance to data of another; not followed");
  report_missing(import);
}

void Appearances::report_missing(Import& import) const {
  std::uint64_t targets = 0, rings = 0;
  std::string_view first_target, first_ring;
  for (std::uint32_t i = 0; i < targets_.size(); ++i)
    if (!target_[i].found && ++targets == 1) first_target = targets_[i];
  for (std::uint32_t i = 0; i < rings_.size(); ++i)
    if (!ring_[i].found && target_[ring_[i].target].found && ++rings == 1) first_ring = rings_[i];
  const auto tell = [&import](std::uint64_t count, std::string_view what, std::string_view first) {
    if (count == 0) return;
    import.report(
        Severity::warning, "", "", "appearance.target",
        fmt::format("{} targets of appearances name no {} of the file, the first of them {}; not shown",
                    count, what, io::in_quotes(first)));
  };
  tell(targets, "surface", first_target);
  tell(rings, "ring of a surface", first_ring);
}

}  // namespace conurb::io::citygml
