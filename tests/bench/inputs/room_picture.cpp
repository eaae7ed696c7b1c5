// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/room_picture.hpp"

namespace conurb::bench {

RoomPicture::RoomPicture(const scene::CityScene& scene) : context_(view::make_offscreen_context()) {
  view::RendererOptions options;
  options.box = scene.box;
  options.objects = scene.numbers.count();
  options.workers = 2;
  renderer_ = std::make_unique<view::Renderer>(*context_, options);
  renderer_->add_source(scene.buildings, view::SourceKind::solid);
  renderer_->add_source(scene.ground, view::SourceKind::ground);
  renderer_->add_source(scene.trees, view::SourceKind::solid);
  renderer_->add_source(scene.bridges, view::SourceKind::solid);
}

view::Renderer::State RoomPicture::draw(const view::Effort& effort) {
  return renderer_->advance(kSize, {view_}, effort);
}

void RoomPicture::finish(const view::Effort& effort) {
  while (!draw(effort).tiles_complete) renderer_->wait_for_tiles();
}

}  // namespace conurb::bench
