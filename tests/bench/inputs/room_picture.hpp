// SPDX-License-Identifier: Apache-2.0
// A city as the room draws it, without a window.
#pragma once

#include <memory>

#include "engine/scene/city_scene.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::bench {

class RoomPicture {
 public:
  static constexpr view::Size kSize{1280, 720};
  static constexpr double kAspect = 1280.0 / 720;

  /// The scene outlives it.
  explicit RoomPicture(const scene::CityScene& scene);

  [[nodiscard]] view::Renderer& renderer() { return *renderer_; }
  [[nodiscard]] view::SceneView& view() { return view_; }
  /// Draws one sample.
  view::Renderer::State draw(const view::Effort& effort);
  /// The same until all tiles are there.
  void finish(const view::Effort& effort);

 private:
  std::unique_ptr<view::GlContext> context_;
  std::unique_ptr<view::Renderer> renderer_;
  view::SceneView view_;
};

}  // namespace conurb::bench
