// SPDX-License-Identifier: Apache-2.0
#include "engine/view/scene_passes.hpp"

#include <osg/BlendColor>
#include <osg/BlendFunc>
#include <osg/ColorMask>
#include <osg/Depth>
#include <osg/PolygonOffset>
#include <osg/Scissor>

#include <algorithm>
#include <cmath>

#include "engine/io/scene_colours.hpp"
#include "engine/view/programs.hpp"
#include "engine/view/tile_geometry.hpp"

namespace conurb::view {
namespace {

constexpr auto kOn = osg::StateAttribute::ON;
constexpr auto kOff = osg::StateAttribute::OFF;
constexpr auto kForced = osg::StateAttribute::ON | osg::StateAttribute::OVERRIDE;

/// As the shaders know.
constexpr int kMaterials = 19;
static_assert(static_cast<int>(scene::Material::pavement) + 1 == kMaterials);

/// Squared colour of each scene::Material, and how much objects differ in lightness.
osg::ref_ptr<osg::Uniform> material_colours() {
  osg::ref_ptr<osg::Uniform> uniform =
      new osg::Uniform(osg::Uniform::FLOAT_VEC4, "material_colours", kMaterials);
  for (unsigned m = 0; m < io::kSceneMaterials; ++m) {
    const auto& srgb = io::colour_of(static_cast<io::SceneMaterial>(m)).srgb;
    const auto squared = [&](std::size_t channel) { return std::pow(srgb[channel] / 255.0, 2); };
    const bool built = m <= static_cast<unsigned>(scene::Material::wall);
    uniform->setElement(m, osg::Vec4f(osg::Vec4d(squared(0), squared(1), squared(2), built ? 0.14 : 0.05)));
  }
  const auto set = [&](scene::Material material, const osg::Vec4f& colour) {
    uniform->setElement(static_cast<unsigned>(material), colour);
  };
  set(scene::Material::trunk, {.13f, .09f, .06f, .1f});
  set(scene::Material::carriageway, {.665f, .646f, .615f, .0f});
  set(scene::Material::pavement, {.80f, .78f, .74f, .0f});
  set(scene::Material::crown, {.17f, .25f, .10f, .35f});
  return uniform;
}

/// Parts of a picture's height that sizes on the screen are counted in, as the shaders know.
constexpr int kUnits = 800;

void float_uniform(osg::StateSet& state, const char* name, float value) {
  state.getOrCreateUniform(name, osg::Uniform::FLOAT)->set(value);
}

void no_depth(osg::StateSet& state) {
  state.setMode(GL_DEPTH_TEST, kOff);
  state.setMode(GL_CULL_FACE, kOff);
}

osg::Matrixd shifted(const osg::Matrixd& clip, const std::array<double, 2>& pixels, const Area& area) {
  return clip * osg::Matrixd::translate(2 * pixels[0] / area.width, 2 * pixels[1] / area.height, 0);
}

}  // namespace

ScenePasses::ScenePasses(osg::GraphicsContext& graphics, const city::Box& box, const city::Point3& origin)
    : graphics_(&graphics),
      pass_(graphics),
      box_(box),
      origin_(origin),
      root_(new osg::Group),
      casters_(new osg::Group),
      overlays_(new osg::Group),
      solid_(new osg::Group),
      ground_(new osg::Group),
      marks_(new osg::Group),
      ribbons_(new osg::Group),
      screen_(make_screen_grid(1, 1)) {
  const auto add_program = [&](const char* name, const char* fragment = "") {
    programs_.push_back(make_program(name, fragment));
    return programs_.back();
  };
  solid_->getOrCreateStateSet()->setAttributeAndModes(add_program("solid"));
  ground_->getOrCreateStateSet()->setAttributeAndModes(add_program("ground"));
  // Most of the ground and of the sky is behind buildings: what is hidden costs least when it comes last.
  ground_->getOrCreateStateSet()->setRenderBinDetails(5, "RenderBin");
  add_overlays(add_program("overlay"));
  osg::ref_ptr<osg::Group> sky = new osg::Group;
  sky->addChild(make_screen_grid(24, 16));
  sky->setCullingActive(false);
  osg::StateSet* sky_state = sky->getOrCreateStateSet();
  sky_state->setAttributeAndModes(add_program("sky"));
  sky_state->setAttributeAndModes(new osg::Depth(osg::Depth::LEQUAL, 0, 1, false));
  sky_state->setRenderBinDetails(10, "RenderBin");
  for (osg::Group* group : {solid_.get(), ground_.get(), marks_.get()}) casters_->addChild(group);
  root_->addChild(casters_);
  root_->addChild(sky);
  root_->addChild(ribbons_);
  overlays_->addChild(marks_);
  overlays_->addChild(ribbons_);

  scene_state_ = make_state(*programs_[0]);
  scene_state_->removeAttribute(osg::StateAttribute::PROGRAM);  // each group has its own
  scene_state_->setMode(GL_DEPTH_TEST, kOn);
  scene_state_->setMode(GL_CULL_FACE, kOff);
  scene_state_->addUniform(material_colours());

  shadow_state_ = make_state(*add_program("depth"));
  shadow_state_->setAttributeAndModes(programs_.back(), kForced);
  shadow_state_->setMode(GL_DEPTH_TEST, kOn);
  shadow_state_->setAttributeAndModes(new osg::ColorMask(false, false, false, false), kForced);
  shadow_state_->setAttributeAndModes(new osg::PolygonOffset(1.5f, 4.f), kForced);

  add_state_ = make_state(*add_program("screen", "add"));
  no_depth(*add_state_);
  add_state_->setAttributeAndModes(new osg::BlendFunc(GL_CONSTANT_ALPHA, GL_ONE_MINUS_CONSTANT_ALPHA));
  finish_state_ = make_state(*add_program("screen", "finish"));
  no_depth(*finish_state_);

  constexpr std::array<const char*, 2> kMatrix = {"sun_matrix", "dome_matrix"};
  for (std::size_t i = 0; i < 2; ++i) {
    shadows_[i].matrix = new osg::Uniform(kMatrix[i], osg::Matrixf());
    scene_state_->addUniform(shadows_[i].matrix);
  }
  for (const auto& program : programs_) compile(*program, state());
}

void ScenePasses::add_overlays(osg::Program* program) {
  for (osg::Group* group : {marks_.get(), ribbons_.get()})
    group->getOrCreateStateSet()->setAttributeAndModes(program);
  // Ribbons overlap where lines meet: they are drawn in their order over all else, and hide nothing.
  ribbons_->getOrCreateStateSet()->setRenderBinDetails(15, "TraversalOrderBin");
  ribbons_->getOrCreateStateSet()->setAttributeAndModes(new osg::Depth(osg::Depth::LEQUAL, 0, 1, false));
}

osg::Group& ScenePasses::group(SourceKind kind) {
  switch (kind) {
    case SourceKind::ground: return *ground_;
    case SourceKind::ribbons: return *ribbons_;
    case SourceKind::marks: return *marks_;
    case SourceKind::solid: break;
  }
  return *solid_;
}

void ScenePasses::set(const char* uniform, const scene::Light& light) {
  scene_state_->getOrCreateUniform(uniform, osg::Uniform::FLOAT_VEC3)
      ->set(osg::Vec3f(light[0], light[1], light[2]));
}

void ScenePasses::set(const char* uniform, const city::Point3& direction) {
  scene_state_->getOrCreateUniform(uniform, osg::Uniform::FLOAT_VEC3)
      ->set(osg::Vec3f(osg::Vec3d(direction[0], direction[1], direction[2])));
}

void ScenePasses::set_style(const SceneStyle& style) {
  const scene::Daylight& light = style.daylight;
  set("sun_direction", light.sun_direction);
  set("sun_light", light.sun);
  set("sky_light", light.sky);
  set("ground_light", light.ground);
  set("horizon_colour", light.horizon);
  set("zenith_colour", light.zenith);
  set("muted_colour", style.muted_colour);
  float_uniform(*scene_state_, "muted", style.muted);
  set("plain_colour", scene::Light{.09f, .13f, .19f});
  float_uniform(*scene_state_, "night", light.night);
  float_uniform(*scene_state_, "lit_windows", light.lit_windows);
  if (light.night > 0)
    scene_state_->setDefine("NIGHT");
  else
    scene_state_->removeDefine("NIGHT");
  // A small city stands in clear air; large ones fade over many of their own lengths.
  const city::Point3 size = city::minus(box_.upper, box_.lower);
  float_uniform(*scene_state_, "haze",
                static_cast<float>(1 / std::max(18 * std::hypot(size[0], size[1]), 30e3)));
  finish_state_->getOrCreateUniform("outline_colour", osg::Uniform::FLOAT_VEC3)
      ->set(osg::Vec3f(style.outline[0], style.outline[1], style.outline[2]));
}

void ScenePasses::set_flow_phase(float phase) {
  float_uniform(*scene_state_, "flow_phase", phase);
}

void ScenePasses::draw_shadow(int which, const Shot& shot, const city::Point3& to_light,
                              const ShadowWish& wish) {
  // A kept map reaches further than needed, and is drawn anew of other tiles after some pictures, not at
  // once.
  constexpr double kRoom = 1.5;
  constexpr int kPatience = 12;
  ShadowMap& shadow = shadows_[static_cast<std::size_t>(which)];
  const bool same_size = shadow.target && shadow.target->size().width == wish.texels;
  const ShadowFrame frame =
      fit_shadow(shot.projection, box_, origin_, to_light, wish.reach, wish.texels, wish.keep ? kRoom : 1);
  const bool fresh = shadow.content == wish.content || ++shadow.age < kPatience;
  if (wish.keep && same_size && fresh && shadow.to_light == to_light && shadow.frame.does_for(frame)) return;
  if (!same_size) {
    shadow.target = std::make_unique<FrameTarget>(TargetFormat::shadow, Size{wish.texels, wish.texels});
    scene_state_->setTextureAttribute(which == 0 ? kSunShadow : kDomeShadow, &shadow.target->texture());
  }
  shadow.frame = frame;
  shadow.to_light = to_light;
  shadow.content = wish.content;
  shadow.age = 0;
  shadow.matrix->set(osg::Matrixf(frame.to_map));
  shadow_state_->setTextureAttribute(kObjectColours, &shot.colours->texture());
  shadow.target->bind(state());
  pass_.set_visible(shot.visible);
  pass_.draw(*casters_, *shadow_state_, frame.view, frame.projection, {0, 0, wish.texels, wish.texels},
             Pass::Clear::depth);
}

void ScenePasses::set_dome(const city::Point3& direction) {
  set("dome_direction", direction);
}

bool ScenePasses::has_overlays() const {
  return marks_->getNumChildren() + ribbons_->getNumChildren() > 0;
}

void ScenePasses::draw(osg::Node& nodes, const Shot& shot, Pass::Clear clear, double depth) {
  const osg::Matrixd view = to_osg(shot.projection.view(origin_));
  const osg::Matrixd clip = shifted(to_osg(shot.projection.clip()), shot.pixel_shift, shot.area);
  set("eye", city::minus(shot.projection.camera.eye(), origin_));
  scene_state_->getOrCreateUniform("to_world", osg::Uniform::FLOAT_MAT4)
      ->set(osg::Matrixf(osg::Matrixd::inverse(view * clip)));
  scene_state_->removeDefine("MEAN");
  scene_state_->removeDefine("IDS");
  if (shot.output == Shot::Output::light) scene_state_->setDefine("MEAN");
  if (shot.output == Shot::Output::ids) scene_state_->setDefine("IDS");
  scene_state_->removeDefine("BARE");
  if (shot.bare_ground) scene_state_->setDefine("BARE");
  scene_state_->getOrCreateUniform("coloured", osg::Uniform::INT)->set(shot.colours->coloured() ? 1 : 0);
  float_uniform(*scene_state_, "shadow_offset",
                static_cast<float>(1.2 * std::max(shadows_[0].frame.texel_m, shadows_[1].frame.texel_m)));
  float_uniform(*scene_state_, "unit_m", static_cast<float>(1 / shot.projection.pixels_per_unit(kUnits)));
  scene_state_->removeDefine("RASTER");
  if (shot.raster != nullptr) {
    scene_state_->setDefine("RASTER");
    shot.raster->apply(*scene_state_, origin_);
  }
  pass_.set_visible(shot.visible);
  scene_state_->setTextureAttribute(kObjectColours, &shot.colours->texture());
  scene_state_->setAttributeAndModes(
      new osg::Scissor(shot.shown.x, shot.shown.y, shot.shown.width, shot.shown.height));
  pass_.draw(nodes, *scene_state_, view, clip, shot.area, clear, depth);
}

void ScenePasses::draw_scene(const Shot& shot, Pass::Clear clear, double depth) {
  draw(shot.overlays_alone ? *overlays_ : *root_, shot, clear, depth);
}

void ScenePasses::draw_part(const Shot& shot, osg::Group& nodes, Pass::Clear clear) {
  draw(nodes, shot, clear, 1);
}

void ScenePasses::add_sample(const FrameTarget& sample, Size size, double weight) {
  add_state_->setTextureAttribute(kPicture, &sample.texture());
  add_state_->setAttributeAndModes(new osg::BlendColor(osg::Vec4(0, 0, 0, static_cast<float>(weight))));
  add_state_->setMode(GL_BLEND, kOn);
  pass_.draw(*screen_, *add_state_, {}, {}, {0, 0, size.width, size.height}, Pass::Clear::nothing);
}

void ScenePasses::finish(const FrameTarget& picture, Size size, bool finished, bool outline) {
  finish_state_->setTextureAttribute(kPicture, &picture.texture());
  finish_state_->getOrCreateUniform("pixel", osg::Uniform::FLOAT_VEC2)
      ->set(osg::Vec2f(1.f / static_cast<float>(size.width), 1.f / static_cast<float>(size.height)));
  finish_state_->getOrCreateUniform("finished", osg::Uniform::INT)->set(finished ? 1 : 0);
  float_uniform(*finish_state_, "outline_px", outline ? 2.f : 0.f);
  pass_.draw(*screen_, *finish_state_, {}, {}, {0, 0, size.width, size.height}, Pass::Clear::nothing);
}

}  // namespace conurb::view
