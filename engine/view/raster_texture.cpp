// SPDX-License-Identifier: Apache-2.0
#include "engine/view/raster_texture.hpp"

#include "engine/view/programs.hpp"

namespace conurb::view {

RasterTexture::RasterTexture(const scene::RasterDrape& raster, float opacity)
    : extent_(raster.extent), opacity_(opacity) {
  const scene::Picture& picture = raster.picture;
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(picture.width, picture.height, 1, GL_RGBA, GL_UNSIGNED_BYTE);
  // Colours times alpha: what has none lends no colour to its neighbours.
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    const unsigned alpha = picture.rgba[i + 3];
    for (std::size_t channel = 0; channel < 3; ++channel)
      image->data()[i + channel] =
          static_cast<unsigned char>((picture.rgba[i + channel] * alpha + 127) / 255);
    image->data()[i + 3] = static_cast<unsigned char>(alpha);
  }
  texture_ = new osg::Texture2D(image);
  texture_->setResizeNonPowerOfTwoHint(false);
  texture_->setUnRefImageDataAfterApply(true);
  texture_->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR_MIPMAP_NEAREST);
  texture_->setFilter(osg::Texture::MAG_FILTER, raster.smooth ? osg::Texture::LINEAR : osg::Texture::NEAREST);
  texture_->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_BORDER);
  texture_->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_BORDER);
  texture_->setBorderColor(osg::Vec4d(0, 0, 0, 0));
}

void RasterTexture::apply(osg::StateSet& state, const city::Point3& scene_origin) const {
  const osg::Vec4d extent(extent_.min_x - scene_origin[0], extent_.min_y - scene_origin[1],
                          1 / (extent_.max_x - extent_.min_x), 1 / (extent_.max_y - extent_.min_y));
  state.getOrCreateUniform("raster_extent", osg::Uniform::FLOAT_VEC4)->set(osg::Vec4f(extent));
  state.getOrCreateUniform("raster_opacity", osg::Uniform::FLOAT)->set(opacity_);
  state.setTextureAttribute(kRaster, texture_);
}

}  // namespace conurb::view
