// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/admittance.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace conurb::energy {
namespace {

// A few units in the last place of what the values are made of: the same formula, worked out in another
// order.
void expect_equal(Complex a, Complex b, double size = 0) {
  EXPECT_NEAR(std::abs(a - b), 0, 1e-13 * std::max(size, std::abs(b)));
}

Transformer dyn5() {
  Transformer t;
  t.rated_hv = 20e3;
  t.rated_lv = 400;
  t.r = 0.002;
  t.x = 0.015;
  t.g = 0.001;
  t.b = -0.01;
  t.shift = 150 * kDegree;
  return t;
}

TEST(Admittance, ALineIsItsPiCircuit) {
  Line line;
  line.r = 3;
  line.x = 4;
  line.b = 0.02;
  const TwoPort y = two_port(line, 10e3, 10e3, 10e6);  // 10 ohm are 1
  expect_equal(y.ft, -1.0 / Complex(0.3, 0.4));
  expect_equal(y.ff, 1.0 / Complex(0.3, 0.4) + Complex(0, 0.1));
  EXPECT_EQ(y.ff, y.tt);
  EXPECT_EQ(y.ft, y.tf);
}

/// MATPOWER manual, eq. 3.2, with the tap at the from end.
TEST(Admittance, ATransformerHasItsRatioAtTheHighVoltageEnd) {
  Transformer t = dyn5();
  t.tap.position = 2;
  t.tap.step = 0.025;
  const double base = 1e6, z = 400.0 * 400.0 / base;
  const TwoPort port = two_port(t, 20e3, 400, base);
  const Complex y = z / Complex(t.r, t.x), half = 0.5 * z * Complex(t.g, t.b);
  const Complex ratio = std::polar(1.05, 150 * kDegree);
  expect_equal(port.tt, y + half);
  expect_equal(port.ff, (y + half) / (1.05 * 1.05));
  expect_equal(port.ft, -y / std::conj(ratio));
  expect_equal(port.tf, -y / ratio);
}

TEST(Admittance, ATapAtTheLowVoltageSideRaisesTheLowVoltage) {
  Transformer at_hv = dyn5(), at_lv = dyn5();
  at_lv.tap.side = TapChanger::Side::lv;
  for (Transformer* t : {&at_hv, &at_lv}) {
    t->tap.step = 0.02;
    t->tap.position = 3;
    t->tap.neutral = 1;
  }
  const auto no_load = [](const Transformer& t) {  // v_lv at v_hv = 1
    const TwoPort y = two_port(t, 20e3, 400, 1e6);
    return std::abs(-y.tf / y.tt);
  };
  const double neutral = no_load(dyn5());
  EXPECT_NEAR(no_load(at_hv), neutral / 1.04, 1e-12);
  EXPECT_NEAR(no_load(at_lv), neutral * 1.04, 1e-12);
}

TEST(Admittance, TheLowVoltageLagsByTheShift) {
  const TwoPort y = two_port(dyn5(), 20e3, 400, 1e6);
  EXPECT_NEAR(std::arg(-y.tf / y.tt) / kDegree, -150, 0.1);
  EXPECT_NEAR(dc_port(dyn5(), 20e3, 400, 1e6).shift / kDegree, 150, 1e-12);
}

TEST(Admittance, NominalVoltagesOtherThanRatedOnesChangeTheRatio) {
  const TwoPort y = two_port(dyn5(), 21e3, 400, 1e6);
  const TwoPort rated = two_port(dyn5(), 20e3, 400, 1e6);
  expect_equal(y.tf, rated.tf * 1.05);
  expect_equal(y.tt, rated.tt);
  expect_equal(y.ff, rated.ff * (1.05 * 1.05));
}

TEST(Admittance, AnOpenEndIsTheEndLeftToItself) {
  const TwoPort y = two_port(dyn5(), 20e3, 400, 1e6);
  const Complex floating = -y.tf / y.tt;  // no current into the open end
  expect_equal(open_at_to(y), y.ff + y.ft * floating, std::abs(y.ff));
  const Complex other = -y.ft / y.ff;
  expect_equal(open_at_from(y), y.tt + y.tf * other, std::abs(y.tt));
}

TEST(Admittance, AnElementWithoutImpedanceStaysFinite) {
  Line line;
  const TwoPort y = two_port(line, 10e3, 10e3, 1e6);
  EXPECT_TRUE(std::isfinite(std::abs(y.ff)));
  EXPECT_TRUE(std::isfinite(dc_port(line, 10e3, 10e3, 1e6).susceptance));
}

}  // namespace
}  // namespace conurb::energy
