// SPDX-License-Identifier: Apache-2.0
// Every element of a small network that was written by hand, and what is repaired or refused in it.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "plugins/transport/formats/consistency.hpp"
#include "tests/plugins/transport/formats/fixtures.hpp"

namespace conurb::transport {
namespace {

using testing::crossing;
using testing::listed;
using testing::net_refusal;
using testing::says;
using testing::Scenario;
using testing::seed_text;
using testing::with;
using Rows = std::vector<std::int32_t>;

std::string net_text() {
  return seed_text("crossing.net.xml");
}

Scenario changed(std::string_view part, std::string_view by) {
  Scenario out;
  out.net(with(net_text(), part, by));
  require_consistent(out.network, "changed");
  return out;
}

TEST(SumoNetwork, ALinkHasItsEndsRankLengthAndTheSpeedOfItsFastestLane) {
  const RoadNetwork n = crossing().network;
  ASSERT_EQ(n.links.size(), 6U);
  const Link& w = n.links[4];
  EXPECT_EQ(w.id, "w_in");
  EXPECT_EQ(n.junctions[at(w.from)].id, "W");
  EXPECT_EQ(n.junctions[at(w.to)].id, "C");
  EXPECT_EQ(w.first_lane, 4);
  EXPECT_EQ(w.lanes, 2);
  EXPECT_EQ(w.length, 90);
  EXPECT_EQ(w.speed, 13.89);
  EXPECT_EQ(w.priority, 2);
  EXPECT_EQ(n.links[0].type, "highway.primary");
  EXPECT_EQ(n.links[0].name, "East Street");
  EXPECT_EQ(n.links[1].path, (std::vector<double>{0, 0, 0, 50, -1, 0, 100, 0, 4}));
  EXPECT_TRUE(w.path.empty());
}

TEST(SumoNetwork, ALaneIsOpenToTheClassesThatItsListsLeave) {
  const RoadNetwork n = crossing().network;
  ASSERT_EQ(n.lanes.size(), 7U);
  EXPECT_EQ(n.lanes[0].allowed, kEveryClass);
  // "rail" alone leaves the fast and the electric trains, which are of the same class of ours.
  EXPECT_EQ(n.lanes[1].allowed, kEveryClass & ~set_of(VehicleClass::tram));
  EXPECT_EQ(n.lanes[4].allowed, set_of(VehicleClass::bus) | set_of(VehicleClass::bicycle));
  EXPECT_EQ(n.lanes[1].width, 3.5);
  EXPECT_EQ(n.lanes[0].width, 3.2);
  EXPECT_EQ(n.lanes[4].speed, 8);
}

TEST(SumoNetwork, AJunctionHasItsPlaceAndItsRule) {
  const RoadNetwork n = crossing().network;
  ASSERT_EQ(n.junctions.size(), 4U);
  const auto control = [&](const char* id) {
    for (const Junction& j : n.junctions) {
      if (j.id == id) return j.control;
    }
    ADD_FAILURE() << id;
    return Junction::Control::open;
  };
  EXPECT_EQ(control("C"), Junction::Control::signal);
  EXPECT_EQ(control("E"), Junction::Control::right_of_left);
  EXPECT_EQ(control("S"), Junction::Control::dead_end);
  EXPECT_EQ(control("W"), Junction::Control::all_way_stop);
  const Junction& e = n.junctions[at(n.links[0].from)];
  EXPECT_EQ(e.x, 100);
  EXPECT_EQ(e.y, 0);
  EXPECT_EQ(e.z, 4);
}

TEST(SumoNetwork, ProjectionOffsetAndSideOfTheRoadAreKept) {
  RoadNetwork n = crossing().network;
  EXPECT_EQ(n.projection, "+proj=utm +zone=32");
  EXPECT_EQ(n.offset_x, -1000.5);
  EXPECT_EQ(n.offset_y, -2000.25);
  EXPECT_FALSE(n.drives_left);
  EXPECT_EQ(n.name, "small.net.xml");
  n = changed("<net version=\"1.20\">", "<net version=\"1.20\" lefthand=\"true\">").network;
  EXPECT_TRUE(n.drives_left);
  EXPECT_EQ(changed("+proj=utm +zone=32", "!").network.projection, "");
}

struct Expected {
  const char *from, *to;
  Turn turn;
  Right right;
  std::int32_t light;
  double length, speed;
  Rows yields_to, crosses;
};

TEST(SumoNetwork, EachConnectionHasItsTurnItsRightItsWayAndItsFoes) {
  const Scenario s = crossing();
  // Rows are by link: e_in straight 0 and left 1, e_out back 2, s_in right 3 and left 4, w_in right 5,
  // straight 6. The left turn of e_in goes over two lanes: 4 m at 5 m/s and 8 m at 4 m/s, that is 12 m in 2.8
  // s.
  const std::vector<Expected> all{
      {"e_in_0", "w_out_0", Turn::straight, Right::major, 0, 20, 10, {}, {4}},
      {"e_in_0", "s_out_0", Turn::left, Right::minor, 1, 12, 12 / 2.8, {5, 6}, {4, 5, 6}},
      {"e_out_0", "e_in_0", Turn::back, Right::all_stop, kNone, 5, 0, {}, {}},
      {"s_in_0", "e_out_0", Turn::slight_right, Right::stop, 2, 9, 5, {6}, {6}},
      {"s_in_0", "w_out_0", Turn::slight_left, Right::minor, 3, 17, 5, {0, 1, 6}, {0, 1, 6}},
      {"w_in_0", "s_out_0", Turn::right, Right::major, 4, 8, 5, {}, {1}},
      {"w_in_1", "e_out_0", Turn::straight, Right::major, 5, 20, 10, {}, {1, 3, 4}}};
  ASSERT_EQ(s.network.connections.size(), all.size());
  for (std::size_t row = 0; row < all.size(); ++row) {
    const Expected& expected = all[row];
    SCOPED_TRACE(std::string(expected.from) + " to " + expected.to);
    EXPECT_EQ(s.connection(expected.from, expected.to), row_of(row));
    const Connection& c = s.network.connections[row];
    EXPECT_EQ(c.turn, expected.turn);
    EXPECT_EQ(c.right, expected.right);
    EXPECT_EQ(c.light, expected.light);
    EXPECT_EQ(c.signal, expected.light == kNone ? kNone : 0);
    EXPECT_DOUBLE_EQ(c.length, expected.length);
    EXPECT_DOUBLE_EQ(c.speed, expected.speed);
    EXPECT_EQ(c.yields_to, expected.yields_to);
    EXPECT_EQ(c.crosses, expected.crosses);
  }
  require_consistent(s.network, "crossing");
}

TEST(SumoNetwork, WithoutLanesInsideJunctionsRequestsCountByIncomingLanes) {
  std::string text = net_text();
  // Without lanes inside, rows are by incLanes and then as the connections stand; those of w_in come first
  // there.
  text = with(text, "intLanes=\":C_0_0 :C_6_0 :C_2_0 :C_3_0 :C_4_0 :C_5_0\"", "intLanes=\"\"");
  for (const char* via : {" via=\":C_4_0\"", " via=\":C_5_0\"", " via=\":C_0_0\"", " via=\":C_1_0\"",
                          " via=\":C_2_0\"", " via=\":C_3_0\""}) {
    text = with(text, via, "");
  }
  const RoadNetwork whole = crossing().network;
  Scenario s;
  s.net(text);
  ASSERT_EQ(s.network.connections.size(), whole.connections.size());
  for (std::size_t row = 0; row < whole.connections.size(); ++row) {
    EXPECT_EQ(s.network.connections[row].yields_to, whole.connections[row].yields_to) << row;
    EXPECT_EQ(s.network.connections[row].crosses, whole.connections[row].crosses) << row;
    EXPECT_EQ(s.network.connections[row].speed, 0) << row;
  }
  // e_in ends at (10, 3), s_out begins at (-2, -10).
  EXPECT_DOUBLE_EQ(s.network.connections[1].length, std::hypot(12, 13));
  EXPECT_TRUE(says(s.findings, "network", "7 connections have no lanes inside")) << listed(s.findings);
}

TEST(SumoNetwork, RequestsThatDoNotFitTheConnectionsAreToldAndNobodyYields) {
  const Scenario s =
      changed("    <request index=\"5\" response=\"000000\" foes=\"001110\" cont=\"0\"/>\n", "");
  EXPECT_TRUE(says(s.findings, "junction 'C'", "another number of requests")) << listed(s.findings);
  for (const Connection& c : s.network.connections) EXPECT_TRUE(c.crosses.empty());
}

TEST(SumoNetwork, WhatIsNoRoadIsLeftOutAndCounted) {
  const Scenario s = crossing();
  EXPECT_TRUE(says(s.findings, "walkingarea ':C_w0'", "left out")) << listed(s.findings);
  EXPECT_TRUE(says(s.findings, "file", "1 'roundabout'"));
  const Scenario connector = changed("<edge id=\"e_in\"", "<edge function=\"connector\" id=\"e_in\"");
  EXPECT_EQ(connector.network.links.size(), 6U);
  EXPECT_TRUE(says(connector.findings, "connector 'e_in'", "kept as a road"));
}

TEST(SumoNetwork, WordsThatAreNotKnownAreToldAndReplaced) {
  Scenario s = changed("dir=\"R\" state=\"s\"", "dir=\"q\" state=\"?\"");
  EXPECT_EQ(s.network.connections[3].turn, Turn::straight);
  EXPECT_EQ(s.network.connections[3].right, Right::minor);
  EXPECT_TRUE(says(s.findings, "connection 's_in to e_out'", "the direction 'q': straight instead"));
  EXPECT_TRUE(says(s.findings, "connection 's_in to e_out'", "the state '?': minor instead"));
  s = changed("type=\"right_before_left\"", "type=\"rail_crossing\"");
  EXPECT_TRUE(says(s.findings, "junction 'E'", "'rail_crossing': without its barriers"))
      << listed(s.findings);
  s = changed("allow=\"bus bicycle\"", "allow=\"bus hovercraft\"");
  EXPECT_EQ(s.network.lanes[4].allowed, set_of(VehicleClass::bus));
  EXPECT_TRUE(says(s.findings, "vehicle class 'hovercraft'", "not known"));
}

TEST(SumoNetwork, LengthsAndSpeedsThatNoModelTakesAreRepaired) {
  Scenario s = changed("speed=\"8.33\" length=\"90\" shape=\"2,", "speed=\"0\" length=\"0\" shape=\"2,");
  EXPECT_EQ(s.network.links[2].length, 0.1);
  EXPECT_EQ(s.network.lanes[2].allowed, 0U);
  EXPECT_EQ(s.network.links[2].speed, 0.1);
  EXPECT_TRUE(says(s.findings, "edge 's_in'", "shorter than 0.1 m")) << listed(s.findings);
  EXPECT_TRUE(says(s.findings, "lane 's_in_0'", "closed"));
}

TEST(SumoNetwork, WhatLeadsNowhereIsToldAndTheConnectionRepairedOrLeftOut) {
  Scenario s = changed("via=\":C_5_0\"", "via=\":C_9_0\"");
  EXPECT_DOUBLE_EQ(s.network.connections[6].length, 20);  // the gap: (-10, -2) to (10, -2)
  EXPECT_TRUE(says(s.findings, "connection 'w_in to e_out'", "over a lane that is not there"))
      << listed(s.findings);
  s = changed("tl=\"C\" linkIndex=\"5\"", "tl=\"D\" linkIndex=\"5\"");
  EXPECT_EQ(s.network.connections[6].signal, kNone);
  EXPECT_TRUE(says(s.findings, "connection 'w_in to e_out'", "no program switches"));
  s = changed("linkIndex=\"5\"", "linkIndex=\"2000000000\"");
  EXPECT_EQ(s.network.connections[6].light, kNone);
  s = changed("from=\"e_out\" to=\"e_in\"", "from=\"e_out\" to=\"w_out\"");
  EXPECT_EQ(s.network.connections.size(), 6U);
  EXPECT_TRUE(says(s.findings, "connection 'e_out to w_out'", "do not meet: left out"));
  s = changed("<connection from=\":C_6\" to=\"s_out\"",
              "<connection via=\":C_6_0\" from=\":C_6\" to=\"s_out\"");
  EXPECT_TRUE(says(s.findings, "connection 'e_in_0 to s_out_0'", "goes around inside")) << listed(s.findings);
  EXPECT_DOUBLE_EQ(s.network.connections[1].length, 12);
}

TEST(SumoNetwork, WhatIsMissingTwiceOrNoNumberIsRefusedWithItsLine) {
  const struct {
    const char *part, *by, *says;
  } all[]{
      {"speed=\"5\" length=\"4\"", "speed=\"5\" length=\"-4\"",
       "small.net.xml:8: lane ':C_1_0': length is -4, must be"},
      {"speed=\"8.33\" length=\"90\"", "length=\"90\"", "lane 's_in_0': the attribute speed is missing"},
      {"speed=\"8.33\"", "speed=\"nan\"", "lane 's_in_0': speed is 'nan', must be a finite number"},
      {"length=\"90\"", "length=\"inf\"", "lane 'e_in_0': length is 'inf', must be a finite number"},
      {"index=\"1\" speed", "index=\"2\" speed", "lane 'w_in_1': index is '2', must be 1"},
      {"<edge id=\"s_out\"", "<edge id=\"s_in\"", "edge 's_in': stands twice"},
      {"<junction id=\"S\"", "<junction id=\"E\"", "junction 'E': stands twice"},
      {"<junction id=\"S\"", "<junction id=\"T\"",
       "edge 's_in': ends at the junction 'S', which is not there"},
      {"from=\"S\" to=\"C\"", "to=\"C\"", "edge 's_in': the attribute from is missing"},
      {"shape=\"0,0 50,-1", "shape=\"0,0 50", "edge 'e_out': shape is '0,0 50 100,0,4', must be points"},
      {"shape=\"-100,-5", "shape=\"-100;-5", "lane 'w_in_0': shape is"},
      {"netOffset=\"-1000.50,", "netOffset=\"", "location: netOffset is '-2000.25', must be x,y"},
      {"to=\"w_out\" fromLane=\"0\"", "to=\"w_off\" fromLane=\"0\"",
       "names the edge 'w_off', which does not stand"},
      {"to=\"w_out\" fromLane=\"0\"", "to=\"w_out\" fromLane=\"1\"",
       "'e_in to w_out' names a lane that is not there"},
      {"x=\"100\" y=\"0\"", "x=\"100\"", "junction 'E': the attribute y is missing"},
      {"duration=\"30\"", "duration=\"0\"", "the duration of a phase of signal 'C' is '0', must be above 0"},
      {"next=\"0 1\"", "next=\"soon\"", "next is 'soon', must be numbers"},
      {"index=\"3\" response=\"100011\"", "index=\"3\"", "request: the attribute response is missing"},
  };
  for (const auto& [part, by, expected] : all) {
    EXPECT_NE(net_refusal(with(net_text(), part, by)).find(expected), std::string::npos)
        << by << ": " << net_refusal(with(net_text(), part, by));
  }
  EXPECT_NE(net_refusal("<routes/>").find("small.net.xml:1: begins with the element 'routes'"),
            std::string::npos);
  EXPECT_NE(net_refusal("<net><edge id='a' from='b' to='c'></edge></net>").find("edge 'a': has no lanes"),
            std::string::npos);
  EXPECT_NE(net_refusal("<net><edge id='a' from='b' to='c'><edge id='d' from='b' to='c'/></edge></net>")
                .find("edge 'd': stands within the edge 'a'"),
            std::string::npos);
  EXPECT_NE(
      net_refusal("<net><lane id='l' index='0' length='1' speed='1'/></net>").find("outside of an edge"),
      std::string::npos);
}

TEST(SumoNetwork, ATextThatIsCutOffIsRefusedWhereverItIsCut) {
  const std::string text = net_text();
  for (std::size_t size = 0; size + 7 < text.size(); size += 13)
    EXPECT_NE(net_refusal(text.substr(0, size)), "") << size;
}

}  // namespace
}  // namespace conurb::transport
