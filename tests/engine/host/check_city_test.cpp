// SPDX-License-Identifier: Apache-2.0
// The city that the conformance check makes from a manifest is one that could be.
#include "engine/host/check_city.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "engine/host/check_values.hpp"
#include "engine/host/library.hpp"

namespace conurb::host::check {
namespace {

const std::filesystem::path kFolder = CONURB_TEST_PLUGINS;

class GeneratedCity : public testing::Test {
 protected:
  [[nodiscard]] city::City make(CityRecipe recipe = {}) const { return make_city(busy_, recipe); }

  Manifest busy_ = Library::inspect(kFolder / "busy.so").manifest;
  Manifest faulty_ = Library::inspect(kFolder / "faulty.so").manifest;
};

TEST_F(GeneratedCity, HoldsWhatThePluginNeedsAndKeepsItsInvariants) {
  const city::City city = make();
  EXPECT_NO_THROW(city.validate());
  EXPECT_EQ(city.table("road_node").rows(), 37);
  EXPECT_EQ(city.table("road_link").rows(), 46) << "a quarter more links than nodes";
  EXPECT_EQ(city.table("puddle").rows(), 9 * 7);
  EXPECT_EQ(city.table("busy_vehicle").rows(), 0) << "the plugin's own rows are the plugin's to make";
  EXPECT_TRUE(city.table("road_link").find("busy_state").has_value());
  EXPECT_GE(city.find("heat_cell"), 0);
  EXPECT_LT(make({.optional = false}).find("heat_cell"), 0);
  EXPECT_EQ(make({.rows = 0}).table("road_link").rows(), 0);
}

TEST_F(GeneratedCity, HasAConnectedNetworkWithoutLoops) {
  const city::City city = make();
  const city::Table& links = city.table("road_link");
  const auto from = links.column("from").values<std::int32_t>();
  const auto to = links.column("to").values<std::int32_t>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(links.rows()); ++row) {
    EXPECT_NE(from[row], to[row]);
    EXPECT_LT(std::max(from[row], to[row]), 37);
    EXPECT_GE(std::min(from[row], to[row]), 0);
    if (row < 37) {
      EXPECT_EQ(to[row], (from[row] + 1) % 37) << "the first links form a ring";
    }
  }
}

TEST_F(GeneratedCity, HasClosedShapesAndPoints) {
  const city::City city = make();
  const city::Column& shape = city.table("road_node").column("shape");
  const auto points = shape.values<double>().first(static_cast<std::size_t>(shape.offsets()[1]));
  ASSERT_EQ(points.size(), 10U);
  EXPECT_EQ(points[0], points[8]);
  EXPECT_EQ(points[1], points[9]);
  const city::Column& place = city.table("parking").column("shape");
  EXPECT_EQ(place.offsets()[1], 2) << "a point is two numbers, although nobody reads them";
}

TEST_F(GeneratedCity, KeepsDeclaredRangesForAnyKindOfInput) {
  for (const Inputs inputs : {Inputs::plausible, Inputs::missing, Inputs::zero, Inputs::denormal}) {
    const city::City city = make({.inputs = inputs});
    const city::Table& parking = city.table("parking");
    for (std::int64_t row = 0; row < parking.rows(); ++row) {
      const auto capacity = std::get<std::int64_t>(parking.column("capacity").get(row));
      EXPECT_GE(capacity, 1);
      EXPECT_LE(capacity, 9);
    }
  }
}

TEST_F(GeneratedCity, HasAYearOfHoursInASeries) {
  const city::City city = make_city(faulty_, {});
  const auto time = city.table("weather").column("time").values<std::int64_t>();
  ASSERT_EQ(city.table("weather").rows(), 8760);
  EXPECT_EQ(time[0], kSeriesStart.us);
  EXPECT_EQ(time[8759] - time[8758], kHour.us);
  EXPECT_LT(kRunStart + kDay * 100, Time{time[8759]});
}

TEST_F(GeneratedCity, HasGapsWhereTheyAreAskedFor) {
  const auto holes = [this](Inputs inputs) {
    const city::City city = make_city(faulty_, {.inputs = inputs});
    const auto height = city.table("building").column("height").values<float>();
    return std::count_if(height.begin(), height.end(), [](float value) { return std::isnan(value); });
  };
  EXPECT_EQ(holes(Inputs::plausible), 0);
  EXPECT_EQ(holes(Inputs::missing), 12) << "every third of 37 rows";
  const city::City tiny = make_city(faulty_, {.inputs = Inputs::denormal});
  EXPECT_EQ(std::fpclassify(tiny.table("building").column("height").values<float>()[0]), FP_SUBNORMAL);
}

TEST_F(GeneratedCity, TakesKindsRangesAndNullsFromTheVocabulary) {
  city::TableSpec building;
  building.name = "building";
  building.kind = city::TableKind::grid;
  city::ColumnSpec height;
  height.name = "height";
  height.scalar = city::Scalar::f32;
  height.unit = "m";
  height.min = 200;
  building.columns = {height};
  const std::vector<city::TableSpec> vocabulary{building};
  const city::City city = make_city(faulty_, {.inputs = Inputs::missing, .vocabulary = vocabulary});
  EXPECT_EQ(city.table("building").rows(), 11 * 13);
  for (std::int64_t row = 0; row < 37; ++row) {
    const city::Value value = city.table("building").column("height").get(row);
    EXPECT_GE(std::get<double>(value), 200) << "and never null: the vocabulary does not allow it";
  }
}

TEST_F(GeneratedCity, FollowsFromItsSeed) {
  const auto heights = [this](std::uint64_t seed) {
    const city::City city = make_city(faulty_, {.seed = seed});
    const auto values = city.table("building").column("height").values<float>();
    return std::vector<float>(values.begin(), values.end());
  };
  EXPECT_EQ(heights(1), heights(1));
  EXPECT_NE(heights(1), heights(2));
}

TEST_F(GeneratedCity, TakesFurtherRowsWithoutTouchingTheOldOnes) {
  city::City city = make();
  const std::vector<city::Value> before{city.table("road_link").column("length").get(3),
                                        city.table("road_link").column("surface").get(3)};
  const auto link = static_cast<std::uint32_t>(1);
  ASSERT_EQ(busy_.tables[link].spec.name, "road_link");
  EXPECT_TRUE(is_peoples(busy_, city, link));
  EXPECT_FALSE(is_peoples(busy_, city, 4)) << "cells of a grid do not come and go";
  EXPECT_FALSE(is_peoples(busy_, city, 5)) << "the plugin's own";
  EXPECT_EQ(append_rows(busy_, {.seed = 9}, city, link, 5), 46);
  city.validate();
  EXPECT_EQ(city.table("road_link").column("length").get(3), before[0]);
  EXPECT_EQ(city.table("road_link").column("surface").get(3), before[1]);
  EXPECT_GT(std::get<double>(city.table("road_link").column("length").get(50)), 0);
}

TEST(PlausibleRange, FollowsUnitNameAndDeclaration) {
  city::ColumnSpec spec;
  spec.name = "dry_bulb_temperature";
  spec.unit = "K";
  EXPECT_GT(plausible_range(spec).low, 230);
  spec.min = 500;
  spec.max = 600;
  EXPECT_EQ(plausible_range(spec).low, 500) << "the declaration knows better than the unit";
  EXPECT_EQ(plausible_range(spec).high, 600);
  city::ColumnSpec year;
  year.name = "year_of_construction";
  year.scalar = city::Scalar::i32;
  EXPECT_GE(value_for(year, Inputs::plausible, 0, 0.0), 1890);
  EXPECT_LE(value_for(year, Inputs::plausible, 0, 0.999999), 2025);
  EXPECT_EQ(value_for(year, Inputs::plausible, 0, 0.5),
            std::floor(value_for(year, Inputs::plausible, 0, 0.5)));
  city::ColumnSpec share;
  share.name = "share";
  share.min = 0.25;
  EXPECT_EQ(value_for(share, Inputs::zero, 0, 0.5), 0.25);
}

}  // namespace
}  // namespace conurb::host::check
