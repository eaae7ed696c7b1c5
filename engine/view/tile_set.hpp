// SPDX-License-Identifier: Apache-2.0
// What of one source of tiles is in the graphics card: tiles come when they are wished for and go, the
// longest unseen first, when there is no room.
#pragma once

#include <osg/Group>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "engine/scene/tile_workers.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::view {

class TileSet {
 public:
  struct Options {
    city::Point3 scene_origin{0, 0, 0};  ///< what coordinates are counted from
    std::size_t most_bytes = 0;
    bool pickable = false;  ///< whether rays hit its tiles
  };
  /// Shows under `parent`.
  TileSet(std::shared_ptr<const scene::TileSource> source, osg::Group& parent, const Options& options);
  ~TileSet();
  TileSet(const TileSet&) = delete;
  TileSet& operator=(const TileSet&) = delete;

  [[nodiscard]] const scene::TileSource& source() const { return *source_; }

  /// In which traversals it is seen: those whose mask has a bit of this one. All at first, 0: none.
  void set_visible(unsigned mask);
  /// Shows the best of what is here for the wished tiles, and adds to `orders` what has to be made. True if
  /// nothing is missing.
  bool show(const std::vector<scene::TileUse>& wished, std::vector<scene::TileOrder>& orders);
  /// Takes a tile of this source in; shown at the next show().
  void add(scene::MadeTile made);
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t shown_triangles() const { return shown_triangles_; }
  /// What of the tiles that are shown can be hit.
  [[nodiscard]] const std::vector<std::shared_ptr<const scene::PickMesh>>& picks() const { return picks_; }
  /// Changes whenever another set of tiles is shown.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;  // tile, level
  struct Kept {
    osg::ref_ptr<osg::Node> node;  // null: nothing to draw
    std::shared_ptr<const scene::PickMesh> pick;
    std::size_t bytes = 0;
    std::uint64_t triangles = 0;
    std::uint64_t used = 0;  // number of the show
  };
  [[nodiscard]] const Kept* best(std::uint32_t tile, std::uint32_t level) const;
  void show_added(const std::vector<scene::TileUse>& wished, std::vector<const Kept*>& shown) const;
  void show_replacing(const std::vector<scene::TileUse>& wished, std::vector<const Kept*>& shown) const;
  void drop_unused();

  std::shared_ptr<const scene::TileSource> source_;
  osg::ref_ptr<osg::Group> parent_, group_;
  Options options_;
  std::size_t bytes_ = 0;
  std::uint64_t shows_ = 0, shown_triangles_ = 0, revision_ = 0;
  std::map<Key, Kept> kept_;
  std::vector<std::shared_ptr<const scene::PickMesh>> picks_;
};

}  // namespace conurb::view
