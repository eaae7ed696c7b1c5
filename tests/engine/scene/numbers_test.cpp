// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

using testing::ElementsAre;

TEST(Numbers, ThousandsArePartedFromFiveDigitsOn) {
  EXPECT_EQ(number_text(1975, 0), "1975");
  EXPECT_EQ(number_text(12345.678, 1), "12\u2009345.7");
  EXPECT_EQ(number_text(-1234567, 0), "\u22121\u2009234\u2009567");
  EXPECT_EQ(number_text(-0.04, 1), "0.0");
  EXPECT_EQ(number_text(std::nan(""), 1), "\u2013");
  EXPECT_EQ(number_text(1e15, 0), "1\u2009000\u2009000\u2009000\u2009000\u2009000");
}

TEST(Numbers, AsManyDecimalsAsTellTheNumber) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(-3.5), "\u22123.5");
  EXPECT_EQ(number_text(120), "120");
  EXPECT_EQ(number_text(1.0 / 3), "0.333333");
  EXPECT_EQ(number_text(99999.6), "99\u2009999.6") << "six digits";
  EXPECT_EQ(number_text(0.0005), "0.0005");
}

TEST(Numbers, UnitsAreWrittenAsPeopleReadThem) {
  EXPECT_EQ(unit_text("W m-2 K-1"), "W/(m²·K)");
  EXPECT_EQ(unit_text("degC"), "°C");
  EXPECT_EQ(unit_text("vehicle h-1"), "vehicles/h");
  EXPECT_EQ(unit_text("EUR person-1"), "€/person");
  EXPECT_EQ(unit_text("ug m-3"), "µg/m³");
  EXPECT_EQ(unit_text("kWh m-2"), "kWh/m²");
  EXPECT_EQ(unit_text("h-1"), "1/h");
  EXPECT_EQ(unit_text("m2"), "m²");
  EXPECT_EQ(unit_text("m^2"), "m²");
  EXPECT_EQ(unit_text("1"), "");
  EXPECT_EQ(unit_text("%"), "%");
  EXPECT_EQ(unit_text("W/(m2 K)"), "W/(m2 K)") << "what it does not know it leaves";
  EXPECT_EQ(unit_text("100 m"), "100 m");
}

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
}  // namespace conurb::scene
