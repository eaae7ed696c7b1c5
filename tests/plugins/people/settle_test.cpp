// SPDX-License-Identifier: Apache-2.0
// The rules on small towns: what must hold whatever is known, and what is left alone.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "plugins/people/ground_plan.hpp"
#include "plugins/people/work.hpp"
#include "tests/plugins/two_threads.hpp"
#include "town_checks.hpp"

namespace conurb::people {
namespace {

using test::two_threads;

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

double sum(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Settle, WhatIsMadeAddsUp) {
  for (const int side : {1, 2, 12, 60}) {
    Buildings b = village(side);
    const Settled settled = settle({}, b);
    EXPECT_EQ(faults(b, settled), "") << side;
  }
}

TEST(Settle, ThreadsChangeNoBitAndTheSeedDoes) {
  Buildings one = village(40), two = one, other = one;
  Options options;
  const Settled a = settle(options, one), b = settle(options, two, two_threads);
  EXPECT_TRUE(same(a, b));
  EXPECT_TRUE(same_bits(one.year, two.year) && same_bits(one.residents, two.residents) &&
              same_bits(one.jobs, two.jobs) && one.heat_source == two.heat_source);
  options.seed = 2;
  EXPECT_FALSE(same(a, settle(options, other)));
}

TEST(Settle, ABuildingDrawsTheSameWhateverItsRow) {
  Buildings b = village(20), turned;
  turned.resize(b.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    const std::size_t j = b.size() - 1 - i;
    turned.key[i] = b.key[j], turned.x[i] = b.x[j], turned.y[i] = b.y[j], turned.use[i] = b.use[j];
    turned.footprint_area[i] = b.footprint_area[j], turned.height[i] = b.height[j];
  }
  (void)settle({}, b);
  (void)settle({}, turned);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const std::size_t j = b.size() - 1 - i;
    EXPECT_EQ(turned.year[i], b.year[j]);
    EXPECT_EQ(turned.heat_source[i], b.heat_source[j]);
    EXPECT_EQ(turned.dwellings[i], b.dwellings[j]);
    EXPECT_EQ(turned.residents[i], b.residents[j]);
    EXPECT_EQ(turned.jobs[i], b.jobs[j]);
  }
}

TEST(Settle, PeopleHaveTheRoomThatWasAskedFor) {
  Options options;
  options.living_area = 30;
  options.household_size = 2.6;
  Buildings b = village(60);
  const Settled settled = settle(options, b);
  EXPECT_NEAR(kNetShare * sum(b.dwelling_area) / sum(b.residents), 30, 0.3);
  double households = 0;
  for (std::size_t g = 0; g < settled.groups.rows(); ++g)
    households += static_cast<double>(settled.groups.count[g]) / settled.groups.household_size[g];
  EXPECT_NEAR(settled.tally.housed / households, 2.6, 0.08);
}

TEST(Settle, TheNumberOfPeopleIsMetWhereThereIsRoom) {
  Options options;
  for (const double population : {4000.0, 8000.0}) {
    options.population = population;
    Buildings b = village(60);
    EXPECT_NEAR(settle(options, b).tally.housed, population, 5) << population;
  }
  options.population = 1e6;
  Buildings b = village(12);
  const Settled settled = settle(options, b);
  EXPECT_EQ(faults(b, settled), "");
  EXPECT_LT(settled.tally.housed, 1e4) << "people are not stacked";
}

TEST(Settle, WhatIsKnownStays) {
  Buildings b = village(20);
  b.residents[5] = 3, b.dwellings[5] = 1, b.year[5] = 1931, b.jobs[5] = 40;
  b.residents[6] = 0, b.storeys[6] = 4, b.floor_area[6] = 333, b.heat_source[6] = HeatSource::gas;
  b.residents[10] = 17, b.use[10] = Use::residential;
  const Settled settled = settle({}, b);
  EXPECT_EQ(faults(b, settled), "");
  EXPECT_EQ(b.residents[5], 3);
  EXPECT_EQ(b.dwellings[5], 1);
  EXPECT_EQ(b.year[5], 1931);
  EXPECT_EQ(b.jobs[5], 40);
  EXPECT_EQ(b.residents[6], 0);
  EXPECT_EQ(b.storeys[6], 4);
  EXPECT_EQ(b.floor_area[6], 333);
  EXPECT_EQ(b.heat_source[6], HeatSource::gas);
  EXPECT_EQ(b.residents[10], 17);
  EXPECT_GE(b.dwellings[10], 17.0F / 5) << "as many dwellings as the households need";
}

TEST(Settle, PeopleWhomTheCityKnowsAreNotMadeAgainAndKeepTheirJobs) {
  Buildings b = village(20);
  b.has_groups[5] = 1, b.residents[5] = 4;
  b.use[7] = Use::office, b.jobs[7] = 10, b.jobs_taken[7] = 9;
  const Settled settled = settle({}, b);
  double at_seven = 0;
  for (std::size_t g = 0; g < settled.groups.rows(); ++g) {
    EXPECT_NE(settled.groups.home[g], 5U);
    if (settled.groups.work[g] == 7) at_seven += settled.groups.count[g];
  }
  EXPECT_LE(at_seven, 1);
}

TEST(Settle, SizeAndPlaceSayWhatABuildingIsFor) {
  Buildings b;
  b.resize(5);
  for (std::size_t i = 0; i < 5; ++i)
    b.key[i] = i, b.x[i] = 40.0 * static_cast<double>(i), b.y[i] = 0, b.height[i] = 6;
  b.footprint_area = {12, 100, 100, 40, 100};
  b.height[3] = 2.5F;
  b.hint = {Use::industry, Use::industry, Use::unknown, Use::unknown, Use::industry};
  b.dwellings[4] = 2;
  give_uses(b);
  EXPECT_EQ(b.use, (std::vector<Use>{Use::storage, Use::industry, Use::residential, Use::storage,
                                     Use::residential}));
  give_floors(b);
  EXPECT_EQ(b.floor_area[0], 0) << "a shed";
  EXPECT_EQ(b.storeys[1], 1) << "a hall";
  EXPECT_EQ(b.storeys[2], 2);
  EXPECT_EQ(b.floor_area[2], 200);
  EXPECT_EQ(b.dwelling_area[2], 200);
  EXPECT_EQ(b.dwelling_area[1], 0);
}

TEST(Settle, ShopsTakeTheGroundFloorOfDwellings) {
  Buildings b;
  b.resize(1);
  b.key[0] = 1, b.x[0] = b.y[0] = 0, b.footprint_area[0] = 200, b.height[0] = 12;
  b.ground_floor[0] = GroundFloor::shops;
  (void)settle({}, b);
  EXPECT_EQ(b.storeys[0], 4);
  EXPECT_EQ(b.dwelling_area[0], 600);
  EXPECT_GE(b.jobs[0], 4);
}

TEST(Settle, NothingIsSaidOfABuildingWithoutHeight) {
  Buildings b;
  b.resize(1);
  b.key[0] = 1, b.x[0] = b.y[0] = 0, b.footprint_area[0] = 120;
  const Settled settled = settle({}, b);
  EXPECT_EQ(settled.tally.without_height, 1);
  EXPECT_TRUE(std::isnan(b.floor_area[0]));
  EXPECT_EQ(b.residents[0], 0);
  EXPECT_EQ(settled.groups.rows(), 0U);
}

TEST(Settle, YearsFollowTheNeighbours) {
  Buildings b = village(10);
  for (std::size_t i = 0; i < b.size(); ++i)
    if (b.x[i] < 100 && i % 2 == 0) b.year[i] = 1905;
  give_uses(b);
  give_years({}, b, serial_for);
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.x[i] < 200) {
      EXPECT_EQ(b.year[i], 1905) << i;
    }
    EXPECT_TRUE(b.year[i] >= 1850 && b.year[i] < 2025);
  }
}

TEST(Settle, GroupsStayGroups) {
  Buildings b = village(60);
  for (std::size_t i = 0; i < b.size(); ++i)
    if (b.use[i] == Use::unknown && i % 5 == 0) b.footprint_area[i] = 2000, b.height[i] = 40;
  const Settled settled = settle({}, b);
  std::size_t before = 0, works = 0;
  const Groups& g = settled.groups;
  for (std::size_t i = 0; i < g.rows(); ++i) {
    const bool same_group = i > 0 && g.home[i] == g.home[i - 1] && g.age_band[i] == g.age_band[i - 1] &&
                            g.occupation[i] == g.occupation[i - 1] &&
                            g.household_size[i] == g.household_size[i - 1] && g.cars[i] == g.cars[i - 1];
    before += same_group ? 0 : 1;
  }
  for (std::size_t i = 0; i < b.size(); ++i) works += b.jobs[i] > 0 ? 1 : 0;
  EXPECT_LE(g.rows(), before + static_cast<std::size_t>(settled.tally.housed) / kParty + 3 * works);
}

}  // namespace
}  // namespace conurb::people
