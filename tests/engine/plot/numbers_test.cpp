// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::plot {
namespace {

using testing::ElementsAre;

TEST(Numbers, RoundNumbersAreOneTwoOrFive) {
  EXPECT_DOUBLE_EQ(nice_above(3.1), 5);
  EXPECT_DOUBLE_EQ(nice_above(0.2), 0.2);
  EXPECT_DOUBLE_EQ(nice_above(501), 1000);
  EXPECT_DOUBLE_EQ(nice_below(4.9), 2);
  EXPECT_DOUBLE_EQ(nice_below(0.1), 0.1);
  EXPECT_EQ(nice_above(0), 0);
  EXPECT_EQ(nice_above(std::nan("")), 0);
  EXPECT_DOUBLE_EQ(nice_step(80, 5), 20);
  EXPECT_EQ(decimals_of(0.05), 2);
  EXPECT_EQ(decimals_of(20), 0);
}

TEST(Numbers, TicksAreMultiplesOfARoundStepWithinTheRange) {
  EXPECT_THAT(nice_ticks(0, 80, 6), ElementsAre(0, 20, 40, 60, 80));
  EXPECT_THAT(nice_ticks(-0.25, 0.3, 4), ElementsAre(-0.2, 0, 0.2));
  EXPECT_THAT(nice_ticks(0, 0.3, 4), ElementsAre(0, 0.1, 0.2, 0.3));
  EXPECT_TRUE(nice_ticks(5, 5, 4).empty());
  EXPECT_TRUE(nice_ticks(0, std::nan(""), 4).empty());
  for (double high = 0.013; high < 1e7; high *= 1.7) {
    const auto ticks = nice_ticks(0, high, 6);
    EXPECT_LE(ticks.size(), 6U) << high;
    EXPECT_GE(ticks.size(), 3U) << high;
  }
}

TEST(Numbers, DisplayUnitsFollowAStraightLine) {
  const UnitSystem units;
  city::ColumnSpec column;
  column.unit = "K";
  column.display_unit = "degC";
  const Display celsius = display_of(units, column);
  EXPECT_EQ(celsius.unit, "degC");
  EXPECT_NEAR(celsius.shown(293.15), 20, 1e-9);
  EXPECT_NEAR(celsius.value(20), 293.15, 1e-9);
  EXPECT_EQ(difference_display(celsius, column).unit, "K");
  column.unit = "J";
  column.display_unit = "kWh";
  const Display energy = display_of(units, column, "MWh");
  EXPECT_EQ(energy.unit, "MWh");
  EXPECT_NEAR(energy.shown(3.6e9), 1, 1e-12);
  EXPECT_EQ(difference_display(energy, column).unit, "MWh");
  EXPECT_THROW((void)display_of(units, column, "m"), Error);
}

}  // namespace
}  // namespace conurb::plot
