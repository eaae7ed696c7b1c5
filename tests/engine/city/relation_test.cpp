// SPDX-License-Identifier: Apache-2.0
#include "engine/city/relation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "engine/base/error.hpp"
#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::city {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Shares are quotients of lengths and areas of a few operations each.
constexpr double kRelationTolerance = 1e-12;

std::vector<std::int32_t> columns(const Relation& relation, std::size_t row) {
  const auto offsets = relation.offsets();
  return {relation.columns().begin() + offsets[row], relation.columns().begin() + offsets[row + 1]};
}

std::vector<double> weights(const Relation& relation, std::size_t row) {
  const auto offsets = relation.offsets();
  return {relation.weights().begin() + offsets[row], relation.weights().begin() + offsets[row + 1]};
}

double sum_of(const Relation& relation, std::size_t row) {
  const std::vector<double> all = weights(relation, row);
  return std::accumulate(all.begin(), all.end(), 0.0);
}

GridSpec grid_of(double origin, double cell, std::int64_t width, std::int64_t height) {
  GridSpec grid;
  grid.origin_x = origin;
  grid.origin_y = origin;
  grid.cell = cell;
  grid.width = width;
  grid.height = height;
  return grid;
}

TEST(Relation, a_reference_gives_one_entry_to_an_alive_row) {
  City city;
  TableSpec feeder;
  feeder.name = "feeder";
  city.add_table(feeder);
  city.edit("feeder").insert(3, 0);
  TableSpec building;
  building.name = "building";
  ColumnSpec ref;
  ref.name = "feeder";
  ref.scalar = Scalar::ref;
  ref.refers_to = "feeder";
  ref.nullable = true;
  building.columns = {ref};
  city.add_table(building);
  Table& table = city.edit("building");
  table.insert(5, 0);
  const std::vector<std::int64_t> first{0};
  const std::vector<std::int64_t> middle{1, 2};
  const std::vector<std::int64_t> last{4};
  table.set(table.index_of("feeder"), first, std::int64_t{2});
  table.set(table.index_of("feeder"), middle, std::int64_t{0});
  table.set(table.index_of("feeder"), last, std::int64_t{1});
  const std::vector<std::int64_t> retired{1};
  city.edit("feeder").retire(retired);
  city.edit("building").retire(retired);
  const Relation relation = Relation::build(city, "building", "feeder", "ref:feeder");
  EXPECT_THAT(relation.offsets(), ElementsAre(0, 1, 1, 2, 2, 2));
  EXPECT_THAT(relation.columns(), ElementsAre(2, 0));
  const std::vector<double> power{10, 20, 30, 40, 50};
  std::vector<double> load(3, -1);
  relation.scatter(power, load);
  EXPECT_THAT(load, ElementsAre(30, 0, 10));
  std::vector<double> voltage(5);
  relation.gather(load, voltage, -1);
  EXPECT_THAT(voltage, ElementsAre(10, -1, 30, -1, -1));
}

TEST(Relation, a_line_is_shared_out_by_its_length_in_cells) {
  City city;
  add_grid(city, "cell", grid_of(0, 10, 4, 3));
  add_shapes(city, "road", Shape::line,
             {{5, 5, 35, 5},          // three borders crossed
              {5, 5, 5, 25, 15, 25},  // bends in a cell
              {-10, 5, 10, 5},        // half outside
              {0, 0, 40, 30},         // through corners of cells
              {7, 7, 7, 7},           // without length
              {100, 100, 200, 100},   // outside
              {10, 0, 10, 30},        // along a border: belongs to the right
              {40, 0, 40, 30}});      // along the rim: belongs to the last
  const Relation relation = Relation::build(city, "road", "cell", "line_cells");
  EXPECT_THAT(columns(relation, 0), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(weights(relation, 0),
              ElementsAre(DoubleNear(1.0 / 6, kRelationTolerance), DoubleNear(1.0 / 3, kRelationTolerance),
                          DoubleNear(1.0 / 3, kRelationTolerance), DoubleNear(1.0 / 6, kRelationTolerance)));
  EXPECT_THAT(columns(relation, 1), ElementsAre(0, 4, 8, 9));
  EXPECT_THAT(
      weights(relation, 1),
      ElementsAre(DoubleNear(5.0 / 30, kRelationTolerance), DoubleNear(10.0 / 30, kRelationTolerance),
                  DoubleNear(10.0 / 30, kRelationTolerance), DoubleNear(5.0 / 30, kRelationTolerance)));
  EXPECT_NEAR(sum_of(relation, 2), 0.5, kRelationTolerance);
  EXPECT_NEAR(sum_of(relation, 3), 1, kRelationTolerance);
  EXPECT_THAT(columns(relation, 4), ElementsAre(0));
  EXPECT_THAT(weights(relation, 4), ElementsAre(1.0));
  EXPECT_THAT(columns(relation, 5), IsEmpty());
  EXPECT_THAT(columns(relation, 6), ElementsAre(1, 5, 9));
  EXPECT_THAT(columns(relation, 7), ElementsAre(3, 7, 11));
  RelationOptions options;
  options.weights = RelationWeights::measure;
  EXPECT_NEAR(sum_of(Relation::build(city, "road", "cell", "line_cells", options), 0), 30,
              kRelationTolerance);
  options.weights = RelationWeights::row_sum;
  EXPECT_NEAR(sum_of(Relation::build(city, "road", "cell", "line_cells", options), 2), 1, kRelationTolerance);
}

TEST(Relation, random_lines_lose_no_length) {
  City city;
  add_grid(city, "cell", grid_of(-500, 7, 150, 150));
  std::mt19937 random(5);
  std::uniform_real_distribution<double> place(-499, 499);
  std::vector<Coordinates> lines;
  for (int i = 0; i < 200; ++i) {
    Coordinates line;
    for (int k = 0; k < 10; ++k) line.push_back(place(random));
    lines.push_back(line);
  }
  add_shapes(city, "road", Shape::line, lines);
  const Relation relation = Relation::build(city, "road", "cell", "line_cells");
  for (std::size_t row = 0; row < lines.size(); ++row)
    EXPECT_NEAR(sum_of(relation, row), 1, kRelationTolerance);
}

TEST(Relation, polygons_share_their_area_with_cells) {
  City city;
  add_grid(city, "cell", grid_of(0, 10, 3, 3));
  add_shapes(city, "parcel", Shape::polygon,
             {rectangle(5, 5, 10, 10),
              joined(rectangle(0, 0, 20, 10), hole(2, 2, 5, 5)),
              rectangle(25, 25, 10, 10),
              rectangle(10, 10, 10, 10),
              {3, 3, 4, 4, 3, 3}});
  const Relation relation = Relation::build(city, "parcel", "cell", "overlap");
  EXPECT_THAT(columns(relation, 0), ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(weights(relation, 0), ElementsAre(0.25, 0.25, 0.25, 0.25));
  EXPECT_THAT(columns(relation, 1), ElementsAre(0, 1));
  EXPECT_NEAR(weights(relation, 1)[0], 75.0 / 175, kRelationTolerance);
  EXPECT_NEAR(sum_of(relation, 2), 0.25, kRelationTolerance);
  EXPECT_THAT(columns(relation, 3), ElementsAre(4));  // touching neighbours share no area
  EXPECT_THAT(columns(relation, 4), ElementsAre(0));  // without area: where its centroid is
  EXPECT_EQ(sum_of(relation, 4), 1);
}

TEST(Relation, polygons_share_their_area_with_polygons_and_grids_with_grids) {
  City city;
  add_shapes(city, "district", Shape::polygon, {rectangle(0, 0, 10, 30), rectangle(10, 0, 20, 30)});
  add_shapes(city, "parcel", Shape::polygon, {rectangle(5, 5, 20, 10), rectangle(0, 0, 10, 10)});
  const Relation relation = Relation::build(city, "parcel", "district", "overlap");
  EXPECT_THAT(columns(relation, 0), ElementsAre(0, 1));
  EXPECT_NEAR(weights(relation, 0)[0], 0.25, kRelationTolerance);
  EXPECT_NEAR(weights(relation, 0)[1], 0.75, kRelationTolerance);
  EXPECT_THAT(columns(relation, 1), ElementsAre(0));
  add_grid(city, "coarse", grid_of(0, 10, 3, 3));
  add_grid(city, "fine", grid_of(0, 4, 9, 9));
  const Relation regrid = Relation::build(city, "fine", "coarse", "overlap");
  EXPECT_NEAR(sum_of(regrid, 0), 1, kRelationTolerance);
  EXPECT_THAT(columns(regrid, 2), ElementsAre(0, 1));  // 8 … 12 of the first row
  EXPECT_NEAR(weights(regrid, 2)[0], 0.5, kRelationTolerance);
  EXPECT_NEAR(sum_of(regrid, 8), 0, kRelationTolerance);  // 32 … 36: outside
}

TEST(Relation, a_point_lies_in_the_polygons_and_cells_that_hold_it) {
  City city;
  add_shapes(city, "sensor", Shape::point, {{5, 5}, {10, 5}, {30, 30}, {99, 5}, {15, 15}});
  add_shapes(city, "zone", Shape::polygon, {rectangle(0, 0, 10, 10), rectangle(4, 4, 20, 20)});
  add_grid(city, "cell", grid_of(0, 10, 3, 3));
  const Relation zones = Relation::build(city, "sensor", "zone", "within");
  EXPECT_THAT(columns(zones, 0), ElementsAre(0, 1));
  EXPECT_THAT(weights(zones, 0), ElementsAre(1.0, 1.0));
  EXPECT_THAT(columns(zones, 3), IsEmpty());
  RelationOptions options;
  options.weights = RelationWeights::row_sum;
  EXPECT_THAT(weights(Relation::build(city, "sensor", "zone", "within", options), 0), ElementsAre(0.5, 0.5));
  const std::vector<std::int64_t> centre{4};
  city.edit("cell").retire(centre);
  const Relation cells = Relation::build(city, "sensor", "cell", "within");
  EXPECT_THAT(columns(cells, 1), ElementsAre(1));
  EXPECT_THAT(columns(cells, 2), ElementsAre(8));
  EXPECT_THAT(columns(cells, 3), IsEmpty());
  EXPECT_THAT(columns(cells, 4), IsEmpty());
}

TEST(Relation, the_nearest_are_found_up_to_a_distance) {
  City city;
  add_shapes(city, "building", Shape::polygon, {rectangle(0, 0, 2, 2), rectangle(50, 0, 2, 2)});
  add_shapes(city, "stop", Shape::point, {{11, 1}, {1, 6}, {51, 20}});
  EXPECT_THAT(Relation::build(city, "building", "stop", "nearest").columns(), ElementsAre(1, 2));
  RelationOptions options;
  options.neighbours = 2;
  options.max_distance = 12;
  const Relation two = Relation::build(city, "building", "stop", "nearest", options);
  EXPECT_THAT(columns(two, 0), ElementsAre(0, 1));
  EXPECT_THAT(weights(two, 0), ElementsAre(0.5, 0.5));
  EXPECT_THAT(columns(two, 1), IsEmpty());
}

TEST(Relation, transposing_twice_gives_the_same) {
  const Relation relation(4, {0, 2, 2, 5}, {1, 3, 0, 1, 2}, {1, 2, 3, 4, 5});
  const Relation there = relation.transposed();
  EXPECT_EQ(there.from_rows(), 4);
  EXPECT_THAT(there.offsets(), ElementsAre(0, 1, 3, 4, 5));
  EXPECT_THAT(there.columns(), ElementsAre(2, 0, 2, 2, 0));
  EXPECT_THAT(there.weights(), ElementsAre(3, 1, 4, 5, 2));
  const Relation back = there.transposed();
  EXPECT_THAT(back.columns(), ElementsAre(1, 3, 0, 1, 2));
  EXPECT_THAT(back.weights(), ElementsAre(1, 2, 3, 4, 5));
}

TEST(Relation, misuse_is_told) {
  City city;
  add_shapes(city, "stop", Shape::point, {{0, 0}});
  add_grid(city, "cell", grid_of(0, 1, 2, 2));
  TableSpec bare;
  bare.name = "person";
  city.add_table(bare);
  const auto build = [&city](std::string_view from, std::string_view to, std::string_view rule) {
    (void)Relation::build(city, from, to, rule);
  };
  EXPECT_THROW(build("stop", "cell", "magic"), Error);
  EXPECT_THROW(build("stop", "cell", "line_cells"), Error);
  EXPECT_THROW(build("stop", "stop", "within"), Error);
  EXPECT_THROW(build("stop", "cell", "overlap"), Error);
  EXPECT_THROW(build("stop", "cell", "nearest"), Error);
  EXPECT_THROW(build("person", "cell", "within"), Error);
  EXPECT_THROW(build("stop", "cell", "ref:shape"), Error);
  EXPECT_THROW(build("stop", "cell", "ref:nothing"), Error);
  EXPECT_THROW(build("stop", "bridge", "within"), Error);
  EXPECT_THROW(Relation(1, {0, 1}, {1}, {1.0}), Error);
  EXPECT_THROW(Relation(1, {0, 2}, {0}, {1.0}), Error);
  const Relation relation(2, {0, 1}, {1}, {1.0});
  std::vector<double> short_out(1);
  EXPECT_THROW(relation.scatter(short_out, short_out), Error);
}

}  // namespace
}  // namespace conurb::city
