// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/demand.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <string>
#include <vector>

#include "engine/sdk/dice.hpp"
#include "plugins/energy/synthesis/findings.hpp"

namespace conurb::energy::synthesis {
namespace {

Demand household(const SynthesisOptions& o, int count) {
  Demand all;
  CityBuildings one;
  one.x = one.y = {0};
  one.dwellings = {1};
  Findings findings;
  for (int i = 0; i < count; ++i) all += customers(one, o, findings)[0].demand;
  return all;
}

TEST(Demand, CustomersAlikeHaveTheSimultaneityOfTheFormula) {
  const SynthesisOptions o;
  const double g = 0.07;
  for (const int n : {1, 2, 10, 100, 5000}) {
    const double expected = n * o.household_power * (g + (1 - g) / std::sqrt(n));
    EXPECT_NEAR(household(o, n).peak(), expected, 1e-9 * expected) << n;  // rounding
  }
}

TEST(Demand, TenHouseholdsDrawWhatTheStandardSays) {
  const SynthesisOptions o;
  EXPECT_NEAR(household(o, 10).peak(), 55e3, 3e3);             // read off figure A.1 of DIN 18015-1
  EXPECT_NEAR(household(o, 100000).peak() / 1e5, 1.05e3, 30);  // a household among very many
}

TEST(Demand, SharesOfAPeakSumToItAndNoPartExceedsItsOwn) {
  sdk::Dice dice(sdk::Random(1, "test"), 0);
  std::vector<Demand> members(40);
  Demand all, part;
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i] = {dice.uniform(0, 5e3), dice.uniform(0, 1e8), 0};
    all += members[i];
    if (i < 7) part += members[i];
  }
  double sum = 0, of_part = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    sum += share_of_peak(members[i], all);
    if (i < 7) of_part += share_of_peak(members[i], all);
  }
  EXPECT_NEAR(sum, all.peak(), 1e-9 * all.peak());
  EXPECT_LE(of_part, part.peak());
}

TEST(Demand, ElectricHeatingIsDrawnForCertainBesidesTheRest) {
  const SynthesisOptions o;
  CityBuildings b;
  b.x = b.y = {0, 0};
  b.dwellings = {1, 1};
  b.heating_power = {9e3, kUnknown};
  Findings findings;
  const auto heated = customers(b, o, findings);
  EXPECT_DOUBLE_EQ(heated[0].demand.mean, heated[1].demand.mean + 9e3);
  EXPECT_EQ(heated[0].demand.variance, heated[1].demand.variance);
  EXPECT_TRUE(findings.take().empty());
}

TEST(Demand, APowerThatIsKnownIsThatOfTheWholeBuilding) {
  CityBuildings b;
  b.x = b.y = {0, 0, 0};
  b.peak_power = {30e3, 30e3, 0};
  b.dwellings = {9, 0, 3};
  b.use = {PowerUse::dwelling, PowerUse::office, PowerUse::dwelling};
  Findings findings;
  const std::vector<Customer> all = customers(b, {}, findings);
  EXPECT_NEAR(all[0].demand.peak(), 30e3, 1e-6);
  EXPECT_NEAR(all[1].demand.peak(), 30e3, 1e-6);
  EXPECT_EQ(all[2].demand.peak(), 0);
  EXPECT_EQ(all[0].customers, 9);
  EXPECT_EQ(all[1].customers, 1);
  EXPECT_TRUE(findings.take().empty());
}

TEST(Demand, AnnualEnergyGivesTheShareOfThePeakOfManyByTheLoadProfile) {
  CityBuildings b;
  b.x = b.y = {0};
  b.dwellings = {1};
  b.annual_energy = {3500 * 3.6e6};  // 3,500 kWh
  Findings findings;
  EXPECT_NEAR(customers(b, {}, findings)[0].demand.mean, 2.3 * 3500e3 / 8760, 1e-6);
}

TEST(Demand, SizeDoesWhereNothingElseIsKnown) {
  CityBuildings b;
  b.x = b.y = {0, 0, 0};
  b.floor_area = {900, 1000, kUnknown};
  b.use = {PowerUse::dwelling, PowerUse::office, PowerUse::retail};
  Findings findings;
  const std::vector<Customer> all = customers(b, {}, findings);
  EXPECT_EQ(all[0].customers, 10);
  EXPECT_NEAR(all[1].demand.peak(), 60e3, 1e-6);
  EXPECT_NEAR(all[2].demand.peak(), 8e3, 1e-6);  // 100 m2 are assumed
  const std::vector<Finding> told = findings.take();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].text.substr(0, 11), "1 buildings");
}

TEST(Demand, DwellingsWithoutANumberOfHomesDrawWhatHomesDoAndAreCounted) {
  CityBuildings b;
  b.x = b.y = {0, 0, 0, 0, 0};
  b.dwellings = {0, 0.4, 0, 0, 2};
  b.floor_area = {kUnknown, kUnknown, 270, 270, 270};
  b.peak_power = {kUnknown, kUnknown, kUnknown, 5e3, kUnknown};
  Findings findings;
  const SynthesisOptions o;
  const std::vector<Customer> all = customers(b, o, findings);
  EXPECT_NEAR(all[0].demand.peak(), o.household_power, 1e-6);
  EXPECT_NEAR(all[1].demand.peak(), o.household_power, 1e-6);
  EXPECT_EQ(all[2].customers, 3);
  EXPECT_NEAR(all[2].demand.peak(), household(o, 3).peak(), 1e-6);
  EXPECT_NEAR(all[3].demand.peak(), 5e3, 1e-6);  // known: nothing is assumed
  EXPECT_EQ(all[4].customers, 2);
  const std::vector<Finding> told = findings.take();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].object, "city");
  EXPECT_EQ(told[0].text.substr(0, 11), "3 buildings");
  EXPECT_NE(told[0].text.find("dwelling"), std::string::npos);
}

TEST(Demand, AUseThatThereIsNotIsToldAndTakenAsADwelling) {
  CityBuildings b;
  b.x = b.y = {0};
  b.use = {static_cast<PowerUse>(77)};
  Findings findings;
  const SynthesisOptions o;
  EXPECT_NEAR(customers(b, o, findings)[0].demand.peak(), o.household_power, 1e-6);
  const std::vector<Finding> told = findings.take();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].object, "building 0");
  EXPECT_NE(told[0].text.find("77"), std::string::npos);
}

/// Where the machine has a locale with a decimal comma, under it.
TEST(Demand, NumbersInFindingsAreWrittenAlikeInEveryLocale) {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  if (std::setlocale(LC_NUMERIC, "de_DE.UTF-8") == nullptr) GTEST_SKIP() << "there is no locale de_DE.UTF-8";
  CityBuildings b;
  b.x = b.y = {0};
  b.peak_power = {-0.5};
  Findings findings;
  (void)customers(b, {}, findings);
  std::setlocale(LC_NUMERIC, before.c_str());
  EXPECT_NE(findings.take()[0].text.find("-0.5"), std::string::npos);
}

TEST(Demand, ValuesOutOfRangeAreToldAndTakenAsUnknown) {
  CityBuildings b;
  b.x = b.y = {0, 0};
  b.dwellings = {1, 1};
  b.peak_power = {-5, 1e12};
  Findings findings;
  const std::vector<Customer> all = customers(b, {}, findings);
  EXPECT_NEAR(all[0].demand.peak(), 14.5e3, 1e-6);
  EXPECT_NEAR(all[1].demand.peak(), 14.5e3, 1e-6);
  const std::vector<Finding> told = findings.take();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].object, "building 1");
  EXPECT_NE(told[1].text.find("1e+12"), std::string::npos);
}

TEST(Findings, OfThingsAlikeTheFirstAreListedAndTheRestCounted) {
  Findings findings;
  for (int i = 0; i < 25; ++i) findings.warn("odd houses", "building " + std::to_string(i), "is odd");
  findings.tell("streets", "street 1", "is long");
  const std::vector<Finding> told = findings.take();
  ASSERT_EQ(told.size(), Findings::kMostAlike + 2);
  EXPECT_EQ(told.back().text, "15 more odd houses are not listed");
}

}  // namespace
}  // namespace conurb::energy::synthesis
