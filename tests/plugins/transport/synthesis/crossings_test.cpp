// SPDX-License-Identifier: Apache-2.0
// Crossings made by hand: who may turn where, from which lane, and who goes first.
#include <algorithm>

#include "tests/plugins/transport/synthesis/small_streets.hpp"

namespace conurb::transport {
namespace {

using testing::between;
using testing::check_network;
using testing::cross;
using testing::drive_through;
using testing::first_between;
using testing::SmallStreets;
using testing::yields;
using Control = Junction::Control;

/// Arms to the east, north, west and south of the node 0; rows in[i] lead to it, in[i] + 1 away.
enum Arm : std::size_t { kEast, kNorth, kWest, kSouth };

struct Crossing {
  SmallStreets streets;
  std::vector<std::int32_t> in;
  RoadSynthesis made;

  Crossing(const std::vector<std::string>& classes, double lanes, const std::string& control = "",
           const RoadSynthesisOptions& options = {}, const std::vector<double>& degrees = {0, 90, 180, 270}) {
    streets.node(0, 0, control);
    in = streets.star(0, degrees, classes, lanes);
    made = synthesize_roads(options.drives_left ? testing::mirrored(streets.net) : streets.net, options);
    check_network(made);
  }
  [[nodiscard]] const Junction& junction() const { return made.roads.junctions[0]; }
  [[nodiscard]] std::vector<Connection> turn(Arm from, Arm to) const {
    return between(made, in[from], in[to] + 1);
  }
  [[nodiscard]] bool goes_after(Arm from, Arm to, Arm foe_from, Arm foe_to) const {
    return yields(made, in[from], in[to] + 1, in[foe_from], in[foe_to] + 1);
  }
  [[nodiscard]] bool meets(Arm from, Arm to, Arm foe_from, Arm foe_to) const {
    return cross(made, in[from], in[to] + 1, in[foe_from], in[foe_to] + 1);
  }
};

TEST(RoadCrossing, OfEqualStreetsLetsThoseFromTheRightGoFirst) {
  const Crossing it({"residential"}, 1);
  EXPECT_EQ(it.junction().control, Control::right_of_left);
  EXPECT_EQ(it.made.roads.links.size(), 8U);
  EXPECT_TRUE(it.goes_after(kSouth, kNorth, kEast, kWest));  // the east is to the right of who goes north
  EXPECT_FALSE(it.goes_after(kSouth, kNorth, kWest, kEast));
  EXPECT_TRUE(it.goes_after(kWest, kEast, kSouth, kNorth));
  EXPECT_EQ(it.turn(kSouth, kNorth).front().right, Right::equal);
  EXPECT_EQ(it.turn(kSouth, kNorth).front().turn, Turn::straight);
  EXPECT_EQ(it.turn(kSouth, kEast).front().turn, Turn::right);
  EXPECT_EQ(it.turn(kSouth, kWest).front().turn, Turn::left);
  EXPECT_TRUE(it.turn(kSouth, kSouth).empty());  // nobody turns back
  EXPECT_GT(drive_through(it.made, 60), 100);
}

TEST(RoadCrossing, PathsOfOppositeLeftTurnsDoNotCrossAndStraightOnesDo) {
  const Crossing it({"residential"}, 1);
  EXPECT_FALSE(it.meets(kSouth, kWest, kNorth, kEast));
  EXPECT_TRUE(it.meets(kSouth, kNorth, kNorth, kEast));
  EXPECT_FALSE(it.meets(kSouth, kNorth, kNorth, kSouth));
  EXPECT_TRUE(it.meets(kSouth, kNorth, kWest, kEast));
  EXPECT_TRUE(it.meets(kSouth, kEast, kWest, kEast));  // into one lane
  EXPECT_FALSE(it.meets(kSouth, kEast, kNorth, kWest));
}

TEST(RoadCrossing, OfAMainRoadLetsItsTrafficGoFirst) {
  const Crossing it({"secondary", "residential"}, 1);
  EXPECT_EQ(it.junction().control, Control::priority);
  EXPECT_EQ(it.turn(kEast, kWest).front().right, Right::major);
  EXPECT_EQ(it.turn(kSouth, kNorth).front().right, Right::minor);
  EXPECT_TRUE(it.goes_after(kSouth, kNorth, kEast, kWest));
  EXPECT_TRUE(it.goes_after(kSouth, kNorth, kWest, kEast));
  EXPECT_TRUE(it.goes_after(kEast, kSouth, kWest, kEast));  // turns across those who come towards it
  EXPECT_FALSE(it.goes_after(kEast, kSouth, kNorth, kSouth));
  EXPECT_EQ(it.turn(kEast, kSouth).front().right, Right::minor);
  EXPECT_GT(drive_through(it.made, 60), 100);
}

TEST(RoadCrossing, OfMainRoadsThatMeetInATLetsTheThroughRoadGoFirst) {
  const Crossing it({"primary"}, 1, "", {}, {0, 90, 180});
  EXPECT_EQ(it.junction().control, Control::priority);
  EXPECT_FALSE(it.goes_after(kEast, kWest, kNorth, kWest));
  EXPECT_TRUE(it.goes_after(kNorth, kWest, kEast, kWest));
  EXPECT_TRUE(it.goes_after(kNorth, kEast, kWest, kEast));
  EXPECT_GT(drive_through(it.made, 60), 50);
}

TEST(RoadCrossing, ATurnIsSlowerThanAWayAcrossAndTheLongerOneIsTheFarOne) {
  const Crossing it({"secondary"}, 1);
  const Connection ahead = it.turn(kSouth, kNorth).front(), left = it.turn(kSouth, kWest).front(),
                   right = it.turn(kSouth, kEast).front();
  EXPECT_NEAR(ahead.speed, 50 / 3.6, 1e-9);
  EXPECT_LT(left.speed, 8);
  EXPECT_LE(right.speed, left.speed);
  EXPECT_GT(right.speed, 4);
  EXPECT_LT(right.length, left.length);
  // Stop lines stand half a road of 6.5 m and 3 m from the node.
  EXPECT_NEAR(ahead.length, 2 * 6.25, 0.01);
  EXPECT_NEAR(it.made.roads.links[0].length, 200 - 6.25, 0.01);
}

TEST(RoadLanes, OutermostLanesTurnAndMostGoStraightOn) {
  const Crossing it({"secondary"}, 3);
  const auto lanes = [&](Arm to) {
    std::vector<std::pair<int, int>> out;
    for (const Connection& c : it.turn(kSouth, to)) out.emplace_back(c.from_lane, c.to_lane);
    return out;
  };
  EXPECT_EQ(lanes(kEast), (std::vector<std::pair<int, int>>{{0, 0}}));
  EXPECT_EQ(lanes(kNorth), (std::vector<std::pair<int, int>>{{0, 0}, {1, 1}, {2, 2}}));
  EXPECT_EQ(lanes(kWest), (std::vector<std::pair<int, int>>{{2, 2}}));
}

TEST(RoadLanes, AtASignalTheInnermostOfThreeLanesIsForTurnsAcrossAlone) {
  const Crossing it({"secondary"}, 3, "signal");
  EXPECT_EQ(it.turn(kSouth, kNorth).size(), 2U);
  EXPECT_EQ(it.turn(kSouth, kWest).front().from_lane, 2);
  const Crossing shared({"secondary"}, 2, "signal");
  EXPECT_EQ(shared.turn(kSouth, kNorth).size(), 2U);
  EXPECT_EQ(shared.turn(kSouth, kWest).front().from_lane, 1);
}

TEST(RoadLanes, WithoutAWayStraightOnLanesAreDividedBetweenTheSides) {
  SmallStreets streets;
  streets.node(0, 0);
  const auto in = streets.star(0, {0, 180, 270}, {"secondary"}, 2);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(first_between(made, in[2], in[0] + 1).from_lane, 0);
  EXPECT_EQ(first_between(made, in[2], in[1] + 1).from_lane, 1);
  EXPECT_EQ(first_between(made, in[2], in[1] + 1).to_lane, 1);
}

TEST(RoadSigns, AStopSignAtTheJunctionStopsTheLowerRoadsAndAmongEqualsAll) {
  const Crossing major({"tertiary", "residential"}, 1, "stop");
  EXPECT_EQ(major.turn(kSouth, kNorth).front().right, Right::stop);
  EXPECT_EQ(major.turn(kEast, kWest).front().right, Right::major);
  const Crossing all({"residential"}, 1, "stop");
  EXPECT_EQ(all.junction().control, Control::all_way_stop);
  EXPECT_EQ(all.turn(kSouth, kNorth).front().right, Right::all_stop);
  EXPECT_GT(drive_through(all.made, 60), 100);
  const Crossing told({"residential"}, 1, "priority");
  EXPECT_EQ(told.junction().control, Control::priority);
}

TEST(RoadSigns, ASignBesideTheRoadStopsItsApproachAlone) {
  SmallStreets streets;
  const std::int32_t centre = streets.node(0, 0), sign = streets.node(0, -12, "stop");
  const auto in = streets.star(centre, {0, 90, 180}, {"residential"});
  const std::int32_t south = streets.street(streets.node(0, -200), sign);
  const std::int32_t last = streets.street(sign, centre);
  const RoadSynthesis made = synthesize_roads(streets.net);
  check_network(made);
  EXPECT_EQ(made.link_of_street[at(last)], kNone);
  EXPECT_EQ(made.junction_of_node[at(sign)], made.junction_of_node[at(centre)]);
  EXPECT_EQ(first_between(made, south, in[1] + 1).right, Right::stop);
  EXPECT_TRUE(yields(made, south, in[1] + 1, in[2], in[0] + 1));  // though it comes from the right
  EXPECT_EQ(first_between(made, in[2], in[0] + 1).right, Right::major);
}

TEST(RoadTraffic, OnTheLeftIsTheMirrorImage) {
  RoadSynthesisOptions left;
  left.drives_left = true;
  const Crossing right_hand({"primary", "tertiary"}, 3, "signal"),
      left_hand({"primary", "tertiary"}, 3, "signal", left);
  const RoadNetwork &a = right_hand.made.roads, &b = left_hand.made.roads;
  EXPECT_TRUE(b.drives_left);
  ASSERT_EQ(a.connections.size(), b.connections.size());
  const auto key = [](const Connection& c) {
    return std::tuple(c.from_link, c.from_lane, c.to_link, c.to_lane, c.crosses.size(), c.yields_to.size());
  };
  std::vector<decltype(key(a.connections[0]))> as, bs;
  for (const Connection& c : a.connections) as.push_back(key(c));
  for (const Connection& c : b.connections) bs.push_back(key(c));
  std::sort(as.begin(), as.end());
  std::sort(bs.begin(), bs.end());
  EXPECT_EQ(as, bs);
  EXPECT_EQ(left_hand.turn(kSouth, kEast).front().turn, Turn::left);  // mirrored: the east is to the left
  EXPECT_EQ(a.signals[0].programs[0].phases.size(), b.signals[0].programs[0].phases.size());
}

}  // namespace
}  // namespace conurb::transport
