// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/tntp/tntp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "plugins/transport/assignment/equilibrium.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/assignment/fixtures.hpp"

namespace conurb::transport::assignment {
namespace {

using ::testing::HasSubstr;
using testing::replaced;

const std::string kNetwork =
    "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 4\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 3\n"
    "<ORIGINAL HEADER>~ Init node Term node\n<END OF METADATA>\n\n"
    "~ init term capacity length fftt b power speed toll type ;\n"
    "\t1\t3\t10\t2.5\t6\t0.15\t4\t0\t0\t1\t;\n"
    "\t3\t2\t1e1\t1\t6\t0.15\t3.5\t0\t7\t1\t;\n"
    "\t3\t4\t10\t1\t6\t0.15\t4\t0\t0\t1\t;\n";
const std::string kTrips =
    "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 105.5\n<END OF METADATA>\n\nOrigin  1\n  2 : 100.5;\n\nOrigin 2\n"
    "    1 :   5.0;\n";

Import tntp_of(const std::string& network, const std::string& trips = kTrips) {
  return read_tntp({network, "net.tntp"}, {trips, "trips.tntp"});
}

std::string tntp_refusal(const std::string& network, const std::string& trips = kTrips) {
  try {
    tntp_of(network, trips);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is refused";
}

Import placed(const std::string& places) {
  Import found = tntp_of(kNetwork);
  read_tntp_places({places, "node.tntp"}, found);
  return found;
}

std::string places_refusal(const std::string& places) {
  try {
    placed(places);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is refused";
}

TEST(Tntp, PlacesOfNodesAreReadWhateverStandsBetweenThem) {
  const Import found = placed("Node\tX\tY\t;\n4\t-96.5\t43.25\t;\n1 7 8;\n\n2,1e2,-3 ~ a comment\r\n");
  EXPECT_EQ(found.details.x[3], -96.5);
  EXPECT_EQ(found.details.y[3], 43.25);
  EXPECT_EQ(found.details.x[0], 7);
  EXPECT_EQ(found.details.y[1], -3);
  ASSERT_EQ(found.details.x.size(), 4U);
  EXPECT_TRUE(std::isnan(found.details.x[2])) << "is not named";
}

TEST(Tntp, PlacesThatAreNoneAreRefusedWithTheirLine) {
  EXPECT_THAT(places_refusal("node X Y ;\n5 1 1 ;\n"),
              HasSubstr("node.tntp:2: '5', '1', '1' is no node from 1 to 4"));
  EXPECT_THAT(places_refusal("0 1 1"), HasSubstr("node.tntp:1"));
  EXPECT_THAT(places_refusal("1 1"), HasSubstr("node.tntp:1"));
  EXPECT_THAT(places_refusal("1 east 1"), HasSubstr("'east'"));
  EXPECT_THAT(places_refusal("1 inf 1"), HasSubstr("'inf'"));
}

TEST(Tntp, LinksAreCalledByTheirNodesAndKeepTheirSpeed) {
  const Import found = tntp_of(replaced(kNetwork, "0.15\t3.5\t0", "0.15\t3.5\t45"));
  EXPECT_EQ(found.details.link_id, (std::vector<std::string>{"1-3", "3-2", "3-4"}));
  EXPECT_EQ(found.details.speed, (std::vector<double>{0, 45, 0}));
}

TEST(Tntp, LinksZonesAndTripsAreRead) {
  const Import found = tntp_of(kNetwork);
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.problem.nodes, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(found.problem.zones, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(found.problem.passable, (std::vector<std::uint8_t>{0, 0, 1, 1}));
  ASSERT_EQ(found.problem.links.size(), 3U);
  const Link& link = found.problem.links[1];
  EXPECT_EQ(link.from, 2);
  EXPECT_EQ(link.to, 1);
  EXPECT_EQ(link.capacity, 10);
  EXPECT_EQ(link.length, 1);
  EXPECT_EQ(link.free_flow_time, 6);
  EXPECT_EQ(link.b, 0.15);
  EXPECT_EQ(link.power, 3.5);
  EXPECT_EQ(link.toll, 7);
  EXPECT_EQ(found.problem.toll_factor, 0);
  EXPECT_EQ(found.problem.demand.first, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(found.problem.demand.trips[0].flow, 100.5);
}

TEST(Tntp, OddWritingIsUnderstood) {
  std::string network =
      replaced(kNetwork, "<NUMBER OF ZONES> 2", "\xEF\xBB\xBF~ a comment\n< number   of\tzones >2 ; ~ two");
  network = replaced(network, "0\t0\t1\t;\n", "0 0 1;~ first\r\n\r\n");
  network = replaced(network, "1e1", "+1e1");
  std::string trips = replaced(kTrips, "2 : 100.5;", "2:100.0;1:0;;  2 :0.5");
  trips = replaced(trips, "Origin 2", "origin\t2");
  const Import found = tntp_of(replaced(network, "7\t1\t;", "7\t1"), trips);
  EXPECT_TRUE(found.findings.empty()) << found.findings.front().text;
  EXPECT_EQ(found.problem.zones.size(), 2U);
  EXPECT_EQ(found.problem.links.size(), 3U);
  EXPECT_EQ(found.problem.links[1].toll, 7);
  EXPECT_EQ(found.problem.demand.trips[0].flow, 100.5) << "a pair that stands twice is added up";
}

TEST(Tntp, FactorsOfTollAndDistanceAreTaken) {
  const Import found =
      tntp_of(replaced(kNetwork, "<END", "<TOLL FACTOR> 0.02\n<DISTANCE FACTOR> 0.04 ~ per mile\n<END"));
  EXPECT_DOUBLE_EQ(fixed_cost(found.problem, found.problem.links[1]), 0.02 * 7 + 0.04);
}

TEST(Tntp, RepairsAreTold) {
  std::string network = replaced(kNetwork, "<FIRST THRU NODE> 3\n", "");
  network = replaced(network, "<NUMBER OF LINKS> 3", "<NUMBER OF LINKS> 4");
  network = replaced(network, "\t3\t4\t10\t1\t6\t0.15\t4\t0\t0\t1\t;", "4 4 10 1 6 0.15 4;");
  std::string trips = replaced(kTrips, "<NUMBER OF ZONES> 2", "<NUMBER OF ZONES> 5");
  trips = replaced(trips, "1 :   5.0;", "1 : 5; 2 : 3;");
  const Import found = tntp_of(network, trips);
  std::string told;
  for (const Finding& finding : found.findings) told += finding.object + ": " + finding.text + "\n";
  EXPECT_EQ(told,
            "network: no <FIRST THRU NODE>: all nodes may be passed\n"
            "link 3: has less than 10 values; speed, toll and type that miss are taken as 0\n"
            "node 4: a link leads back to it and is left out\n"
            "network: <NUMBER OF LINKS> is 4, but there are 3, which are all taken\n"
            "trips: <NUMBER OF ZONES> is 5, the network has 2\n"
            "trips: <TOTAL OD FLOW> is 105.5, but all flows add up to 108.5; they are taken as they are\n"
            "demand: 3 trips within 1 zones use no link and are left out\n");
  EXPECT_EQ(found.problem.links.size(), 2U);
  EXPECT_EQ(found.problem.passable, (std::vector<std::uint8_t>{1, 1, 1, 1}));
}

TEST(Tntp, WhatIsWrongIsRefusedWithItsLine) {
  EXPECT_THAT(tntp_refusal(""), HasSubstr("net.tntp: has no <END OF METADATA>"));
  EXPECT_THAT(tntp_refusal(kNetwork, "Origin 1\n"), HasSubstr("trips.tntp:1: 'Origin 1' stands before <END"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "NODES>", "NODES")),
              HasSubstr("net.tntp:2: the tag '<NUMBER OF NODES 4' is"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "<NUMBER OF NODES> 4", "<NUMBER OF NODES> four")),
              HasSubstr("net.tntp:2: <NUMBER OF NODES> is 'four', no number"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "<NUMBER OF NODES> 4\n", "")),
              HasSubstr("net.tntp: has no <NUMBER OF NODES>"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "NODES> 4", "NODES> 2000000000")),
              HasSubstr("from 1 to 1000000"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "ZONES> 2", "ZONES> 5")),
              HasSubstr("net.tntp:1: <NUMBER OF ZONES> is 5"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "THRU NODE> 3", "THRU NODE> 2.5")),
              HasSubstr("net.tntp:3: <FIRST THRU NODE>"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "\t1\t3\t", "\t1\t9\t")),
              HasSubstr("net.tntp:9: term_node is '9', must be"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "\t1\t3\t10", "\t1\t3\tten")),
              HasSubstr("net.tntp:9: capacity is 'ten', no"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "\t1\t3\t10", "\t1\t3\tinf")),
              HasSubstr("capacity is 'inf', no number"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "\t1\t3\t10", "\t1\t3\t0")),
              HasSubstr("net.tntp:9: link 1 -> 3: the capacity is 0, must be more than 0"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "\t1\t3\t10", "\t1\t3")), HasSubstr("nothing is refused"))
      << "nine values miss the type only";
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "2.5\t6\t0.15\t4\t0", "2.5")),
              HasSubstr("net.tntp:9: the link has 6 values"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "0\t0\t1\t;", "0\t0\t1\t1\t;")),
              HasSubstr("has more than 10 values"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "1\t;", "1\t; 5")),
              HasSubstr("net.tntp:9: '5' stands after the end"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, "Origin  1", "Origin  3")),
              HasSubstr("trips.tntp:5: the origin is '3'"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, "Origin  1", "")),
              HasSubstr("trips.tntp:6: there are trips before"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, "2 : 100.5", "0 : 100.5")),
              HasSubstr("the destination is '0'"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, "2 : 100.5", "2 100.5")),
              HasSubstr("is not followed by a colon"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, "100.5;", ";")),
              HasSubstr("trips.tntp:6: the flow is ';', no number"));
  EXPECT_THAT(tntp_refusal(kNetwork, replaced(kTrips, ": 100.5", ": -1")),
              HasSubstr("the flow is -1, must be 0 or more"));
  EXPECT_THAT(tntp_refusal(replaced(kNetwork, "0.15\t3.5", "0.15\t350")),
              HasSubstr("net.tntp: link 2 (3 -> 2): the cost with"));
}

/// Whatever is cut off or written over, the text is refused or gives a sound problem.
TEST(Tntp, SpoiltTextsAreRefusedOrSound) {
  const auto survives = [](const std::string& network, const std::string& trips) {
    try {
      require_sound(tntp_of(network, trips).problem);
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(".tntp"));
    }
  };
  for (std::size_t i = 0; i <= kNetwork.size(); ++i) survives(kNetwork.substr(0, i), kTrips);
  for (std::size_t i = 0; i <= kTrips.size(); ++i) survives(kNetwork, kTrips.substr(0, i));
  for (const char c : {'\0', '\xFF', '~', ';', ':', '<', '\n', '9', '-', 'e'}) {
    for (std::size_t i = 0; i < kNetwork.size(); ++i)
      survives(std::string(kNetwork).replace(i, 1, 1, c), kTrips);
    for (std::size_t i = 0; i < kTrips.size(); ++i)
      survives(kNetwork, std::string(kTrips).replace(i, 1, 1, c));
  }
}

}  // namespace
}  // namespace conurb::transport::assignment
