// SPDX-License-Identifier: Apache-2.0
#include "engine/view/tile_geometry.hpp"

#include <osg/MatrixTransform>
#include <osg/Texture2D>
#include <osg/Texture2DArray>

#include <algorithm>
#include <utility>

#include "engine/view/programs.hpp"

namespace conurb::view {
namespace {

osg::ref_ptr<osg::Texture2D> make_texture(scene::Picture picture, bool smooth) {
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(picture.width, picture.height, 1, GL_RGBA, GL_UNSIGNED_BYTE);
  std::copy(picture.rgba.begin(), picture.rgba.end(), image->data());
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D(image);
  texture->setResizeNonPowerOfTwoHint(false);
  texture->setUnRefImageDataAfterApply(true);
  texture->setFilter(osg::Texture::MIN_FILTER,
                     smooth ? osg::Texture::LINEAR_MIPMAP_NEAREST : osg::Texture::NEAREST);
  texture->setFilter(osg::Texture::MAG_FILTER, smooth ? osg::Texture::LINEAR : osg::Texture::NEAREST);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  return texture;
}

osg::ref_ptr<osg::Texture2D> make_texture(const scene::Mask& mask) {
  osg::ref_ptr<osg::Image> image = new osg::Image;
  image->allocateImage(mask.side, mask.side, 1, GL_LUMINANCE, GL_UNSIGNED_BYTE);
  std::copy(mask.values.begin(), mask.values.end(), image->data());
  osg::ref_ptr<osg::Texture2D> texture = new osg::Texture2D(image);
  texture->setResizeNonPowerOfTwoHint(false);
  texture->setUnRefImageDataAfterApply(true);
  texture->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR_MIPMAP_NEAREST);
  texture->setFilter(osg::Texture::MAG_FILTER, osg::Texture::LINEAR);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::CLAMP_TO_EDGE);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::CLAMP_TO_EDGE);
  return texture;
}

bool has_water(const scene::Picture& surface) {
  for (std::size_t i = 3; i < surface.rgba.size(); i += 4)
    if (surface.rgba[i] > scene::kLandAlpha) return true;
  return false;
}

/// One layer for each.
osg::ref_ptr<osg::Texture2DArray> make_texture(const std::vector<scene::Picture>& pictures) {
  osg::ref_ptr<osg::Texture2DArray> texture = new osg::Texture2DArray;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const scene::Picture& picture = pictures[i];
    osg::ref_ptr<osg::Image> image = new osg::Image;
    image->allocateImage(picture.width, picture.height, 1, GL_RGBA, GL_UNSIGNED_BYTE);
    std::copy(picture.rgba.begin(), picture.rgba.end(), image->data());
    texture->setImage(static_cast<unsigned>(i), image);
  }
  texture->setUnRefImageDataAfterApply(true);
  texture->setFilter(osg::Texture::MIN_FILTER, osg::Texture::LINEAR_MIPMAP_LINEAR);
  texture->setFilter(osg::Texture::MAG_FILTER, osg::Texture::LINEAR);
  texture->setWrap(osg::Texture::WRAP_S, osg::Texture::REPEAT);
  texture->setWrap(osg::Texture::WRAP_T, osg::Texture::REPEAT);
  return texture;
}

template <typename Array>
osg::ref_ptr<Array> make_array(std::size_t size) {
  return new Array(osg::Array::BIND_PER_VERTEX, static_cast<unsigned>(size));
}

osg::ref_ptr<osg::Geometry> make_geometry(const scene::Mesh& mesh) {
  const std::size_t count = mesh.vertices.size();
  const auto positions = make_array<osg::Vec4Array>(count);
  const auto surfaces = make_array<osg::Vec4bArray>(count);
  const auto facades = make_array<osg::Vec2usArray>(count);
  const auto parts = make_array<osg::FloatArray>(count);
  surfaces->setNormalize(false);
  bool has_parts = false;
  osg::BoundingBox box;
  for (std::size_t i = 0; i < count; ++i) {
    const scene::Vertex& v = mesh.vertices[i];
    (*positions)[i].set(v.x, v.y, v.z, static_cast<float>(v.object));
    (*surfaces)[i].set(v.normal[0], v.normal[1], v.normal[2], static_cast<GLbyte>(v.material));
    (*facades)[i].set(v.facade[0], v.facade[1]);
    (*parts)[i] = static_cast<float>(v.part);
    has_parts = has_parts || v.part != 0;
    box.expandBy(v.x, v.y, v.z);
  }
  osg::ref_ptr<osg::Geometry> geometry = new osg::Geometry;
  geometry->setUseDisplayList(false);
  geometry->setUseVertexBufferObjects(true);
  geometry->setVertexAttribArray(kPosition, positions);
  geometry->setVertexAttribArray(kSurface, surfaces);
  geometry->setVertexAttribArray(kFacade, facades);
  if (has_parts)
    geometry->setVertexAttribArray(kPart, parts);
  else
    geometry->setVertexAttribArray(kPart, new osg::FloatArray(osg::Array::BIND_OVERALL, 1));
  if (!mesh.colours.empty()) {
    const auto colours = make_array<osg::Vec4ubArray>(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t c = mesh.colours[i];
      (*colours)[i].set(static_cast<GLubyte>(c), static_cast<GLubyte>(c >> 8), static_cast<GLubyte>(c >> 16),
                        static_cast<GLubyte>(c >> 24));
    }
    colours->setNormalize(true);
    geometry->setVertexAttribArray(kColour, colours);
    geometry->getOrCreateStateSet()->setDefine("COLOURS");
  }
  if (!mesh.places.empty()) {
    const auto places = make_array<osg::Vec3Array>(count);
    for (std::size_t i = 0; i < count; ++i)
      (*places)[i].set(mesh.places[i][0], mesh.places[i][1], mesh.places[i][2]);
    geometry->setVertexAttribArray(kPlace, places);
  }
  if (count <= 0xFFFF) {
    osg::ref_ptr<osg::DrawElementsUShort> elements = new osg::DrawElementsUShort(GL_TRIANGLES);
    elements->reserve(mesh.indices.size());
    for (const std::uint32_t index : mesh.indices) elements->push_back(static_cast<GLushort>(index));
    geometry->addPrimitiveSet(elements);
  } else {
    geometry->addPrimitiveSet(new osg::DrawElementsUInt(
        GL_TRIANGLES, static_cast<unsigned>(mesh.indices.size()), mesh.indices.data()));
  }
  geometry->setInitialBound(box);
  return geometry;
}

}  // namespace

osg::ref_ptr<osg::Node> make_tile_node(scene::TileContent content, const city::Point3& scene_origin) {
  if (content.mesh.indices.empty()) return nullptr;
  osg::ref_ptr<osg::MatrixTransform> node = new osg::MatrixTransform;
  const city::Point3 at = city::minus(content.mesh.origin, scene_origin);
  node->setMatrix(osg::Matrixd::translate(at[0], at[1], at[2]));
  node->addChild(make_geometry(content.mesh));
  osg::StateSet* state = node->getOrCreateStateSet();
  state->addUniform(new osg::Uniform("tile_origin", osg::Vec3f(osg::Vec3d(at[0], at[1], at[2]))));
  if (!content.surface.empty()) {
    const double width = content.extent.max_x - content.extent.min_x;
    const double height = content.extent.max_y - content.extent.min_y;
    const osg::Vec4d extent(content.extent.min_x - scene_origin[0], content.extent.min_y - scene_origin[1],
                            1 / width, 1 / height);
    state->addUniform(new osg::Uniform("extent", osg::Vec4f(extent)));
    if (has_water(content.surface)) state->setDefine("WATER");
    if (content.lamps.side > 0) {
      state->setDefine("LAMPS");
      state->setTextureAttribute(kLampMap, make_texture(content.lamps));
    }
    state->setTextureAttribute(kSurfaceMap, make_texture(std::move(content.surface), true));
    state->setTextureAttribute(kObjectMap, make_texture(std::move(content.objects), false));
  }
  if (!content.pictures.empty()) {
    state->setDefine("PICTURES");
    state->setTextureAttribute(kPictures, make_texture(content.pictures));
  }
  return node;
}

osg::ref_ptr<osg::Geometry> make_screen_grid(int across, int up) {
  osg::ref_ptr<osg::Vec4Array> corners = new osg::Vec4Array(osg::Array::BIND_PER_VERTEX);
  osg::ref_ptr<osg::DrawElementsUShort> elements = new osg::DrawElementsUShort(GL_TRIANGLES);
  for (int y = 0; y <= up; ++y) {
    for (int x = 0; x <= across; ++x) {
      const double u = 2.0 * x / across - 1, v = 2.0 * y / up - 1;
      corners->push_back(osg::Vec4(osg::Vec4d(u, v, 0, 1)));
      if (x == across || y == up) continue;
      const int a = y * (across + 1) + x, above = a + across + 1;
      for (const int corner : {a, a + 1, above + 1, a, above + 1, above})
        elements->push_back(static_cast<GLushort>(corner));
    }
  }
  osg::ref_ptr<osg::Geometry> geometry = new osg::Geometry;
  geometry->setUseDisplayList(false);
  geometry->setUseVertexBufferObjects(true);
  geometry->setVertexAttribArray(kPosition, corners);
  geometry->addPrimitiveSet(elements);
  geometry->setCullingActive(false);
  return geometry;
}

}  // namespace conurb::view
