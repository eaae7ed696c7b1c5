// SPDX-License-Identifier: Apache-2.0
#include "engine/room/figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace conurb::room {
namespace {

TEST(Figures, have_as_many_digits_as_help) {
  EXPECT_EQ(figure(0), "0");
  EXPECT_EQ(figure(0.2), "0.2");
  EXPECT_EQ(figure(1.4F), "1.4");
  EXPECT_EQ(figure(20.04), "20.0");
  EXPECT_EQ(figure(99.96), "100");
  EXPECT_EQ(figure(9.996), "10.0");
  EXPECT_EQ(figure(214.4), "214");
  EXPECT_EQ(figure(1968), "1968");
  EXPECT_EQ(figure(41200), "41\u2009200");
  EXPECT_EQ(figure(1234567.8), "1\u2009234\u2009568");
  EXPECT_EQ(figure(-0.05), "\u22120.05");
  EXPECT_EQ(figure(1.2e-5), "1.20\u00b710\u207b\u2075");
  EXPECT_EQ(figure(3e15), "3.00\u00b710\u00b9\u2075");
  EXPECT_EQ(figure(std::nan("")), "\u2013");
  EXPECT_EQ(figure(-std::numeric_limits<double>::infinity()), "\u2212\u221e");
  EXPECT_EQ(whole_figure(-41200), "\u221241\u2009200");
  EXPECT_EQ(whole_figure(9999), "9999");
}

TEST(Figures, differences_carry_their_sign) {
  EXPECT_EQ(signed_figure(12), "+12");
  EXPECT_EQ(signed_figure(-12), "\u221212");
  EXPECT_EQ(signed_figure(0), "0");
}

TEST(Figures, units_look_as_in_print) {
  EXPECT_EQ(unit_label("1"), "");
  EXPECT_EQ(unit_label(""), "");
  EXPECT_EQ(unit_label("m2"), "m\u00b2");
  EXPECT_EQ(unit_label("W m-2 K-1"), "W/(m\u00b2\u00b7K)");
  EXPECT_EQ(unit_label("km h-1"), "km/h");
  EXPECT_EQ(unit_label("h-1"), "1/h");
  EXPECT_EQ(unit_label("degC"), "\u00b0C");
  EXPECT_EQ(unit_label("m3 s-1"), "m\u00b3/s");
  EXPECT_EQ(unit_label("kWh.m-2"), "kWh/m\u00b2");
  EXPECT_EQ(unit_label("W/(m2 K)"), "W/(m2 K)");
  EXPECT_EQ(unit_label("%"), "%");
}

}  // namespace
}  // namespace conurb::room
