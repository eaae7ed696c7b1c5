// SPDX-License-Identifier: Apache-2.0
// Lines, marks, meshes that change and pictures laid over the ground.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "engine/scene/glyph_tiles.hpp"
#include "engine/scene/mover_mesh.hpp"
#include "engine/scene/ribbons.hpp"
#include "tests/engine/view/small_scene.hpp"

namespace conurb::view {
namespace {

constexpr std::uint32_t kRed = 0x02u << 24 | 220u, kBlue = 0x02u << 24 | 220u << 16 | 40u << 8;

/// One mesh as a tile.
class MeshSource final : public scene::TileSource {
 public:
  explicit MeshSource(scene::Mesh mesh) : mesh_(std::move(mesh)) {
    scene::Tile tile;
    tile.box.add(city::Point3{-200, -200, 0});
    tile.box.add(city::Point3{200, 200, 60});
    tile.levels = {0, 1};
    tree_.tiles.push_back(tile);
    tree_.levels.push_back({0, 100});
  }
  [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }
  [[nodiscard]] scene::TileContent make(std::uint32_t, std::uint32_t) const override {
    scene::TileContent content;
    content.mesh = mesh_;
    return content;
  }

 private:
  scene::Mesh mesh_;
  scene::TileTree tree_;
};

class Overlays : public SmallScene {
 protected:
  /// From west to east through the second block's foot, or in front of all of them.
  static scene::Mesh ribbon(double y, double width, scene::Flow flow = scene::Flow::none) {
    const std::vector<double> line = {-150, y, 150, y};
    const scene::GroundHeights flat((city::City()));
    scene::RibbonOptions options;
    options.detail = scene::RibbonDetail::outlined;
    return scene::make_ribbons(std::vector<scene::RibbonLine>{{line, width, 7, 0, 0, flow}}, flat, options);
  }
  int pixels_of(std::uint32_t object) {
    const auto counts = counted_ids();
    return counts.contains(object) ? counts.at(object) : 0;
  }
  static int differing(const scene::Picture& a, const scene::Picture& b) {
    int count = 0;
    for (std::size_t i = 0; i < a.rgba.size(); ++i) count += std::abs(a.rgba[i] - b.rgba[i]) > 20 ? 1 : 0;
    return count;
  }
};

TEST_F(Overlays, ARibbonHasItsTexelsColourByDayAndByNightAndIsPicked) {
  renderer_->add_source(std::make_shared<MeshSource>(ribbon(-50, 12)), SourceKind::ribbons);
  renderer_->set_colours(0, 7, std::array{kRed});
  EXPECT_GT(pixels_of(7), 1000);
  for (const int hour : {9, 23}) {
    style_.daylight = scene::daylight(Time{(1'781'999'999LL / 86'400 * 86'400 + hour * 3'600LL) * 1'000'000},
                                      {48, 11}, Zone::utc());
    renderer_->set_style(style_);
    draw();
    const scene::Picture picture = renderer_->read();
    EXPECT_NEAR(brightness(picture, {0, -50, 0}, 0), 220, 12) << hour;
    EXPECT_LT(brightness(picture, {0, -50, 0}, 2), 40) << hour;
  }
}

TEST_F(Overlays, ARibbonIsHiddenByWhatStandsBeforeItButNotByTheGround) {
  renderer_->set_colours(0, 7, std::array{kRed});
  renderer_->add_source(std::make_shared<MeshSource>(ribbon(25, 8)), SourceKind::ribbons);
  draw();
  const scene::Picture ids = renderer_->read_ids(kSize, view_);
  const auto id_at = [&](const city::Point3& at) {
    const city::Point3 seen = renderer_->projection(kSize, view_).project(at);
    return static_cast<int>(
        *ids.pixel(static_cast<int>(seen[0] * kSize.width), static_cast<int>((1 - seen[1]) * kSize.height)));
  };
  EXPECT_EQ(id_at({-100, 25, 0.3}), 7);
  EXPECT_EQ(id_at({0, 25, 0.3}), 2);
}

TEST_F(Overlays, RibbonsAndPinsAreSeenFromFarAway) {
  const std::vector<scene::Glyph> glyphs = {{{0, -100, 0}, 1, 8}};
  renderer_->add_source(std::make_shared<MeshSource>(ribbon(-50, 0.5)), SourceKind::ribbons);
  renderer_->add_source(std::make_shared<scene::GlyphTiles>(glyphs), SourceKind::marks);
  view_.camera.distance = 3000;
  const auto counts = counted_ids();
  EXPECT_GT(counts.at(7), 10) << "it would be a twentieth of a pixel wide";
  EXPECT_GT(counts.at(8), 20) << "it would be less than a pixel wide";
}

TEST_F(Overlays, ArrowsMoveWithTheFlowAndOnlyWhereSomethingFlows) {
  auto source = std::make_shared<MeshSource>(ribbon(-50, 12, scene::Flow::along));
  renderer_->add_source(source, SourceKind::ribbons);
  renderer_->set_colours(0, 7, std::array{kRed});
  draw();
  const scene::Picture first = renderer_->read();
  renderer_->set_flow_phase(0.5);
  draw();
  EXPECT_GT(differing(first, renderer_->read()), 200);
  renderer_->set_flow_phase(3);
  draw();
  EXPECT_EQ(differing(first, renderer_->read()), 0) << "only the fraction counts";
  renderer_->remove_source(source.get());
  renderer_->add_source(std::make_shared<MeshSource>(ribbon(-50, 12)), SourceKind::ribbons);
  draw();
  const scene::Picture still = renderer_->read();
  renderer_->set_flow_phase(0.5);
  draw();
  EXPECT_EQ(differing(still, renderer_->read()), 0);
}

TEST_F(Overlays, TheFirstOfTwoTilesOnOneSpotIsOnTop) {
  class TwoTiles final : public scene::TileSource {
   public:
    TwoTiles() {
      scene::Tile tile;
      tile.box.add(city::Point3{-200, -200, 0});
      tile.box.add(city::Point3{200, 200, 60});
      tile.levels = {0, 1};
      tile.error = 100;
      tile.children = {1, 2};
      tree_.tiles = {tile, tile};
      tree_.tiles[1].parent = 0;
      tree_.tiles[1].children = {2, 2};
      tree_.levels.push_back({0, 100});
    }
    [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }
    [[nodiscard]] scene::TileContent make(std::uint32_t tile, std::uint32_t) const override {
      scene::TileContent content;
      content.mesh = ribbon(-50, 12);
      for (scene::Vertex& v : content.mesh.vertices) v.object = 7 + tile;
      return content;
    }

   private:
    scene::TileTree tree_;
  };
  const std::uint64_t without = draw().triangles;
  renderer_->add_source(std::make_shared<TwoTiles>(), SourceKind::ribbons);
  EXPECT_EQ(draw().triangles, without + 2 * ribbon(-50, 12).triangles()) << "both are drawn";
  const auto counts = counted_ids();
  EXPECT_GT(counts.at(7), 1000);
  EXPECT_FALSE(counts.contains(8));
}

TEST_F(Overlays, ASourceTakesTheOthersPlaceWhenItIsThere) {
  auto first = std::make_shared<MeshSource>(ribbon(-50, 12));
  renderer_->add_source(first, SourceKind::ribbons);
  const int wide = pixels_of(7);
  EXPECT_GT(wide, 1000);
  auto second = std::make_shared<MeshSource>(ribbon(-90, 3)),
       third = std::make_shared<MeshSource>(ribbon(-90, 1));
  renderer_->replace_source(first.get(), second, SourceKind::ribbons);
  renderer_->replace_source(second.get(), third, SourceKind::ribbons);
  int frames_without = 0;
  for (bool complete = false; !complete;) {
    complete = renderer_->advance(kSize, {view_}, {}).tiles_complete;
    const scene::Picture ids = renderer_->read_ids(kSize, view_);
    int seen = 0;
    for (std::size_t i = 0; i < ids.rgba.size(); i += 4) seen += ids.rgba[i] == 7 ? 1 : 0;
    frames_without += seen == 0 ? 1 : 0;
  }
  EXPECT_EQ(frames_without, 0);
  const int thin = pixels_of(7);
  EXPECT_GT(thin, 100);
  EXPECT_LT(thin, wide / 2);
  renderer_->remove_source(third.get());
  EXPECT_EQ(pixels_of(7), 0);
}

TEST_F(Overlays, AMeshIsShownUnderItsNameUntilItIsEmpty) {
  std::vector<scene::Mover> movers = {{{0, -60, 0}, 0, 9, 0}};
  scene::MoverOptions options;
  options.size = 6;
  renderer_->set_mesh("cars", scene::make_movers(movers, options), SourceKind::marks);
  renderer_->set_colours(0, 9, std::array{kBlue});
  EXPECT_GT(pixels_of(9), 100);
  const scene::Picture picture = renderer_->read();
  EXPECT_GT(brightness(picture, {0, -60, 3}, 2), brightness(picture, {0, -60, 3}, 0) + 60);
  movers[0].position[0] = -1000;  // out of sight
  renderer_->set_mesh("cars", scene::make_movers(movers, options), SourceKind::marks);
  EXPECT_EQ(pixels_of(9), 0);
  renderer_->set_mesh("cars", {}, SourceKind::marks);
  EXPECT_EQ(pixels_of(9), 0);
}

TEST_F(Overlays, EachSideOfASplitShowsTheMeshesOfItsScenario) {
  const std::vector<scene::Mover> left = {{{-60, -60, 0}, 0, 8, 0}, {{90, -60, 0}, 0, 8, 0}};
  std::vector<scene::Mover> right = left;
  for (scene::Mover& mover : right) mover.object = 9;
  scene::MoverOptions options;
  options.size = 6;
  renderer_->set_mesh("a", scene::make_movers(left, options), SourceKind::marks, 0);
  renderer_->set_mesh("b", scene::make_movers(right, options), SourceKind::marks, 1);
  renderer_->set_colours(0, 8, std::array{kRed});
  renderer_->set_colours(1, 9, std::array{kBlue});
  view_.colours_right = 1;
  view_.split = 0.6;
  draw();
  const scene::Picture picture = renderer_->read();
  EXPECT_GT(brightness(picture, {-60, -60, 3}, 0), brightness(picture, {-60, -60, 3}, 2) + 60);
  EXPECT_GT(brightness(picture, {90, -60, 3}, 2), brightness(picture, {90, -60, 3}, 0) + 60);
}

class Drapes : public Overlays {
 protected:
  /// Red in the west, no value in the east; four cells.
  static scene::RasterDrape drape() {
    scene::RasterDrape raster;
    raster.picture = scene::Picture(2, 2);
    raster.extent = {-90, -90, 90, 90};
    raster.smooth = false;
    for (int y = 0; y < 2; ++y) {
      raster.picture.pixel(0, y)[0] = 220;
      raster.picture.pixel(0, y)[3] = 255;
    }
    return raster;
  }
  double redness(const city::Point3& at) {
    const scene::Picture picture = renderer_->read();
    return brightness(picture, at, 0) - brightness(picture, at, 2);
  }
};

TEST_F(Drapes, ARasterIsSeenOnTheGroundWithinItsExtentAndOnNoBuilding) {
  renderer_->set_raster(0, drape());
  for (const int samples : {1, 4}) {
    Effort effort;
    effort.samples = samples;
    draw(effort);
    EXPECT_GT(redness({-20, -60, 0}), 90) << samples;
    EXPECT_LT(redness({20, -60, 0}), 40) << "no value here";
    EXPECT_LT(redness({-100, 40, 0}), 40) << "beyond it";
    const double roof = redness({-45, 10, 40});
    renderer_->set_raster(0, {});
    draw(effort);
    EXPECT_NEAR(redness({-45, 10, 40}), roof, 3);
    EXPECT_LT(redness({-20, -60, 0}), 40);
    renderer_->set_raster(0, drape());
  }
}

TEST_F(Drapes, ARasterChangesNoNumber) {
  const auto before = counted_ids();
  renderer_->set_raster(0, drape());
  EXPECT_EQ(counted_ids(), before);
}

TEST_F(Drapes, EachSideOfASplitHasItsOwn) {
  renderer_->set_raster(0, drape());
  view_.split = 0.25;
  view_.colours_right = 1;
  draw();
  EXPECT_GT(redness({-85, 40, 0}), 90);
  EXPECT_LT(redness({-20, -60, 0}), 40);
}

}  // namespace
}  // namespace conurb::view
