// SPDX-License-Identifier: Apache-2.0
// Tiles of buildings whose model says how their surfaces look.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/files.hpp"
#include "engine/scene/building_tiles.hpp"
#include "engine/scene/facade.hpp"
#include "engine/scene/look_pictures.hpp"
#include "engine/scene/picture_file.hpp"
#include "tests/engine/io/looks_model.hpp"
#include "tests/engine/scene/building_city.hpp"

namespace conurb::scene {
namespace {

constexpr std::uint32_t kRed = city::pack_colour(255, 0, 0), kBlue = city::pack_colour(0, 0, 255);

TileContent finest(const city::City& city, Jobs& jobs) {
  const BuildingTiles tiles(city, ObjectNumbers(city), jobs);
  return tiles.make(0, tiles.tree().tiles[0].levels.size() - 1);
}

/// The one colour of the triangles that look that way, and whether they have windows.
struct Face {
  std::uint32_t colour = 0;
  bool windows = false;
};
Face face(const Mesh& mesh, std::array<int, 3> normal) {
  Face result;
  int triangles = 0;
  for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
    const std::uint32_t corner = mesh.indices[i];
    const Vertex& v = mesh.vertices[corner];
    if (v.normal[0] != 127 * normal[0] || v.normal[1] != 127 * normal[1] || v.normal[2] != 127 * normal[2])
      continue;
    const std::uint32_t colour = mesh.colours.empty() ? 0 : mesh.colours[corner];
    EXPECT_TRUE(triangles++ == 0 || colour == result.colour);
    result.colour = colour;
    result.windows = result.windows || v.facade != kNoFacade;
  }
  EXPECT_GT(triangles, 0);
  return result;
}

TEST(ModelLooks, WallsAreInTheColourOfTheModelAndHaveNoWindowsPaintedOver) {
  Jobs jobs(1);
  const auto imported = io::import_model(
      io::looks_model(io::kRedAndBlue, R"("material":{"m":{"values":[[null,1,0,null,0,null]]}})"), jobs);
  const Mesh mesh = finest(imported.city, jobs).mesh;
  ASSERT_EQ(mesh.colours.size(), mesh.vertices.size());
  EXPECT_EQ(face(mesh, {0, 0, 1}).colour, kBlue);
  EXPECT_EQ(face(mesh, {0, -1, 0}).colour, kRed);
  EXPECT_FALSE(face(mesh, {0, -1, 0}).windows);
  EXPECT_EQ(face(mesh, {1, 0, 0}).colour, 0U);
  EXPECT_TRUE(face(mesh, {1, 0, 0}).windows);
}

TEST(ModelLooks, ABoxHasALevelOfItsOwnOnlyWhereItHasLooks) {
  Jobs jobs(1);
  const auto levels = [&jobs](const std::string& members) {
    const auto imported = io::import_model(io::looks_model(io::kRedAndBlue, members), jobs);
    const ObjectNumbers numbers(imported.city);
    return BuildingTiles(imported.city, numbers, jobs).tree().tiles[0].levels.size();
  };
  EXPECT_EQ(levels(R"("material":{"m":{"value":0}})"), levels(R"("material":{"m":{"value":7}})") + 1);
}

/// A box whose south wall shows an image that is red on the left and blue on the right.
city::City city_with_image(const std::filesystem::path& folder, const std::string& points,
                           const std::string& south, Jobs& jobs) {
  Picture image(64, 32);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 64; ++x) image.pixel(x, y)[x < 32 ? 0 : 2] = 255;
  write_png(image, folder / "wall.png");
  io::CityModel model = io::looks_model(R"("textures":[{"image":"wall.png"}],"vertices-texture":)" + points,
                                        R"("texture":{"t":{"values":[[[[null]],[[null]],)" + south + "]]}}");
  model.folder = folder;
  return io::import_model(std::move(model), jobs).city;
}

TEST(ModelLooks, ATexturedWallHasItsPlacesAfterTriangulation) {
  const TempDir folder;
  Jobs jobs(1);
  const TileContent content =
      finest(city_with_image(folder.path(), "[[0,0],[1,0],[1,1],[0,1]]", "[[0,0,1,2,3]]", jobs), jobs);
  const Mesh& mesh = content.mesh;
  ASSERT_EQ(content.pictures.size(), 1U);
  ASSERT_EQ(mesh.places.size(), mesh.vertices.size());
  int corners = 0;
  for (std::uint32_t i = 0; i < mesh.vertices.size(); ++i) {
    if (mesh.vertices[i].normal[1] != -127) {
      EXPECT_EQ(mesh.places[i], kNoPlace);
      continue;
    }
    ++corners;
    const city::Point3 at = position(mesh, i);
    const city::Box box = box_of(mesh);
    EXPECT_FLOAT_EQ(mesh.places[i][0], at[0] > 0.5 * (box.lower[0] + box.upper[0]) ? 1 : 0);
    EXPECT_FLOAT_EQ(mesh.places[i][1], at[2] > 5 ? 0 : 1) << "from the upper edge down";
    EXPECT_EQ(mesh.places[i][2], 0);
    EXPECT_EQ(mesh.vertices[i].facade, kNoFacade);
  }
  EXPECT_EQ(corners, 4);
  const Picture& picture = content.pictures[0];
  EXPECT_GT(picture.pixel(picture.width / 4, picture.height / 2)[0], 250);
  EXPECT_GT(picture.pixel(picture.width * 3 / 4, picture.height / 2)[2], 250);
}

TEST(ModelLooks, OnlyThePartOfAnImageThatIsShownGoesIntoATile) {
  const TempDir folder;
  Jobs jobs(1);
  const TileContent content =
      finest(city_with_image(folder.path(), "[[0.75,0],[1,0],[1,1],[0.75,1]]", "[[0,0,1,2,3]]", jobs), jobs);
  ASSERT_EQ(content.pictures.size(), 1U);
  EXPECT_EQ(content.pictures[0].width, 32);
  for (int x = 0; x < 32; ++x) EXPECT_GT(content.pictures[0].pixel(x, 16)[2], 250);
}

TEST(ModelLooks, AnImageThatIsRepeatedIsThereAsAWhole) {
  const TempDir folder;
  Jobs jobs(1);
  const TileContent content =
      finest(city_with_image(folder.path(), "[[0,0],[3,0],[3,2],[0,2]]", "[[0,0,1,2,3]]", jobs), jobs);
  ASSERT_EQ(content.pictures.size(), 1U);
  float right = 0, low = 0;
  for (const auto& place : content.mesh.places) {
    right = std::max(right, place[0]);
    low = std::min(low, place[1]);
  }
  EXPECT_FLOAT_EQ(right, 3);
  EXPECT_FLOAT_EQ(low, -1);
}

TEST(ModelLooks, ManyImagesShareTheMemoryOfATile) {
  const TempDir folder;
  Picture image(300, 300);
  write_png(image, folder.path() / "large.png");
  const std::string text = read_file(folder.path() / "large.png");
  const auto bytes = std::as_bytes(std::span(text));
  const auto shared = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
  city::SurfaceLooks looks;
  Mesh mesh;
  for (std::uint32_t i = 0; i < 300; ++i) {
    looks.intern_image({std::to_string(i), i % 10 == 3 ? nullptr : shared});
    for (const float x : {0.F, 1.F}) mesh.places.push_back({x, x, static_cast<float>(i)});
  }
  const std::vector<Picture> pictures = make_pictures(mesh, looks);
  EXPECT_EQ(pictures.size(), kMostPictures);
  std::size_t sum = 0;
  for (const Picture& each : pictures) sum += each.rgba.size() * 4 / 3;
  EXPECT_LE(sum, kPictureBytes);
  EXPECT_EQ(mesh.places[6], kNoPlace) << "an image without bytes";
  EXPECT_EQ(mesh.places.back(), kNoPlace) << "one too many";
}

TEST(ModelLooks, WithoutLooksAMeshHasNoColours) {
  Jobs jobs(1);
  io::ModelText model;
  add_gable_house(model, "house", {}, 3);
  const Mesh mesh = finest(io::import_model(model.model(), jobs).city, jobs).mesh;
  EXPECT_TRUE(mesh.colours.empty());
  EXPECT_TRUE(mesh.places.empty());
  EXPECT_GT(mesh.triangles(), 0U);
}

}  // namespace
}  // namespace conurb::scene
