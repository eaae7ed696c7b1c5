// SPDX-License-Identifier: Apache-2.0
// The passes that make one picture of the scene: shadows, the scene itself, object numbers, the mean of
// several pictures and its way to the screen.
#pragma once

#include <osg/Geometry>
#include <osg/Group>
#include <osg/StateSet>

#include <array>
#include <memory>
#include <vector>

#include "engine/scene/daylight.hpp"
#include "engine/view/frame_target.hpp"
#include "engine/view/object_texture.hpp"
#include "engine/view/pass.hpp"
#include "engine/view/raster_texture.hpp"
#include "engine/view/renderer.hpp"
#include "engine/view/shadow.hpp"

namespace conurb::view {

/// What one picture of one view is drawn with.
struct Shot {
  scene::Projection projection;
  Area area;
  Area shown;                               ///< part of the area that is drawn
  std::array<double, 2> pixel_shift{0, 0};  ///< pixels, moves the picture
  const ObjectTexture* colours = nullptr;
  const RasterTexture* raster = nullptr;  ///< over the ground, if there is one
  unsigned visible = ~0u;                 ///< mask of the nodes that are drawn
  /// What is written: what screens take, one sample of light, or object numbers.
  enum class Output : std::uint8_t { screen, light, ids };
  Output output = Output::screen;
  bool overlays_alone = false;  ///< ribbons and marks, nothing else
  /// With ids: the ground leaves out what stands on it, which is drawn for itself.
  bool bare_ground = false;
};

class ScenePasses {
 public:
  /// `origin`: what coordinates in the scene are counted from; box and cameras are in the local frame.
  ScenePasses(osg::GraphicsContext& graphics, const city::Box& box, const city::Point3& origin);

  [[nodiscard]] osg::Group& group(SourceKind kind);
  void set_style(const SceneStyle& style);
  /// How far arrows have moved, 0 … 1.
  void set_flow_phase(float phase);

  /// Draws the shadows that a light throws on what the camera of `shot` sees. `which`: 0 the sun, 1 the sky.
  /// `content` changes when something else is there to throw them. With `keep` a map that still does is drawn
  /// only now and then.
  struct ShadowWish {
    double reach = 1000;  ///< m from the eye
    int texels = 1024;
    std::uint64_t content = 0;
    bool keep = false;
  };
  void draw_shadow(int which, const Shot& shot, const city::Point3& to_light, const ShadowWish& wish);
  /// The direction that stands for the sky in a sample of light; shadow 1 is to be drawn for it.
  void set_dome(const city::Point3& direction);
  /// Whether there are ribbons or marks.
  [[nodiscard]] bool has_overlays() const;
  /// Draws the scene into what is bound. Where that is cleared it is as far away as `depth`, 0 … 1, says.
  void draw_scene(const Shot& shot, Pass::Clear clear = Pass::Clear::all, double depth = 1);
  /// Draws nodes of one kind, with its state, into what is bound.
  void draw_part(const Shot& shot, osg::Group& nodes, Pass::Clear clear = Pass::Clear::nothing);
  /// Mixes a picture into the mean that is bound: weight 1 replaces it.
  void add_sample(const FrameTarget& sample, Size size, double weight);
  /// Draws a picture on what is bound, whose size it gets, as screens take it. `finished`: it is so already.
  void finish(const FrameTarget& picture, Size size, bool finished, bool outline);
  [[nodiscard]] osg::State& state() { return *graphics_->getState(); }

 private:
  struct ShadowMap {
    std::unique_ptr<FrameTarget> target;
    osg::ref_ptr<osg::Uniform> matrix;
    ShadowFrame frame;
    city::Point3 to_light{0, 0, 0};
    std::uint64_t content = 0;  // that it was drawn of
    int age = 0;                // pictures that it served for
  };
  void add_overlays(osg::Program* program);
  void draw(osg::Node& nodes, const Shot& shot, Pass::Clear clear, double depth);
  void set(const char* uniform, const scene::Light& light);
  void set(const char* uniform, const city::Point3& direction);

  osg::ref_ptr<osg::GraphicsContext> graphics_;
  Pass pass_;
  city::Box box_;
  city::Point3 origin_;
  osg::ref_ptr<osg::Group> root_, casters_, overlays_, solid_, ground_, marks_, ribbons_;
  osg::ref_ptr<osg::Geometry> screen_;
  std::vector<osg::ref_ptr<osg::Program>> programs_;
  osg::ref_ptr<osg::StateSet> scene_state_, shadow_state_, add_state_, finish_state_;
  std::array<ShadowMap, 2> shadows_;
};

}  // namespace conurb::view
