// SPDX-License-Identifier: Apache-2.0
// Whether generated cities are lived in as real ones are. docs/people.md gives the source of every range.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "generated_town.hpp"

namespace conurb::people {
namespace {

class SettledCity : public testing::TestWithParam<generator::Options> {
 protected:
  void SetUp() override { town_ = settled_city(GetParam()); }
  GeneratedTown town_;
};

void expect_between(double value, double low, double high, const char* what) {
  EXPECT_GE(value, low) << what;
  EXPECT_LE(value, high) << what;
}

TEST_P(SettledCity, DensityFallsExponentiallyFromTheCentre) {
  constexpr int kRings = 12;
  const double reach = 0.85 * town_.city.radius, width = reach / kRings;
  std::array<double, kRings> people{};
  for (std::size_t i = 0; i < town_.buildings.size(); ++i) {
    const double r =
        std::hypot(town_.buildings.x[i] - town_.city.centre.x, town_.buildings.y[i] - town_.city.centre.y);
    if (r < reach) people[static_cast<std::size_t>(r / width)] += town_.buildings.residents[i];
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
  expect_between(-slope * town_.city.radius * 1e-3, 0.7, 3.5, "density falls to 1/2..1/33 at the edge");
  expect_between(centre, 4000, 30000, "residents per km2 in the centre");
}

TEST_P(SettledCity, PeopleHaveRoomAndWork) {
  const Buildings& b = town_.buildings;
  double living = 0, jobs = 0, dwellings = 0, households = 0, cars = 0;
  for (std::size_t i = 0; i < b.size(); ++i)
    living += b.dwelling_area[i], jobs += b.jobs[i], dwellings += b.dwellings[i];
  const Groups& groups = town_.settled.groups;
  for (std::size_t g = 0; g < groups.rows(); ++g) {
    const double share = static_cast<double>(groups.count[g]) / groups.household_size[g];
    households += share;
    cars += share * groups.cars[g];
  }
  RecordProperty("living_area", std::to_string(kNetShare * living / town_.residents()));
  RecordProperty("jobs", std::to_string(jobs / town_.residents()));
  RecordProperty("household", std::to_string(town_.residents() / households));
  RecordProperty("cars", std::to_string(cars / town_.residents()));
  expect_between(kNetShare * living / town_.residents(), 40, 47, "living area per person, m2");
  expect_between(jobs / town_.residents(), 0.42, 0.6, "jobs per resident");
  expect_between(town_.residents() / households, 1.85, 2.25, "persons per household");
  expect_between(1 - households / dwellings, 0.02, 0.07, "empty dwellings");
  expect_between(cars / town_.residents(), 0.35, 0.65, "cars per resident");
}

TEST_P(SettledCity, HousesAndPeopleAreOfAllAges) {
  const Buildings& b = town_.buildings;
  std::array<double, 5> built{};
  double dwellings = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const auto y = static_cast<int>(b.year[i]);
    built[y < 1919 ? 0 : y < 1949 ? 1 : y < 1979 ? 2 : y < 2001 ? 3 : 4] += b.dwellings[i];
    dwellings += b.dwellings[i];
  }
  constexpr std::array<double, 5> kBuilt{0.16, 0.12, 0.41, 0.20, 0.11};
  for (std::size_t k = 0; k < 5; ++k) {
    RecordProperty("built " + std::to_string(k), std::to_string(built[k] / dwellings));
    EXPECT_NEAR(built[k] / dwellings, kBuilt[k], 0.09) << "band of construction " << k;
  }
  std::array<double, kAgeBandCount> age{};
  const Groups& groups = town_.settled.groups;
  for (std::size_t g = 0; g < groups.rows(); ++g) age[groups.age_band[g]] += groups.count[g];
  constexpr std::array<double, kAgeBandCount> kAges{0.056, 0.112, 0.074, 0.252, 0.279, 0.154, 0.073};
  for (std::size_t k = 0; k < kAgeBandCount; ++k) {
    RecordProperty("age " + std::to_string(k), std::to_string(age[k] / town_.residents()));
    EXPECT_NEAR(age[k] / town_.residents(), kAges[k], 0.03) << "age band " << k;
  }
}

TEST_P(SettledCity, HousesAsManyPeopleAsWereAskedFor) {
  EXPECT_NEAR(town_.residents(), GetParam().population, 1e-3 * GetParam().population);
}

TEST_P(SettledCity, WaysToWorkBecomeRarerWithDistance) {
  const Buildings& b = town_.buildings;
  const Groups& groups = town_.settled.groups;
  // Against what is there: shares of jobs taken by people of each distance, over all pairs of homes and jobs.
  constexpr std::size_t kRings = 6;
  const double width = town_.city.radius / 3;
  std::array<double, kRings> gone{}, possible{};
  std::vector<std::uint32_t> homes, works;
  for (std::uint32_t i = 0; i < b.size(); i += 7) {
    if (b.residents[i] > 0) homes.push_back(i);
    if (b.jobs[i] > 0) works.push_back(i);
  }
  const auto ring = [&](std::uint32_t from, std::uint32_t to) {
    return static_cast<std::size_t>(std::hypot(b.x[from] - b.x[to], b.y[from] - b.y[to]) / width);
  };
  for (const std::uint32_t home : homes)
    for (const std::uint32_t work : works)
      if (const std::size_t r = ring(home, work); r < kRings)
        possible[r] += static_cast<double>(b.residents[home]) * b.jobs[work];
  double sum = 0, distance = 0;
  for (std::size_t g = 0; g < groups.rows(); ++g) {
    if (groups.occupation[g] != Occupation::employed || groups.work[g] == kNone) continue;
    const double count = groups.count[g];
    sum += count;
    distance += count * std::hypot(b.x[groups.home[g]] - b.x[groups.work[g]],
                                   b.y[groups.home[g]] - b.y[groups.work[g]]);
    if (const std::size_t r = ring(groups.home[g], groups.work[g]); r < kRings) gone[r] += count;
  }
  RecordProperty("mean_way_m", std::to_string(distance / sum));
  // Farther than that only the rim reaches, whose people have fewer jobs around them.
  for (std::size_t r = 1; r < 4; ++r)
    EXPECT_LT(gone[r] / possible[r], gone[r - 1] / possible[r - 1]) << "ring " << r;
}

TEST_P(SettledCity, IsHeatedAsTheStockIs) {
  const Buildings& b = town_.buildings;
  std::array<double, 7> share{};
  double dwellings = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    share[static_cast<std::size_t>(b.heat_source[i])] += b.dwellings[i];
    dwellings += b.dwellings[i];
  }
  // Census 2022 (Germany): gas 56 %, oil 19 %, district heat 15 %, wood 4 %, heat pumps 3 %.
  constexpr std::array<double, 7> kCensus{0, 0.56, 0.19, 0.15, 0.03, 0.03, 0.04};
  for (std::size_t k = 0; k < share.size(); ++k) {
    RecordProperty("heat " + std::to_string(k), std::to_string(share[k] / dwellings));
    EXPECT_NEAR(share[k] / dwellings, kCensus[k], k == 3 ? 0.08 : 0.06) << "carrier " << k;
  }
}

INSTANTIATE_TEST_SUITE_P(Cities, SettledCity,
                         testing::Values(generator::Options{40000, 1, generator::Style::grid},
                                         generator::Options{40000, 2, generator::Style::organic},
                                         generator::Options{40000, 3, generator::Style::radial},
                                         generator::Options{200000, 4, generator::Style::organic},
                                         generator::Options{200000, 5, generator::Style::grid}),
                         [](const testing::TestParamInfo<generator::Options>& city) {
                           return "City" + std::to_string(city.index);
                         });

}  // namespace
}  // namespace conurb::people
