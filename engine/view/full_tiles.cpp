// SPDX-License-Identifier: Apache-2.0
#include "engine/view/full_tiles.hpp"

#include <osg/GLObjects>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/view/tile_geometry.hpp"

namespace conurb::view {
namespace {

constexpr double kSolidError_px = 0.02, kGroundError_px = 0.25;
constexpr std::size_t kTogether = 64;  // tiles in the card at a time

std::vector<scene::TileUse> uses_of(const FullSource& it, const Shot& shot) {
  const scene::TileTree& tree = it.source->tree();
  const double error_px = it.kind == SourceKind::ground ? kGroundError_px : kSolidError_px;
  auto uses = choose_tiles(tree, shot.projection, shot.area.height, {.error_px = error_px});
  if (tree.refinement == scene::Refinement::add) return uses;
  // Parents that only stand in for their children are left out.
  std::set<std::uint32_t> used;
  for (const scene::TileUse& use : uses) used.insert(use.tile);
  std::erase_if(uses, [&](const scene::TileUse& use) {
    const city::Range children = tree.tiles[use.tile].children;
    const auto first = used.lower_bound(children.begin);
    return first != used.end() && *first < children.end;
  });
  return uses;
}

}  // namespace

void draw_full_tiles(ScenePasses& passes, const Shot& shot, const city::Point3& scene_origin,
                     std::span<const FullSource> sources, std::size_t threads) {
  Jobs jobs(threads);
  const osg::ref_ptr<osg::Group> nothing = new osg::Group;
  passes.draw_part(shot, *nothing, Pass::Clear::all);
  for (const FullSource& it : sources) {
    osg::ref_ptr<osg::Group> group = new osg::Group;
    group->setStateSet(passes.group(it.kind).getStateSet());
    const std::vector<scene::TileUse> uses = uses_of(it, shot);
    for (std::size_t first = 0; first < uses.size(); first += kTogether) {
      const auto some = std::span(uses).subspan(first, std::min(kTogether, uses.size() - first));
      std::vector<scene::TileContent> made(some.size());
      jobs.parallel_for(0, some.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) made[i] = it.source->make(some[i].tile, some[i].level);
      });
      for (scene::TileContent& content : made)
        if (const auto node = make_tile_node(std::move(content), scene_origin)) group->addChild(node);
      passes.draw_part(shot, *group);
      group->removeChildren(0, group->getNumChildren());
      double enough_s = 60;
      osg::flushDeletedGLObjects(passes.state().getContextID(), 0, enough_s);
    }
  }
}

}  // namespace conurb::view
