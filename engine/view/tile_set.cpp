// SPDX-License-Identifier: Apache-2.0
#include "engine/view/tile_set.hpp"

#include <algorithm>
#include <set>

#include "engine/view/tile_geometry.hpp"

namespace conurb::view {

TileSet::TileSet(std::shared_ptr<const scene::TileSource> source, osg::Group& parent, const Options& options)
    : source_(std::move(source)), parent_(&parent), group_(new osg::Group), options_(options) {
  parent.addChild(group_);
}

TileSet::~TileSet() {
  parent_->removeChild(group_);
}

void TileSet::set_visible(unsigned mask) {
  group_->setNodeMask(mask);
}

bool TileSet::show(const std::vector<scene::TileUse>& wished, std::vector<scene::TileOrder>& orders) {
  ++shows_;
  bool complete = true;
  for (const scene::TileUse& use : wished) {
    const auto kept = kept_.find({use.tile, use.level});
    if (kept != kept_.end()) {
      kept->second.used = shows_;
      continue;
    }
    complete = false;
    orders.push_back({source_, use.tile, use.level, use.pixels, options_.pickable});
  }
  std::vector<const Kept*> shown;
  if (source_->tree().refinement == scene::Refinement::add)
    show_added(wished, shown);
  else
    show_replacing(wished, shown);
  std::vector<osg::ref_ptr<osg::Node>> nodes;
  shown_triangles_ = 0;
  for (const Kept* kept : shown) {
    if (!kept->node) continue;
    nodes.push_back(kept->node);
    shown_triangles_ += kept->triangles;
  }
  // Where tiles are drawn in their order the largest things, which are in the first ones, end on top.
  std::reverse(nodes.begin(), nodes.end());
  bool same = nodes.size() == group_->getNumChildren();
  for (unsigned i = 0; same && i < nodes.size(); ++i) same = nodes[i] == group_->getChild(i);
  if (!same) {
    ++revision_;
    group_->removeChildren(0, group_->getNumChildren());
    for (const auto& node : nodes) group_->addChild(node);
    picks_.clear();
    for (const Kept* kept : shown)
      if (kept->pick) picks_.push_back(kept->pick);
  }
  drop_unused();
  return complete;
}

const TileSet::Kept* TileSet::best(std::uint32_t tile, std::uint32_t level) const {
  // The wished level, else a finer one, else a coarser one.
  const auto from = kept_.lower_bound({tile, level});
  if (from != kept_.end() && from->first.first == tile) return &from->second;
  if (from == kept_.begin()) return nullptr;
  const auto before = std::prev(from);
  return before->first.first == tile ? &before->second : nullptr;
}

void TileSet::show_added(const std::vector<scene::TileUse>& wished, std::vector<const Kept*>& shown) const {
  for (const scene::TileUse& use : wished)
    if (const Kept* kept = best(use.tile, use.level)) shown.push_back(kept);
}

void TileSet::show_replacing(const std::vector<scene::TileUse>& wished,
                             std::vector<const Kept*>& shown) const {
  // A tile gives way when all of its wished children can be shown, themselves or by what is below them.
  const std::vector<scene::Tile>& tiles = source_->tree().tiles;
  std::set<std::uint32_t> open, ready;
  for (const scene::TileUse& use : wished) open.insert(use.tile);
  // Children come behind their parents in the tree: from the back, what is below is known.
  for (auto tile = open.rbegin(); tile != open.rend(); ++tile) {
    bool children = false, all = true;
    for (std::uint32_t c = tiles[*tile].children.begin; c < tiles[*tile].children.end; ++c) {
      if (!open.contains(c)) continue;
      children = true;
      all = all && ready.contains(c);
    }
    if ((children && all) || best(*tile, 0) != nullptr) ready.insert(*tile);
  }
  std::vector<std::uint32_t> stack;
  if (!wished.empty()) stack.push_back(0);
  while (!stack.empty()) {
    const std::uint32_t tile = stack.back();
    stack.pop_back();
    std::vector<std::uint32_t> children;
    bool all = true;
    for (std::uint32_t c = tiles[tile].children.begin; c < tiles[tile].children.end; ++c) {
      if (!open.contains(c)) continue;
      children.push_back(c);
      all = all && ready.contains(c);
    }
    if (!children.empty() && all)
      stack.insert(stack.end(), children.begin(), children.end());
    else if (const Kept* kept = best(tile, 0))
      shown.push_back(kept);
  }
}

void TileSet::add(scene::MadeTile made) {
  Kept kept;
  kept.bytes = made.content.bytes() + (made.pick ? made.pick->bytes() : 0);
  kept.triangles = made.content.mesh.triangles();
  kept.used = shows_;
  kept.node = make_tile_node(std::move(made.content), options_.scene_origin);
  kept.pick = std::move(made.pick);
  const auto [place, fresh] = kept_.insert_or_assign({made.tile, made.level}, std::move(kept));
  if (fresh) bytes_ += place->second.bytes;
}

void TileSet::drop_unused() {
  if (bytes_ <= options_.most_bytes) return;
  std::vector<std::pair<std::uint64_t, Key>> unused;
  for (const auto& [key, kept] : kept_)
    if (kept.used + 1 < shows_ && key.first != 0) unused.emplace_back(kept.used, key);
  std::sort(unused.begin(), unused.end());
  for (const auto& [used, key] : unused) {
    if (bytes_ <= options_.most_bytes) return;
    const auto kept = kept_.find(key);
    bytes_ -= kept->second.bytes;
    kept_.erase(kept);
  }
}

}  // namespace conurb::view
