// SPDX-License-Identifier: Apache-2.0
// Whole cities: what must hold of each, over styles, seeds and sizes.
#include "plugins/generator/city.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "city_checks.hpp"

namespace {

using namespace conurb::generator;

class WholeCity : public testing::TestWithParam<Options> {
 protected:
  void SetUp() override { city_ = generate(GetParam()); }
  City city_;
};

TEST_P(WholeCity, IsSoundInEveryPart) {
  EXPECT_EQ(checks::arrays(city_), "");
  EXPECT_EQ(checks::shells(city_), "");
  EXPECT_EQ(checks::overlaps(city_), "");
  EXPECT_EQ(checks::nesting(city_), "");
  EXPECT_EQ(checks::access(city_), "");
  EXPECT_EQ(checks::network(city_), "");
  EXPECT_EQ(checks::river(city_), "");
  EXPECT_EQ(checks::trees(city_), "");
}

std::vector<Options> cases() {
  std::vector<Options> list;
  for (const Style style : {Style::grid, Style::organic, Style::radial}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) list.push_back({20000, seed, style});
    list.push_back({3000, 4, style});
    list.push_back({150000, 5, style});
  }
  return list;
}

std::string name_of(const testing::TestParamInfo<Options>& info) {
  constexpr const char* kStyles[] = {"Grid", "Organic", "Radial"};
  return kStyles[static_cast<int>(info.param.style)] +
         std::to_string(static_cast<int>(info.param.population)) + "Seed" + std::to_string(info.param.seed);
}

INSTANTIATE_TEST_SUITE_P(Cities, WholeCity, testing::ValuesIn(cases()), name_of);

TEST(Generate, RefusesPopulationsThatItCannotHouse) {
  EXPECT_THROW((void)generate({10, 1, Style::grid}), std::invalid_argument);
  EXPECT_THROW((void)generate({1e9, 1, Style::grid}), std::invalid_argument);
  EXPECT_THROW((void)generate({std::numeric_limits<double>::quiet_NaN(), 1, Style::grid}),
               std::invalid_argument);
}

}  // namespace
