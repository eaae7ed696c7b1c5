// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/transformer_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::Complex;
using testing::kTight;

TEST(TransformerModel, TheShortCircuitTestGivesTheSeriesImpedance) {
  // 25 MVA, vk 11.2 %, vkr 0.282 %, at 20 kV: z base 16 ohm.
  const PiCircuit c = circuit_of({25e6, 0.112, 0.00282, 29e3, 0.00071}, 20e3);
  EXPECT_NEAR(std::hypot(c.r, c.x), 0.112 * 16, kTight);
  EXPECT_NEAR(c.r, 0.00282 * 16, kTight);
  EXPECT_GT(c.x, 0);
  EXPECT_LT(circuit_of({25e6, -0.112, 0.00282, 0, 0}, 20e3).x, 0);
}

TEST(TransformerModel, TheNoLoadTestGivesTheMagnetisingAdmittance) {
  const PiCircuit c = circuit_of({0.4e6, 0.06, 0.01425, 1.35e3, 0.003375 * 2}, 400);
  EXPECT_NEAR(c.g * 400 * 400, 1.35e3, kTight * 1.35e3);
  EXPECT_NEAR(std::hypot(c.g, c.b) * 400 * 400, 0.00675 * 0.4e6, 1e-9);
  EXPECT_LT(c.b, 0);  // it draws reactive power
}

TEST(TransformerModel, LossesAboveTheirTestLeaveNoReactivePart) {
  const PiCircuit c = circuit_of({1e6, 0.01, 0.02, 5e3, 0.001}, 1e3);
  EXPECT_EQ(c.x, 0);
  EXPECT_EQ(c.b, 0);
  EXPECT_NEAR(c.r, 0.02, kTight);
  EXPECT_NEAR(c.g, 5e-3, kTight);
}

/// Admittances of the two-port "half the impedance, shunt, half the impedance" by elimination of the middle.
struct TwoPort {
  Complex own, mutual;
};
TwoPort of_t(const PiCircuit& t) {
  const Complex half = 2.0 / Complex(t.r, t.x), middle = 2.0 * half + Complex(t.g, t.b);
  return {half - half * half / middle, -half * half / middle};
}
TwoPort of_pi(const PiCircuit& pi) {
  const Complex y = 1.0 / Complex(pi.r, pi.x);
  return {y + Complex(pi.g, pi.b) / 2.0, -y};
}

TEST(TransformerModel, APiCircuitOfATIsTheSameTwoPort) {
  for (const PiCircuit& t :
       {PiCircuit{0.045, 1.79, 7.25e-5, -2.6e-5}, PiCircuit{0.0057, 0.0233, 0.0084, -0.0059},
        PiCircuit{1, -3, 0.1, -0.2}, PiCircuit{0.1, 0.2, 0, 0}}) {
    const TwoPort expected = of_t(t), found = of_pi(pi_of_t(t));
    EXPECT_LT(std::abs(found.own - expected.own), kTight * std::abs(expected.own));
    EXPECT_LT(std::abs(found.mutual - expected.mutual), kTight * std::abs(expected.mutual));
  }
}

TEST(TransformerModel, AStarHasTheShortCircuitValuesOfItsPairs) {
  const ThreeWindings pairs{{63e6, 25e6, 38e6}, {0.104, 0.11, 0.10}};
  const auto star = star_of(pairs);
  const auto at = [&](std::size_t i) { return star[i] / pairs.rated_power[i]; };  // referred to one power
  EXPECT_NEAR((at(0) + at(1)) * 25e6, 0.104, kTight);
  EXPECT_NEAR((at(1) + at(2)) * 25e6, 0.11, kTight);
  EXPECT_NEAR((at(0) + at(2)) * 38e6, 0.10, kTight);
}

TEST(TransformerModel, AStarBusHasVoltageAndPlaceOfItsBusAndAnIdOfItsOwn) {
  Network n;
  n.buses = {{.id = 7, .nominal_voltage = 20e3}, {.id = -3, .nominal_voltage = 110e3, .x = 1, .y = 2}};
  EXPECT_EQ(free_bus_id(n), 8);
  EXPECT_EQ(add_star_bus(n, "T", 1, 8), 2);
  EXPECT_EQ(n.buses[2].id, 8);
  EXPECT_EQ(n.buses[2].name, "T star");
  EXPECT_EQ(n.buses[2].nominal_voltage, 110e3);
  EXPECT_EQ(n.buses[2].x, 1);
  EXPECT_EQ(n.buses[2].y, 2);
}

}  // namespace
}  // namespace conurb::energy
