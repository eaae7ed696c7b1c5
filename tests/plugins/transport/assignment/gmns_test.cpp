// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/gmns/gmns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "plugins/transport/assignment/equilibrium.hpp"
#include "plugins/transport/assignment/gmns/gmns_lines.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/assignment/fixtures.hpp"

namespace conurb::transport::assignment {
namespace {

using ::testing::HasSubstr;
using testing::replaced;

const std::string kNode =
    "\xEF\xBB\xBFname,node_id,zone_id,geometry\n\"a, b\",10,7,\"POINT (1, \"\"2\"\")\"\n,20,8,\n,x30,,\n";
const std::string kLink =
    "link_id,from_node_id,to_node_id,length,lanes,capacity,free_speed,VDF_fftt1,VDF_cap1,VDF_alpha1,VDF_"
    "beta1\n"
    "1,10,x30,5,2,100,60,6,50,0.5,3\n2,x30,20,5,2,100,50,,,,\n";
const std::string kDemand = "o_zone_id,d_zone_id,volume\n7,7,4\n7,8,12.5\n8,7,0\n";

Import gmns_of(const std::string& node, const std::string& link, const std::string& demand,
               ZoneNodes rule = ZoneNodes::by_network) {
  return read_gmns({{node, "node.csv"}, {link, "link.csv"}, {demand, "demand.csv"}}, rule);
}

std::string gmns_refusal(const std::string& node, const std::string& link, const std::string& demand) {
  try {
    gmns_of(node, link, demand);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is refused";
}

std::string told(const Import& found) {
  std::string out;
  for (const Finding& finding : found.findings) out += finding.object + ": " + finding.text + "\n";
  return out;
}

TEST(Gmns, WhatFilesSayBesidesIsKeptByNodeAndLink) {
  const Import found =
      gmns_of("node_id,zone_id,x_coord,y_coord,ctrl_type\n1,7,10,50,signal\n2,7,12,52,\n3,8,,,\n",
              "link_id,name,from_node_id,to_node_id,facility_type,dir_flag,length,lanes,capacity,free_speed\n"
              "a,Main Street,1,2,arterial,0,1,2,900,50\n,,2,3,,1,1,,900,30\n",
              "o_zone_id,d_zone_id,volume\n7,8,4\n");
  const RoadDetails& details = found.details;
  EXPECT_EQ(details.control, (std::vector<std::string>{"signal", "", ""}));
  EXPECT_EQ(details.link_id, (std::vector<std::string>{"a", "-a", ""})) << "both directions";
  EXPECT_EQ(details.name, (std::vector<std::string>{"Main Street", "Main Street", ""}));
  EXPECT_EQ(details.facility, (std::vector<std::string>{"arterial", "arterial", ""}));
  EXPECT_EQ(details.lanes[1], 2);
  EXPECT_TRUE(std::isnan(details.lanes[2]));
  EXPECT_EQ(details.speed, (std::vector<double>{50, 50, 30}));
  ASSERT_EQ(details.x.size(), 4U) << "zone 7 has a centroid amid its nodes";
  EXPECT_EQ(details.x[3], 11);
  EXPECT_EQ(details.y[3], 51);
  EXPECT_TRUE(std::isnan(details.x[2]));
}

TEST(Gmns, ANetworkWithoutDemandNeedsNoZones) {
  const Import found = gmns_of("node_id,x_coord,y_coord\n10,0,0\n20,0,1\nx30,1,1\n", kLink, "");
  EXPECT_TRUE(found.problem.zones.empty());
  EXPECT_TRUE(found.problem.demand.trips.empty());
  EXPECT_EQ(found.problem.passable, (std::vector<std::uint8_t>{1, 1, 1}));
  EXPECT_EQ(found.problem.links.size(), 2U);
}

TEST(Gmns, NodesLinksAndTripsAreRead) {
  const Import found = gmns_of(kNode, kLink, kDemand);
  EXPECT_EQ(found.problem.nodes, (std::vector<std::string>{"10", "20", "x30"}));
  EXPECT_EQ(found.problem.zones, (std::vector<std::string>{"7", "8"}));
  EXPECT_EQ(found.problem.centroid, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(found.problem.passable, (std::vector<std::uint8_t>{0, 0, 1}));
  ASSERT_EQ(found.problem.links.size(), 2U);
  const Link &a = found.problem.links[0], &b = found.problem.links[1];
  EXPECT_EQ(a.from, 0);
  EXPECT_EQ(a.to, 2);
  EXPECT_EQ(a.free_flow_time, 6);
  EXPECT_EQ(a.capacity, 50);
  EXPECT_EQ(a.b, 0.5);
  EXPECT_EQ(a.power, 3);
  EXPECT_EQ(b.free_flow_time, 6) << "5 at 50 in an hour";
  EXPECT_EQ(b.capacity, 200);
  EXPECT_EQ(b.b, 0.15);
  EXPECT_EQ(b.power, 4);
  EXPECT_EQ(found.problem.demand.first, (std::vector<std::size_t>{0, 1, 1}));
  EXPECT_EQ(found.problem.demand.trips[0].flow, 12.5);
  EXPECT_EQ(told(found),
            "node: those with a zone_id are taken as centroids, which no trip passes: others have none\n"
            "link 2: has no VDF_fftt1: its time is taken as 60 length / free_speed\n"
            "link 2: has no VDF_alpha1: b is taken as 0.15\n"
            "link 2: has no VDF_beta1: the power is taken as 4\n"
            "demand: 4 trips within 1 zones use no link and are left out\n");
}

TEST(Gmns, WhetherZonesMayBePassedCanBeSaid) {
  EXPECT_EQ(gmns_of(kNode, kLink, kDemand, ZoneNodes::passable).problem.passable[0], 1);
  const std::string all = replaced(kNode, "x30,,", "x30,9,");
  EXPECT_EQ(gmns_of(all, kLink, kDemand).problem.passable[0], 1) << "no node is without a zone";
  EXPECT_EQ(gmns_of(all, kLink, kDemand, ZoneNodes::not_passable).problem.passable[0], 0);
}

TEST(Gmns, DirectionsAreFollowed) {
  const std::string flags = "from_node_id,to_node_id,dir_flag,directed,VDF_fftt1,VDF_cap1\n";
  const auto links = [&](const std::string& row) {
    return gmns_of(kNode, flags + row, kDemand).problem.links;
  };
  EXPECT_EQ(links("10,x30,1,,1,1\n").size(), 1U);
  EXPECT_EQ(links("10,x30,,true,1,1\n").size(), 1U);
  EXPECT_EQ(links("10,x30,0,,1,1\n").size(), 2U);
  EXPECT_EQ(links("10,x30,,false,1,1\n").size(), 2U);
  EXPECT_EQ(links("10,x30,0,true,1,1\n").size(), 1U) << "0 may say that no line is there";
  const std::vector<Link> drawn_back = links("10,x30,-1,,1,1\n");
  ASSERT_EQ(drawn_back.size(), 1U);
  EXPECT_EQ(drawn_back[0].from, 0);
  EXPECT_EQ(drawn_back[0].to, 2);
}

TEST(Gmns, LinksRunAlongTheirLines) {
  const std::string links =
      "link_id,from_node_id,to_node_id,dir_flag,directed,VDF_fftt1,VDF_cap1,geometry_id,geometry\n"
      "own,10,x30,1,true,1,1,,\"LINESTRING (1 2, 3.5 -4,5 6)\"\n"
      "back,10,x30,-1,true,1,1,,\"linestring z(1 2 9,3 4 9)\"\n"
      "both,10,x30,0,false,1,1,a,\n"
      "bare,10,x30,1,true,1,1,,\n"
      "lost,10,x30,1,true,1,1,b,\n"
      "bad,10,x30,1,true,1,1,,\"LINESTRING (1 2)\"\n";
  const Import found =
      read_gmns({.node = {kNode, "node.csv"},
                 .link = {links, "link.csv"},
                 .geometry = {"geometry_id,geometry\na,\"LINESTRING(7 8,9 10)\"\n", "g.csv"}});
  using Line = std::vector<double>;
  EXPECT_EQ(
      found.details.line,
      (std::vector<Line>{{1, 2, 3.5, -4, 5, 6}, {3, 4, 1, 2}, {7, 8, 9, 10}, {9, 10, 7, 8}, {}, {}, {}}));
  EXPECT_THAT(told(found), HasSubstr("link lost: its geometry_id is not in geometry.csv"));
  EXPECT_THAT(told(found), HasSubstr("link bad: its geometry is no LINESTRING"));
}

TEST(Gmns, OnlyLinesAreTakenForLines) {
  EXPECT_EQ(line_of_text("LineString ZM (1 2 3 4 , 5 6 7 8) "), (std::vector<double>{1, 2, 5, 6}));
  EXPECT_EQ(line_of_text("LINESTRING(1 2 3,5 6 7)"), (std::vector<double>{1, 2, 5, 6}));
  for (const char* text :
       {"", "LINESTRING EMPTY", "LINESTRING (1 2, 3)", "LINESTRING (1 2, 3 4", "POINT (1 2)",
        "LINESTRING (1 2, 3 4) x", "LINESTRING (1 nan, 3 4)", "LINESTRING Z (1 2, 3 4)"})
    EXPECT_TRUE(line_of_text(text).empty()) << text;
}

TEST(Gmns, AZoneOfSeveralNodesGetsACentroid) {
  const std::string nodes = "node_id,zone_id\n1,A\n2,A\n3,B\n4,0\n";
  const std::string links =
      "from_node_id,to_node_id,VDF_fftt1,VDF_cap1\n1,3,10,10\n2,4,1,10\n4,3,1,10\n1,2,1,10\n";
  const Import found = gmns_of(nodes, links, "o_zone_id,d_zone_id,volume\nA,B,1\n");
  EXPECT_EQ(found.problem.zones.size(), 2U);
  ASSERT_EQ(found.problem.nodes.size(), 5U);
  EXPECT_EQ(found.problem.nodes[4], "zone A");
  EXPECT_EQ(found.problem.centroid, (std::vector<std::int32_t>{4, 2}));
  StaticEquilibrium equilibrium(found.problem);
  equilibrium.solve();
  EXPECT_EQ(equilibrium.flows()[1], 1) << "the trips begin at the node that is best for them";
}

TEST(Gmns, RepairsAreTold) {
  const std::string links = replaced(kLink, "2,x30,20", "2,20,20");
  const std::string demand = kDemand + "9,7,3\n,8,2\n\n,,\n";
  const Import found = gmns_of(kNode, links, demand);
  EXPECT_EQ(found.problem.links.size(), 1U);
  EXPECT_THAT(told(found), HasSubstr("link 2: leads back to its own start and is left out\n"));
  EXPECT_THAT(told(found), HasSubstr("zone 9: no node has this zone_id: its trips are left out\n"));
  EXPECT_THAT(told(found), HasSubstr("demand: 5 trips are of zones without a node\n"));
  const std::string peak = replaced(kLink, "VDF_beta1", "VDF_PHF1");
  EXPECT_THAT(told(gmns_of(kNode, peak, kDemand)), HasSubstr("link 1: VDF_PHF1 is not 1, which is not used"));
}

TEST(Gmns, WhatIsWrongIsRefusedWithItsLine) {
  EXPECT_THAT(gmns_refusal("", kLink, kDemand), HasSubstr("node.csv: is empty"));
  EXPECT_THAT(gmns_refusal("zone_id\n1\n", kLink, kDemand), HasSubstr("node.csv: has no column 'node_id'"));
  EXPECT_THAT(gmns_refusal("node_id,zone_id,NODE_ID\n", kLink, kDemand),
              HasSubstr("two columns have the name 'node_id'"));
  EXPECT_THAT(gmns_refusal("node_id,zone_id\n10,\n20,\n", kLink, kDemand),
              HasSubstr("node.csv: no node has a zone_id"));
  EXPECT_THAT(gmns_refusal(kNode + ",10,,\n", kLink, kDemand),
              HasSubstr("node.csv:5: node '10' stands twice"));
  EXPECT_THAT(gmns_refusal(kNode + "a,,,\n", kLink, kDemand),
              HasSubstr("node.csv:5: the node has no node_id"));
  EXPECT_THAT(gmns_refusal(kNode + "a,40,,,5\n", kLink, kDemand),
              HasSubstr("node.csv:5: the row has 5 cells, the header 4"));
  EXPECT_THAT(gmns_refusal(kNode + "\"a,40,,\n", kLink, kDemand),
              HasSubstr("node.csv:5: a quote is not closed"));
  EXPECT_THAT(gmns_refusal(kNode + "\"a\"b,40,,\n", kLink, kDemand),
              HasSubstr("'b' stands after a closing quote"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, "1,10,", "1,11,"), kDemand),
              HasSubstr("link.csv:2: link '1': there is no node '11'"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, ",6,50,", ",six,50,"), kDemand),
              HasSubstr("link.csv:2: vdf_fftt1 is 'six', no number"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, ",6,50,", ",6,-5,"), kDemand),
              HasSubstr("link.csv:2: link '1': the capacity is -5, must be more than 0"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, "100,50,", "100,0,"), kDemand),
              HasSubstr("link.csv:3: link '2' has neither VDF_fftt1 nor a free_speed above 0"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, "2,100,50", "2,,50"), kDemand),
              HasSubstr("link.csv:3: link '2' has neither VDF_cap1 nor capacity"));
  EXPECT_THAT(
      gmns_refusal(kNode, replaced(replaced(kLink, "lanes", "dir_flag"), "5,2,100", "5,1,100"), kDemand),
      HasSubstr("link.csv:3: dir_flag is 2, must be 1, 0 or -1"));
  EXPECT_THAT(gmns_refusal(kNode, kLink, replaced(kDemand, "12.5", "-12.5")),
              HasSubstr("demand.csv:3: the volume is -12.5, must be 0 or more"));
  EXPECT_THAT(gmns_refusal(kNode, kLink, replaced(kDemand, "volume", "trips")),
              HasSubstr("demand.csv: has no column 'volume'"));
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, ",0.5,3", ",0.5,4e3"), kDemand),
              HasSubstr("nothing is refused"))
      << "12.5 trips are less than the capacity";
  EXPECT_THAT(gmns_refusal(kNode, replaced(kLink, ",50,0.5,3", ",1,0.5,4e3"), kDemand),
              HasSubstr("link.csv: link 1 (10 -> x30): the cost with the flow of all trips, 12.5, is inf"));
}

TEST(Gmns, SpoiltTextsAreRefusedOrSound) {
  const auto survives = [](const std::string& node, const std::string& link, const std::string& demand) {
    try {
      require_sound(gmns_of(node, link, demand).problem);
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(".csv"));
    }
  };
  for (std::size_t i = 0; i <= kNode.size(); ++i) survives(kNode.substr(0, i), kLink, kDemand);
  for (std::size_t i = 0; i <= kLink.size(); ++i) survives(kNode, kLink.substr(0, i), kDemand);
  for (std::size_t i = 0; i <= kDemand.size(); ++i) survives(kNode, kLink, kDemand.substr(0, i));
  for (const char c : {'\0', '\xFF', '"', ',', '\n', '\r', '9', '-', 'e'}) {
    for (std::size_t i = 0; i < kNode.size(); ++i)
      survives(std::string(kNode).replace(i, 1, 1, c), kLink, kDemand);
    for (std::size_t i = 0; i < kLink.size(); ++i)
      survives(kNode, std::string(kLink).replace(i, 1, 1, c), kDemand);
    for (std::size_t i = 0; i < kDemand.size(); ++i)
      survives(kNode, kLink, std::string(kDemand).replace(i, 1, 1, c));
  }
}

}  // namespace
}  // namespace conurb::transport::assignment
