// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/restoration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fixtures.hpp"
#include "plan_checks.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Purpose = SwitchingStep::Purpose;

const std::vector<double> kFive = {0, 10, 10, 10, 10};

Network all_remote(Network n) {
  for (Switch& s : n.switches) s.remote = true;
  return n;
}

/// Customers dark until the repair, without those of the faulted zone.
double left_dark(const RestorationPlan& plan) {
  double sum = 0;
  for (const Unrestored& part : plan.dark) sum += part.faulted ? 0 : part.customers;
  return sum;
}

bool closes(const RestorationPlan& plan, std::int32_t row) {
  return std::ranges::any_of(plan.steps, [&](const SwitchingStep& s) {
    return s.close && s.device == Device{Device::Kind::bus_switch, row};
  });
}

TEST(Restoration, IsolatesClosesTheBreakerAndThenTheTie) {
  const Network n = testing::two_feeders();
  const Fault fault{Fault::Kind::line, 1};
  const RestorationPlan plan = plan_restoration(n, fault, kFive);
  testing::check_plan(n, fault, kFive, plan);
  std::vector<Purpose> purposes;
  for (const SwitchingStep& step : plan.steps) purposes.push_back(step.purpose);
  EXPECT_THAT(purposes, ElementsAre(Purpose::isolate, Purpose::reclose, Purpose::isolate, Purpose::transfer));
  EXPECT_TRUE(closes(plan, testing::to_switch(n, 2)));
  EXPECT_EQ(left_dark(plan), 0);
}

TEST(Restoration, CountsCustomerMinutesAndEnergyOfEachStep) {
  const Network n = all_remote(testing::two_feeders());
  RestorationOptions options;
  options.crews.locate_s = 60;
  options.crews.remote_s = 30;
  options.repair_s = 3600;
  options.search.loops = Loops::change_over;
  const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 1}, kFive, options);
  // Open at 90 s, breaker at 120 s: bus 1 has been dark for 120 s; open at 150 s or before, tie by 180 s.
  ASSERT_EQ(plan.steps.size(), 4U);
  EXPECT_EQ(plan.steps.back().end_s, 180);
  EXPECT_NEAR(plan.reliability.energy_not_supplied / 1e5, plan.reliability.customer_minutes * 60 / 10, 1e-9);
  double minutes = 0, energy = 0;
  for (const SwitchingStep& step : plan.steps) {
    minutes += step.customer_minutes;
    energy += step.energy_not_supplied;
  }
  EXPECT_NEAR(plan.reliability.customer_minutes, minutes, 1e-9);
  EXPECT_NEAR(plan.reliability.energy_not_supplied, energy, 1e-3);
  EXPECT_EQ(plan.reliability.customers, 40);
  EXPECT_EQ(plan.reliability.interrupted, 20);
  // 180 s is not longer than the threshold: nobody counts as interrupted for long.
  EXPECT_EQ(plan.reliability.saifi, 0);
  EXPECT_EQ(plan.reliability.maifi, 0.5);
  EXPECT_EQ(plan.reliability.saidi_minutes, 0);
}

TEST(Restoration, AnInterruptionLongerThanTheThresholdCountsAsSustained) {
  const Network n = all_remote(testing::two_feeders());
  RestorationOptions options;
  options.search.loops = Loops::change_over;
  options.sustained_s = 100;
  const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 1}, kFive, options);
  EXPECT_EQ(plan.reliability.saifi, 0.5);
  EXPECT_NEAR(plan.reliability.saidi_minutes, plan.reliability.customer_minutes / 40, 1e-12);
}

TEST(Restoration, TheWayBackInterruptsNobodyWhereLoopsMayBeClosedForAMoment) {
  const Network n = testing::two_feeders();
  RestorationOptions options;
  for (const Loops loops : {Loops::never, Loops::change_over}) {
    options.search.loops = loops;
    const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 1}, kFive, options);
    EXPECT_TRUE(plan.legal);
    const bool interrupts =
        std::ranges::any_of(plan.back, [](const SwitchingStep& s) { return s.restored_customers < 0; });
    EXPECT_EQ(interrupts, loops == Loops::never);
    const bool loop = std::ranges::any_of(plan.back, [](const SwitchingStep& s) { return !s.radial; });
    EXPECT_EQ(loop, loops == Loops::change_over);
  }
}

/// two_feeders() with another bus 5 behind bus 2, and line 3 able to carry three or four of the loads.
Network branched(double amperes) {
  Network n = testing::two_feeders();
  n.buses.push_back(n.buses[4]);
  n.lines.push_back(n.lines[1]);
  n.lines.back().from = 2;
  n.lines.back().to = 5;
  n.loads.push_back(n.loads[0]);
  n.loads.back().bus = 5;
  n.lines[3].max_current = amperes;
  add_line_switches(n);
  return n;
}

TEST(Restoration, WhatATieCannotCarryWholeIsSplitSoThatMostCustomersComeBack) {
  const Network n = branched(24);  // 5.9 A each
  const Fault fault{Fault::Kind::line, 0};
  for (const double at_five : {1, 30}) {
    const std::vector<double> customers = {0, 10, 10, 10, 10, at_five};
    const RestorationPlan plan = plan_restoration(n, fault, customers);
    testing::check_plan(n, fault, customers, plan);
    ASSERT_EQ(plan.dark.size(), 2U);
    EXPECT_THAT(plan.dark[1].buses, ElementsAre(at_five > 10 ? 1 : 5));
    ASSERT_TRUE(plan.dark[1].binding.has_value());
    EXPECT_EQ(plan.dark[1].binding->kind, Violation::Kind::overload);
    EXPECT_EQ(plan.dark[1].binding->row, 3);
    EXPECT_THAT(plan.dark[1].reason, HasSubstr("line 3 carries"));
  }
}

TEST(Restoration, AHospitalComesBackBeforeManyHomes) {
  Network n = branched(24);
  n.loads.back().priority = 5;
  const std::vector<double> customers = {0, 100, 10, 10, 10, 1};
  const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 0}, customers);
  ASSERT_EQ(plan.dark.size(), 2U);
  EXPECT_THAT(plan.dark[1].buses, ElementsAre(1));
}

TEST(Restoration, ALowVoltageIsALimitToo) {
  Network n = testing::two_feeders();
  RestorationOptions options;
  options.limits.v_min = 0.9988;
  const Fault fault{Fault::Kind::line, 0};
  const RestorationPlan plan = plan_restoration(n, fault, kFive, options);
  ASSERT_EQ(plan.dark.size(), 2U);
  ASSERT_TRUE(plan.dark[1].binding.has_value());
  EXPECT_EQ(plan.dark[1].binding->kind, Violation::Kind::low_voltage);
  EXPECT_THAT(plan.dark[1].reason, HasSubstr("of its nominal voltage"));
  EXPECT_TRUE(plan.legal);
}

TEST(Restoration, WhatTheNormalStateBearsIsNotHeldAgainstThePlan) {
  Network n = testing::two_feeders();
  n.lines[3].max_current = 5;  // it carries 11.8 A before
  const Fault fault{Fault::Kind::line, 1};
  const RestorationPlan plan = plan_restoration(n, fault, kFive);
  EXPECT_FALSE(plan.before.most_loading < 1);
  EXPECT_TRUE(plan.legal);
  EXPECT_EQ(left_dark(plan), 10);  // and no more than before
}

TEST(Restoration, APartThatNoSwitchLeadsToStaysDarkWithThatReason) {
  Network n = testing::two_feeders();
  n.switches[at(testing::to_switch(n, 2) - 1)].closed = false;
  n.lines[2].in_service = false;
  const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 0}, kFive);
  ASSERT_EQ(plan.dark.size(), 2U);
  EXPECT_THAT(plan.dark[1].buses, ElementsAre(1, 2));
  EXPECT_FALSE(plan.dark[1].binding.has_value());
  EXPECT_THAT(plan.dark[1].reason, HasSubstr("no open switch"));
}

TEST(Restoration, AFaultAtTheOnlyInfeedLeavesAllDarkUntilTheRepair) {
  const Network n = testing::two_feeders();
  const Fault fault{Fault::Kind::bus, 0};
  const RestorationPlan plan = plan_restoration(n, fault, kFive);
  testing::check_plan(n, fault, kFive, plan);
  EXPECT_EQ(left_dark(plan), 40);
  EXPECT_FALSE(plan.back.empty());
  EXPECT_EQ(plan.back.back().dark_customers, 0);
}

TEST(Restoration, AnInfeedThatTrippedItselfIsClosedAgain) {
  Network n = testing::two_feeders();
  for (Switch& s : n.switches) s.breaker = false;
  const Fault fault{Fault::Kind::line, 1};
  const RestorationPlan plan = plan_restoration(n, fault, kFive);
  testing::check_plan(n, fault, kFive, plan);
  EXPECT_TRUE(std::ranges::any_of(plan.steps, [](const SwitchingStep& s) {
    return s.device.kind == Device::Kind::infeed && s.purpose == Purpose::reclose;
  }));
  EXPECT_EQ(left_dark(plan), 0);
}

TEST(Restoration, AFaultWhereThereIsNoSupplyIsCutOutAndDarkensNobody) {
  Network n = testing::two_feeders();
  n.switches[at(testing::to_switch(n, 2) - 1)].closed = false;
  n.switches[at(testing::to_switch(n, 2))].closed = true;
  n.switches[at(testing::to_switch(n, 4))].closed = false;  // so that bus 4 is dark as well
  const Fault fault{Fault::Kind::line, 2};
  const RestorationPlan plan = plan_restoration(n, fault, kFive);
  EXPECT_EQ(plan.effect.dark_customers, 0);
  EXPECT_THAT(plan.dark, IsEmpty());
  ASSERT_EQ(plan.steps.size(), 1U);
  EXPECT_EQ(plan.steps[0].purpose, Purpose::isolate);
  EXPECT_EQ(plan.reliability.customer_minutes, 0);
}

/// Two transformers, 110/10 kV, each to a busbar; an open coupler between the busbars; a feeder at each.
Network substation() {
  Network n;
  for (const double voltage : {110e3, 10e3, 10e3, 10e3, 10e3}) {
    n.buses.emplace_back();
    n.buses.back().nominal_voltage = voltage;
  }
  Generator infeed;
  infeed.control = Generator::Control::slack;
  n.generators = {infeed};
  for (const std::int32_t busbar : {1, 2}) {
    Transformer t;
    t.lv = busbar;
    t.rated_hv = 110e3;
    t.rated_lv = 10e3;
    t.shift = 150 * kDegree;
    t.x = 1;
    t.r = 0.05;
    t.max_power = 10e6;
    n.transformers.push_back(t);
    for (const std::int32_t bus : {0, busbar}) {
      Switch s;
      s.kind = Switch::Kind::transformer;
      s.bus = bus;
      s.element = busbar - 1;
      s.breaker = s.remote = true;
      n.switches.push_back(s);
    }
  }
  Switch coupler;
  coupler.bus = 1;
  coupler.element = 2;
  coupler.closed = false;
  coupler.remote = true;
  n.switches.push_back(coupler);
  for (const std::int32_t busbar : {1, 2}) {
    Line line;
    line.from = busbar;
    line.to = busbar + 2;
    line.r = line.x = 0.2;
    n.lines.push_back(line);
    Load load;
    load.bus = busbar + 2;
    load.p = 3e6;
    load.q = 1e6;
    n.loads.push_back(load);
  }
  add_line_switches(n);
  return n;
}

TEST(Restoration, TheCouplerOfTwoBusbarsTakesOverForATransformer) {
  const Network n = substation();
  const std::vector<double> customers = {0, 0, 0, 500, 700};
  for (const std::int32_t row : {0, 1}) {
    const Fault fault{Fault::Kind::transformer, row};
    const RestorationPlan plan = plan_restoration(n, fault, customers);
    testing::check_plan(n, fault, customers, plan);
    EXPECT_TRUE(closes(plan, 4));
    EXPECT_EQ(left_dark(plan), 0);
  }
}

TEST(Restoration, TheCouplerStaysOpenWhereOneTransformerCannotCarryAll) {
  Network n = substation();
  n.transformers[0].max_power = 5e6;
  const Fault fault{Fault::Kind::transformer, 1};
  const std::vector<double> customers = {0, 0, 0, 500, 700};
  const RestorationPlan plan = plan_restoration(n, fault, customers);
  testing::check_plan(n, fault, customers, plan);
  EXPECT_EQ(left_dark(plan), 700);
  EXPECT_THAT(plan.dark.back().reason, HasSubstr("transformer 0 carries"));
}

TEST(Restoration, IsTheSameEveryTime) {
  const Network n = testing::baran_wu();
  const std::vector<double> customers(33, 10);
  const RestorationPlan a = plan_restoration(n, {Fault::Kind::line, 1}, customers);
  const RestorationPlan b = plan_restoration(n, {Fault::Kind::line, 1}, customers);
  ASSERT_EQ(a.steps.size(), b.steps.size());
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    EXPECT_EQ(a.steps[i].device, b.steps[i].device);
    EXPECT_EQ(a.steps[i].end_s, b.steps[i].end_s);
    EXPECT_EQ(a.steps[i].state.loss, b.steps[i].state.loss);
  }
}

TEST(Restoration, SupplyIsMovedToOtherFeedersWhereThatSavesCustomerMinutes) {
  const Network by_hand = testing::baran_wu(), remote = all_remote(by_hand);
  const std::vector<double> customers(33, 10);
  const Fault fault{Fault::Kind::line, 21};
  RestorationOptions options;
  EXPECT_EQ(left_dark(plan_restoration(remote, fault, customers, options)), 0);
  const RestorationPlan held = plan_restoration(by_hand, fault, customers, options);
  EXPECT_EQ(left_dark(held), 20);
  EXPECT_THAT(held.notes, ElementsAre(HasSubstr("would bring back 20 customers")));
  options.transfers = Transfers::always;
  const RestorationPlan moved = plan_restoration(by_hand, fault, customers, options);
  testing::check_plan(by_hand, fault, customers, moved);
  EXPECT_EQ(left_dark(moved), 0);
  EXPECT_GT(moved.reliability.customer_minutes, held.reliability.customer_minutes);
  options.transfers = Transfers::never;
  EXPECT_EQ(left_dark(plan_restoration(remote, fault, customers, options)), 20);
}

TEST(Restoration, WithLastingLoopsTwoTiesMayCarryOneLoadTogether) {
  Network n = testing::two_feeders();
  n.switches.clear();
  n.lines.clear();
  // Bus 1 with its load hangs on line 0; lines 1 and 2 lead to it from buses 2 and 3, each for half of it.
  for (const auto& [from, to] : {std::pair{0, 1}, {2, 1}, {3, 1}, {0, 2}, {0, 3}}) {
    Line line;
    line.from = from;
    line.to = to;
    line.r = line.x = 0.1;
    line.in_service = from == 0;
    line.max_current = from == 0 ? 100 : 4;  // the load draws 5.9 A
    n.lines.push_back(line);
  }
  n.loads.resize(1);
  add_line_switches(n);
  assume_feeder_breakers(n);
  const std::vector<double> customers = {0, 10, 0, 0, 0};
  RestorationOptions options;
  EXPECT_EQ(left_dark(plan_restoration(n, {Fault::Kind::line, 0}, customers, options)), 10);
  options.search.loops = Loops::lasting;
  EXPECT_EQ(left_dark(plan_restoration(n, {Fault::Kind::line, 0}, customers, options)), 0);
}

TEST(Restoration, TwoSmallBranchesComeBackBeforeALargeOneThatServesFewer) {
  Network n = testing::two_feeders();
  // Bus 2 gets three branches: one of 200 kW with 10 customers, two of 100 kW with 6 each.
  for (const std::int32_t bus : {5, 6, 7}) {
    n.buses.push_back(n.buses[4]);
    n.lines.push_back(n.lines[1]);
    n.lines.back().from = 2;
    n.lines.back().to = bus;
    n.loads.push_back(n.loads[0]);
    n.loads.back().bus = bus;
  }
  n.loads[4].p *= 2;
  n.loads[4].q *= 2;
  n.lines[3].max_current = 31;  // 100 kW take 5.9 A: it carries 200 at 3 and 4, 100 at 2, and 200 more
  add_line_switches(n);
  const Fault fault{Fault::Kind::line, 1};
  const std::vector<double> customers = {0, 0, 1, 1, 1, 10, 6, 6};
  const RestorationPlan plan = plan_restoration(n, fault, customers);
  testing::check_plan(n, fault, customers, plan);
  EXPECT_EQ(left_dark(plan), 10);
}

TEST(Restoration, OptionsThatMakeNoSenseAreRefused) {
  const Network n = testing::two_feeders();
  RestorationOptions options;
  options.repair_s = -1;
  EXPECT_THROW((void)plan_restoration(n, {Fault::Kind::line, 1}, kFive, options), InputError);
  options = {};
  options.limits.loading = 0;
  EXPECT_THROW((void)plan_restoration(n, {Fault::Kind::line, 1}, kFive, options), InputError);
  EXPECT_THROW((void)plan_restoration(n, {Fault::Kind::line, 5}, kFive), InputError);
  EXPECT_THROW((void)plan_restoration(n, {Fault::Kind::line, 1}, std::vector<double>{1}), InputError);
}

TEST(Restoration, TravelTimesAreCheckedBeforeAnythingElseReadsThem) {
  RestorationOptions options;
  options.crews.travel_by_switch = {60, 60};
  std::string refusal;
  try {  // The customers are refused as well, but only once a planner is being made.
    (void)plan_restoration(testing::two_feeders(), {Fault::Kind::line, 1}, std::vector<double>{1}, options);
  } catch (const InputError& error) {
    refusal = error.what();
  }
  EXPECT_THAT(refusal, HasSubstr("travel times are given for 2 of 10 switches"));
}

TEST(Restoration, AGridThatHasNoFlowIsToldOf) {
  Network n = testing::two_feeders();
  for (Load& load : n.loads) load.p = 1e9;
  const RestorationPlan plan = plan_restoration(n, {Fault::Kind::line, 1}, kFive);
  EXPECT_FALSE(plan.legal);
  EXPECT_FALSE(plan.notes.empty());
}

}  // namespace
}  // namespace conurb::energy
