// SPDX-License-Identifier: Apache-2.0
#include "engine/view/object_texture.hpp"

#include <algorithm>
#include <cstring>

namespace conurb::view {
namespace {

constexpr std::uint32_t kPlain = 1u << 24;  // look 1, no colour
constexpr std::uint32_t kSelected = 1u << 31;

}  // namespace

ObjectTexture::ObjectTexture(std::uint32_t count)
    : count_(count), image_(new osg::Image), texture_(new osg::Texture2D) {
  const int rows = static_cast<int>(count / kWidth) + 1;
  image_->allocateImage(kWidth, rows, 1, GL_RGBA, GL_UNSIGNED_BYTE);
  auto* texels = reinterpret_cast<std::uint32_t*>(image_->data());
  std::fill_n(texels, static_cast<std::size_t>(rows) * kWidth, kPlain);
  texture_->setImage(image_);
  texture_->setResizeNonPowerOfTwoHint(false);
  texture_->setFilter(osg::Texture::MIN_FILTER, osg::Texture::NEAREST);
  texture_->setFilter(osg::Texture::MAG_FILTER, osg::Texture::NEAREST);
}

void ObjectTexture::set(std::uint32_t first, std::span<const std::uint32_t> texels) {
  if (first > count_ || texels.empty()) return;
  const std::size_t most = std::min<std::size_t>(texels.size(), count_ - first + 1);
  std::memcpy(image_->data() + std::size_t{first} * 4, texels.data(), most * 4);
  image_->dirty();
  std::uint32_t looks = 0, differing = 0;
  for (const std::uint32_t texel : this->texels()) {
    looks |= texel;
    differing |= (texel ^ kPlain) >> 24;
  }
  selected_ = (looks & kSelected) != 0;
  coloured_ = differing != 0;
}

std::span<const std::uint32_t> ObjectTexture::texels() const {
  return {reinterpret_cast<const std::uint32_t*>(image_->data()), std::size_t{count_} + 1};
}

}  // namespace conurb::view
