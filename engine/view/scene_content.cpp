// SPDX-License-Identifier: Apache-2.0
#include "engine/view/scene_content.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/view/tile_geometry.hpp"

namespace conurb::view {
namespace {

/// What any of the cameras wants to see of a tree.
std::vector<scene::TileUse> wished_by_all(const scene::TileTree& tree,
                                          std::span<const SceneContent::Sight> sights,
                                          const scene::TileWish& wish) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, scene::TileUse> merged;
  for (const SceneContent::Sight& sight : sights)
    for (const scene::TileUse& use : choose_tiles(tree, sight.projection, sight.height_px, wish)) {
      auto& known = merged[{use.tile, use.level}];
      if (use.pixels >= known.pixels) known = use;
    }
  std::vector<scene::TileUse> wished;
  for (const auto& [key, use] : merged) wished.push_back(use);
  return wished;
}

}  // namespace

unsigned mask_of(int set) {
  constexpr int kMost = 30;  // there are few scenarios
  return set < 0 ? ~0u : 2u << std::min(set, kMost);
}

SceneContent::SceneContent(ScenePasses& passes, const city::Point3& origin, const RendererOptions& options)
    : passes_(passes), origin_(origin), tile_bytes_(options.tile_bytes), workers_(options.workers) {}

bool SceneContent::shows(const scene::TileSource* source) const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const Source& shown) { return &shown.set->source() == source; });
}

void SceneContent::add(const scene::TileSource* old, std::shared_ptr<const scene::TileSource> source,
                       SourceKind kind, int set) {
  const bool waits = old != nullptr && shows(old);
  // Ribbons and marks have a size on the screen that rays know nothing of.
  const bool pickable = kind == SourceKind::solid || kind == SourceKind::ground;
  Source added{std::make_unique<TileSet>(std::move(source), passes_.group(kind),
                                         TileSet::Options{origin_, tile_bytes_, pickable}),
               kind, mask_of(set), waits ? old : nullptr};
  added.set->set_visible(waits ? 0 : added.visible);
  sources_.push_back(std::move(added));
  ++changes_;
}

void SceneContent::remove(const scene::TileSource* source) {
  drop(source);
  std::erase_if(sources_, [](const Source& other) { return other.set == nullptr; });
}

/// Takes the set of a source away, and of what it was to replace. Its place in the list stays, empty.
void SceneContent::drop(const scene::TileSource* source) {
  for (Source& other : sources_) {
    if (!other.set || &other.set->source() != source) continue;
    changes_ += other.set->revision() + 1;
    other.set.reset();
    if (other.replaces != nullptr) drop(other.replaces);
  }
}

/// A source that is complete is shown, what it replaces goes.
void SceneContent::take_place(Source& source) {
  if (source.replaces == nullptr) return;
  drop(source.replaces);
  source.replaces = nullptr;
  source.set->set_visible(source.visible);
}

void SceneContent::set_mesh(const std::string& name, scene::Mesh mesh, SourceKind kind, int set) {
  ++changes_;
  NamedMesh& known = meshes_[name];
  if (known.node) known.parent->removeChild(known.node);
  scene::TileContent content;
  content.mesh = std::move(mesh);
  known = {make_tile_node(std::move(content), origin_), &passes_.group(kind)};
  if (!known.node) {
    meshes_.erase(name);
    return;
  }
  known.node->setNodeMask(mask_of(set));
  known.parent->addChild(known.node);
}

void SceneContent::set_raster(int set, const scene::RasterDrape& raster, float opacity) {
  ++changes_;
  rasters_.erase(set);
  if (!raster.picture.empty()) rasters_.emplace(set, RasterTexture(raster, opacity));
}

const RasterTexture* SceneContent::raster(int set) const {
  const auto found = rasters_.find(set);
  return found == rasters_.end() ? nullptr : &found->second;
}

void SceneContent::take_in(double time_s) {
  const auto begun = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begun < std::chrono::duration<double>(time_s)) {
    auto made = workers_.take(1);
    if (made.empty()) return;
    // One whose source is gone by now is dropped.
    for (const Source& source : sources_)
      if (&source.set->source() == made[0].source.get()) {
        source.set->add(std::move(made[0]));
        break;
      }
  }
}

bool SceneContent::update(std::span<const Sight> sights, const Effort& effort, double time_s) {
  take_in(time_s);
  const scene::TileWish wish{effort.error_px, effort.triangles / sights.size()};
  std::vector<scene::TileOrder> orders;
  bool complete = true;
  for (Source& source : sources_) {
    if (!source.set) continue;
    const bool all = source.set->show(wished_by_all(source.set->source().tree(), sights, wish), orders);
    complete = complete && all;
    if (all) take_place(source);
  }
  std::erase_if(sources_, [](const Source& source) { return source.set == nullptr; });
  workers_.wish(std::move(orders));
  return complete;
}

const Picker& SceneContent::picker(unsigned visible) {
  if (picker_ && picker_->revision == revision() && picker_->visible == visible) return picker_->picker;
  std::vector<Picker::Shown> shown;
  for (const Source& source : sources_) {
    if (source.replaces != nullptr || (source.visible & visible) == 0) continue;
    for (const auto& mesh : source.set->picks()) shown.push_back({source.kind, mesh});
  }
  picker_.emplace(KnownPicker{revision(), visible, Picker(std::move(shown))});
  return picker_->picker;
}

std::vector<FullSource> SceneContent::sources(unsigned mask) const {
  std::vector<FullSource> found;
  for (const Source& source : sources_)
    if (source.has_tiles() && (source.visible & mask) != 0)
      found.push_back({&source.set->source(), source.kind});
  return found;
}

void SceneContent::hide_tiles(bool hidden) {
  for (const Source& source : sources_)
    if (source.has_tiles()) source.set->set_visible(hidden ? 0 : source.visible);
}

std::uint64_t SceneContent::revision() const {
  std::uint64_t sum = changes_;
  for (const Source& source : sources_) sum += source.set->revision();
  return sum;
}

std::uint64_t SceneContent::triangles() const {
  std::uint64_t sum = 0;
  for (const Source& source : sources_) sum += source.set->shown_triangles();
  return sum;
}

std::size_t SceneContent::tile_bytes() const {
  std::size_t sum = 0;
  for (const Source& source : sources_) sum += source.set->bytes();
  return sum;
}

}  // namespace conurb::view
