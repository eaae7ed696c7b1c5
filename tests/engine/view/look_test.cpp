// SPDX-License-Identifier: Apache-2.0
// Colours and images that the model says, as they are seen.
#include "tests/engine/view/small_scene.hpp"

namespace conurb::view {
namespace {

/// A box of 80 x 20 x 40 m around 0, 0: its south wall shows a picture that is red on the left and blue on
/// the right, its roof is green. Without looks the same box.
class LookSource final : public scene::TileSource {
 public:
  explicit LookSource(bool looks) : looks_(looks) {
    scene::Tile tile;
    tile.box.add(city::Point3{-40, -10, 0});
    tile.box.add(city::Point3{40, 10, 40});
    tile.levels = {0, 1};
    tree_.tiles.push_back(tile);
    tree_.levels.push_back({0, 4});
  }
  [[nodiscard]] const scene::TileTree& tree() const override { return tree_; }

  [[nodiscard]] scene::TileContent make(std::uint32_t, std::uint32_t) const override {
    scene::TileContent content;
    scene::Mesh& mesh = content.mesh;
    for (int i = 0; i < 8; ++i) {
      scene::Vertex v;
      const bool roof = i >= 4, right = i % 4 == 1 || i % 4 == 2, far = i % 4 >= 2;
      v.x = right ? 40 : -40;
      v.y = roof && far ? 10 : -10;
      v.z = roof || far ? 40 : 0;
      v.normal = roof ? std::array<std::int8_t, 3>{0, 0, 127} : std::array<std::int8_t, 3>{0, -127, 0};
      v.material = roof ? scene::Material::roof : scene::Material::wall;
      v.object = 1;
      if (!roof && !looks_)
        v.facade = {static_cast<std::uint16_t>(right ? 6400 : 0), static_cast<std::uint16_t>(far ? 3328 : 0)};
      mesh.vertices.push_back(v);
      if (!looks_) continue;
      mesh.colours.push_back(roof ? city::pack_colour(0, 200, 0) : 0);
      mesh.places.push_back(roof ? scene::kNoPlace
                                 : std::array<float, 3>{right ? 1.F : 0.F, far ? 0.F : 1.F, 1.F});
    }
    mesh.indices = {0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7};
    if (!looks_) return content;
    for (int layer = 0; layer < 2; ++layer) {
      scene::Picture picture(64, 64);
      for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) {
          std::uint8_t* const p = picture.pixel(x, y);
          p[layer == 0 ? 1 : x < 32 ? 0 : 2] = y < 48 ? 220 : 60;
          p[3] = 255;
        }
      content.pictures.push_back(std::move(picture));
    }
    return content;
  }

 private:
  bool looks_;
  scene::TileTree tree_;
};

class Looks : public SmallScene {
 protected:
  void show(bool looks) {
    RendererOptions options;
    options.box.add(city::Point3{-200, -200, 0});
    options.box.add(city::Point3{200, 200, 60});
    options.objects = 10;
    renderer_ = std::make_unique<Renderer>(*context_, options);
    renderer_->add_source(std::make_shared<LookSource>(looks), SourceKind::solid);
    renderer_->set_style(style_);
    view_.camera.heading_deg = 0;
    view_.camera.distance = 160;
  }
  scene::Picture seen(int samples = 1) {
    Effort effort;
    effort.samples = samples;
    draw(effort);
    return renderer_->read();
  }
  /// How much more red there is than blue at a height above the wall's foot.
  double redness(const scene::Picture& picture, double x, double z = 24) {
    return brightness(picture, {x, -10, z}, 0) - brightness(picture, {x, -10, z}, 2);
  }
};

TEST_F(Looks, APictureIsSeenOnItsWallAsItLies) {
  show(true);
  for (const int samples : {1, 4}) {
    const scene::Picture picture = seen(samples);
    EXPECT_GT(redness(picture, -20), 60);
    EXPECT_LT(redness(picture, 20), -60);
    EXPECT_GT(redness(picture, -20), redness(picture, -20, 4) + 40) << "its lower edge is dark";
    EXPECT_LT(brightness(picture, {-20, -10, 24}, 1), brightness(picture, {-20, -10, 24}, 0) - 40)
        << "it is the second picture";
  }
}

TEST_F(Looks, AColourIsSeenOnItsRoof) {
  show(true);
  const scene::Picture picture = seen();
  EXPECT_GT(brightness(picture, {10, 0, 40}, 1), brightness(picture, {10, 0, 40}, 0) + 60);
  EXPECT_GT(brightness(picture, {10, 0, 40}, 1), brightness(picture, {10, 0, 40}, 2) + 60);
}

TEST_F(Looks, DataAreShownInTheirColoursAllTheSame) {
  show(true);
  renderer_->set_colours(0, 1, std::array{0x02u << 24 | 200u << 16 | 200u});
  const scene::Picture picture = seen();
  for (const double x : {-20.0, 20.0}) EXPECT_NEAR(redness(picture, x), 0, 12);
  EXPECT_LT(brightness(picture, {10, 0, 40}, 1), brightness(picture, {10, 0, 40}, 0) - 60);
}

TEST_F(Looks, AMutedCityShowsNeither) {
  show(true);
  style_.muted = 1;
  renderer_->set_style(style_);
  const scene::Picture picture = seen();
  EXPECT_NEAR(redness(picture, -20), redness(picture, 20), 6);
  EXPECT_NEAR(brightness(picture, {10, 0, 40}, 1), brightness(picture, {10, 0, 40}, 0), 30);
}

TEST_F(Looks, APictureHasItsObjectsNumber) {
  show(true);
  const auto counts = counted_ids();
  EXPECT_GT(counts.at(1), 2000);
}

TEST_F(Looks, TheLightOfTheDayFallsOnAPicture) {
  show(true);
  const double day = brightness(seen(), {-20, -10, 24}, 0);
  style_.daylight = scene::daylight(Time{1'782'000'000'000'000}, {48, 11}, Zone::utc());  // midnight
  renderer_->set_style(style_);
  EXPECT_LT(brightness(seen(), {-20, -10, 24}, 0), 0.7 * day);
}

TEST_F(Looks, ATileWithoutLooksIsDrawnAsBefore) {
  show(false);
  const scene::Picture plain = seen();
  show(true);
  seen();
  show(false);
  EXPECT_EQ(seen().rgba, plain.rgba);
}

}  // namespace
}  // namespace conurb::view
