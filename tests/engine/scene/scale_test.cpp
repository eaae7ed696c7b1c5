// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/scale.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using host::LayerScale;
using testing::ElementsAre;

DataRange range_of(double low, double high, double positive = kNull) {
  return {low, high, positive};
}

Scale of_range(const host::Layer& wanted, const DataRange& range, const Display& display = {}) {
  return Scale::of({}, wanted, display, std::span(&range, 1));
}

TEST(Scale, OutliersAndWhatIsNoNumberStretchNoRange) {
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 1);
  values.push_back(1e12);
  values.push_back(-1e12);
  values.push_back(kNull);
  values.push_back(std::numeric_limits<double>::infinity());
  const DataRange range = robust_range(values);
  EXPECT_NEAR(range.low, 2, 1);
  EXPECT_NEAR(range.high, 99, 1);
  EXPECT_NEAR(range.positive, 3, 1);
  std::vector<double> nothing{kNull};
  EXPECT_TRUE(robust_range(nothing).empty());
}

TEST(Scale, FewValuesAmongManyZerosAreNotTakenForOutliers) {
  std::vector<double> values(1000, 0);
  values[3] = 40;
  EXPECT_EQ(robust_range(values).high, 40);
}

TEST(Scale, BeginsAndEndsAtRoundNumbersOfTheDisplayUnit) {
  const Scale energy = of_range({}, range_of(1.1e9, 2.75e10), {"kWh", 1 / 3.6e6, 0});
  EXPECT_NEAR(energy.display.shown(energy.low), 0, 1e-9);
  EXPECT_NEAR(energy.display.shown(energy.high), 8000, 1e-6);
  const Scale celsius = of_range({}, range_of(291.4, 298.0), {"degC", 1, -273.15});
  EXPECT_NEAR(celsius.display.shown(celsius.low), 18, 1e-9);
  EXPECT_NEAR(celsius.display.shown(celsius.high), 26, 1e-9);
}

TEST(Scale, IsTheSameForAllThatIsCompared) {
  city::City base = layer_city(), other = layer_city();
  set_values<double>(other, "building", "heating_energy", {3.6e8, 3.6e8, 3.6e8, 3.6e8});
  const LayerSpec layer = shown("building", "heating_energy");
  const UnitSystem units;
  const city::City* both[] = {&base, &other};
  const city::City* turned[] = {&other, &base};
  const Scale one = scale_of(layer, both, units), two = scale_of(layer, turned, units);
  EXPECT_EQ(one.low, two.low);
  EXPECT_EQ(one.high, two.high);
  EXPECT_NEAR(one.high, 7.2e9, 1);
  const DataRange recorded = range_of(0, 3.6e10);
  EXPECT_NEAR(scale_of(layer, both, units, std::span(&recorded, 1)).high, 3.6e10, 1) << "and for all times";
}

TEST(Scale, ARangeOfTheManifestIsInTheShownUnit) {
  host::Layer wanted;
  wanted.low = 10;
  wanted.high = 30;
  const Scale scale = of_range(wanted, range_of(0, 1), {"degC", 1, -273.15});
  EXPECT_DOUBLE_EQ(scale.low, 283.15);
  EXPECT_DOUBLE_EQ(scale.high, 303.15);
  EXPECT_NEAR(scale.position(293.15), 0.5, 1e-9);
  EXPECT_EQ(scale.position(0), 0);
  EXPECT_EQ(scale.position(1000), 1);
  EXPECT_TRUE(std::isnan(scale.position(kNull)));
}

TEST(Scale, OfOneValueOrNoneStillHasALength) {
  for (const DataRange& range : {DataRange{}, range_of(0, 0), range_of(7, 7, 7), range_of(-7, -7)}) {
    for (const LayerScale kind : {LayerScale::linear, LayerScale::log, LayerScale::diverging}) {
      host::Layer wanted;
      wanted.scale = kind;
      const Scale scale = of_range(wanted, range);
      EXPECT_LT(scale.low, scale.high);
      EXPECT_TRUE(kind != LayerScale::log || scale.low > 0);
      EXPECT_FALSE(std::isnan(scale.position(range.empty() ? 0 : range.low)));
    }
  }
}

TEST(Scale, OfNothingBeginsAtZeroOfTheShownUnit) {
  const Scale scale = of_range({}, {}, {"degC", 1, -273.15});
  EXPECT_NEAR(scale.display.shown(scale.low), 0, 1e-9);
  EXPECT_NEAR(scale.display.shown(scale.high), 1, 1e-9);
}

TEST(Scale, LogGivesEveryDecadeTheSameRoom) {
  host::Layer wanted;
  wanted.scale = LayerScale::log;
  const Scale scale = of_range(wanted, range_of(-5, 900, 1.3));
  EXPECT_DOUBLE_EQ(scale.low, 1);
  EXPECT_DOUBLE_EQ(scale.high, 1000);
  EXPECT_NEAR(scale.position(10), 1.0 / 3, 1e-9);
  EXPECT_EQ(scale.position(0), 0);
  EXPECT_EQ(scale.position(-1), 0);
  EXPECT_NEAR(scale.value_at(scale.position(77)), 77, 1e-9);
}

TEST(Scale, DivergingKeepsItsCentreNeutral) {
  host::Layer wanted;
  wanted.scale = LayerScale::diverging;
  wanted.centre = 10;
  const Scale scale = of_range(wanted, range_of(9, 13));
  EXPECT_EQ(scale.low, 5);
  EXPECT_EQ(scale.high, 15);
  EXPECT_EQ(scale.position(10), 0.5);
  wanted.low = 0;
  wanted.high = 100;
  const Scale lopsided = of_range(wanted, {});
  EXPECT_EQ(lopsided.position(10), 0.5);
  EXPECT_EQ(lopsided.position(5), 0.25);
  EXPECT_EQ(lopsided.position(55), 0.75);
  EXPECT_DOUBLE_EQ(lopsided.value_at(0.75), 55);
}

TEST(Scale, ABreakBelongsToTheClassAboveIt) {
  host::Layer wanted;
  wanted.scale = LayerScale::classes;
  wanted.breaks = {50, 60, 70};
  const Scale scale = of_range(wanted, {});
  EXPECT_EQ(scale.class_count(), 4U);
  EXPECT_EQ(scale.class_of(49.9), 0U);
  EXPECT_EQ(scale.class_of(50), 1U);
  EXPECT_EQ(scale.class_of(1e9), 3U);
  EXPECT_EQ(scale.colour(55), scale.palette.of_class(1, 4));
}

TEST(Scale, CategoriesAreTheCommonestTexts) {
  city::City city = layer_city();
  const city::Table& table = city.table("building");
  const ColumnOf of{&table, &table.column("function")};
  const Scale scale = Scale::of(std::span(&of, 1), {}, {});
  EXPECT_EQ(scale.kind, LayerScale::categories);
  EXPECT_THAT(scale.categories, ElementsAre("home", "office"));
  EXPECT_FALSE(scale.others);
  host::Layer wanted;
  wanted.categories = {"office", "shop"};
  const Scale given = Scale::of(std::span(&of, 1), wanted, {});
  EXPECT_THAT(given.categories, ElementsAre("office", "shop"));
  EXPECT_TRUE(given.others) << "homes";
  EXPECT_EQ(given.category_colour(2), kOtherColour);
}

TEST(Scale, YesOrNoIsACategory) {
  city::City city = layer_city();
  const city::Table& table = city.table("building");
  const ColumnOf of{&table, &table.column("cooled")};
  EXPECT_THAT(Scale::of(std::span(&of, 1), {}, {}).categories, ElementsAre("no", "yes"));
}

TEST(Scale, OfDifferencesIsSymmetricAndTellsBetterFromWorse) {
  const Scale scale = Scale::of_differences(range_of(-31, 8), host::Better::lower, {});
  EXPECT_EQ(scale.low, -50);
  EXPECT_EQ(scale.high, 50);
  const Rgb better = scale.colour(-50), worse = scale.colour(50);
  EXPECT_EQ(better, Palette::named("BrBG").at(1)) << "teal";
  EXPECT_EQ(worse, Palette::named("BrBG").at(0)) << "brown";
  EXPECT_EQ(Scale::of_differences({}, host::Better::none, {}).palette.name(), "RdBu_r");
}

}  // namespace
}  // namespace conurb::scene
