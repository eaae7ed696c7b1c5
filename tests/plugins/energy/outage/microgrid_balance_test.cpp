// SPDX-License-Identifier: Apache-2.0
// What must hold in every stretch of time of any micro-grid, tried with random days.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "microgrid_fixture.hpp"
#include "tests/validation.hpp"

namespace conurb::energy {
namespace {

struct RandomDays {
  Network network = testing::district();
  MicrogridOptions options;
  MicrogridSeries series;

  explicit RandomDays(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> number(0, 1);
    Storage& battery = network.storages[0];
    battery.capacity *= 0.3 + number(random);
    battery.charge = battery.capacity * number(random);
    battery.max_power *= 0.5 + number(random);
    battery.efficiency = 0.85 + 0.15 * number(random);
    battery.grid_forming = number(random) < 0.8;
    network.loads[2].share_i = 0.5;
    Shunt capacitor;
    capacitor.bus = 6;
    capacitor.q = -5e3;
    capacitor.p = 50;
    network.shunts.push_back(capacitor);
    // A second battery beside the shops.
    network.storages.push_back(battery);
    network.storages.back().bus = 7;
    network.storages.back().max_power *= 0.4;
    options = testing::district_options(network);
    options.diesels[0].tank_l = 400 * number(random);
    if (number(random) < 0.3) options.diesels.clear();
    series.dt_s = 900;
    series.steps = 192;
    for (std::size_t k = 0; k < series.steps; ++k) {
      for (std::size_t l = 0; l < network.loads.size(); ++l) series.load.push_back(1.2 * number(random));
      const double sun = std::sin((static_cast<double>(k % 96) / 4 - 6) / 12 * 3.14159265);
      series.renewable.push_back(sun > 0 ? 120e3 * sun * (0.5 + 0.5 * number(random)) : 0);
    }
    series.outages = {{10, 90, false}, {100, 120, true}, {130, 192, false}};
  }
};

class MicrogridDays : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(MicrogridDays, EnergyClosesInEveryStretch) {
  const RandomDays days(GetParam());
  const MicrogridResult r = run_microgrid(days.network, days.options, days.series);
  double in = 0;
  for (const MicrogridStep& step : r.steps) {
    const double balance = step.power.in() - step.power.out();
    ASSERT_LE(std::abs(balance), 1e-9 * std::max(1.0, step.power.in())) << "at " << step.start_s << " s";
    in += step.power.in() * step.duration_s;
  }
  EXPECT_LE(std::abs(r.energy.in() - r.energy.out()), 1e-9 * in);
  for (const std::string& note : r.notes) EXPECT_THAT(note, ::testing::HasSubstr("pick up"));
  if (GetParam() == 1)  // all are alike
    validation::row("switching",
                    {"two random days of a micro-grid, 24 times: energy in and out of each stretch",
                     validation::this_test(), "1e-9", validation::met()});
}

TEST_P(MicrogridDays, WhatABatteryHoldsIsWhatWentInAndOutWithItsEfficiency) {
  const RandomDays days(GetParam());
  const MicrogridResult r = run_microgrid(days.network, days.options, days.series);
  for (std::size_t b = 0; b < 2; ++b) {
    const Storage& battery = days.network.storages[b];
    double charge = battery.charge;
    for (const MicrogridStep& step : r.steps) {
      const double power = step.battery[b];
      charge -= step.duration_s * (power > 0 ? power / battery.efficiency : power * battery.efficiency);
      ASSERT_NEAR(step.charge[b], charge, 1e-9 * battery.capacity);
      ASSERT_LE(step.charge[b], battery.capacity * (1 + 1e-9));
      ASSERT_GE(step.charge[b], std::min(0.1 * battery.capacity, battery.charge) - 1e-6 * battery.capacity);
      ASSERT_LE(std::abs(power), battery.max_power * (1 + 1e-6));
    }
  }
}

TEST_P(MicrogridDays, TimeIsCoveredWithoutGapsAndNothingIsServedBeforeWhatIsMoreUrgent) {
  const RandomDays days(GetParam());
  const MicrogridResult r = run_microgrid(days.network, days.options, days.series);
  double now = 0;
  for (const MicrogridStep& step : r.steps) {
    ASSERT_NEAR(step.start_s, now, 1e-3);
    now = step.start_s + step.duration_s;
    EXPECT_EQ(step.frequency > 0, step.mode != MicrogridMode::black);
    if (step.mode == MicrogridMode::islanded) {
      EXPECT_GE(step.frequency, 50 * days.options.frequency_min - 1e-9);
      EXPECT_EQ(step.power.import + step.power.exported, 0);
    }
    std::int32_t least_served = 99, most_shed = -1;
    for (std::size_t l = 1; l < days.network.loads.size(); ++l) {
      const std::int32_t priority = days.network.loads[l].priority;
      if (step.served[l] != 0)
        least_served = std::min(least_served, priority);
      else
        most_shed = std::max(most_shed, priority);
    }
    ASSERT_GE(least_served, most_shed) << "at " << step.start_s << " s";
  }
  EXPECT_NEAR(now, 192 * 900, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Random, MicrogridDays, ::testing::Range(1U, 25U));

}  // namespace
}  // namespace conurb::energy
