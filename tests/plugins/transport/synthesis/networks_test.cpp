// SPDX-License-Identifier: Apache-2.0
// Divided roads, roundabouts, dead ends, motorways, signals, and streets that cannot be meant.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/flow_network.hpp"
#include "tests/plugins/transport/synthesis/small_streets.hpp"

namespace conurb::transport {
namespace {

using testing::between;
using testing::check_network;
using testing::drive_through;
using testing::first_between;
using testing::SmallStreets;
using testing::yields;
using Control = Junction::Control;

bool told(const RoadSynthesis& made, const std::string& words) {
  return std::any_of(made.findings.begin(), made.findings.end(),
                     [&](const Finding& one) { return one.text.find(words) != std::string::npos; });
}

int greens(const SignalProgram& program) {
  return static_cast<int>(std::count_if(program.phases.begin(), program.phases.end(), [](const Phase& phase) {
    return std::find(phase.lights.begin(), phase.lights.end(), Light::green_priority) != phase.lights.end();
  }));
}

/// A divided road of two lanes each way, west to east at y = -6 and back at y = 6, crossed by a street; all
/// four corners have a signal.
struct Divided {
  SmallStreets streets;
  std::int32_t east_in = 0, east_out = 0, west_in = 0, west_out = 0, north = 0, south = 0, middle = 0;

  explicit Divided(double half = 6, const std::string& control = "signal") {
    const std::int32_t low = streets.node(0, -half, control), high = streets.node(0, half, control);
    west_in = streets.street(streets.node(-300, -half), low, "primary", 2, 0);
    east_out = streets.street(low, streets.node(300, -half), "primary", 2, 0);
    east_in = streets.street(streets.node(300, half), high, "primary", 2, 0);
    west_out = streets.street(high, streets.node(-300, half), "primary", 2, 0);
    middle = streets.street(low, high, "residential");
    north = streets.street(streets.node(0, 300), high, "residential");
    south = streets.street(streets.node(0, -300), low, "residential");
  }
};

TEST(RoadJoining, ACrossingOfADividedRoadIsOneJunctionWithOneSignal) {
  const Divided it;
  const RoadSynthesis made = synthesize_roads(it.streets.net);
  check_network(made);
  EXPECT_EQ(made.roads.signals.size(), 1U);
  EXPECT_EQ(made.link_of_street[at(it.middle)], kNone);
  EXPECT_EQ(made.roads.links.size(), it.streets.net.links() - 2);
  EXPECT_EQ(greens(made.roads.signals[0].programs[0]), 2);
  EXPECT_EQ(first_between(made, it.west_in, it.north + 1).turn, Turn::left);
  EXPECT_TRUE(between(made, it.west_in, it.west_out).empty());  // no turning back
  EXPECT_EQ(first_between(made, it.south, it.north + 1).turn, Turn::straight);
  EXPECT_GT(first_between(made, it.south, it.north + 1).length, 12);
  EXPECT_GT(drive_through(made, 60), 50);
}

TEST(RoadJoining, SignalsJoinTheSidesOfAWideRoadWhichWouldElseStayApart) {
  const RoadSynthesis with = synthesize_roads(Divided(12).streets.net);
  EXPECT_EQ(with.roads.signals.size(), 1U);
  const Divided without(12, "");
  const RoadSynthesis made = synthesize_roads(without.streets.net);
  check_network(made);
  EXPECT_NE(made.link_of_street[at(without.middle)], kNone);
  EXPECT_GT(drive_through(made, 60), 50);
}

TEST(RoadJoining, BridgesAndWhatLiesBesideThemStayApart) {
  Divided it;
  it.streets.net.level[at(it.middle)] = it.streets.net.level[at(it.middle) + 1] = 1;
  EXPECT_EQ(synthesize_roads(it.streets.net).roads.signals.size(), 2U);
}

TEST(RoadJoining, AnOpeningOfTheMedianIsThereToTurnBack) {
  SmallStreets streets;
  const std::int32_t low = streets.node(0, -5), high = streets.node(0, 5);
  const std::int32_t in = streets.street(streets.node(-300, -5), low, "primary", 2, 0);
  streets.street(low, streets.node(300, -5), "primary", 2, 0);
  streets.street(streets.node(300, 5), high, "primary", 2, 0);
  const std::int32_t back = streets.street(high, streets.node(-300, 5), "primary", 2, 0);
  streets.street(low, high, "primary_link", 1, 0);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  ASSERT_EQ(between(made, in, back).size(), 1U);
  EXPECT_EQ(between(made, in, back)[0].turn, Turn::back);
  EXPECT_EQ(between(made, in, back)[0].from_lane, 1);
}

/// Eight pieces of a circle of 20 m with four streets.
struct Circle {
  SmallStreets streets;
  std::vector<std::int32_t> ring, in;

  Circle() {
    for (int i = 0; i < 8; ++i) {
      const double angle = i * std::numbers::pi / 4;
      streets.node(20 * std::cos(angle), 20 * std::sin(angle), "roundabout");
    }
    for (int i = 0; i < 8; ++i) ring.push_back(streets.street(i, (i + 1) % 8, "tertiary", 1, 0));
    for (int i = 0; i < 8; i += 2) {
      const double angle = i * std::numbers::pi / 4;
      in.push_back(streets.street(streets.node(220 * std::cos(angle), 220 * std::sin(angle)), i, "primary"));
    }
  }
};

TEST(RoadRoundabout, ItsRingGoesFirstWhateverComes) {
  const Circle it;
  const RoadSynthesis made = synthesize_roads(it.streets.net);
  check_network(made);
  for (std::size_t arm = 0; arm < 4; ++arm) {
    const std::size_t before = (2 * arm + 7) % 8;
    EXPECT_TRUE(yields(made, it.in[arm], it.ring[2 * arm], it.ring[before], it.ring[2 * arm]));
    EXPECT_EQ(first_between(made, it.ring[before], it.ring[2 * arm]).right, Right::major);
    EXPECT_EQ(between(made, it.ring[before], it.in[arm] + 1).size(), 1U);
  }
  EXPECT_GT(drive_through(made, 60), 100);
}

TEST(RoadRoundabout, WithTrafficOnTheLeftTheMirrorImageIsOne) {
  RoadSynthesisOptions left;
  left.drives_left = true;
  const Circle it;
  const RoadSynthesis made = synthesize_roads(testing::mirrored(it.streets.net), left);
  check_network(made);
  EXPECT_TRUE(yields(made, it.in[0], it.ring[0], it.ring[7], it.ring[0]));
  EXPECT_EQ(first_between(made, it.ring[7], it.ring[0]).right, Right::major);
}

TEST(RoadEnds, ADeadEndIsThereToTurnAroundAndABendToGoOn) {
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0), b = streets.node(100, 0), c = streets.node(200, 30);
  const std::int32_t first = streets.street(a, b, "residential", 2),
                     second = streets.street(b, c, "residential", 2);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(made.roads.junctions[at(made.junction_of_node[at(b)])].control, Control::open);
  EXPECT_EQ(made.roads.junctions[at(made.junction_of_node[at(c)])].control, Control::dead_end);
  EXPECT_EQ(between(made, first, second).size(), 2U);
  EXPECT_TRUE(between(made, first, first + 1).empty());
  ASSERT_EQ(between(made, second, second + 1).size(), 2U);
  EXPECT_EQ(between(made, second, second + 1)[0].turn, Turn::back);
  EXPECT_EQ(std::count(made.in_core.begin(), made.in_core.end(), 1), 4);
}

TEST(RoadEnds, WhereAStreetWidensItsInnermostLaneOpensAndWhereItNarrowsLanesEndInTurn) {
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0), b = streets.node(100, 0), c = streets.node(200, 0),
                     d = streets.node(300, 0);
  const std::int32_t one = streets.street(a, b, "primary", 1, 0),
                     three = streets.street(b, c, "primary", 3, 0),
                     two = streets.street(c, d, "primary", 2, 0);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(between(made, one, three).size(), 3U);
  const std::vector<Connection> narrow = between(made, three, two);
  ASSERT_EQ(narrow.size(), 3U);
  EXPECT_EQ(
      std::count_if(narrow.begin(), narrow.end(), [](const Connection& n) { return n.crosses.empty(); }), 1);
  EXPECT_TRUE(told(made, "leads nowhere"));
}

TEST(RoadMotorway, ARampGetsALaneOfItsOwnWhereThereIsOneAndYieldsElsewhere) {
  for (const int lanes : {3, 2}) {
    SmallStreets streets;
    const std::int32_t merge = streets.node(0, 0);
    const std::int32_t main = streets.street(streets.node(-500, 0), merge, "motorway", 2, 0);
    const std::int32_t ramp = streets.street(streets.node(-300, -60), merge, "motorway_link", 1, 0);
    const std::int32_t on = streets.street(merge, streets.node(500, 0), "motorway", lanes, 0);
    const RoadSynthesis made = synthesize_roads(streets.net);
    check_network(made);
    EXPECT_EQ(yields(made, ramp, on, main, on), lanes == 2);
    EXPECT_EQ(first_between(made, main, on).right, Right::major);
    EXPECT_EQ(first_between(made, main, on).to_lane, lanes - 2);
    EXPECT_EQ(made.roads.lanes[0].allowed & set_of(VehicleClass::bicycle), 0U);
    EXPECT_GT(drive_through(made, 5), 100);
  }
}

TEST(RoadSignals, HaveAGreenForEachRoadAndOneForTurnLanes) {
  SmallStreets streets;
  const std::int32_t centre = streets.node(0, 0, "signal");
  const auto in = streets.star(centre, {0, 90, 180, 270}, {"primary", "residential"}, 3);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  const SignalProgram& fixed = made.roads.signals[0].programs[0];
  EXPECT_EQ(greens(fixed), 4);
  EXPECT_GT(fixed.phases[0].duration, 2 * fixed.phases[6].duration);  // the main road's
  EXPECT_EQ(fixed.phases[1].duration, 3000);                          // amber at 50 km/h
  Milliseconds cycle = 0;
  for (const Phase& phase : fixed.phases) cycle += phase.duration;
  EXPECT_EQ(cycle, 90'000);
  EXPECT_EQ(made.roads.signals[0].programs[1].kind, SignalProgram::Kind::actuated);
  EXPECT_LT(made.roads.signals[0].programs[1].phases[0].shortest, fixed.phases[0].duration);
  EXPECT_EQ(made.roads.signals[0].programs[2].kind, SignalProgram::Kind::max_pressure);
  for (std::int32_t program = 0; program < 3; ++program) {
    RoadSynthesis with = made;
    with.roads.signals[0].active = program;
    EXPECT_GT(drive_through(with, 60), 100);
  }
  const Connection left = first_between(made, in[0], in[3] + 1);
  EXPECT_EQ(fixed.phases[0].lights[at(left.light)], Light::green);           // yields
  EXPECT_EQ(fixed.phases[3].lights[at(left.light)], Light::green_priority);  // alone
}

TEST(RoadSignals, BesideTheRoadBelongToTheJunctionAheadAndAloneTheyAreForWalkers) {
  SmallStreets streets;
  const std::int32_t centre = streets.node(0, 0), pole = streets.node(-20, 0, "signal");
  streets.star(centre, {0, 90, 270}, {"secondary"});
  const std::int32_t far = streets.node(-150, 0, "signal");
  streets.street(pole, centre, "secondary");
  streets.street(far, pole, "secondary");
  streets.street(streets.node(-300, 0), far, "secondary");
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(made.roads.signals.size(), 1U);
  EXPECT_EQ(made.junction_of_node[at(pole)], made.junction_of_node[at(centre)]);
  EXPECT_TRUE(told(made, "for those who walk"));
  RoadSynthesisOptions options;
  options.pedestrian_signals = true;
  const RoadSynthesis both = synthesize_roads(streets.net, options);
  check_network(both);
  EXPECT_EQ(both.roads.signals.size(), 2U);
  EXPECT_GT(drive_through(both, 60), 50);
}

TEST(RoadSignals, StandAtMajorCrossingsWithoutATagIfAsked) {
  SmallStreets streets;
  streets.star(streets.node(0, 0), {0, 90, 180, 270}, {"secondary"});
  EXPECT_TRUE(synthesize_roads(streets.net).roads.signals.empty());
  RoadSynthesisOptions options;
  options.signals_at_major_crossings = true;
  EXPECT_EQ(synthesize_roads(streets.net, options).roads.signals.size(), 1U);
}

TEST(RoadClasses, KeepCarsFromPathsAndBicyclesFromMotorways) {
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0), b = streets.node(100, 0);
  for (const char* path : {"footway", "steps", "path", "cycleway", "bridleway", "corridor"})
    streets.street(a, b, path);
  const std::int32_t bus = streets.street(a, b, "busway"), closed = streets.street(a, b, "residential");
  const std::int32_t odd = streets.street(a, b, "avenue");
  streets.net.open.assign(streets.net.links(), 1);
  for (const std::int32_t row : {bus, closed}) streets.net.open[at(row)] = streets.net.open[at(row) + 1] = 0;
  streets.net.cyclable.assign(streets.net.links(), 1);
  const RoadSynthesis made = synthesize_roads(streets.net);
  EXPECT_EQ(made.roads.links.size(), 4U);
  EXPECT_EQ(made.link_of_street[at(closed)], kNone);
  EXPECT_EQ(made.roads.lanes[0].allowed & set_of(VehicleClass::passenger), 0U);
  EXPECT_NE(made.roads.lanes[0].allowed & set_of(VehicleClass::bus), 0U);
  EXPECT_NE(made.roads.lanes[2].allowed & set_of(VehicleClass::bicycle), 0U);
  EXPECT_NE(made.link_of_street[at(odd)], kNone);
  EXPECT_TRUE(told(made, "no class that is known"));
}

TEST(RoadLengths, NoLinkIsShorterThanAVehicle) {
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0), b = streets.node(10, 0), c = streets.node(10, 0);
  streets.star(a, {90, 180, 270}, {"residential"});
  streets.star(b, {0, 45, 315}, {"service"});
  streets.street(a, b, "residential");
  streets.street(b, c, "residential");
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(made.junction_of_node[at(b)], made.junction_of_node[at(c)]);
  drive_through(made, 60);
}

TEST(RoadInput, ThatCannotBeMeantIsLeftOutWithAFinding) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinite = std::numeric_limits<double>::infinity();
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0, "lighthouse"), b = streets.node(100, 0),
                     lost = streets.node(nan, 0);
  const std::int32_t good = streets.street(a, b);
  streets.street(a, lost);
  streets.street(b, 99);
  streets.street(b, -1);
  streets.street(a, a);
  streets.street(b, streets.node(1e7, 0));
  streets.net.lanes[at(good)] = nan;
  streets.net.lanes[at(good) + 1] = -3;
  streets.net.speed_limit.assign(streets.net.links(), infinite);
  streets.net.width.assign(streets.net.links(), nan);
  streets.net.first.assign(streets.net.links() + 1, 0);
  streets.net.path = {nan, nan, nan, 0, 0, nan, 50, 5, 3, 100, 0, nan};
  for (std::size_t i = 1; i < streets.net.first.size(); ++i) streets.net.first[i] = 4;
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(made.roads.links.size(), 2U);
  EXPECT_EQ(made.roads.links[0].path.size(), 9U);
  EXPECT_TRUE(told(made, "without a node or a place"));
  EXPECT_TRUE(told(made, "longer than 90 km"));
  EXPECT_TRUE(told(made, "lighthouse"));
  EXPECT_TRUE(synthesize_roads({}).roads.links.empty());
}

TEST(RoadInput, NodesAtOnePlaceAreOneUnlessTheirStreetsLieOnDifferentLevels) {
  SmallStreets streets;
  const std::int32_t a = streets.node(0, 0), b = streets.node(100, 0), again = streets.node(100, 0),
                     c = streets.node(200, 0);
  const std::int32_t first = streets.street(a, b), second = streets.street(again, c);
  EXPECT_EQ(between(synthesize_roads(streets.net), first, second).size(), 1U);
  streets.net.level[at(second)] = streets.net.level[at(second) + 1] = 1;
  EXPECT_TRUE(between(synthesize_roads(streets.net), first, second).empty());
}

TEST(RoadInput, OfColumnsThatDoNotFitIsRefused) {
  SmallStreets streets;
  streets.street(streets.node(0, 0), streets.node(100, 0));
  StreetNetwork bad = streets.net;
  bad.lanes.pop_back();
  EXPECT_THROW((void)synthesize_roads(bad), InputError);
  bad = streets.net;
  bad.path = {0, 0, 0};
  EXPECT_THROW((void)synthesize_roads(bad), InputError);
  RoadSynthesisOptions options;
  options.vehicle_space = 0;
  EXPECT_THROW((void)synthesize_roads(streets.net, options), InputError);
}

TEST(RoadInput, TwoHundredStreetsAtANodeAreJoinedWithoutRules) {
  SmallStreets streets;
  streets.node(0, 0, "signal");
  std::vector<double> degrees;
  for (int i = 0; i < 200; ++i) degrees.push_back(i * 1.8);
  streets.star(0, degrees, {"residential"});
  const RoadSynthesis made = synthesize_roads(streets.net);
  EXPECT_EQ(made.roads.links.size(), 400U);
  EXPECT_TRUE(told(made, "more than 24 streets"));
  EXPECT_NO_THROW((void)flow_network(made.roads));
}

TEST(RoadInput, TheSameStreetsGiveTheSameNetwork) {
  const Circle it;
  EXPECT_EQ(synthesize_roads(it.streets.net).roads, synthesize_roads(it.streets.net).roads);
}

}  // namespace
}  // namespace conurb::transport
