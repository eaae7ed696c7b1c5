// SPDX-License-Identifier: Apache-2.0
#include "engine/io/party_walls.hpp"

#include <gtest/gtest.h>

#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

// Coordinates are whole millimetres and areas are kept as f32: 1e-3 m2 on walls of 100 m2.
constexpr double kWallTolerance = 1e-3;

struct Walls {
  double party_a, party_b, east_a, west_b;
};

/// Two boxes of 10 x 10 x 10 m and 10 x dy x dz m, b to the east of a behind a gap, moved north and up.
Walls walls_of(double gap, double north, double up, double dy = 10, double dz = 10,
               bool with_semantics = true) {
  Jobs jobs(1);
  ModelText text;
  text.with_semantics = with_semantics;
  text.add_box("a", {});
  text.add_box("b", {10 + gap, north, up, 10, dy, dz});
  const ImportResult result = import_model(text.model(), jobs);
  return {number(result.city, "building", "a", "party_wall_area"),
          number(result.city, "building", "b", "party_wall_area"),
          number(result.city, "building", "a", "wall_area_e"),
          number(result.city, "building", "b", "wall_area_w")};
}

TEST(PartyWalls, AWallSharedExactlyIsNotExposedOnEitherSide) {
  const Walls walls = walls_of(0, 0, 0);
  EXPECT_NEAR(walls.party_a, 100, kWallTolerance);
  EXPECT_NEAR(walls.party_b, 100, kWallTolerance);
  EXPECT_NEAR(walls.east_a, 0, kWallTolerance);
  EXPECT_NEAR(walls.west_b, 0, kWallTolerance);
}

TEST(PartyWalls, AWallSharedInPartIsExposedInPart) {
  // 6 m of the length and 7 m of the height are shared: 42 m2.
  const Walls walls = walls_of(0, 4, 3);
  EXPECT_NEAR(walls.party_a, 42, kWallTolerance);
  EXPECT_NEAR(walls.east_a, 58, kWallTolerance);
  EXPECT_NEAR(walls.west_b, 58, kWallTolerance);
}

TEST(PartyWalls, ALowNeighbourCoversOnlyWhatItReaches) {
  const Walls walls = walls_of(0, 2, 0, 5, 3);
  EXPECT_NEAR(walls.party_a, 15, kWallTolerance);
  EXPECT_NEAR(walls.east_a, 85, kWallTolerance);
  EXPECT_NEAR(walls.west_b, 0, kWallTolerance);
}

TEST(PartyWalls, AGapOfTwentyCentimetresStillIsAPartyWall) {
  EXPECT_NEAR(walls_of(0.2, 0, 0).party_a, 100, kWallTolerance);
}

TEST(PartyWalls, BuildingsThatOverlapByTwentyCentimetresShareAWall) {
  EXPECT_NEAR(walls_of(-0.2, 0, 0).party_a, 100, kWallTolerance);
}

TEST(PartyWalls, AGapOfHalfAMetreLeavesBothWallsExposed) {
  const Walls walls = walls_of(0.5, 0, 0);
  EXPECT_EQ(walls.party_a, 0);
  EXPECT_NEAR(walls.east_a, 100, kWallTolerance);
  EXPECT_NEAR(walls.west_b, 100, kWallTolerance);
}

TEST(PartyWalls, WallsWithoutSemanticsAreFoundBySlope) {
  EXPECT_NEAR(walls_of(0, 0, 0, 10, 10, false).party_a, 100, kWallTolerance);
}

TEST(PartyWalls, PartsOfOneBuildingHideTheirCommonWallButShareItWithNobody) {
  Jobs jobs(1);
  ModelText text;
  text.add_object("house", "Building", "", "", R"(,"children":["left","right"])");
  text.add_box("left", {}, "", "BuildingPart", R"(,"parents":["house"])");
  text.add_box("right", {10, 0, 0, 10, 10, 10}, "", "BuildingPart", R"(,"parents":["house"])");
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_EQ(number(result.city, "building", "house", "party_wall_area"), 0);
  EXPECT_NEAR(number(result.city, "building", "house", "wall_area_e"), 100, kWallTolerance);
  EXPECT_NEAR(number(result.city, "building", "house", "wall_area_s"), 200, kWallTolerance);
  EXPECT_NEAR(number(result.city, "building", "house", "volume"), 2000, kWallTolerance);
}

TEST(PartyWalls, ARowOfManyHousesIsCoveredTheSameByAnyNumberOfThreads) {
  ModelText text;
  for (int i = 0; i < 300; ++i) {
    text.add_box(fmt::format("h{}", i), {10.0 * i, 0.01 * (i % 7), 0, 10, 10, 8.0 + i % 3});
  }
  Jobs one(1), four(4);
  const ImportResult a = import_model(text.model(), one);
  const ImportResult b = import_model(text.model(), four);
  const auto left = a.city.table("building").column("party_wall_area").values<float>();
  const auto right = b.city.table("building").column("party_wall_area").values<float>();
  double sum = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(left[i], right[i]);
    sum += static_cast<double>(left[i]);
  }
  EXPECT_GT(sum, 2 * 299 * 79.0);
}

TEST(PartyWalls, AWallOfHundredsOfPartsIsFoundThroughTheIndex) {
  // Both buildings have so many walls that pairs are not tried one by one.
  Jobs jobs(1);
  ModelText text;
  for (const auto& [name, x] : {std::pair{"west", 0.0}, std::pair{"east", 5.0}}) {
    std::string children;
    for (int i = 0; i < 200; ++i) children += fmt::format("{}\"{}{}\"", i == 0 ? "" : ",", name, i);
    text.add_object(name, "Building", "", "", fmt::format(",\"children\":[{}]", children));
    for (int i = 0; i < 200; ++i) {
      text.add_box(fmt::format("{}{}", name, i), {x, 2.0 * i, 0, 5, 2, 3}, "", "BuildingPart",
                   fmt::format(R"(,"parents":["{}"])", name));
    }
  }
  const ImportResult result = import_model(text.model(), jobs);
  EXPECT_NEAR(number(result.city, "building", "west", "party_wall_area"), 1200, 0.01);
  EXPECT_NEAR(number(result.city, "building", "west", "wall_area_e"), 0, 0.01);
  EXPECT_NEAR(number(result.city, "building", "west", "wall_area_w"), 1200, 0.01);
}

TEST(PartyWalls, CopiesOnOneSpotCountOnceAsNeighboursAndAreNamed) {
  constexpr int kCopies = 2000;  // pair by pair that were 16 million pairs of walls
  ModelText text;
  text.add_box("a", {});
  for (int i = 0; i < kCopies; ++i) text.add_box(fmt::format("b{}", i), {10, 4, 3, 10, 10, 10});
  Jobs one(1), four(4);
  const ImportResult result = import_model(text.model(), one);
  const ImportResult parallel = import_model(text.model(), four);
  EXPECT_NEAR(number(result.city, "building", "a", "party_wall_area"), 42, kWallTolerance);
  const auto areas = result.city.table("building").column("party_wall_area").values<float>();
  const auto same = parallel.city.table("building").column("party_wall_area").values<float>();
  for (std::size_t i = 1; i <= kCopies; ++i) {
    EXPECT_NEAR(static_cast<double>(areas[i]), 42, kWallTolerance);
    EXPECT_EQ(areas[i], same[i]);
  }
  EXPECT_EQ(count_findings(result, "building.copy"), kCopies - 1);
  EXPECT_EQ(count_findings(result, "building.crowded"), 0);
  const std::vector<store::Finding>& findings = result.sources[0].findings;
  const auto first = std::find_if(findings.begin(), findings.end(),
                                  [](const store::Finding& each) { return each.code == "building.copy"; });
  ASSERT_NE(first, findings.end());
  EXPECT_EQ(first->where, "b1");
  EXPECT_NE(first->message.find("\"b0\""), std::string::npos) << first->message;
}

TEST(PartyWalls, APileThatIsNotOfCopiesIsComparedUpToALimitThatIsTold) {
  constexpr int kPile =
      400;  // each 2 cm further: at least two walls of each are near every wall of the others
  ModelText text;
  for (int i = 0; i < kPile; ++i) text.add_box(fmt::format("p{}", i), {0.02 * i, 0, 0, 10, 10, 10});
  Jobs one(1), four(4);
  const ImportResult a = import_model(text.model(), one);
  const ImportResult b = import_model(text.model(), four);
  EXPECT_GT(count_findings(a, "building.crowded"), 0);
  EXPECT_EQ(count_findings(a, "building.copy"), 0);
  const auto left = a.city.table("building").column("party_wall_area").values<float>();
  const auto right = b.city.table("building").column("party_wall_area").values<float>();
  for (std::size_t i = 0; i < kPile; ++i) EXPECT_EQ(left[i], right[i]);
}

}  // namespace
}  // namespace conurb::io
