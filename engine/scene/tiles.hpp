// SPDX-License-Identifier: Apache-2.0
// Parts of a city that are made, shown and dropped as wholes: nodes of a tree over the map, each of which can
// be made at some levels of detail by any worker. What is shown follows from where a person looks.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/scene/camera.hpp"
#include "engine/scene/mesh.hpp"
#include "engine/scene/picture.hpp"
#include "engine/scene/soft_mask.hpp"

namespace conurb::scene {

/// One way to make a tile.
struct TileLevel {
  double error = 0;             ///< m: how far what it shows is from what is there
  std::uint32_t triangles = 0;  ///< estimate
};

struct Tile {
  city::Box box;     ///< of all that the tile and those below it show, metres, local frame
  double error = 0;  ///< m: the largest thing that is missing or misplaced while its children are not shown
  /// m: the largest thing that it and those below it show; `add` only. Where it is not known the parent's
  /// error counts instead.
  double size = std::numeric_limits<double>::infinity();
  std::uint32_t parent = city::kNone;
  city::Range children;  ///< in TileTree::tiles, all behind this one
  city::Range levels;    ///< in TileTree::levels, coarse to fine; at least one
};

enum class Refinement : std::uint8_t {
  add,      ///< children are shown beside their parent
  replace,  ///< children are shown instead of their parent, all of them at once
};

struct TileTree {
  Refinement refinement = Refinement::add;
  std::vector<Tile> tiles;  ///< the root first; none: nothing to show
  std::vector<TileLevel> levels;
};

inline constexpr std::uint8_t kLandAlpha = 127;

/// What a tile shows.
struct TileContent {
  Mesh mesh;
  /// Draped over the mesh from above, each over `extent`; ground only. Alpha of `surface` tells of land, from
  /// 0 where it goes over into the haze to kLandAlpha, and above that how much of a texel is open water. In
  /// `objects` red, green and blue are
  /// bits 0-7, 8-15 and 16-23 of the number of the object that a texel's centre lies in, and alpha is the
  /// height of that object above the ground in units of half a metre, 255 and more cut. Not to be
  /// interpolated.
  Picture surface, objects;
  Mask lamps;  ///< light of street lamps, over `extent` too; of side 0 where there are none
  city::Box2 extent;
  std::vector<Picture> pictures;  ///< that surfaces of the mesh show; all of one size

  [[nodiscard]] std::size_t bytes() const {
    std::size_t sum = mesh.bytes() + surface.rgba.size() + objects.rgba.size() + lamps.values.size();
    for (const Picture& each : pictures) sum += each.rgba.size() * 4 / 3;  // with its smaller copies
    return sum;
  }
};

/// Where tiles come from: the buildings, the ground. Immutable; any thread may call.
class TileSource {
 public:
  virtual ~TileSource() = default;
  [[nodiscard]] virtual const TileTree& tree() const = 0;
  /// The same tile and level give the same bits.
  [[nodiscard]] virtual TileContent make(std::uint32_t tile, std::uint32_t level) const = 0;
};

/// A tile to be shown at a level (counted from 0 within the tile).
struct TileUse {
  std::uint32_t tile = 0, level = 0;
  double pixels = 0;  ///< error on the screen that showing it takes away: what to make first
};

struct TileWish {
  double error_px = 2;                      ///< no error is to be larger on the screen
  std::uint64_t triangles = 1'000'000'000;  ///< and no more triangles than these, the largest errors first
};

/// What a camera wants to see, the largest errors first. The root is in the list if anything of its box is
/// seen, whatever it costs. In a tree that refines by `replace` all children of a tile that are seen are in
/// the list, or none; parents of wished tiles are there too, before their children: they stand in while those
/// are being made, and are not counted as triangles. Any thread.
[[nodiscard]] std::vector<TileUse> choose_tiles(const TileTree& tree, const Projection& projection,
                                                int height_px, const TileWish& wish);

}  // namespace conurb::scene
