// SPDX-License-Identifier: Apache-2.0
// The model against what can be had by hand. Tolerances of 1e-12 are for the order of sums only.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/plugins/transport/emissions/one_class.hpp"

namespace conurb::transport::emissions {
namespace {

using testing::model_of;
using testing::output;
using testing::plain_car;

TEST(Passage, ConstantSpeedTakesRollingAndAirOverTheEfficiency) {
  const EmissionModel model = model_of(plain_car());
  const Outputs out = model.passage(0, {.length = 1000, .free_speed = 20, .time = 50});
  // (100 N + 0.6 * 20^2 N) * 1000 m / 0.5
  EXPECT_NEAR(output(out, Output::fuel_energy), 0.68, 1e-12);
  EXPECT_NEAR(output(out, Output::fuel), 0.68 / 43.8 * 1000, 1e-9);
  EXPECT_NEAR(output(out, Output::co2), 0.68 / 43.8 * 3169, 1e-9);
  EXPECT_NEAR(output(out, Output::nox), 0.68, 1e-12);
  EXPECT_EQ(output(out, Output::electricity), 0);
}

TEST(Passage, EngineAndAuxiliariesTakeTheirPowerWhileTheyRun) {
  EmissionClass car = plain_car();
  car.engine_power = 4000;
  car.standing_share = 0.25;
  car.auxiliary_power = 500;
  const EmissionModel model = model_of(car, {.slow_cruise = 1});
  const Outputs rolling = model.passage(0, {.length = 1000, .free_speed = 20, .time = 50});
  EXPECT_NEAR(output(rolling, Output::fuel_energy), 0.68 + 50 * 4500e-6, 1e-12);
  // It brakes for 20 s, with the engine dragged along, and stands for 40.
  const Outputs stopping =
      model.passage(0, {.length = 1000, .free_speed = 20, .time = 110, .stops = 1, .standing = 40});
  const double turning = 110 - 40 - 20, standing = 40;
  car.engine_power = car.auxiliary_power = 0;
  const Outputs bare =
      model_of(car, {.slow_cruise = 1})
          .passage(0, {.length = 1000, .free_speed = 20, .time = 110, .stops = 1, .standing = 40});
  EXPECT_NEAR(output(stopping, Output::fuel_energy) - output(bare, Output::fuel_energy),
              4000e-6 * (turning + 0.25 * standing) + 500e-6 * 110, 1e-12);
}

TEST(Passage, AStopTakesTheKineticEnergyOverTheEfficiency) {
  EmissionClass car = plain_car();
  car.rolling = car.drag_area = 0;
  car.rotating = 1.1;
  const Outputs out = model_of(car).passage(0, {.length = 1000, .free_speed = 20, .time = 100, .stops = 1});
  // 1.1 * 1000 kg * (18 m/s)^2 / 2 / 0.5: with a stop it cruises at 0.9 of the free speed.
  EXPECT_NEAR(output(out, Output::fuel_energy), 1.1 * 1000 * 18 * 18 * 1e-6, 1e-12);
}

TEST(Passage, EnergyIsTheIntegralOfPowerOverTime) {
  EmissionClass car = plain_car();
  car.acceleration = 0.8;
  car.deceleration = 1.7;
  car.rotating = 1.04;
  const EmissionModel model = model_of(car);
  const Passage passage{
      .length = 900, .free_speed = 25, .gradient = 0.03, .time = 130, .stops = 2, .standing = 30};
  const SpeedProfile profile = model.profile(0, passage);
  const double v = profile.cruise, cosine = 1 / std::sqrt(1 + 0.03 * 0.03);
  const auto force = [&](double speed, double a) {
    return 1040 * a + 100 * cosine + 9810 * 0.03 * cosine + 0.6 * speed * speed;
  };
  // By steps of a millisecond, each at its middle speed: what is left is of second order.
  double energy = 0, distance = 0;
  const double dt = 1e-3;
  for (double t = dt / 2; t < v / 0.8; t += dt) {
    energy += profile.stops * std::max(0.0, force(0.8 * t, 0.8)) * 0.8 * t * dt;
    distance += profile.stops * 0.8 * t * dt;
  }
  distance += profile.stops * v * v / 2 / 1.7;
  energy += force(v, 0) * (900 - distance);
  const Outputs out = model.passage(0, passage);
  EXPECT_NEAR(output(out, Output::fuel_energy), energy / 0.5 * 1e-6, 1e-6 * energy / 0.5 * 1e-3);
}

TEST(Passage, FullRegenerationOnAClosedFlatLoopLosesOnlyRollingAirAndAuxiliaries) {
  EmissionClass car = plain_car();
  car.carrier = Carrier::battery;
  car.efficiency = 1;
  car.regeneration = 1;
  car.auxiliary_power = 300;
  const EmissionModel model = model_of(car, {.slow_cruise = 1});
  const Outputs out =
      model.passage(0, {.length = 1000, .free_speed = 20, .time = 110, .stops = 1, .standing = 40});
  // Air: at 20 m/s for 600 m; for the 400 m of braking and speeding up the mean square of the speed is half.
  const double joules = 100 * 1000 + 0.6 * 400 * 600 + 0.6 * 200 * 400 + 300 * 110;
  EXPECT_NEAR(output(out, Output::electricity), joules / 3.6e6, 1e-12);
  EXPECT_EQ(output(out, Output::co2), 0);
  EXPECT_EQ(output(out, Output::nox), 0);
}

TEST(Passage, UpAndDownWithFullRegenerationCostsWhatFlatCosts) {
  EmissionClass car = plain_car();
  car.carrier = Carrier::battery;
  car.efficiency = car.regeneration = 1;
  const EmissionModel model = model_of(car);
  const auto kwh = [&](double gradient) {
    return output(model.passage(0, {.length = 1000, .free_speed = 20, .gradient = gradient, .time = 50}),
                  Output::electricity);
  };
  EXPECT_LT(kwh(-0.08), 0) << "the battery is charged";
  // Rolling is less by the cosine of the slope.
  const double cosine = 1 / std::sqrt(1 + 0.08 * 0.08);
  EXPECT_NEAR(kwh(0.08) + kwh(-0.08), 2 * (100 * cosine + 240) * 1000 / 3.6e6, 1e-12);
}

TEST(Passage, RollingDownhillTakesNoFuel) {
  EmissionClass car = plain_car();
  car.engine_power = 5000;
  const Outputs out =
      model_of(car).passage(0, {.length = 1000, .free_speed = 20, .gradient = -0.08, .time = 50});
  EXPECT_EQ(output(out, Output::fuel_energy), 0);
  EXPECT_EQ(output(out, Output::nox), 0);
}

TEST(Passage, MoreStopsTakeMore) {
  EmissionClass car = plain_car();
  car.engine_power = 5000;
  const EmissionModel model = model_of(car);
  double before = 0;
  for (int stops = 0; stops < 8; ++stops) {
    const Outputs out =
        model.passage(0, {.length = 400, .free_speed = 14, .time = 160, .stops = static_cast<double>(stops)});
    EXPECT_GT(output(out, Output::fuel_energy), before) << stops;
    before = output(out, Output::fuel_energy);
  }
}

TEST(Passage, MoreDelayNeverTakesLess) {
  EmissionClass car = plain_car();
  car.engine_power = 5000;
  const EmissionModel model = model_of(car);
  const double slow = 400 / (0.9 * 14);  // down to there it only drives slower, with less air and more idling
  double before = 0;
  for (double time = slow; time < 900; time += 0.5) {
    const Outputs out = model.passage(0, {.length = 400, .free_speed = 14, .time = time});
    EXPECT_GE(output(out, Output::fuel_energy), before) << time;
    before = output(out, Output::fuel_energy);
  }
}

TEST(Passage, ALinkInPartsGivesTheSameSums) {
  EmissionClass car = plain_car();
  car.engine_power = 5000;
  car.tyre_wear = car.brake_wear = car.road_wear = 0.01;
  const EmissionModel model = model_of(car);
  for (const int parts : {2, 5, 10}) {
    const double length = 500.0 / parts;
    Outputs free{}, stopped{}, delayed{};
    for (int i = 0; i < parts; ++i) {
      const bool last = i == parts - 1;
      const Outputs a = model.passage(0, {.length = length, .free_speed = 14, .time = length / 14});
      // Told stops: at the speed at which the whole link is cruised.
      const Outputs b = model.passage(0, {.length = length,
                                          .free_speed = 14,
                                          .time = length / 12.6 + (last ? 62.6 : 0),
                                          .stops = last ? 1.0 : 0.0});
      const Outputs c =
          model.passage(0, {.length = length, .free_speed = 14, .time = length / 14 + (last ? 60 : 0)});
      for (std::size_t q = 0; q < kOutputs; ++q) free[q] += a[q], stopped[q] += b[q], delayed[q] += c[q];
    }
    const Outputs whole_free = model.passage(0, {.length = 500, .free_speed = 14, .time = 500.0 / 14});
    const Outputs whole_stopped =
        model.passage(0, {.length = 500, .free_speed = 14, .time = 500 / 12.6 + 62.6, .stops = 1});
    const Outputs whole_delayed =
        model.passage(0, {.length = 500, .free_speed = 14, .time = 500.0 / 14 + 60});
    for (std::size_t q = 0; q < kOutputs; ++q) {
      EXPECT_NEAR(free[q], whole_free[q], 1e-12 * whole_free[q]) << parts << " " << kOutputNames[q];
      // Wear goes by mean speed, which the parts have other ones of.
      if (q >= place_of(Output::pm10_wear)) continue;
      EXPECT_NEAR(stopped[q], whole_stopped[q], 1e-12 * whole_stopped[q]) << parts << " " << kOutputNames[q];
      // Where stops are to be guessed, the whole link takes up to a ninth of its free time as slower driving
      // and the last part only of its own, which then stands longer: 3 % of this passage, which is mostly its
      // stop.
      EXPECT_NEAR(delayed[q], whole_delayed[q], 0.03 * whole_delayed[q]) << parts << " " << kOutputNames[q];
    }
  }
}

TEST(Passage, AStopOnALinkShorterThanItsBrakingCountsAsAWhole) {
  const EmissionModel model = model_of(plain_car(), {.slow_cruise = 1});
  // 20 m of a link on which a stop from 14 m/s takes 196 m: 180 m of its road are beyond it.
  const Outputs near = model.passage(0, {.length = 20, .free_speed = 14, .time = 60, .stops = 1});
  const Outputs beyond = model.passage(0, {.length = 180, .free_speed = 14, .time = 180.0 / 14});
  const Outputs whole =
      model.passage(0, {.length = 200, .free_speed = 14, .time = 60 + 180.0 / 14, .stops = 1});
  EXPECT_NEAR(output(near, Output::fuel_energy) + output(beyond, Output::fuel_energy),
              output(whole, Output::fuel_energy), 1e-12);
}

TEST(Passage, WearFollowsTheGuidebook) {
  EmissionClass car = plain_car();
  car.tyre_wear = 0.0107;
  car.brake_wear = 0.0075;
  car.road_wear = 0.0150;
  const EmissionModel model = model_of(car);
  const auto at_speed = [&](double kmh) {
    return model.passage(0, {.length = 1000, .free_speed = kmh / 3.6, .time = 3600 / kmh});
  };
  // At 65 km/h brakes have about their factor of reference (0.995), at 30 km/h 1.67 of it; tyres 1.147
  // and 1.39.
  const Outputs mid = at_speed(65), slow = at_speed(30), fast = at_speed(120);
  EXPECT_NEAR(output(mid, Output::pm10_wear), 0.0107 * 0.6 * 1.1469 + 0.0075 * 0.98 * 0.995 + 0.0150 * 0.5,
              1e-12);
  EXPECT_NEAR(output(slow, Output::pm10_wear), 0.0107 * 0.6 * 1.39 + 0.0075 * 0.98 * 1.67 + 0.0150 * 0.5,
              1e-12);
  EXPECT_NEAR(output(fast, Output::pm25_wear), 0.0107 * 0.42 * 0.902 + 0.0075 * 0.39 * 0.185 + 0.0150 * 0.27,
              1e-12);
}

TEST(Passage, AMixIsTheMeanOfItsMembers) {
  EmissionCatalogue catalogue;
  EmissionClass heavy = plain_car(), battery = plain_car();
  heavy.id = "heavy";
  heavy.mass = 3000;
  heavy.engine_power = 7000;
  battery.id = "battery";
  battery.carrier = Carrier::battery;
  battery.regeneration = 0.5;
  battery.auxiliary_power = 400;
  catalogue.classes = {plain_car(), heavy, battery};
  catalogue.mixes = {{"mix", {{0, 1}, {1, 2}, {2, 1}}}};
  const EmissionModel model(catalogue);
  const Passage passage{.length = 300, .free_speed = 15, .gradient = 0.01, .time = 80};
  const Outputs mix = model.passage(3, passage);
  for (std::size_t q = 0; q < kOutputs; ++q) {
    const double mean = 0.25 * model.passage(0, passage)[q] + 0.5 * model.passage(1, passage)[q] +
                        0.25 * model.passage(2, passage)[q];
    EXPECT_NEAR(mix[q], mean, 1e-12 + 1e-12 * std::abs(mean)) << kOutputNames[q];
  }
}

TEST(Passage, ASpeedTableStandsInForTheModel) {
  EmissionCatalogue catalogue;
  catalogue.classes = {plain_car()};
  catalogue.tables = {{0, Output::nox, {20, 40, 100}, {0.9, 0.5, 0.7}}};
  const EmissionModel model(catalogue);
  const auto nox = [&](double kmh) {
    return output(model.passage(0, {.length = 1000, .free_speed = kmh / 3.6, .time = 3600 / kmh}),
                  Output::nox);
  };
  EXPECT_NEAR(nox(40), 0.5, 1e-12);
  EXPECT_NEAR(nox(100), 0.7, 1e-12);
  EXPECT_NEAR(nox(120), 0.7, 1e-12) << "per km beyond the last speed";
  EXPECT_NEAR(nox(10), 1.8, 1e-12) << "18 g per hour below the first speed";
  EXPECT_NEAR(nox(30), (18 + 20) / 2.0 / 30, 1e-12) << "per hour between two speeds";
  const Outputs out = model.passage(0, {.length = 1000, .free_speed = 20, .time = 50});
  EXPECT_NEAR(output(out, Output::fuel_energy), 0.68, 1e-12) << "other outputs are the model's";
}

TEST(Passage, AMixTakesTheTablesOfItsMembersAndBeforeThemItsOwn) {
  EmissionCatalogue catalogue;
  EmissionClass other = plain_car();
  other.id = "other";
  catalogue.classes = {plain_car(), other};
  catalogue.mixes = {{"half", {{0, 1}, {1, 1}}}};
  catalogue.tables = {{0, Output::nox, {50}, {3}}, {0, Output::pm10_wear, {50}, {2}}};
  const Passage passage{.length = 1000, .free_speed = 20, .time = 50};
  const Outputs of_members = EmissionModel(catalogue).passage(2, passage);
  EXPECT_NEAR(output(of_members, Output::nox), 0.5 * 3 + 0.5 * 0.68, 1e-12);
  EXPECT_NEAR(output(of_members, Output::pm10_wear), 1, 1e-12);
  catalogue.tables.push_back({2, Output::nox, {50}, {7}});
  EXPECT_NEAR(output(EmissionModel(catalogue).passage(2, passage), Output::nox), 7, 1e-12);
}

}  // namespace
}  // namespace conurb::transport::emissions
