// SPDX-License-Identifier: Apache-2.0
#include "engine/view/object_texture.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace conurb::view {
namespace {

constexpr std::uint32_t kPlain = 1u << 24;  // look 1, no colour
constexpr std::uint32_t kSelected = 1u << 31;

}  // namespace

/// The texels, and which rows of them the card does not have yet. Called by OpenSceneGraph when it binds the
/// texture; there is one context.
class ObjectTexture::Rows final : public osg::Texture2D::SubloadCallback {
 public:
  explicit Rows(int rows)
      : texels_(static_cast<std::size_t>(rows) * kWidth, kPlain), looks_(static_cast<std::size_t>(rows)) {}

  [[nodiscard]] int rows() const { return static_cast<int>(looks_.size()); }

  /// Within the rows.
  void set(std::size_t first, std::span<const std::uint32_t> texels) {
    while (!texels.empty()) {
      const std::size_t row = first / kWidth;
      const auto part = texels.first(std::min(texels.size(), (row + 1) * kWidth - first));
      set_in_row(row, first, part);
      first += part.size();
      texels = texels.subspan(part.size());
    }
  }
  [[nodiscard]] std::uint32_t texel(std::size_t number) const { return texels_[number]; }
  [[nodiscard]] bool selected() const {
    return std::any_of(looks_.begin(), looks_.end(), [](const Looks& row) { return row.selected; });
  }
  [[nodiscard]] bool coloured() const {
    return std::any_of(looks_.begin(), looks_.end(), [](const Looks& row) { return row.coloured; });
  }

  bool textureObjectValid(const osg::Texture2D&, osg::State&) const override { return true; }
  void load(const osg::Texture2D&, osg::State&) const override {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, kWidth, rows(), 0, GL_RGBA, GL_UNSIGNED_BYTE, texels_.data());
    begin_ = end_ = 0;
  }
  void subload(const osg::Texture2D&, osg::State&) const override {
    if (begin_ == end_) return;
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, static_cast<GLint>(begin_), kWidth,
                    static_cast<GLsizei>(end_ - begin_), GL_RGBA, GL_UNSIGNED_BYTE,
                    texels_.data() + begin_ * kWidth);
    begin_ = end_ = 0;
  }

 private:
  struct Looks {
    bool selected = false, coloured = false;
  };

  void set_in_row(std::size_t row, std::size_t first, std::span<const std::uint32_t> texels) {
    std::uint32_t* own = texels_.data() + first;
    if (std::memcmp(own, texels.data(), texels.size_bytes()) == 0) return;
    std::memcpy(own, texels.data(), texels.size_bytes());
    std::uint32_t looks = 0, differing = 0;
    for (const std::uint32_t texel : std::span(texels_).subspan(row * kWidth, kWidth)) {
      looks |= texel;
      differing |= (texel ^ kPlain) >> 24;
    }
    looks_[row] = {(looks & kSelected) != 0, differing != 0};
    begin_ = begin_ == end_ ? row : std::min(begin_, row);
    end_ = std::max(end_, row + 1);
  }

  std::vector<std::uint32_t> texels_;
  std::vector<Looks> looks_;                 // by row
  mutable std::size_t begin_ = 0, end_ = 0;  // rows for the card
};

ObjectTexture::ObjectTexture(std::uint32_t count)
    : count_(count), rows_(new Rows(static_cast<int>(count / kWidth) + 1)), texture_(new osg::Texture2D) {
  texture_->setTextureSize(kWidth, rows_->rows());
  texture_->setInternalFormat(GL_RGBA8);
  texture_->setSubloadCallback(rows_);
  texture_->setResizeNonPowerOfTwoHint(false);
  texture_->setFilter(osg::Texture::MIN_FILTER, osg::Texture::NEAREST);
  texture_->setFilter(osg::Texture::MAG_FILTER, osg::Texture::NEAREST);
}

ObjectTexture::~ObjectTexture() = default;

void ObjectTexture::set(std::uint32_t first, std::span<const std::uint32_t> texels) {
  if (first > count_ || texels.empty()) return;
  rows_->set(first, texels.first(std::min<std::size_t>(texels.size(), count_ - first + 1)));
  selected_ = rows_->selected();
  coloured_ = rows_->coloured();
}

std::uint32_t ObjectTexture::texel(std::uint32_t number) const {
  return number <= count_ ? rows_->texel(number) : kPlain;
}

}  // namespace conurb::view
