// SPDX-License-Identifier: Apache-2.0
// Two buses and one line, whose limits can be written down: what fits is what the formula says, down to the
// accuracy of the search.
#include "plugins/energy/hosting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/energy/error.hpp"
#include "tests/plugins/energy/small_networks.hpp"

namespace conurb::energy {
namespace {

using ::testing::HasSubstr;
using testing::NetworkText;

constexpr double kVolts = 400, kOhm = 0.1;

/// A grid and a customer 400 V apart by a line.
Network cable(double r = kOhm, double x = 0, double load = 0) {
  NetworkText text;
  text.bus(kVolts);
  text.bus(kVolts);
  text.line(0, 1, r, x);
  text.generator(0, Generator::Control::slack);
  if (load != 0) text.load(1, load, 0);
  return text.network;
}

HostingOptions feeding() {
  HostingOptions options;
  options.most = 1e6;
  options.accuracy = 10;
  return options;
}

HostingOptions drawing() {
  HostingOptions options = feeding();
  options.flow = HostingOptions::Flow::draws;
  return options;
}

HostingCapacity at_the_end(const Network& network, const HostingOptions& options) {
  HostingStudy study(network, options);
  return study.capacity(std::vector<double>{0, 1});
}

/// W that bring the end of a line without resistance to ground from `from` to `to`, of the nominal voltage:
/// the root of |v1|^2 v2^2 = (v2^2 - r p)^2 + (x p)^2.
double power_at(double from, double to, double r, double x) {
  const double a = from * from * kVolts * kVolts, b = to * to * kVolts * kVolts, z = r * r + x * x;
  return (r * b - std::sqrt(r * r * b * b - z * (b * b - a * b))) / z;
}

/// Within the accuracy below the exact value: what fits is a multiple of it. Limits are broken from a
/// millionth beyond them on, which is up to 2 W here.
void expect_just_below(double found, double exact, double accuracy) {
  EXPECT_LE(found, exact + 2);
  EXPECT_GT(found, exact - accuracy);
}

TEST(Hosting, TheRiseOfVoltageIsThatOfTheFormula) {
  const HostingCapacity found = at_the_end(cable(kOhm, 0.05), feeding());
  expect_just_below(found.per_customer, power_at(1, 1.03, kOhm, 0.05), 10);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::voltage_rise);
  EXPECT_EQ(found.binding.row, 1);
  EXPECT_NEAR(found.binding.value, 0.03, 1e-4);  // 10 W are 6e-6 of the voltage
  EXPECT_NEAR(found.binding.limit, 0.03, 1e-12);
}

TEST(Hosting, TheBandBindsWhereTheRiseDoesNot) {
  Network network = cable();
  network.generators[0].v = 1.08;
  const HostingCapacity found = at_the_end(network, feeding());
  expect_just_below(found.per_customer, power_at(1.08, 1.1, kOhm, 0), 10);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::high_voltage);
  EXPECT_EQ(found.binding.limit, 1.1);
}

TEST(Hosting, WhatFeedsInAlreadyCountsForTheRise) {
  Network network = cable();
  Generator roof;
  roof.bus = 1;
  roof.p = 4000;
  network.generators.push_back(roof);
  expect_just_below(at_the_end(network, feeding()).per_customer, power_at(1, 1.03, kOhm, 0) - 4000, 10);
}

TEST(Hosting, TheCurrentOfALineIsThatOfTheFormula) {
  Network network = cable(0.01);
  network.lines[0].max_current = 100;
  const double volts = kVolts + std::sqrt(3.0) * 0.01 * 100;
  const HostingCapacity found = at_the_end(network, feeding());
  expect_just_below(found.per_customer, std::sqrt(3.0) * volts * 100, 10);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::line);
  EXPECT_EQ(found.binding.row, 0);
  EXPECT_NEAR(found.binding.value, 1, 1e-3);
}

TEST(Hosting, TheTransformerBindsWithItsRating) {
  NetworkText text;
  text.bus(10e3);
  text.bus(400);
  text.transformer(0, 1);  // 1 MVA
  text.generator(0, Generator::Control::slack);
  HostingOptions options = feeding();
  options.most = 10e6;
  options.accuracy = 1000;
  options.voltage_rise = 1;
  const HostingCapacity found = at_the_end(text.network, options);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::transformer);
  EXPECT_EQ(found.binding.row, 0);
  EXPECT_NEAR(found.installed, 1e6, 5e4);  // at its terminals; losses and what they do to the voltage on top
}

TEST(Hosting, WhatDrawsIsHeldByTheLowestVoltage) {
  const double volts = 0.9 * kVolts;
  const HostingCapacity found = at_the_end(cable(), drawing());
  expect_just_below(found.per_customer, volts * (kVolts - volts) / kOhm, 10);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::low_voltage);
  EXPECT_EQ(found.binding.row, 1);
}

TEST(Hosting, LoadMeanwhileMakesRoomForWhatFeedsIn) {
  HostingOptions options = feeding();
  options.load_factor = 0.25;
  // The voltage without the roofs is lower by the load, so the rise begins below the nominal voltage.
  options.voltage_rise = 1;
  options.limits.v_max = 1.05;
  expect_just_below(at_the_end(cable(kOhm, 0, 8000), options).per_customer,
                    power_at(1, 1.05, kOhm, 0) + 0.25 * 8000, 10);
}

TEST(Hosting, SimultaneityAndCustomersShareWhatFits) {
  HostingOptions options = drawing();
  options.simultaneity = 0.25;
  HostingStudy study(cable(), options);
  const HostingCapacity found = study.capacity(std::vector<double>{0, 4});
  const double volts = 0.9 * kVolts;
  expect_just_below(found.per_customer, volts * (kVolts - volts) / kOhm, 10);
  EXPECT_EQ(found.installed, 4 * found.per_customer);
}

TEST(Hosting, ReactivePowerDrawnLowersTheRise) {
  HostingOptions options = feeding();
  const double plain = at_the_end(cable(kOhm, 0.1), options).per_customer;
  options.power_factor = 0.9;
  EXPECT_GT(at_the_end(cable(kOhm, 0.1), options).per_customer, 1.2 * plain);
}

TEST(Hosting, LongerLinesNeverTakeMore) {
  for (const HostingOptions& options : {feeding(), drawing()}) {
    double before = kUnlimited;
    for (double r = 0.01; r < 1; r *= 1.3) {
      const double now = at_the_end(cable(r, 0.3 * r, 500), options).per_customer;
      EXPECT_LE(now, before) << r;
      before = now;
    }
  }
}

TEST(Hosting, TheSearchEndsAtTheMostAskedFor) {
  HostingOptions options = feeding();
  options.most = 3333;
  const HostingCapacity found = at_the_end(cable(), options);
  EXPECT_EQ(found.per_customer, 3333);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::none);
}

TEST(Hosting, WhatIsBrokenAlreadyIsHeldAgainstNothingButWhatMakesItWorse) {
  Network network = cable(0.01, 0, 50e3);  // 72 A
  network.lines[0].max_current = 50;
  const HostingCapacity charging = at_the_end(network, drawing());
  EXPECT_LE(charging.per_customer, 60);  // it gives way by a thousandth
  EXPECT_EQ(charging.binding.kind, HostingLimit::Kind::line);
  EXPECT_TRUE(charging.binding.broken_before);
  EXPECT_EQ(charging.binding.limit, 1);
  EXPECT_THAT(text(charging.binding, network),
              HasSubstr("at most 100 % is allowed, which is broken without it"));
  EXPECT_GT(at_the_end(network, feeding()).per_customer, 50e3);
}

TEST(Hosting, NothingFitsWithoutCustomersOrSupply) {
  HostingStudy study(cable(), feeding());
  EXPECT_EQ(study.capacity(std::vector<double>{0, 0}).per_customer, 0);
  Network dead = cable();
  dead.generators.clear();
  const HostingCapacity found = at_the_end(dead, feeding());
  EXPECT_EQ(found.per_customer, 0);
  EXPECT_EQ(found.binding.kind, HostingLimit::Kind::no_solution);
}

TEST(Hosting, LimitsAreToldInWords) {
  Network network = cable();
  network.lines[0].name = "Mill Lane";
  using Kind = HostingLimit::Kind;
  EXPECT_EQ(text({Kind::voltage_rise, 1, 0.0312, 0.03}, network),
            "bus 1 rises by 3.12 % of its nominal voltage, at most 3 % is allowed (VDE-AR-N 4105)");
  EXPECT_EQ(text({Kind::line, 0, 1.01, 1}, network),
            "line 0 (Mill Lane) carries 101 % of its rating, at most 100 % is allowed");
  EXPECT_THAT(text({Kind::low_voltage, 1, 0.8991, 0.9}, network), HasSubstr("at least 90 % is allowed"));
  EXPECT_THAT(text({Kind::none, kNone, 0, 0}, network), HasSubstr("the most that was asked for"));
}

TEST(Hosting, OptionsThatMakeNoSenseAreRefusedByName) {
  const auto refused = [](auto change) {
    HostingOptions options = feeding();
    change(options);
    try {
      HostingStudy study(cable(), options);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refused([](HostingOptions& o) { o.simultaneity = 0; }), HasSubstr("simultaneity"));
  EXPECT_THAT(refused([](HostingOptions& o) { o.power_factor = 1.1; }), HasSubstr("power factor"));
  EXPECT_THAT(refused([](HostingOptions& o) { o.load_factor = kUnknown; }), HasSubstr("load"));
  EXPECT_THAT(refused([](HostingOptions& o) { o.accuracy = 1e-9; }), HasSubstr("accuracy"));
  EXPECT_THAT(refused([](HostingOptions& o) { o.limits.loading = 0; }), HasSubstr("loading"));
  HostingStudy study(cable(), feeding());
  EXPECT_THROW((void)study.capacity(std::vector<double>{1}), InputError);
}

}  // namespace
}  // namespace conurb::energy
