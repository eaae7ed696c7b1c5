// SPDX-License-Identifier: Apache-2.0
#include "engine/base/number_text.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace conurb {
namespace {

TEST(NumberText, ThousandsArePartedFromFiveDigitsOn) {
  EXPECT_EQ(number_text(1975, 0), "1975");
  EXPECT_EQ(number_text(12345.678, 1), "12\u2009345.7");
  EXPECT_EQ(number_text(-1234567, 0), "\u22121\u2009234\u2009567");
  EXPECT_EQ(number_text(-0.04, 1), "0.0");
  EXPECT_EQ(number_text(std::nan(""), 1), "\u2013");
  EXPECT_EQ(number_text(1e15, 0), "1\u2009000\u2009000\u2009000\u2009000\u2009000");
}

TEST(NumberText, AsManyDecimalsAsTellTheNumber) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(-3.5), "\u22123.5");
  EXPECT_EQ(number_text(120), "120");
  EXPECT_EQ(number_text(1.0 / 3), "0.333333");
  EXPECT_EQ(number_text(99999.6), "99\u2009999.6") << "six digits";
  EXPECT_EQ(number_text(0.0005), "0.0005");
}

TEST(NumberText, UnitsAreWrittenAsPeopleReadThem) {
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

TEST(NumberText, names_become_words) {
  EXPECT_EQ(name_text("year_of_construction"), "Year of construction");
  EXPECT_EQ(name_text("wall_u_value"), "Wall U-value");
  EXPECT_EQ(name_text("thermal_bridge_u_value"), "Thermal bridge U-value");
  EXPECT_EQ(name_text("window_g_value"), "Window g-value");
  EXPECT_EQ(name_text("roof_area_ne"), "Roof area, north-east");
  EXPECT_EQ(name_text("co2_mass"), "CO2 mass");
  EXPECT_EQ(name_text("n"), "N");
  EXPECT_EQ(name_text(""), "");
  EXPECT_EQ(name_text("_value"), "Value");
}

}  // namespace
}  // namespace conurb
