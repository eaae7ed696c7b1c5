// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/building_tiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <thread>

#include "engine/scene/facade.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/engine/scene/building_city.hpp"

namespace conurb::scene {
namespace {

using city::rectangle;

/// Streets of houses, some in rows, some with courtyards, and a few towers.
city::City town(int side) {
  std::vector<Building> buildings;
  for (int row = 0; row < side; ++row) {
    for (int i = 0; i < side; ++i) {
      const double x = i * 12 + i / 4 * 9, y = row * 30;
      const auto height = static_cast<float>(4 + (row * 7 + i * 13) % 23 + (row * i % 97 == 5 ? 60 : 0));
      city::Coordinates shape = rectangle(x, y, 12, 14);
      if (i % 9 == 2) shape = city::joined(shape, city::hole(x + 4, y + 4, 4, 5));
      if (i % 11 == 7) shape = {x, y, x + 12, y, x + 12, y + 7, x + 6, y + 7, x + 6, y + 14, x, y + 14, x, y};
      buildings.push_back({shape, height, static_cast<float>(100 + row)});
    }
  }
  return city_of(buildings);
}

/// Triangles of every object over all tiles, each at its level, or its finest.
std::map<std::uint32_t, std::size_t> all_triangles(const BuildingTiles& tiles, std::uint32_t level) {
  std::map<std::uint32_t, std::size_t> result;
  for (std::uint32_t t = 0; t < tiles.tree().tiles.size(); ++t) {
    const std::uint32_t finest = tiles.tree().tiles[t].levels.size() - 1;
    for (const auto& [object, count] : triangles_by_object(tiles.make(t, std::min(level, finest)).mesh)) {
      EXPECT_TRUE(result.emplace(object, count).second) << object << " is in two tiles";
    }
  }
  return result;
}

TEST(BuildingTiles, EveryBuildingIsThereOnceAtEachLevel) {
  const city::City city = town(60);
  Jobs jobs(2);
  const ObjectNumbers numbers(city);
  const BuildingTiles tiles(city, numbers, jobs);
  EXPECT_GT(tiles.tree().tiles.size(), 5u);
  for (std::uint32_t level = 0; level < 3; ++level) {
    const auto all = all_triangles(tiles, level);
    ASSERT_EQ(all.size(), 3600u);
    for (std::int64_t row = 0; row < 3600; ++row)
      EXPECT_EQ(all.count(numbers.number(city.index_of("building"), row)), 1u);
  }
}

// Faces that are bent a little have one normal for all of their triangles.
void expect_sound(const BuildingTiles& tiles, double most_turned) {
  for (std::uint32_t t = 0; t < tiles.tree().tiles.size(); ++t) {
    const Tile& tile = tiles.tree().tiles[t];
    for (std::uint32_t level = 0; level < tile.levels.size(); ++level) {
      const Mesh mesh = tiles.make(t, level).mesh;
      const double estimate = tiles.tree().levels[tile.levels.begin + level].triangles;
      EXPECT_NEAR(static_cast<double>(mesh.triangles()) / estimate, 1, 0.25) << t << " at " << level;
      for (const std::uint32_t i : mesh.indices) ASSERT_LT(i, mesh.vertices.size());
      const city::Box box = box_of(mesh);
      for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_GE(box.lower[axis], tile.box.lower[axis] - 0.01);
        EXPECT_LE(box.upper[axis], tile.box.upper[axis] + 0.01);
      }
      EXPECT_LT(share_turned(mesh), most_turned) << t << " at " << level;
    }
  }
}

TEST(BuildingTiles, BoxesHoldTheirMeshesAndEstimatesAreRight) {
  const city::City city = town(60);
  Jobs jobs(2);
  expect_sound(BuildingTiles(city, ObjectNumbers(city), jobs), 1e-9);
}

TEST(BuildingTiles, OneAndTwoThreadsGiveTheSameBits) {
  const city::City city = town(50);
  Jobs one(1), two(2);
  const ObjectNumbers numbers(city);
  const BuildingTiles a(city, numbers, one), b(city, numbers, two);
  ASSERT_EQ(a.tree().tiles.size(), b.tree().tiles.size());
  std::vector<int> same(a.tree().tiles.size() * 2, 0);
  const auto compare = [&](std::uint32_t level) {  // also: tiles may be made at the same time
    for (std::uint32_t t = 0; t < a.tree().tiles.size(); ++t)
      same[t * 2 + level] = same_bits(a.make(t, level).mesh, b.make(t, level).mesh) ? 1 : 0;
  };
  std::thread other([&] { compare(0); });
  compare(1);
  other.join();
  EXPECT_THAT(same, testing::Each(1));
}

TEST(BuildingTiles, BlocksHaveTheAreaAndHeightOfTheTable) {
  const city::City city =
      city_of({{city::joined(rectangle(1000, 2000, 20, 20), city::hole(1005, 2005, 10, 10)), 11.5F, 40}});
  Jobs jobs(1);
  const BuildingTiles tiles(city, ObjectNumbers(city), jobs);
  const Mesh lid = tiles.make(0, 0).mesh, block = tiles.make(0, 1).mesh;
  EXPECT_NEAR(plan_area(lid, Material::roof), 300, 1e-3);
  EXPECT_NEAR(plan_area(block, Material::roof), 300, 1e-3);
  EXPECT_NEAR(box_of(lid).lower[2], 51.5, 1e-4);
  EXPECT_NEAR(box_of(block).upper[2], 51.5, 1e-4);
  EXPECT_NEAR(box_of(block).lower[2], 40 - kSunk_m, 1e-4);
  EXPECT_EQ(block.triangles(), 8u + 8 * 2);  // a ring of eight triangles, eight walls
  EXPECT_EQ(block.vertices.size(), 8u + 8 * 4);
}

TEST(BuildingTiles, WallsHaveWholeWindowsButForPartyWalls) {
  const city::City city = city_of({{rectangle(0, 0, 10, 9), 9.3F}, {rectangle(10.1, 0, 10, 9), 9}});
  Jobs jobs(1);
  const ObjectNumbers numbers(city);
  const BuildingTiles tiles(city, numbers, jobs);
  const Mesh mesh = tiles.make(0, 1).mesh;
  int walls = 0, blank = 0;
  for (std::size_t i = 0; i < mesh.indices.size(); i += 6) {  // walls are two triangles
    const Vertex& a = mesh.vertices[mesh.indices[i]];
    if (a.material != Material::wall || a.object != numbers.number(city.index_of("building"), 0)) continue;
    const Vertex& b = mesh.vertices[mesh.indices[i + 1]];
    const Vertex& top = mesh.vertices[mesh.indices[i + 2]];
    ++walls;
    if (a.facade == kNoFacade) {
      ++blank;
      EXPECT_EQ(a.normal[0], 127);  // to the east: the neighbour
      continue;
    }
    EXPECT_EQ(a.facade[0], 0);
    EXPECT_EQ(b.facade[0], 3 * 256);
    EXPECT_EQ(top.facade[1], 4 * 256);  // three storeys above the ground, which is at 1
    EXPECT_LT(a.facade[1], 256);
    EXPECT_EQ(a.facade[1], b.facade[1]);
  }
  EXPECT_EQ(walls, 4);
  EXPECT_EQ(blank, 1);
}

TEST(BuildingTiles, RoundOutlinesLoseCornersExceptCloseBy) {
  city::Coordinates round;
  for (int i = 0; i <= 120; ++i)
    round.insert(round.end(), {15 * std::cos(i % 120 * 0.0523598776), 15 * std::sin(i % 120 * 0.0523598776)});
  const city::City city = city_of({{round, 20}});
  Jobs jobs(1);
  const BuildingTiles tiles(city, ObjectNumbers(city), jobs);
  ASSERT_EQ(tiles.tree().tiles[0].levels.size(), 3u);
  EXPECT_LT(tiles.make(0, 1).mesh.triangles(), 80u);
  EXPECT_EQ(tiles.make(0, 2).mesh.triangles(), 118u + 240u);
  EXPECT_GT(tiles.tree().levels[1].error, 0);
}

class GableHouse : public testing::Test {
 protected:
  Mesh make(bool windows, std::uint32_t level) {
    io::ModelText text;
    add_gable_house(text, "house", {0, 0, 30, 12, 8, 6}, 4, windows);
    city_ = io::import_model(text.model(), jobs_).city;
    const BuildingTiles tiles(city_, ObjectNumbers(city_), jobs_);
    EXPECT_EQ(tiles.tree().tiles[0].levels.size(), 3u);
    return tiles.make(0, level).mesh;
  }
  Jobs jobs_{1};
  city::City city_;
};

TEST_F(GableHouse, IsABlockOfTheSameVolumeAndThenItself) {
  const Mesh block = make(false, 1), full = make(false, 2);
  EXPECT_NEAR(plan_area(block, Material::roof), 96, 1e-3);
  EXPECT_NEAR(box_of(block).upper[2], 38, 1e-3);
  EXPECT_NEAR(box_of(full).upper[2], 40, 1e-3);
  EXPECT_NEAR(box_of(full).lower[2], 30 - kSunk_m, 1e-3);
  EXPECT_NEAR(plan_area(full, Material::roof), 96, 1e-3);
  EXPECT_EQ(plan_area(full, Material::ground), 0);  // nobody sees it
  EXPECT_LT(share_turned(full), 1e-9);
}

TEST_F(GableHouse, HasWindowsUpToTheEavesAndNoneInTheGable) {
  const Mesh full = make(false, 2);
  int below = 0, above = 0;
  for (std::size_t i = 0; i < full.indices.size(); i += 3) {
    if (full.vertices[full.indices[i]].material != Material::wall) continue;
    int with = 0;
    double top = 0, low = 1e9;
    for (std::size_t k = 0; k < 3; ++k) {
      with += full.vertices[full.indices[i + k]].facade != kNoFacade ? 1 : 0;
      top = std::max(top, position(full, full.indices[i + k])[2]);
      low = std::min(low, position(full, full.indices[i + k])[2]);
    }
    EXPECT_TRUE(with == 0 || with == 3);
    EXPECT_EQ(with == 3, top < 36.01);
    (with == 3 ? below : above) += 1;
    EXPECT_TRUE(top < 36.01 || low > 35.99) << "a triangle across the eaves";
  }
  EXPECT_GE(below, 8);
  EXPECT_GE(above, 2);
}

TEST_F(GableHouse, KeepsItsStoreysAsABlock) {
  const auto storeys = [](const Mesh& mesh) {
    int most = 0;
    for (const Vertex& v : mesh.vertices)
      if (v.facade != kNoFacade) most = std::max<int>(most, v.facade[1]);
    return most / 256 - 1;
  };
  EXPECT_EQ(storeys(make(false, 1)), 2);
  EXPECT_EQ(storeys(make(false, 2)), 2);
}

TEST_F(GableHouse, InARowHasNoWindowsTowardsItsNeighbour) {
  io::ModelText text;
  add_gable_house(text, "left", {0, 0, 30, 12, 8, 6}, 4);
  add_gable_house(text, "right", {12, 0, 30, 12, 8, 6}, 4);
  city_ = io::import_model(text.model(), jobs_).city;
  const BuildingTiles tiles(city_, ObjectNumbers(city_), jobs_);
  const Mesh mesh = tiles.make(0, 2).mesh;
  const double between = box_of(mesh).lower[0] + 12;
  int party = 0, open = 0;
  for (std::uint32_t i = 0; i < mesh.vertices.size(); ++i) {
    const Vertex& v = mesh.vertices[i];
    if (std::abs(v.normal[0]) < 127 || position(mesh, i)[2] > 35.9) continue;
    const bool inner = std::abs(position(mesh, i)[0] - between) < 0.1;
    EXPECT_EQ(v.facade == kNoFacade, inner);
    (inner ? party : open) += 1;
  }
  EXPECT_GE(party, 4);
  EXPECT_GE(open, 4);
}

TEST_F(GableHouse, WithWindowsOfItsOwnGetsNoOthers) {
  const Mesh full = make(true, 2);
  bool window = false;
  for (const Vertex& v : full.vertices) {
    EXPECT_EQ(v.facade, kNoFacade);
    window = window || v.material == Material::window;
  }
  EXPECT_TRUE(window);
}

TEST_F(GableHouse, HasANumberForEachOfItsSurfaces) {
  const Mesh full = make(false, 2);
  const ObjectNumbers numbers(city_);
  const city::Table& surfaces = city_.table("surface");
  std::set<std::int64_t> seen;
  for (const Vertex& v : full.vertices) {
    const auto row = numbers.row(v.part);
    ASSERT_TRUE(row);
    ASSERT_EQ(row->table, city_.index_of("surface"));
    const float tilt = surfaces.column("tilt").values<float>()[static_cast<std::size_t>(row->row)];
    EXPECT_NEAR(std::cos(static_cast<double>(tilt)), v.normal[2] / 127.0, 0.01);
    seen.insert(row->row);
  }
  EXPECT_EQ(seen.size(), 6u) << "two roofs and four walls: nobody sees the ground";
  for (const Vertex& v : make(false, 1).vertices) EXPECT_EQ(v.part, 0u) << "a block has no surfaces";
}

TEST(BuildingTiles, ABridgeIsItselfAtEveryLevel) {
  io::ModelText text;
  text.add_box("bridge", {50, 0, 30, 40, 6, 1}, "", "Bridge");
  Jobs jobs(1);
  const city::City city = io::import_model(text.model(), jobs).city;
  const BuildingTiles tiles(city, ObjectNumbers(city), jobs);
  ASSERT_EQ(tiles.tree().tiles.size(), 1u);
  EXPECT_EQ(tiles.tree().tiles[0].levels.size(), 1u);
  EXPECT_EQ(tiles.make(0, 0).mesh.triangles(), 12u);
}

TEST(BuildingTiles, RealCitiesAreSoundToo) {
  CONURB_NEED_SHARED_DATA("city3d");
  for (const char* name :
       {"cityjson/rotterdam_subset_v20.city.json", "cityjson/zurich_subset_lod2_v11.city.json",
        "cityjson/texture_lod3_v20.city.json"}) {
    io::CityJsonReader reader;
    Jobs jobs(2);
    const city::City city =
        io::import_model(reader.read_file(io::shared_data() / "city3d" / name), jobs).city;
    const ObjectNumbers numbers(city);
    const BuildingTiles tiles(city, numbers, jobs);
    for (std::uint32_t level = 0; level < 3; ++level) {
      const auto all = all_triangles(tiles, level);
      EXPECT_EQ(all.size(), tiles.size()) << name;
      const city::Table& buildings = city.table("building");
      for (std::int64_t row = 0; row < buildings.rows(); ++row)
        EXPECT_EQ(all.count(numbers.number(city.index_of("building"), row)), 1u) << name << " row " << row;
    }
    expect_sound(tiles, 0.005);
  }
}

TEST(BuildingTiles, AnEmptyCityHasNoTiles) {
  const city::City city;
  Jobs jobs(1);
  EXPECT_TRUE(BuildingTiles(city, ObjectNumbers(city), jobs).tree().tiles.empty());
}

TEST(BuildingTiles, OutlinesThatCrossThemselvesLoseNothingButThemselves) {
  // A figure of eight whose loops do not cancel, a ring that runs over itself twice, spikes.
  const city::City city = city_of({{{0, 0, 10, 0, 0, 12, 14, 12, 0, 0}, 9},
                                   {{20, 0, 30, 0, 30, 10, 20, 10, 20, 0, 30, 0, 30, 10, 20, 10, 20, 0}, 9},
                                   {{40, 0, 50, 0, 50, 30, 50, 0, 50, 10, 40, 10, 40, 0}, 9},
                                   {rectangle(60, 0, 10, 10), 9}});
  Jobs jobs(1);
  const BuildingTiles tiles(city, ObjectNumbers(city), jobs);
  for (std::uint32_t level = 0; level < tiles.tree().tiles[0].levels.size(); ++level) {
    const Mesh mesh = tiles.make(0, level).mesh;
    for (const Vertex& v : mesh.vertices) EXPECT_TRUE(std::isfinite(v.x) && std::isfinite(v.z));
    EXPECT_GE(triangles_by_object(mesh).size(), 1u);
  }
  EXPECT_GE(tiles.size(), 2u);
}

}  // namespace
}  // namespace conurb::scene
