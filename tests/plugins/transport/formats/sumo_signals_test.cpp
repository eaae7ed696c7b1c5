// SPDX-License-Identifier: Apache-2.0
// Programs of signals in networks and in additional files.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plugins/transport/formats/consistency.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::additional_refusal;
using testing::crossing;
using testing::listed;
using testing::says;
using testing::Scenario;
using testing::seed_text;
using testing::with;
using Lights = std::vector<Light>;

Scenario added(const std::string& programs) {
  Scenario s = crossing();
  s.additional("<additional>" + programs + "</additional>");
  require_consistent(s.network, "added");
  return s;
}

const Signal& signal_of(const Scenario& s) {
  return s.network.signals.at(0);
}

TEST(SumoSignals, AProgramHasItsPhasesWithTheirLights) {
  const Scenario s = crossing();
  ASSERT_EQ(s.network.signals.size(), 1U);
  EXPECT_EQ(signal_of(s).id, "C");
  EXPECT_EQ(signal_of(s).lights, 6);
  ASSERT_EQ(signal_of(s).programs.size(), 1U);
  const SignalProgram& program = signal_of(s).programs[0];
  EXPECT_EQ(program.id, "0");
  EXPECT_EQ(program.kind, SignalProgram::Kind::fixed);
  EXPECT_EQ(program.offset, 5000);
  ASSERT_EQ(program.phases.size(), 4U);
  using enum Light;
  EXPECT_EQ(program.phases[0].lights,
            (Lights{green_priority, green, stop, red, green_priority, green_priority}));
  EXPECT_EQ(program.phases[1].lights, (Lights{amber, amber, red, red, amber, amber}));
  EXPECT_EQ(program.phases[2].lights, (Lights{red, red, green_priority, green_priority, red, red_amber}));
  EXPECT_EQ(program.phases[3].lights, (Lights{red, red, flashing, off, red, red}));
  EXPECT_EQ(program.phases[2].duration, 20500);
  EXPECT_EQ(program.phases[3].following, (std::vector<std::int32_t>{0, 1}));
  // A fixed program has no other durations, whatever the file says.
  EXPECT_EQ(program.phases[0].shortest, 30000);
  EXPECT_EQ(program.phases[0].longest, 30000);
}

TEST(SumoSignals, TheProgramLoadedLastIsTheActiveOne) {
  Scenario s = crossing();
  EXPECT_EQ(signal_of(s).active, 0);
  s.additional(seed_text("crossing.add.xml"));
  ASSERT_EQ(signal_of(s).programs.size(), 2U);
  EXPECT_EQ(signal_of(s).active, 1);
  const SignalProgram& program = signal_of(s).programs[1];
  EXPECT_EQ(program.kind, SignalProgram::Kind::actuated);
  EXPECT_EQ(program.max_gap_s, 2.5);
  EXPECT_EQ(program.phases[0].shortest, 10000);
  EXPECT_EQ(program.phases[0].longest, 86'400'000);  // as long as vehicles come
  EXPECT_EQ(program.phases[1].shortest, 5000);
  EXPECT_EQ(program.phases[1].longest, 5000);
  EXPECT_EQ(program.phases[2].shortest, 5000);
  EXPECT_EQ(program.phases[2].longest, 40000);
  EXPECT_EQ(program.phases[2].following, (std::vector<std::int32_t>{0}));
  EXPECT_TRUE(says(s.findings, "signal 'C'", "following phases that it does not have")) << listed(s.findings);
}

TEST(SumoSignals, AProgramWithoutPhasesShiftsTheOneOfItsName) {
  const Scenario s = added("<tlLogic id='C' programID='0' offset='12'/>");
  ASSERT_EQ(signal_of(s).programs.size(), 1U);
  EXPECT_EQ(signal_of(s).programs[0].offset, 12000);
  EXPECT_EQ(signal_of(s).programs[0].phases.size(), 4U);
}

TEST(SumoSignals, KindsThatAreNotModelledAreToldAndReplaced) {
  const std::string phase = "<phase duration='3' state='rrrrrr'/></tlLogic>";
  Scenario s = added("<tlLogic id='C' type='delay_based' programID='d'>" + phase);
  EXPECT_EQ(signal_of(s).programs[1].kind, SignalProgram::Kind::actuated);
  EXPECT_TRUE(says(s.findings, "signal 'C'", "actuated by gaps instead"));
  s = added("<tlLogic id='C' type='NEMA' programID='n'>" + phase);
  EXPECT_EQ(signal_of(s).programs[1].kind, SignalProgram::Kind::fixed);
  EXPECT_TRUE(says(s.findings, "signal 'C'", "of type 'NEMA': fixed by its durations"));
  s = added("<tlLogic id='C' type='static' programID='off'/>");
  EXPECT_EQ(signal_of(s).programs[1].kind, SignalProgram::Kind::off);
  EXPECT_EQ(signal_of(s).active, 1);
}

TEST(SumoSignals, ProgramsThatDoNotFitAreLeftOutAndTold) {
  Scenario s = added("<tlLogic id='C' programID='1'><phase duration='3' state='rrrrr'/></tlLogic>");
  EXPECT_TRUE(says(s.findings, "signal 'C'", "another number of lights than the signal: left out"));
  EXPECT_EQ(signal_of(s).programs.size(), 1U);
  s = added("<tlLogic id='D' programID='1'><phase duration='3' state='r'/></tlLogic>");
  EXPECT_TRUE(says(s.findings, "signal 'D'", "no connection obeys it: left out")) << listed(s.findings);
  EXPECT_EQ(s.network.signals.size(), 1U);
  s = added("<tlLogic id='C' programID='1'/>");
  EXPECT_TRUE(says(s.findings, "signal 'C'", "without phases: left out"));
  s = added("<tlLogic id='C' programID='0'><phase duration='3' state='GGGGGX'/></tlLogic>");
  EXPECT_TRUE(says(s.findings, "signal 'C'", "two programs of one name: the later one counts"));
  EXPECT_TRUE(says(s.findings, "signal 'C'", "the light 'X', which is not known: red"));
  EXPECT_EQ(signal_of(s).programs.size(), 1U);
  EXPECT_EQ(signal_of(s).programs[0].phases.at(0).lights.back(), Light::red);
}

TEST(SumoSignals, ASignalHasNoMoreThanAThousandPrograms) {
  std::string text = "<additional>";
  for (int i = 1; i <= 1000; ++i) {
    text += "<tlLogic id='C' programID='p" + std::to_string(i) +
            "'><phase duration='3' state='rrrrrr'/></tlLogic>";
  }
  EXPECT_NE(additional_refusal(text + "</additional>").find("signal 'C': has more than 1000 programs"),
            std::string::npos);
}

}  // namespace
}  // namespace conurb::transport
