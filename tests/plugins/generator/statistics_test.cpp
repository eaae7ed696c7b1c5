// SPDX-License-Identifier: Apache-2.0
// Whether generated cities look like cities in figures. docs/generator.md gives the source of every range.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "city_checks.hpp"
#include "plugins/generator/city.hpp"
#include "plugins/generator/people.hpp"

namespace {

using namespace conurb::generator;

class Statistics : public testing::TestWithParam<Options> {
 protected:
  void SetUp() override { city_ = generate(GetParam()); }

  [[nodiscard]] double residents() const {
    double sum = 0;
    for (const std::uint32_t r : city_.buildings.residents) sum += r;
    return sum;
  }

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

TEST_P(Statistics, DensityFallsExponentiallyFromTheCentre) {
  constexpr int kRings = 12;
  const double reach = 0.85 * city_.radius, width = reach / kRings;
  std::array<double, kRings> people{};
  for (std::size_t i = 0; i < city_.buildings.size(); ++i) {
    const double r = (centroid(city_.buildings.footprint[i]) - city_.centre).length();
    if (r < reach) people[static_cast<std::size_t>(r / width)] += city_.buildings.residents[i];
  }
  // Least squares of the logarithm, rings weighted by their people.
  double w = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
  for (int k = 0; k < kRings; ++k) {
    const double ground = std::numbers::pi * width * width * (2 * k + 1) * 1e-6;
    const double x = (k + 0.5) * width * 1e-3, n = people[static_cast<std::size_t>(k)],
                 y = std::log(n / ground);
    w += n, sx += n * x, sy += n * y, sxx += n * x * x, sxy += n * x * y, syy += n * y * y;
  }
  const double cxy = sxy - sx * sy / w, cxx = sxx - sx * sx / w, cyy = syy - sy * sy / w;
  const double slope = cxy / cxx, centre = std::exp(sy / w - slope * sx / w);
  RecordProperty("density_gradient_per_km", std::to_string(-slope));
  RecordProperty("central_density", std::to_string(centre));
  RecordProperty("r2", std::to_string(cxy * cxy / (cxx * cyy)));
  EXPECT_GT(cxy * cxy / (cxx * cyy), 0.7);
  expect_between(-slope * city_.radius * 1e-3, 0.7, 3.5, "density falls to 1/2..1/33 at the edge");
  expect_between(centre, 4000, 30000, "residents per km2 in the centre");
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

TEST_P(Statistics, PeopleHaveRoomAndWork) {
  const Buildings& b = city_.buildings;
  double living = 0, jobs = 0, dwellings = 0, households = 0, cars = 0;
  for (std::size_t i = 0; i < b.size(); ++i)
    living += b.living_area[i], jobs += b.jobs[i], dwellings += b.dwellings[i];
  for (std::size_t i = 0; i < city_.households.rows(); ++i) {
    households += city_.households.count[i];
    cars += city_.households.count[i] * city_.households.cars[i];
  }
  RecordProperty("living_area", std::to_string(kNetShare * living / residents()));
  RecordProperty("jobs", std::to_string(jobs / residents()));
  RecordProperty("household", std::to_string(residents() / households));
  RecordProperty("cars", std::to_string(cars / residents()));
  expect_between(kNetShare * living / residents(), 40, 47, "living area per person, m2");
  expect_between(jobs / residents(), 0.42, 0.6, "jobs per resident");
  expect_between(residents() / households, 1.85, 2.25, "persons per household");
  expect_between(1 - households / dwellings, 0.02, 0.07, "empty dwellings");
  expect_between(cars / residents(), 0.35, 0.65, "cars per resident");
}

TEST_P(Statistics, HousesAndPeopleAreOfAllAges) {
  const Buildings& b = city_.buildings;
  std::array<double, 5> built{};
  double dwellings = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const int y = b.year[i];
    built[y < 1919 ? 0 : y < 1949 ? 1 : y < 1979 ? 2 : y < 2001 ? 3 : 4] += b.dwellings[i];
    dwellings += b.dwellings[i];
  }
  constexpr std::array<double, 5> kBuilt{0.16, 0.12, 0.41, 0.20, 0.11};
  for (std::size_t k = 0; k < 5; ++k) {
    RecordProperty("built " + std::to_string(k), std::to_string(built[k] / dwellings));
    EXPECT_NEAR(built[k] / dwellings, kBuilt[k], 0.09) << "band of construction " << k;
  }
  std::array<double, kAgeBandCount> age{};
  for (std::size_t i = 0; i < city_.persons.rows(); ++i)
    age[city_.persons.age_band[i]] += city_.persons.count[i];
  constexpr std::array<double, kAgeBandCount> kAges{0.056, 0.112, 0.074, 0.252, 0.279, 0.154, 0.073};
  for (std::size_t k = 0; k < kAgeBandCount; ++k) {
    RecordProperty("age " + std::to_string(k), std::to_string(age[k] / residents()));
    EXPECT_NEAR(age[k] / residents(), kAges[k], 0.03) << "age band " << k;
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
  RecordProperty("school", std::to_string(residents() / schools));
  expect_between(streets / (streets + blocks), 0.15, 0.32, "share of streets");
  expect_between(parks / (streets + blocks), 0.04, 0.12, "share of parks");
  expect_between(residents() / schools, 1500, 5000, "residents per school");
}

INSTANTIATE_TEST_SUITE_P(Cities, Statistics,
                         testing::Values(Options{40000, 1, Style::grid}, Options{40000, 2, Style::organic},
                                         Options{40000, 3, Style::radial}, Options{200000, 4, Style::organic},
                                         Options{200000, 5, Style::grid}),
                         [](const testing::TestParamInfo<Options>& city) {
                           return "City" + std::to_string(city.index);
                         });

}  // namespace
