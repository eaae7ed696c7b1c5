// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/equipment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <numbers>

#include "plugins/energy/error.hpp"
#include "plugins/energy/synthesis/options.hpp"

namespace conurb::energy {
namespace {

TEST(Equipment, TheLadderTakesEachTypeThenTheLastOneInParallel) {
  EXPECT_EQ(rung(2, 0).type, 0);
  EXPECT_EQ(rung(2, 1).type, 1);
  EXPECT_EQ(rung(2, 1).parallel, 1);
  EXPECT_EQ(rung(2, 4).type, 1);
  EXPECT_EQ(rung(2, 4).parallel, 4);
  EXPECT_EQ(rung(1, 2).parallel, 3);
}

TEST(Equipment, ACableHasTheValuesOfItsCatalogue) {
  Line line;
  make_line(low_voltage_cables(), 0, 500, 50, line);
  EXPECT_DOUBLE_EQ(line.r, 0.104);
  EXPECT_DOUBLE_EQ(line.x, 0.040);
  EXPECT_NEAR(line.b, 260.752e-6 * 0.5, 1e-9);
  EXPECT_EQ(line.max_current, 270);
  make_line(low_voltage_cables(), 2, 500, 50, line);  // two of 240 mm2
  EXPECT_DOUBLE_EQ(line.r, 0.125 / 4);
  EXPECT_EQ(line.max_current, 728);
  EXPECT_NEAR(max_power(low_voltage_cables(), 0, 400), 187.1e3, 0.1e3);
}

// Commission Regulation (EU) 548/2014, annex I, table I.1, tier 2: kVA, load losses, no-load losses in W.
TEST(Equipment, TransformersOfStationsHaveTheLossesThatAreAllowed) {
  const double table[][3] = {{100, 1250, 130}, {160, 1750, 189}, {250, 2350, 270}, {400, 3250, 387},
                             {630, 4600, 540}, {800, 6000, 585}, {1000, 7600, 693}};
  const std::vector<TransformerType> types = station_transformers();
  ASSERT_EQ(types.size(), std::size(table));
  for (std::size_t k = 0; k < types.size(); ++k) {
    EXPECT_EQ(types[k].rated_power, 1e3 * table[k][0]);
    EXPECT_EQ(types[k].load_loss, table[k][1]);
    EXPECT_EQ(types[k].no_load_loss, table[k][2]);
  }
}

TEST(Equipment, ATransformerShortedDrawsItsRatedCurrentAtItsShortCircuitVoltage) {
  for (const std::vector<TransformerType>& types : {station_transformers(), primary_transformers()})
    for (std::size_t i = 0; i < types.size(); ++i) {
      Transformer t;
      make_transformer(types, static_cast<std::int32_t>(i), 20e3, 400, t);
      const double current = types[i].rated_power / (std::sqrt(3) * 400);
      EXPECT_NEAR(std::hypot(t.r, t.x) * current * std::sqrt(3) / 400, types[i].short_circuit_voltage, 1e-12);
      EXPECT_NEAR(3 * t.r * current * current, types[i].load_loss, 1e-6 * types[i].load_loss);
      EXPECT_NEAR(t.g * 400 * 400, types[i].no_load_loss, 1e-6 * types[i].no_load_loss);
      EXPECT_LT(t.b, 0);
    }
}

TEST(Equipment, TheNextTransformerThatDoesIsTaken) {
  const std::vector<TransformerType> types = station_transformers();
  EXPECT_EQ(types[static_cast<std::size_t>(step_for(types, 250e3))].rated_power, 250e3);
  EXPECT_EQ(types[static_cast<std::size_t>(step_for(types, 251e3))].rated_power, 400e3);
  Transformer t;
  make_transformer(types, step_for(types, 2.1e6), 20e3, 400, t);
  EXPECT_EQ(t.rated_power, 3e6);
}

TEST(SynthesisOptions, WhatCannotBeMeantIsNamed) {
  const auto message = [](const auto& change) {
    SynthesisOptions o;
    change(o);
    try {
      check(o);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_EQ(message([](SynthesisOptions&) {}), "none");
  EXPECT_NE(message([](SynthesisOptions& o) { o.low_voltage = 0; }).find("low voltage is 0"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.medium_voltage = 500; }).find("medium voltage"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.v_min = kUnknown; }).find("lowest voltage"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.v_min = 0.99; }).find("planned at stations"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.low_types.clear(); }).find("low-voltage cables"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.station_types[1].load_loss = -1; }).find("load loss"),
            std::string::npos);
  EXPECT_NE(message([](SynthesisOptions& o) { o.feeder_length = 1e9; }).find("must be 10 to 100000"),
            std::string::npos);
}

}  // namespace
}  // namespace conurb::energy
