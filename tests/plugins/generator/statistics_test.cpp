// SPDX-License-Identifier: Apache-2.0
// Whether generated cities look like cities in figures. docs/generator.md gives the source of every range.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "city_checks.hpp"
#include "plugins/generator/city.hpp"

namespace {

using namespace conurb::generator;

class Statistics : public testing::TestWithParam<Options> {
 protected:
  void SetUp() override { city_ = generate(GetParam()); }

  struct ZoneFigures {
    double ground = 0, footprint = 0, floor = 0;
  };
  /// Of blocks for building, m2.
  [[nodiscard]] std::array<ZoneFigures, kZoneCount> zones() const {
    std::array<ZoneFigures, kZoneCount> z{};
    const auto built = [&](std::size_t block) {
      const LandUse use = city_.blocks.use[block];
      return use == LandUse::residential || use == LandUse::mixed || use == LandUse::commercial ||
             use == LandUse::industrial;
    };
    for (std::size_t i = 0; i < city_.blocks.size(); ++i)
      if (built(i)) z[static_cast<std::size_t>(city_.blocks.zone[i])].ground += area(city_.blocks.outline[i]);
    for (std::size_t i = 0; i < city_.buildings.size(); ++i) {
      const std::uint32_t block = city_.parcels.block[city_.buildings.parcel[i]];
      if (!built(block)) continue;
      ZoneFigures& f = z[static_cast<std::size_t>(city_.blocks.zone[block])];
      f.footprint += area(city_.buildings.footprint[i]);
      f.floor += city_.buildings.floor_area[i];
    }
    return z;
  }

  City city_;
};

void expect_between(double value, double low, double high, const char* what) {
  EXPECT_GE(value, low) << what;
  EXPECT_LE(value, high) << what;
}

TEST_P(Statistics, StreetsAreAsLongAndCrossAsOftenAsInRealCities) {
  const StreetLinks& l = city_.links;
  std::vector<std::uint32_t> degree(city_.nodes.size(), 0);
  std::vector<float> lengths;
  for (std::size_t i = 0; i < l.size(); ++i) {
    ++degree[l.from[i]], ++degree[l.to[i]];
    if (l.street_class[i] != EdgeClass::motorway) lengths.push_back(l.length[i]);
  }
  std::array<double, 6> share{};
  double nodes = 0, ends = 0;
  for (const std::uint32_t d : degree) {
    if (d == 2) continue;  // a change of class, no junction
    ++nodes, ends += d;
    share[std::min<std::size_t>(d, 5)] += 1;
  }
  std::nth_element(lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2),
                   lengths.end());
  RecordProperty("median_length", std::to_string(lengths[lengths.size() / 2]));
  RecordProperty("mean_degree", std::to_string(ends / nodes));
  RecordProperty("dead_ends", std::to_string(share[1] / nodes));
  RecordProperty("four_way", std::to_string(share[4] / nodes));
  expect_between(lengths[lengths.size() / 2], 55, 125, "median length, m");
  expect_between(ends / nodes, 2.7, 3.5, "mean degree");
  expect_between(share[1] / nodes, 0.002, 0.15, "dead ends");
  if (GetParam().style == Style::grid)
    expect_between(share[4] / nodes, 0.3, 0.7, "four-way crossings");
  else
    expect_between(share[4] / nodes, 0.1, 0.4, "four-way crossings");
}

TEST_P(Statistics, CoverageAndFloorAreaFitTheZone) {
  struct Range {
    Zone zone;
    double coverage_low, coverage_high, ratio_low, ratio_high;
  };
  constexpr Range kRanges[] = {{Zone::core, 0.4, 0.8, 1.3, 3.2},        {Zone::perimeter, 0.3, 0.6, 1.2, 2.8},
                               {Zone::apartments, 0.14, 0.3, 0.5, 1.2}, {Zone::rows, 0.14, 0.32, 0.35, 0.8},
                               {Zone::houses, 0.12, 0.25, 0.2, 0.45},   {Zone::commerce, 0.22, 0.5, 0.5, 2.0},
                               {Zone::industry, 0.25, 0.55, 0.25, 0.8}};
  const auto z = zones();
  for (const Range& r : kRanges) {
    const ZoneFigures& f = z[static_cast<std::size_t>(r.zone)];
    if (f.ground < 5e4) continue;
    const std::string what = "zone " + std::to_string(static_cast<int>(r.zone));
    RecordProperty(what + " coverage", std::to_string(f.footprint / f.ground));
    RecordProperty(what + " floor_area_ratio", std::to_string(f.floor / f.ground));
    expect_between(f.footprint / f.ground, r.coverage_low, r.coverage_high, (what + " coverage").c_str());
    expect_between(f.floor / f.ground, r.ratio_low, r.ratio_high, (what + " floor area ratio").c_str());
  }
}

TEST_P(Statistics, StreetsAndParksTakeTheirShare) {
  double blocks = 0, parks = 0, streets = 0, schools = 0;
  for (std::size_t i = 0; i < city_.blocks.size(); ++i) {
    if (city_.blocks.zone[i] == Zone::rural) continue;
    const double ground = area(city_.blocks.outline[i]);
    blocks += ground;
    parks += city_.blocks.use[i] == LandUse::park || city_.blocks.use[i] == LandUse::square ? ground : 0;
    schools += city_.blocks.use[i] == LandUse::school;
  }
  std::vector<std::uint8_t> in_city(city_.links.size(), 0);
  for (std::size_t i = 0; i < city_.parcels.size(); ++i)
    if (city_.parcels.street[i] != kNone && city_.blocks.zone[city_.parcels.block[i]] != Zone::rural)
      in_city[city_.parcels.street[i]] = 1;
  for (std::size_t i = 0; i < city_.links.size(); ++i)
    if (in_city[i]) streets += static_cast<double>(city_.links.corridor[i]) * city_.links.length[i];
  RecordProperty("streets", std::to_string(streets / (streets + blocks)));
  RecordProperty("parks", std::to_string(parks / (streets + blocks)));
  RecordProperty("school", std::to_string(GetParam().population / schools));
  expect_between(streets / (streets + blocks), 0.15, 0.32, "share of streets");
  expect_between(parks / (streets + blocks), 0.04, 0.12, "share of parks");
  expect_between(GetParam().population / schools, 1500, 5000, "residents per school");
}

INSTANTIATE_TEST_SUITE_P(Cities, Statistics,
                         testing::Values(Options{40000, 1, Style::grid}, Options{40000, 2, Style::organic},
                                         Options{40000, 3, Style::radial}, Options{200000, 4, Style::organic},
                                         Options{200000, 5, Style::grid}),
                         [](const testing::TestParamInfo<Options>& city) {
                           return "City" + std::to_string(city.index);
                         });

}  // namespace
