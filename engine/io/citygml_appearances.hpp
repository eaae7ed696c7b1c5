// SPDX-License-Identifier: Apache-2.0
// What the appearances of a CityGML file say of its surfaces (OGC 12-019, clause 9; 3.0: OGC 20-010, 7.5), by
// gml:id: colours of polygons and of what holds polygons, and for rings a place on an image for each corner.
// They may stand before, in or behind the objects that they are about, so they are taken in a pass of their
// own and asked in those that follow. Only the front of surfaces counts, and one theme: the first of the file
// that has colours, and the first that has images. Private to engine/io.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/surface_looks.hpp"
#include "engine/io/citygml_tree.hpp"

namespace conurb::io::citygml {

struct Import;

/// Places of a ring's corners on an image.
struct RingPlaces {
  bool said = false;                           ///< false: nothing is said of the ring
  std::uint32_t image = kNone;                 ///< number in images(); kNone: an image that is not to be read
  std::span<const city::TexturePoint> points;  ///< as the file has them: the first once more at the end
};

class Appearances {
 public:
  /// Takes what an element app:Appearance says. Returns whether any of it can be shown.
  bool read(const XmlTree& tree, std::uint32_t appearance);
  /// All appearances of the file have been taken.
  void settle() { settled_ = true; }
  [[nodiscard]] bool settled() const { return settled_; }
  /// Whether nothing is said of any surface.
  [[nodiscard]] bool empty() const { return targets_.size() == 0; }

  /// Colour of the polygon, or of all in the surface, of that id, as in city::SurfaceLook; 0: none is said.
  /// Remembers that the file has it.
  [[nodiscard]] std::uint32_t colour_of(std::string_view id);
  /// Remembers that the file has it. The span lives as long as nothing is read.
  [[nodiscard]] RingPlaces places_of(std::string_view ring);
  /// Paths of the images, all inside the folder of the file.
  [[nodiscard]] const city::NameTable& images() const { return images_; }

  /// Tells what is not shown, once all surfaces have asked.
  void report(Import& import) const;

 private:
  struct Target {
    std::uint32_t colour;
    bool found;
  };
  struct Ring {
    std::uint32_t target, image;
    std::size_t begin, end;  ///< in points_
    bool found;
  };
  void read_data(const XmlTree& tree, std::uint32_t data, std::string_view theme);
  void read_material(const XmlTree& tree, std::uint32_t material, std::string_view theme);
  void read_texture(const XmlTree& tree, std::uint32_t texture, std::string_view theme);
  void read_association(const XmlTree& tree, std::uint32_t association, std::uint32_t image);
  void read_places(const XmlTree& tree, std::uint32_t holder, std::string_view target, std::uint32_t image);
  void read_list(const XmlTree& tree, std::uint32_t list, std::uint32_t target, std::uint32_t image);
  std::uint32_t add_target(std::string_view uri, std::uint32_t colour);
  void add_ring(std::string_view uri, std::uint32_t target, std::uint32_t image, std::string_view numbers);
  std::uint32_t image_of(std::string_view path);
  void report_missing(Import& import) const;

  bool settled_ = false;
  std::optional<std::string> material_theme_, texture_theme_;
  city::NameTable targets_, rings_, images_;
  city::NameTable outside_;  // paths of images that are not to be read
  std::vector<Target> target_;
  std::vector<Ring> ring_;
  std::vector<city::TexturePoint> points_;
  std::uint64_t georeferenced_ = 0, linked_ = 0, bad_colours_ = 0;
};

}  // namespace conurb::io::citygml
