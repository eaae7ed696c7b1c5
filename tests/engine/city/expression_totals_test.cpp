// SPDX-License-Identifier: Apache-2.0
// Totals and groups: what KPIs are made of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "tests/engine/city/expression_fixture.hpp"

namespace conurb::city {
namespace {

using ::testing::HasSubstr;

ScalarValue scalar(const City& city, std::string_view text) {
  return Expression::parse(text).bind(city, "building").evaluate_scalar();
}

std::vector<GroupValue> groups(const City& city, std::string_view text, std::string group_by) {
  BindOptions options;
  options.group_by = std::move(group_by);
  return Expression::parse(text).bind(city, "building", options).evaluate_groups();
}

TEST(ExpressionTotals, totals_skip_nulls_and_retired_rows) {
  const City city = city_with_retired();
  EXPECT_EQ(scalar(city, "count()").value, 4);
  EXPECT_EQ(scalar(city, "count(height)").value, 3);
  EXPECT_EQ(scalar(city, "count(function)").value, 3);
  EXPECT_EQ(scalar(city, "count(parcel)").value, 3);
  EXPECT_EQ(scalar(city, "count(height > 20)").value, 2);
  EXPECT_EQ(scalar(city, "count(where heated)").value, 2);
  EXPECT_EQ(scalar(city, "count(height where not heated)").value, 1);
  EXPECT_EQ(scalar(city, "sum(height)").value, 80);
  EXPECT_EQ(scalar(city, "mean(height)").value, 80.0 / 3);
  EXPECT_EQ(scalar(city, "min(height)").value, 10);
  EXPECT_EQ(scalar(city, "max(height)").value, 40);
  EXPECT_EQ(scalar(city, "mean(heated == 1)").value, 0.5);
  EXPECT_EQ(scalar(city, "sum(if(heated, height, 0))").value, 40);
  EXPECT_EQ(scalar(city, "sum(parcel.area)").value, 500 + 500 + 800);
}

TEST(ExpressionTotals, percentiles_are_linear_between_order_statistics) {
  const City city = city_with_retired();
  // floor_area is 100, 200, 300, 400: place (n - 1) p = 3 p
  EXPECT_EQ(scalar(city, "median(floor_area)").value, 250);
  EXPECT_DOUBLE_EQ(scalar(city, "p95(floor_area)").value, 385);
  EXPECT_DOUBLE_EQ(scalar(city, "p1(floor_area)").value, 103);
  EXPECT_EQ(scalar(city, "p95(floor_area where height == 40)").value, 400);
}

TEST(ExpressionTotals, a_quotient_of_totals_tells_the_smaller_number_of_rows) {
  const ScalarValue value =
      scalar(city_with_retired(), "sum(floor_area where function == \"residential\") / sum(floor_area)");
  EXPECT_EQ(value.value, 0.4);
  EXPECT_EQ(value.n, 2);
}

TEST(ExpressionTotals, nothing_sums_to_zero_and_has_no_mean) {
  const City city = small_city();
  EXPECT_EQ(scalar(city, "sum(height where height > 99)").value, 0);
  for (const char* text : {"mean(height where false)", "min(height where false)", "max(height where false)",
                           "p95(height where false)", "sum(height) / count(where false)"}) {
    EXPECT_TRUE(std::isnan(scalar(city, text).value)) << text;
  }
}

TEST(ExpressionTotals, a_condition_of_totals_is_one_or_zero) {
  const City city = small_city();
  EXPECT_EQ(scalar(city, "sum(height) > 100 and count() == 5").value, 1);
  EXPECT_EQ(scalar(city, "1 + 1").value, 2);
  EXPECT_EQ(scalar(city, "1 + 1").n, 5);
}

TEST(ExpressionTotals, small_amounts_beside_large_ones_are_not_lost) {
  City city;
  TableSpec spec;
  spec.name = "building";
  spec.columns = {column("energy", Scalar::f64, "J", false)};
  city.add_table(spec);
  city.edit("building").insert(100001, 0);
  auto energy = city.edit("building").column("energy").modify<double>();
  for (std::size_t i = 0; i < 100000; ++i) energy[i] = 1.0 / 1024;
  energy[100000] = 1e17;
  std::swap(energy[0], energy[100000]);
  // Added one by one in plain doubles each of the small ones would vanish.
  EXPECT_EQ(scalar(city, "sum(energy) - 1e17").value, 96);  // 97.65625, to the spacing of doubles there: 16
}

TEST(ExpressionTotals, texts_group_in_order_with_null_last) {
  const auto found = groups(city_with_retired(), "sum(floor_area)", "function");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].group, "office");
  EXPECT_EQ(found[0].value, 200);
  EXPECT_EQ(found[0].n, 1);
  EXPECT_EQ(found[1].group, "residential");
  EXPECT_EQ(found[1].value, 400);
  EXPECT_EQ(found[1].n, 2);
  EXPECT_TRUE(found[2].null);
  EXPECT_EQ(found[2].group, "");
  EXPECT_EQ(found[2].value, 400);
}

TEST(ExpressionTotals, groups_lie_behind_references_and_may_be_rows_or_numbers) {
  const City city = small_city();
  const auto districts = groups(city, "mean(height)", "parcel.district");
  ASSERT_EQ(districts.size(), 3U);
  EXPECT_EQ(districts[0].group, "harbour");
  EXPECT_EQ(districts[0].value, 40);
  EXPECT_EQ(districts[1].value, 10);
  const auto parcels = groups(city, "count()", "parcel");
  ASSERT_EQ(parcels.size(), 3U);
  EXPECT_EQ(parcels[0].group, "1");  // the id of row 0
  EXPECT_EQ(parcels[0].value, 2);
  EXPECT_TRUE(parcels[2].null);
  const auto heated = groups(city, "p50(floor_area) + count(where height > 20)", "heated");
  ASSERT_EQ(heated.size(), 3U);
  EXPECT_EQ(heated[0].group, "0");
  EXPECT_EQ(heated[0].value, 300 + 1);
  EXPECT_EQ(heated[2].group, "2");
  EXPECT_EQ(heated[2].n, 1);
}

TEST(ExpressionTotals, misuse_is_told) {
  const City city = small_city();
  const auto told = [](auto call) {
    try {
      call();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(told([&] { (void)scalar(city, "height"); }), HasSubstr("put its columns into totals"));
  EXPECT_THAT(told([&] { (void)scalar(city, "\"a\""); }), HasSubstr("one value is needed"));
  EXPECT_THAT(told([&] { (void)groups(city, "sum(height)", "height"); }), HasSubstr("makes no groups"));
  EXPECT_THAT(told([&] { (void)groups(city, "sum(height)", "functoin"); }),
              HasSubstr("did you mean \"function\"?"));
  EXPECT_THAT(told([&] { (void)groups(city, "sum(height)", ""); }), HasSubstr("group_by"));
  EXPECT_THAT(told([&] { (void)groups(city, "count()", "stamp"); }), HasSubstr("no error"));
}

TEST(ExpressionTotals, the_same_city_gives_the_same_bits) {
  City city;
  TableSpec spec;
  spec.name = "building";
  spec.columns = {column("energy", Scalar::f64, "J", true)};
  city.add_table(spec);
  city.edit("building").insert(10000, 0);
  auto energy = city.edit("building").column("energy").modify<double>();
  for (std::size_t i = 0; i < 10000; ++i) energy[i] = std::sin(static_cast<double>(i)) * 1e6;
  const City branch = city;
  const double a = scalar(city, "sum(energy * 1.1) / mean(energy)").value;
  const double b = scalar(branch, "sum(energy * 1.1) / mean(energy)").value;
  EXPECT_EQ(std::memcmp(&a, &b, sizeof a), 0);
}

}  // namespace
}  // namespace conurb::city
