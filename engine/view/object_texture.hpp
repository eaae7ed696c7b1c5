// SPDX-License-Identifier: Apache-2.0
// Colours of all objects of a city: one texel each, so that a new colour moves four bytes and no geometry.
#pragma once

#include <osg/Texture2D>

#include <cstdint>
#include <span>

namespace conurb::view {

class ObjectTexture {
 public:
  static constexpr int kWidth = 4096;  ///< texels in a row; the shaders know it

  /// For numbers 0 … count, all plain.
  explicit ObjectTexture(std::uint32_t count);
  ~ObjectTexture();
  ObjectTexture(const ObjectTexture&) = delete;
  ObjectTexture& operator=(const ObjectTexture&) = delete;

  /// Texels (engine/scene/looks.hpp) of the numbers from `first` on; what lies beyond `count` is left out.
  /// Rows that are other than before are in the card at the next drawing.
  void set(std::uint32_t first, std::span<const std::uint32_t> texels);
  /// The texel of a number; of one beyond `count` a plain one.
  [[nodiscard]] std::uint32_t texel(std::uint32_t number) const;
  /// Whether anything is not plain; whether anything is selected.
  [[nodiscard]] bool coloured() const { return coloured_; }
  [[nodiscard]] bool selected() const { return selected_; }
  [[nodiscard]] osg::Texture2D& texture() const { return *texture_; }

 private:
  class Rows;
  std::uint32_t count_;
  bool coloured_ = false, selected_ = false;
  osg::ref_ptr<Rows> rows_;
  osg::ref_ptr<osg::Texture2D> texture_;
};

}  // namespace conurb::view
