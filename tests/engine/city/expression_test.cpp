// SPDX-License-Identifier: Apache-2.0
#include "engine/city/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/base/error.hpp"
#include "tests/engine/city/expression_fixture.hpp"

namespace conurb::city {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Rows = std::vector<std::int64_t>;

Rows select(const City& city, std::string_view text) {
  return Expression::parse(text).bind(city, "building").select();
}

std::vector<double> evaluate(const City& city, std::string_view text) {
  const BoundExpression bound = Expression::parse(text).bind(city, "building");
  std::vector<double> values(static_cast<std::size_t>(bound.rows()));
  bound.evaluate(values);
  return values;
}

double first(const City& city, std::string_view text) {
  return evaluate(city, text).at(0);
}

std::string message_of(const City& city, std::string_view text, const BindOptions& options = {}) {
  try {
    (void)Expression::parse(text).bind(city, "building", options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Expression, a_number_compares_with_a_constant_on_either_side) {
  const City city = small_city();
  EXPECT_THAT(select(city, "year_of_construction < 1975"), ElementsAre(0, 2, 3));
  EXPECT_THAT(select(city, "1975 > year_of_construction"), ElementsAre(0, 2, 3));
  EXPECT_THAT(select(city, "year_of_construction >= 1974"), ElementsAre(1, 2, 4));
  EXPECT_THAT(select(city, "1974 <= year_of_construction"), ElementsAre(1, 2, 4));
  EXPECT_THAT(select(city, "year_of_construction == 1974"), ElementsAre(2));
  EXPECT_THAT(select(city, "floor_area > height * 8"), ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(select(city, "floor_area <= -height + 110"), ElementsAre(0));
}

TEST(Expression, the_example_of_the_manual_selects_old_dwellings) {
  EXPECT_THAT(select(small_city(), "year_of_construction < 1975 and function == \"residential\""),
              ElementsAre(0, 2));
}

TEST(Expression, equality_has_the_spellings_of_lua_and_sql) {
  const City city = small_city();
  EXPECT_EQ(select(city, "height = 30"), select(city, "height == 30"));
  EXPECT_EQ(select(city, "height ~= 30"), select(city, "height != 30"));
  EXPECT_EQ(select(city, "height <> 30"), select(city, "height != 30"));
}

TEST(Expression, and_binds_tighter_than_or_and_not_tighter_than_both) {
  const City city = small_city();
  EXPECT_THAT(select(city, "height == 10 or height == 30 and year_of_construction > 2000"), ElementsAre(0));
  EXPECT_THAT(select(city, "(height == 10 or height == 50) and year_of_construction > 2000"), ElementsAre(4));
  EXPECT_THAT(select(city, "not height == 10 and heated"), ElementsAre(2, 4));
  EXPECT_THAT(select(city, "not not heated"), ElementsAre(0, 2, 4));
}

TEST(Expression, a_comparison_with_null_is_false_whichever_it_is) {
  const City city = small_city();
  for (const char* text :
       {"height < 1000", "height > -1", "height != 1", "height >= height", "height == height"}) {
    EXPECT_THAT(select(city, text), ElementsAre(0, 2, 3, 4)) << text;
  }
  EXPECT_THAT(select(city, "function != \"office\""), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "function < \"z\""), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(select(city, "not (height < 35)"), ElementsAre(1, 3, 4));
  EXPECT_THAT(select(city, "height not in [10]"), ElementsAre(2, 3, 4));
  EXPECT_THAT(select(city, "function not in ['office']"), ElementsAre(0, 2, 4));
}

TEST(Expression, null_is_asked_for_with_is) {
  const City city = small_city();
  EXPECT_THAT(select(city, "height is null"), ElementsAre(1));
  EXPECT_THAT(select(city, "height is not null"), ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(select(city, "height + 1 is null"), ElementsAre(1));
  EXPECT_THAT(select(city, "function is null"), ElementsAre(3));
  EXPECT_THAT(select(city, "parcel is null"), ElementsAre(3));
  EXPECT_THAT(select(city, "parcel.area is null"), ElementsAre(3));
  EXPECT_THAT(select(city, "heated is null or (heated and heated) is null"), IsEmpty());
}

TEST(Expression, texts_compare_through_their_codes) {
  const City city = small_city();
  EXPECT_THAT(select(city, "function == 'residential'"), ElementsAre(0, 2));
  EXPECT_THAT(select(city, "\"residential\" == function"), ElementsAre(0, 2));
  EXPECT_THAT(select(city, "function == 'castle'"), IsEmpty());
  EXPECT_THAT(select(city, "function != 'castle'"), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(select(city, "function > 'office'"), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "'office' < function"), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "function in ['school', 'office', 'castle']"), ElementsAre(1, 4));
  EXPECT_THAT(select(city, "starts_with(function, 'res')"), ElementsAre(0, 2));
  EXPECT_THAT(select(city, "contains(function, 'o')"), ElementsAre(1, 4));
  EXPECT_THAT(select(city, "'a' < 'b' and heated"), ElementsAre(0, 2, 4));
}

TEST(Expression, two_text_columns_compare_though_their_dictionaries_differ) {
  const City city = small_city();
  EXPECT_THAT(select(city, "function == usage"), ElementsAre(0, 4));
  EXPECT_THAT(select(city, "function != usage"), ElementsAre(1));
  EXPECT_THAT(select(city, "function == function"), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(select(city, "function == parcel.district"), IsEmpty());
}

TEST(Expression, a_dot_reads_the_row_that_a_reference_points_to) {
  const City city = small_city();
  EXPECT_THAT(select(city, "parcel.area > 600"), ElementsAre(2, 4));
  EXPECT_THAT(select(city, "parcel.district == 'old town'"), ElementsAre(0, 1));
  EXPECT_THAT(select(city, "parcel.owner.district == 'harbour'"), ElementsAre(0, 1));
  EXPECT_THAT(select(city, "parcel.owner is null"), ElementsAre(2, 3, 4));
  EXPECT_THAT(select(city, "parcel.alive"), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(select(city, "building.height > 35"), ElementsAre(3, 4));
}

TEST(Expression, a_reference_to_a_retired_row_reads_as_null) {
  City city = small_city();
  const Rows rows{0};
  city.edit("parcel").retire(rows);
  EXPECT_THAT(select(city, "parcel.area is null"), ElementsAre(0, 1, 3));
  EXPECT_THAT(select(city, "parcel is null"), ElementsAre(0, 1, 3));
}

TEST(Expression, retired_rows_are_never_selected) {
  const City city = city_with_retired();
  EXPECT_THAT(select(city, "true"), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(select(city, "not false and height > 35"), ElementsAre(3));
  EXPECT_TRUE(std::isnan(evaluate(city, "1").at(4)));
  EXPECT_EQ(Expression::parse("true").bind(city, "building").count(), 4);
}

TEST(Expression, byte_columns_stand_for_conditions) {
  const City city = small_city();
  EXPECT_THAT(select(city, "heated"), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "heated == true"), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "heated != true"), ElementsAre(1, 3));
  EXPECT_THAT(select(city, "false == heated"), ElementsAre(1, 3));
  EXPECT_THAT(select(city, "heated == 2"), ElementsAre(4));
}

TEST(Expression, whole_numbers_beyond_the_digits_of_a_double_stay_apart) {
  const City city = small_city();
  EXPECT_THAT(select(city, "stamp == 9007199254740993"), ElementsAre(1));
  EXPECT_THAT(select(city, "stamp < 9007199254740993"), ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(select(city, "9007199254740992 < stamp"), ElementsAre(1));
  EXPECT_THAT(select(city, "stamp in [9007199254740993, -5]"), ElementsAre(1, 3));
  EXPECT_THAT(select(city, "stamp not in [9007199254740993, -5]"), ElementsAre(0, 2, 4));
  EXPECT_THAT(select(city, "stamp >= -5 and stamp <= 7 and stamp != 0"), ElementsAre(3, 4));
}

TEST(Expression, arithmetic_follows_the_rules_of_the_language) {
  const City city = small_city();
  EXPECT_EQ(first(city, "2 + 3 * 4"), 14);
  EXPECT_EQ(first(city, "(2 + 3) * 4"), 20);
  EXPECT_EQ(first(city, "10 - 4 - 3"), 3);
  EXPECT_EQ(first(city, "2 ^ 3 ^ 2"), 512);
  EXPECT_EQ(first(city, "-2 ^ 2"), -4);
  EXPECT_EQ(first(city, "2 ^ -1"), 0.5);
  EXPECT_EQ(first(city, "- - 5 + +2"), 7);
  EXPECT_EQ(first(city, "-7 % 3"), 2);
  EXPECT_EQ(first(city, "7 % -3"), -2);
  EXPECT_EQ(first(city, "1.5e3 / .5"), 3000);
  EXPECT_EQ(first(city, "abs(-3) + sqrt(16) + exp(0) + log(1) + floor(2.7) + round(2.5)"),
            3 + 4 + 1 + 0 + 2 + 3);
  EXPECT_EQ(first(city, "min(3, height, 7) + max(3, height, 7)"), 13);
  EXPECT_EQ(first(city, "clamp(height, 12, 20)"), 12);
  EXPECT_EQ(first(city, "if(heated, height, 0) + (height > 5)"), 11);
  EXPECT_THAT(select(city, "if(heated, height > 20, function == 'office')"), ElementsAre(1, 2, 4));
}

TEST(Expression, arithmetic_with_null_or_outside_of_a_domain_gives_null) {
  const City city = small_city();
  for (const char* text :
       {"height + null", "1 / 0", "-1 / 0", "5 % 0", "0 ^ -1", "(-8) ^ (1 / 3)", "sqrt(-1)", "log(0)",
        "null ^ 0", "min(1, null)", "max(null, 1)", "clamp(1, 0, null)"}) {
    EXPECT_TRUE(std::isnan(first(city, text))) << text;
  }
}

TEST(Expression, a_total_may_stand_in_a_condition_on_rows) {
  const City city = city_with_retired();
  // mean of 10, 30, 40; null and the retired 50 do not count
  EXPECT_THAT(select(city, "height > mean(height)"), ElementsAre(2, 3));
  EXPECT_THAT(select(city, "height == max(height where heated)"), ElementsAre(2));
}

TEST(Expression, evaluation_runs_over_more_than_one_block) {
  City city;
  TableSpec spec;
  spec.name = "building";
  spec.columns = {column("height", Scalar::f32, "m", true)};
  city.add_table(spec);
  city.edit("building").insert(5000, 0);
  Column& height = city.edit("building").column("height");
  auto values = height.modify<float>();
  for (std::size_t i = 0; i < 5000; ++i) values[i] = static_cast<float>(i);
  const Rows rows = select(city, "height % 1000 == 999");
  EXPECT_THAT(rows, ElementsAre(999, 1999, 2999, 3999, 4999));
  EXPECT_EQ(evaluate(city, "height * 2")[4999], 9998);
}

TEST(Expression, a_bound_expression_keeps_what_it_saw) {
  City city = small_city();
  const BoundExpression bound = Expression::parse("height > 35").bind(city, "building");
  Table& table = city.edit("building");
  const Rows rows{0};
  table.set(table.index_of("height"), rows, 99.0);
  table.insert(3000, 0);
  EXPECT_THAT(bound.select(), ElementsAre(3, 4));
  EXPECT_EQ(bound.rows(), 5);
}

TEST(Expression, an_empty_table_selects_nothing) {
  City city;
  TableSpec spec;
  spec.name = "building";
  spec.columns = {column("height", Scalar::f64, "m", true)};
  city.add_table(spec);
  EXPECT_THAT(select(city, "height > 1"), IsEmpty());
  EXPECT_THAT(evaluate(city, "height"), IsEmpty());
}

TEST(Expression, a_literal_with_a_unit_is_converted_to_that_of_its_column) {
  const City city = small_city();
  std::vector<std::string> asked;
  BindOptions options;
  options.convert = [&asked](double value, std::string_view unit, std::string_view to) {
    asked.push_back(std::string(unit) + " to " + std::string(to));
    return unit == "dm" ? value / 10 : value * 1000;
  };
  const auto rows = [&](std::string_view text) {
    return Expression::parse(text).bind(city, "building", options).select();
  };
  EXPECT_THAT(rows("height < 350 [dm]"), ElementsAre(0, 2));
  EXPECT_THAT(rows("-350 [dm] <= -height"), ElementsAre(0, 2));
  EXPECT_THAT(rows("height + 50 [dm] > 350 [dm] and stamp < 1 [h]"), ElementsAre(3, 4));
  EXPECT_THAT(rows("height in [100 [dm], 300 [dm]]"), ElementsAre(0, 2));
  EXPECT_THAT(rows("height * 2 [dm] > 5"), ElementsAre(2, 3, 4));
  EXPECT_THAT(asked, ElementsAre("dm to m", "dm to m", "dm to m", "dm to m", "h to s", "dm to m", "dm to m",
                                 "dm to "));
  EXPECT_THAT(message_of(city, "height > 3 [ft]"), HasSubstr("write the number in 'm'"));
  options.convert = [](double, std::string_view, std::string_view) -> double {
    throw Error(ErrorCode::incompatible, "kg is no length");
  };
  EXPECT_THAT(message_of(city, "height > 3 [kg]", options),
              HasSubstr("column 10 of \"height > 3 [kg]\": kg is no"));
}

TEST(Expression, binding_names_column_type_and_remedy) {
  const City city = small_city();
  EXPECT_THAT(
      message_of(city, "heigth > 3"),
      HasSubstr(
          "column 1 of \"heigth > 3\": table 'building' has no column \"heigth\"; did you mean \"height\"?"));
  EXPECT_THAT(message_of(city, "zzzzzz > 3"), HasSubstr("it has: id, alive"));
  EXPECT_THAT(message_of(city, "function > 3"), HasSubstr("write a text in quotes"));
  EXPECT_THAT(message_of(city, "height == 'tall'"),
              HasSubstr("'height' is a number column (f64), a text is needed"));
  EXPECT_THAT(message_of(city, "function + 1 > 3"),
              HasSubstr("'function' is a text column, a number is needed"));
  EXPECT_THAT(message_of(city, "height and heated"), HasSubstr("compare it, as in height > 0"));
  EXPECT_THAT(message_of(city, "not function"), HasSubstr("compare it, as in function == "));
  EXPECT_THAT(message_of(city, "parcel == 3"), HasSubstr("parcel.id"));
  EXPECT_THAT(message_of(city, "not parcel"), HasSubstr("parcel is not null"));
  EXPECT_THAT(message_of(city, "route == 3"), HasSubstr("'building.route' holds a list"));
  EXPECT_THAT(message_of(city, "height.area > 3"), HasSubstr("nothing lies behind 'building.height'"));
  EXPECT_THAT(message_of(city, "height == null"), HasSubstr("write x is null"));
  EXPECT_THAT(message_of(city, "function in [1, 2]"), HasSubstr("the list holds numbers"));
  EXPECT_THAT(message_of(city, "height in ['a']"), HasSubstr("a text is needed"));
  EXPECT_THAT(message_of(city, "function < usage"), HasSubstr("== and != only"));
  EXPECT_THAT(message_of(city, "starts_with(function, usage)"), HasSubstr("write it in quotes"));
  EXPECT_THAT(message_of(city, "sum(mean(height))"), HasSubstr("inside of another total"));
  EXPECT_THAT(message_of(city, "if(heated, function, usage) == 'a'"), HasSubstr("a choice of texts"));
  EXPECT_THROW((void)Expression::parse("height > 3").bind(city, "bridge"), Error);
}

TEST(Expression, a_value_is_not_a_selection_and_a_text_is_no_number) {
  const City city = small_city();
  EXPECT_THROW(select(city, "height"), Error);
  EXPECT_THROW(select(city, "function"), Error);
  EXPECT_THROW(evaluate(city, "function"), Error);
  const BoundExpression bound = Expression::parse("height").bind(city, "building");
  std::vector<double> wrong(3);
  EXPECT_THROW(bound.evaluate(wrong), Error);
  EXPECT_EQ(bound.type(), ExpressionType::number);
}

}  // namespace
}  // namespace conurb::city
