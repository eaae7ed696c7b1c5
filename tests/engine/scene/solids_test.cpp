// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/solids.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "engine/city/terrain.hpp"
#include "tests/engine/scene/building_city.hpp"

namespace conurb::scene {
namespace {

using city::rectangle;

TEST(Solids, BlocksStandOnTheirGroundAsHighAsTheTableSays) {
  const city::City city = city_of({{rectangle(0, 0, 10, 10), 12, 47}});
  Jobs jobs(1);
  const ObjectNumbers numbers(city);
  const Solids solids(city, numbers, jobs);
  ASSERT_EQ(solids.all().size(), 1u);
  EXPECT_EQ(solids.all()[0].ground, 47);
  EXPECT_EQ(solids.all()[0].block_top, 59);
  EXPECT_EQ(solids.all()[0].object, numbers.number(city.index_of("building"), 0));
}

TEST(Solids, WhereTheGroundIsUnknownTheTerrainTellsIt) {
  city::City city = city_of({{rectangle(0, 0, 10, 10), 12, kUnknown}, {rectangle(0, 0, 10, 10), 12, 3}});
  city::Table& grid = city::add_grid(city, "terrain", {-100, -100, 10, 40, 40});
  city::ColumnSpec spec;
  spec.name = "elevation";
  spec.scalar = city::Scalar::f32;
  spec.unit = std::string("m");
  spec.nullable = true;
  grid.add_column(spec);
  auto heights = grid.column("elevation").modify<float>();
  for (std::size_t i = 0; i < 1600; ++i) heights[i] = 200 + static_cast<float>(i % 40);  // rises to the east
  Jobs jobs(1);
  const Solids solids(city, ObjectNumbers(city), jobs);
  ASSERT_EQ(solids.all().size(), 2u);
  const double lowest = city::Terrain::of_city(city).lowest(rectangle(0, 0, 10, 10));
  EXPECT_NEAR(static_cast<double>(solids.all()[0].ground), lowest, 1e-4);
  EXPECT_GT(lowest, 200);
  EXPECT_EQ(solids.all()[1].ground, 3);
}

TEST(Solids, HostileRowsAreLeftOutAndNoOthers) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  const float inf_f = std::numeric_limits<float>::infinity();
  const std::vector<Building> good{{rectangle(0, 0, 10, 10), 9}, {rectangle(50, 0, 10, 10), 9}};
  const std::vector<Building> bad{{{}, 9},
                                  {rectangle(0, 0, 10, 10), kUnknown},
                                  {rectangle(0, 0, 10, 10), 0},
                                  {rectangle(0, 0, 10, 10), -5},
                                  {rectangle(0, 0, 10, 10), inf_f},
                                  {rectangle(0, 0, 10, 10), 1e8F},
                                  {{0, 0, 10, 0, 5, 0, 0, 0}, 9},
                                  {{0, 0, 10, 10, 10, 0, 0, 10, 0, 0}, 9},
                                  {{nan, 0, 10, 0, 10, 10, nan, 0}, 9},
                                  {{0, 0, inf, 0, 10, 10, 0, 0}, 9},
                                  {rectangle(1e12, 0, 10, 10), 9},
                                  {{0, 0, 3}, 9},
                                  {rectangle(0, 0, 10, 10), 9, 1e9F}};
  std::vector<Building> all{good[0]};
  all.insert(all.end(), bad.begin(), bad.end());
  all.push_back(good[1]);
  city::City city = city_of(all);
  Jobs jobs(2);
  const ObjectNumbers numbers(city);
  {
    const Solids solids(city, numbers, jobs);
    ASSERT_EQ(solids.all().size(), 2u);
    EXPECT_EQ(solids.all()[0].object, numbers.number(city.index_of("building"), 0));
    EXPECT_EQ(solids.all()[1].object,
              numbers.number(city.index_of("building"), static_cast<std::int64_t>(all.size()) - 1));
  }
  const std::int64_t gone[] = {0};
  city.edit("building").retire(gone);
  EXPECT_EQ(Solids(city, numbers, jobs).all().size(), 1u);
}

TEST(Solids, CitiesThatLackTablesOrColumnsHaveNone) {
  Jobs jobs(1);
  const city::City empty;
  EXPECT_TRUE(Solids(empty, ObjectNumbers(empty), jobs).all().empty());
  city::City bare;
  city::add_shapes(bare, "building", city::Shape::polygon, {rectangle(0, 0, 10, 10)});
  EXPECT_TRUE(Solids(bare, ObjectNumbers(bare), jobs).all().empty());
}

TEST(Solids, ModelsAreBlocksOfTheirMeanHeightAndOwnTheirRow) {
  io::ModelText text;
  add_gable_house(text, "house", {0, 0, 30, 10, 8, 6}, 4);
  text.add_box("bridge", {50, 0, 30, 40, 6, 1}, "", "Bridge");
  text.add_box("road", {50, 20, 30, 40, 6, 1}, "", "Road");
  text.add_box("tree", {90, 20, 30, 4, 4, 9}, "", "SolitaryVegetationObject");
  Jobs jobs(1);
  const city::City city = io::import_model(text.model(), jobs).city;
  const ObjectNumbers numbers(city);
  Solids solids(city, numbers, jobs);
  ASSERT_EQ(solids.all().size(), 2u);
  const Solid& house = solids.all()[0];
  EXPECT_EQ(house.object, numbers.number(city.index_of("building"), 0));
  EXPECT_TRUE(house.has_outline());
  EXPECT_FLOAT_EQ(house.ground, 30);
  EXPECT_FLOAT_EQ(house.eaves, 36);
  EXPECT_FLOAT_EQ(house.block_top, 38);
  EXPECT_FLOAT_EQ(house.top, 40);
  const Solid& bridge = solids.all()[1];
  EXPECT_FALSE(bridge.has_outline());
  EXPECT_EQ(numbers.row(bridge.object)->table, city.index_of("bridge"));
  const auto measures = solids.take_measures();
  EXPECT_FLOAT_EQ(measures[0].size, 10);
  EXPECT_FLOAT_EQ(measures[0].block_error, 2);
  EXPECT_GT(measures[1].size, 9);  // low, but long
}

TEST(Solids, WhatNoTableWithNumbersDescribesHasThoseOfCityObject) {
  io::ModelText text;
  text.add_box("bench", {50, 0, 30, 4, 1, 1}, "", "CityFurniture");
  text.add_box("bridge", {50, 0, 30, 40, 6, 1}, "", "Bridge");
  Jobs jobs(1);
  const city::City city = io::import_model(text.model(), jobs).city;
  const ObjectNumbers numbers(city);
  const Solids solids(city, numbers, jobs);
  ASSERT_EQ(solids.all().size(), 2u);
  for (const Solid& each : solids.all()) EXPECT_NE(each.object, 0u);
}

TEST(Solids, AModelThatNoOutlineIsKnownOfGetsOne) {
  io::ModelText text;
  add_gable_house(text, "house", {0, 0, 30, 10, 8, 6}, 4);
  Jobs jobs(1);
  city::City city = io::import_model(text.model(), jobs).city;
  city::Table& table = city.edit("building");
  table.column("shape").assign_lists(std::vector<std::int64_t>{0, 0}, nullptr);
  const Solids solids(city, ObjectNumbers(city), jobs);
  ASSERT_EQ(solids.all().size(), 1u);
  ASSERT_TRUE(solids.all()[0].own_outline);
  EXPECT_NEAR(city::polygon_area(solids.outline(solids.all()[0])), 80, 0.01);
}

TEST(Solids, ABuildingWhoseObjectHasNoShapeIsABlock) {
  io::ModelText text;
  text.add_box("house", {0, 0, 30, 10, 8, 6});
  Jobs jobs(1);
  city::City city = io::import_model(text.model(), jobs).city;
  city.set_geometry(nullptr);
  const Solids solids(city, ObjectNumbers(city), jobs);
  ASSERT_EQ(solids.all().size(), 1u);
  EXPECT_FALSE(solids.all()[0].has_model());
  EXPECT_FLOAT_EQ(solids.all()[0].block_top, 36);
}

}  // namespace
}  // namespace conurb::scene
