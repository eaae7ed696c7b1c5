// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/pipe_losses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace conurb::water {
namespace {

struct Value {
  double loss = 0, slope = 0;
};

Value value_of(const PipeLosses& losses, double flow) {
  Value value;
  losses.evaluate(0, 1, 1, &flow, &value.loss, &value.slope);
  return value;
}

PipeLosses one_pipe(HeadLossLaw law, double roughness, double minor = 0) {
  HydraulicOptions options;
  options.law = law;
  PipeLosses losses(options);
  losses.add(1000, 0.3, roughness, minor);
  return losses;
}

/// The laws as textbooks have them in metres; constants of EPANET differ from these by up to half a per cent.
TEST(PipeLosses, AreThoseOfTheTextbooks) {
  const double q = 0.1, area = std::numbers::pi * 0.3 * 0.3 / 4, v = q / area;
  const double hazen = 10.67 * 1000 * std::pow(q, 1.852) / std::pow(120, 1.852) / std::pow(0.3, 4.8704);
  EXPECT_NEAR(value_of(one_pipe(HeadLossLaw::hazen_williams, 120), q).loss, hazen, 2e-3 * hazen);
  const double manning = 10.29 * 0.012 * 0.012 * 1000 * q * q / std::pow(0.3, 16.0 / 3);
  EXPECT_NEAR(value_of(one_pipe(HeadLossLaw::chezy_manning, 0.012), q).loss, manning, 1e-2 * manning);
  const double re = v * 0.3 / 1.022e-6;
  const double f = 0.25 / std::pow(std::log10(1e-4 / 0.3 / 3.7 + 5.74 / std::pow(re, 0.9)), 2);
  const double darcy = f * 1000 / 0.3 * v * v / 2 / 9.81;
  EXPECT_NEAR(value_of(one_pipe(HeadLossLaw::darcy_weisbach, 1e-4), q).loss, darcy, 1e-3 * darcy);
  const double minor = 3 * v * v / 2 / 9.81;
  EXPECT_NEAR(value_of(one_pipe(HeadLossLaw::darcy_weisbach, 1e-4, 3), q).loss, darcy + minor,
              1e-3 * (darcy + minor));
}

TEST(PipeLosses, AreHagenAndPoiseuillesWhereTheFlowIsLaminar) {
  const double q = 2e-4;  // Re = 830
  const double expected = 128 * 1.022e-6 * 1000 * q / (std::numbers::pi * 32.2 * 0.3048 * std::pow(0.3, 4));
  EXPECT_NEAR(value_of(one_pipe(HeadLossLaw::darcy_weisbach, 1e-4), q).loss, expected, 1e-4 * expected);
}

/// From far below where laws change over to far above: no jump, slopes are those of the losses.
TEST(PipeLosses, HaveTheSlopesThatTheyTell) {
  for (const auto& [law, roughness] :
       {std::pair{HeadLossLaw::hazen_williams, 100.0}, std::pair{HeadLossLaw::darcy_weisbach, 2e-4},
        std::pair{HeadLossLaw::chezy_manning, 0.013}}) {
    const PipeLosses losses = one_pipe(law, roughness, 2);
    double last = 0;
    for (double q = 1e-9; q < 1; q *= 1.07) {
      const Value here = value_of(losses, q);
      const double step = 1e-4 * q;
      const double rise = (value_of(losses, q + step).loss - value_of(losses, q - step).loss) / (2 * step);
      EXPECT_NEAR(here.slope, rise, 2e-3 * rise) << q;
      EXPECT_GT(here.loss, last);
      EXPECT_EQ(value_of(losses, -q).loss, -here.loss);
      EXPECT_EQ(value_of(losses, -q).slope, here.slope);
      last = here.loss;
    }
    EXPECT_EQ(value_of(losses, 0).loss, 0);
    EXPECT_GT(value_of(losses, 0).slope, 0);
  }
}

TEST(PipeLosses, OfEightLanesAreThoseOfEach) {
  for (const auto& [law, roughness] :
       {std::pair{HeadLossLaw::hazen_williams, 100.0}, std::pair{HeadLossLaw::darcy_weisbach, 2e-4}}) {
    HydraulicOptions options;
    options.law = law;
    PipeLosses losses(options);
    for (int i = 0; i < 200; ++i) losses.add(50 + i, 0.1 + 0.002 * i, roughness, i % 3);
    std::vector<double> flow(1600), loss(1600), slope(1600), one_loss(200), one_slope(200), one(200);
    for (std::size_t i = 0; i < flow.size(); ++i) flow[i] = 1e-3 * (static_cast<double>(i % 97) - 40);
    losses.evaluate(0, 200, 8, flow.data(), loss.data(), slope.data());
    for (std::size_t lane = 0; lane < 8; ++lane) {
      for (std::size_t i = 0; i < 200; ++i) one[i] = flow[8 * i + lane];
      losses.evaluate(0, 200, 1, one.data(), one_loss.data(), one_slope.data());
      for (std::size_t i = 0; i < 200; ++i) {
        ASSERT_EQ(loss[8 * i + lane], one_loss[i]);
        ASSERT_EQ(slope[8 * i + lane], one_slope[i]);
      }
    }
  }
}

}  // namespace
}  // namespace conurb::water
