// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/od_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/demand/town.hpp"

namespace conurb::transport::demand {
namespace {

using testing::grid_streets;
using ::testing::HasSubstr;
using testing::refusal_of;

const std::string kZones = "zone,link,weight\nA,r0,1\nA,r2,3\nB,r5,\nC,r9,1\n";

ZoneLinks zones_of(const std::string& text) {
  return read_zone_links({text, "zones.csv"}, grid_streets(3, 100));
}

OdMatrix matrix_of(const std::string& rows) {
  return read_od_matrix({"from,to,trips,begin,end\n" + rows, "od.csv"}, zones_of(kZones));
}

std::string od_refusal(const std::string& rows) {
  return refusal_of([&] { (void)matrix_of(rows); });
}

std::string zone_refusal(const std::string& text) {
  return refusal_of([&] { (void)zones_of(text); });
}

TEST(OdMatrix, CellsAndZonesAreRead) {
  const ZoneLinks zones = zones_of(kZones);
  EXPECT_EQ(zones.zones, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(zones.link, (std::vector<std::int32_t>{0, 2, 5, 9}));
  EXPECT_EQ(zones.weight, (std::vector<double>{1, 3, 1, 1}));
  const OdMatrix matrix = matrix_of("B,A,2.5,7:30,08:00:30\nA,C,1,,\nB,A,1,27000,28830\nC,C,0,,\n");
  ASSERT_EQ(matrix.cells.size(), 2U);
  EXPECT_EQ(matrix.cells[0], (OdCell{0, 2, 1, 0, 86'400'000, false}));
  EXPECT_EQ(matrix.cells[1], (OdCell{1, 0, 3.5, 27'000'000, 28'830'000, true})) << "added up";
}

TEST(OdMatrix, WhatIsWrongIsRefusedWithItsLine) {
  EXPECT_THAT(od_refusal("A,B,1,,\nA,X,1,,\n"), HasSubstr("od.csv:3: there is no zone 'X'"));
  EXPECT_THAT(od_refusal("A,B,-1,,\n"), HasSubstr("od.csv:2: trips is '-1', must be 0 to"));
  EXPECT_THAT(od_refusal("A,B,many,,\n"), HasSubstr("no number"));
  EXPECT_THAT(od_refusal("A,B,,,\n"), HasSubstr("trips is ''"));
  EXPECT_THAT(od_refusal("A,B,1,8:00,8:00\n"), HasSubstr("the interval is empty"));
  EXPECT_THAT(od_refusal("A,B,1,8:00,\n"), HasSubstr("end is ''"));
  EXPECT_THAT(od_refusal("A,B,1,8:61,9:00\n"), HasSubstr("begin is '8:61'"));
  EXPECT_THAT(od_refusal("A,B,1,8:-1,9:00\n"), HasSubstr("begin is '8:-1'"));
  EXPECT_THAT(od_refusal("A,B,1,1:2:3:4,9:00\n"), HasSubstr("must be a time"));
  EXPECT_THAT(od_refusal("A,B,1,0,2e6\n"), HasSubstr("end is '2e6'"));
  EXPECT_THAT(od_refusal("A,B,9e7,,\nA,C,9e7,,\n"), HasSubstr("od.csv:3: up to here there are more than"));
  EXPECT_THAT(refusal_of([] {
                (void)read_od_matrix({"from,to\n", "od.csv"}, {});
              }),
              HasSubstr("no column 'trips'"));
  EXPECT_THAT(zone_refusal("zone,link\nA,r99\n"), HasSubstr("zones.csv:2: there is no link 'r99'"));
  EXPECT_THAT(zone_refusal("zone,link\nA,r1\nA,r1\n"), HasSubstr("zones.csv:3: link 'r1' stands twice"));
  EXPECT_THAT(zone_refusal("zone,link,weight\nA,r1,0\n"), HasSubstr("the weight is 0"));
  EXPECT_THAT(zone_refusal("zone,link\n,r1\n"), HasSubstr("the zone has no name"));
}

TEST(OdMatrix, ZonesByPlaceAreTheNearestLinks) {
  const RoadNetwork network = grid_streets(3, 100);
  const LinkGrid grid(network, std::vector<std::uint8_t>(network.links.size(), 1));
  std::vector<Finding> findings;
  const ZoneLinks zones =
      read_zone_places({"zone,x,y\nB,50,-10\nA,50,10\nfar,9999,0\n", "z"}, grid, 200, findings);
  EXPECT_EQ(zones.zones, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(zones.link, (std::vector<std::int32_t>{1, 0}));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].text, HasSubstr("farther than 200 m"));
  EXPECT_THAT(refusal_of([&] {
                (void)read_zone_places({"zone,x,y\nB,50,\n", "z"}, grid, 200, findings);
              }),
              HasSubstr("z:2: x or y is missing"));
}

TEST(OdVehicles, SumsOfCellsAndOriginsAreKeptToOneVehicle) {
  std::string rows;
  std::map<std::string, double> wanted;
  for (const char* from : {"A", "B", "C"}) {
    for (const char* to : {"A", "B", "C"}) {
      if (from == std::string(to) && *from != 'A') continue;
      for (int hour = 6; hour < 20; ++hour) {
        const double trips = 0.3 + 0.37 * hour * (*from - '@');
        rows += std::string(from) + "," + to + "," + std::to_string(trips) + "," + std::to_string(hour) +
                ":00," + std::to_string(hour + 1) + ":00\n";
        wanted[from] += trips;
      }
    }
  }
  const OdMatrix matrix = matrix_of(rows);
  std::vector<double> mean(matrix.cells.size(), 0);
  constexpr int kSeeds = 400;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    OdVehicleOptions options;
    options.seed = static_cast<std::uint64_t>(seed);
    const OdVehicles found = vehicles_of(matrix, zones_of(kZones), options);
    std::vector<double> of_cell(matrix.cells.size(), 0);
    std::map<std::int32_t, double> of_origin;
    for (std::size_t i = 0; i < found.cell.size(); ++i) {
      const OdCell& cell = matrix.cells[at(found.cell[i])];
      of_cell[at(found.cell[i])] += 1;
      of_origin[cell.from] += 1;
      ASSERT_GE(found.demand.vehicles[i].depart, cell.begin);
      ASSERT_LT(found.demand.vehicles[i].depart, cell.end);
      ASSERT_NE(found.demand.vehicles[i].origin, found.demand.vehicles[i].destination);
    }
    for (const auto& [from, trips] : of_origin)
      ASSERT_LT(std::fabs(trips - wanted[std::string(1, static_cast<char>('A' + from))]), 1) << seed;
    for (std::size_t i = 0; i < of_cell.size(); ++i) {
      ASSERT_LT(std::fabs(of_cell[i] - matrix.cells[i].trips), 1) << seed;
      mean[i] += of_cell[i] / kSeeds;
    }
  }
  // A part of a vehicle is 0 or 1: deviation of the mean at most 0.5 / sqrt(400).
  for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(mean[i], matrix.cells[i].trips, 5 * 0.025);
}

TEST(OdVehicles, TripsMayEndOnOtherLinksThanTheyBeginOn) {
  const ZoneLinks begins = zones_of("zone,link\nA,r0\nB,r1\n"), ends = zones_of("zone,link\nA,r2\nB,r3\n");
  const OdMatrix matrix = read_od_matrix({"from,to,trips\nA,B,5\nA,A,3\nB,A,2\n", "od.csv"}, begins);
  const OdVehicles found = vehicles_of(matrix, begins, ends, {});
  std::map<std::pair<std::int32_t, std::int32_t>, int> trips;
  for (const Vehicle& vehicle : found.demand.vehicles) ++trips[{vehicle.origin, vehicle.destination}];
  EXPECT_EQ(trips,
            (std::map<std::pair<std::int32_t, std::int32_t>, int>{{{0, 3}, 5}, {{0, 2}, 3}, {{1, 2}, 2}}));
  ZoneLinks none = ends;
  none.first = {0, 1, 1};
  none.link.pop_back(), none.weight.pop_back();
  EXPECT_THAT(refusal_of([&] { (void)vehicles_of(matrix, begins, none, {}); }),
              HasSubstr("a zone without links"));
}

TEST(OdVehicles, TripsWithoutATimeFollowTheProfile) {
  OdVehicleOptions options;
  options.profile = {};
  options.profile[8] = 3;
  options.profile[17] = 1;
  options.scale = 2;
  const OdVehicles found = vehicles_of(matrix_of("A,B,2000,,\n"), zones_of(kZones), options);
  ASSERT_EQ(found.demand.vehicles.size(), 4000U);
  double morning = 0, heavy = 0;
  for (const Vehicle& v : found.demand.vehicles) {
    const int hour = v.depart / 3'600'000;
    ASSERT_TRUE(hour == 8 || hour == 17) << hour;
    morning += hour == 8 ? 1 : 0;
    heavy += v.origin == 2 ? 1 : 0;
  }
  EXPECT_NEAR(morning, 3000, 1) << "one after the other along the profile";
  EXPECT_NEAR(heavy, 3000, 150) << "links by weight, five deviations";
}

TEST(OdVehicles, AWayThatIsNoneIsCounted) {
  const OdVehicles found = vehicles_of(matrix_of("B,B,7,,\nA,A,5,,\n"), zones_of(kZones));
  EXPECT_EQ(found.without_way, 7);
  EXPECT_EQ(found.demand.vehicles.size(), 5U);
  OdVehicleOptions options;
  options.profile[3] = -1;
  EXPECT_THAT(refusal_of([&] { (void)vehicles_of(matrix_of("A,B,1,,\n"), zones_of(kZones), options); }),
              HasSubstr("profile"));
  EXPECT_THAT(refusal_of([] { (void)vehicles_of({{{0, 9, 1}}}, zones_of(kZones)); }), HasSubstr("cell 0"));
}

}  // namespace
}  // namespace conurb::transport::demand
