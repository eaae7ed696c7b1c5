// SPDX-License-Identifier: Apache-2.0
// Text in, tree out: spelling, places of errors, hostile input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "tests/engine/city/expression_fixture.hpp"

namespace conurb::city {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string message_of(std::string_view text) {
  try {
    (void)Expression::parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_data);
    return error.what();
  }
  return "no error";
}

std::string printed(std::string_view text) {
  return Expression::parse(text).to_string();
}

TEST(ExpressionParser, printing_drops_what_is_not_needed_and_keeps_what_is) {
  EXPECT_EQ(printed("((a))<3"), "a < 3");
  EXPECT_EQ(printed("(a and b) or (c or d)"), "a and b or (c or d)");
  EXPECT_EQ(printed("a and (b or c)"), "a and (b or c)");
  EXPECT_EQ(printed("a-(b-c)-d"), "a - (b - c) - d");
  EXPECT_EQ(printed("a/(b*c)"), "a / (b * c)");
  EXPECT_EQ(printed("(2^3)^2 + 2^(3^2) + (-2)^2"), "(2 ^ 3) ^ 2 + 2 ^ 3 ^ 2 + (-2) ^ 2");
  EXPECT_EQ(printed("- -a"), "--a");
  EXPECT_EQ(printed("not (a is not null)"), "not a is not null");
  EXPECT_EQ(printed("(a<b) == true"), "(a < b) == true");
  EXPECT_EQ(printed("x in [ 1,-2.50 , 3[km] ]"), "x in [1, -2.5, 3 [km]]");
  EXPECT_EQ(printed("x not in ['a',\"b\\\"c\"]"), "x not in [\"a\", \"b\\\"c\"]");
  EXPECT_EQ(printed("x in []"), "x in []");
  EXPECT_EQ(printed("a ~= 1 and b <> 2 and c = 3"), "a != 1 and b != 2 and c == 3");
  EXPECT_EQ(printed("sum( x where y>2 )/count()+count(where z)+p95(x)+p50(x)"),
            "sum(x where y > 2) / count() + count(where z) + p95(x) + median(x)");
  EXPECT_EQ(printed("if(a,b,null)+min(a,b)+min(a)"), "if(a, b, null) + min(a, b) + min(a)");
  EXPECT_EQ(printed("parcel.owner.area > 1e300"), "parcel.owner.area > 1e+300");
  EXPECT_EQ(printed("9223372036854775807 > 9223372036854775808"),
            "9223372036854775807 > 9.223372036854776e+18");
}

TEST(ExpressionParser, an_error_names_the_column_what_was_expected_and_what_was_found) {
  EXPECT_EQ(message_of("year < and"), "column 8 of \"year < and\": expected a value, found \"and\"");
  EXPECT_EQ(message_of("(a < 3"), "column 7 of \"(a < 3\": expected ')', found the end");
  EXPECT_THAT(message_of(""), HasSubstr("the text is empty"));
  EXPECT_THAT(message_of("a < 3 b"), HasSubstr("column 7"));
  EXPECT_THAT(message_of("a < 3 AND b"), HasSubstr("write it small: and"));
  EXPECT_THAT(message_of("1 < a < 5"), HasSubstr("write 1 < x and x < 5"));
  EXPECT_THAT(message_of("a in (1, 2)"), HasSubstr("write the list in brackets"));
  EXPECT_THAT(message_of("a in [1, 'b']"), HasSubstr("both numbers and texts"));
  EXPECT_THAT(message_of("a in [1, null]"), HasSubstr("write x is null"));
  EXPECT_THAT(message_of("a is 3"), HasSubstr("compare values with =="));
  EXPECT_THAT(message_of("a && b"), HasSubstr("write 'and'"));
  EXPECT_THAT(message_of("a > 5km"), HasSubstr("as in 5 [km]"));
  EXPECT_THAT(message_of("a > 5 [km"), HasSubstr("the unit is never closed"));
  EXPECT_THAT(message_of("a > 5 []"), HasSubstr("the unit is empty"));
  EXPECT_THAT(message_of("a == 'x"), HasSubstr("the text is never closed"));
  EXPECT_THAT(message_of("a == 'x\\q'"), HasSubstr("unknown escape"));
  EXPECT_THAT(message_of("a > 1e999"), HasSubstr("too large"));
  EXPECT_THAT(message_of("ab(3)"), HasSubstr("did you mean \"abs\"?"));
  EXPECT_THAT(message_of("abs(1, 2)"), HasSubstr("abs() takes 1 argument, found 2"));
  EXPECT_THAT(message_of("sum(1, 2)"), HasSubstr("sum() takes 1 argument, found 2"));
  EXPECT_THAT(message_of("abs(1 where a)"), HasSubstr("takes no 'where'"));
  EXPECT_THAT(message_of("p0(a)"), HasSubstr("there is no function"));
  EXPECT_THAT(message_of("a.3"), HasSubstr("column"));
  EXPECT_THAT(message_of("\xff"), HasSubstr("not UTF-8"));
}

TEST(ExpressionParser, the_column_of_an_error_counts_characters_not_bytes) {
  EXPECT_THAT(message_of("a == 'Straße' §"), HasSubstr("column 15 of"));
}

TEST(ExpressionParser, texts_hold_any_character_and_come_back_as_they_were) {
  const City city = [] {
    City made = small_city();
    Table& table = made.edit("building");
    const std::vector<std::int64_t> rows{1};
    table.set(table.index_of("function"), rows, std::string("a\"b'c\\d\ne\tf ü"));
    return made;
  }();
  const Expression text = Expression::parse(R"(function == "a\"b\'c\\d\ne\tf ü")");
  EXPECT_THAT(text.bind(city, "building").select(), ElementsAre(1));
  EXPECT_THAT(Expression::parse(text.to_string()).bind(city, "building").select(), ElementsAre(1));
}

TEST(ExpressionParser, columns_are_told_once_in_order) {
  EXPECT_THAT(Expression::parse("b + a > parcel.area and sum(b where c) > 1").columns(),
              ElementsAre("b", "a", "parcel.area", "c"));
}

TEST(ExpressionParser, an_expression_is_a_total_if_all_its_columns_are_in_totals) {
  EXPECT_TRUE(Expression::parse("sum(a) / sum(b where c) + 1").is_total());
  EXPECT_FALSE(Expression::parse("sum(a) / b").is_total());
  EXPECT_FALSE(Expression::parse("max(a, b)").is_total());
}

TEST(ExpressionParser, too_long_and_too_deep_texts_are_refused) {
  const auto code_of = [](const std::string& text) {
    try {
      (void)Expression::parse(text);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::ok;
  };
  for (const char* opening : {"(", "-", "not ", "abs(", "2^", "if(a,", "a in ["}) {
    std::string deep;
    for (int i = 0; i < 20000; ++i) deep += opening;
    EXPECT_NE(code_of(deep), ErrorCode::ok) << opening;
  }
  std::string sum = "a";
  for (int i = 0; i < 2000; ++i) sum += "+a";
  EXPECT_EQ(code_of(sum), ErrorCode::limit);
  EXPECT_EQ(code_of(std::string(Expression::kMaxLength + 1, ' ')), ErrorCode::limit);
  std::string chain = "height > 0";
  for (int i = 0; i < 5000; ++i) chain += " or height > 0";
  EXPECT_EQ(code_of(chain), ErrorCode::ok);
  EXPECT_EQ(Expression::parse(chain).bind(small_city(), "building").count(), 4);
}

// Random words of the language: whatever parses must print to what means and prints the same, and bind
// without a fault.
TEST(ExpressionParser, random_texts_never_crash_and_printing_is_stable) {
  const std::vector<std::string> words{
      "height", "function", "parcel", ".",    "area",  "heated", "1",      "2.5",  "\"a\"", "true",
      "null",   "+",        "-",      "*",    "/",     "%",      "^",      "<",    ">=",    "==",
      "!=",     "and",      "or",     "not",  "in",    "is",     "[",      "]",    "(",     ")",
      ",",      "sum(",     "min(",   "if(",  "where", "abs(",   "count(", "p95(", "stamp", "[km]",
      "usage",  "'",        "\\",     "\xc3", "\xa4",  "#",      "1e",     "in ["};
  const City city = small_city();
  std::mt19937 random(7);
  int parsed = 0;
  int bound = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const auto length = 1 + random() % 12;
    for (std::uint32_t i = 0; i < length; ++i) {
      text += words[random() % words.size()];
      if (random() % 4 != 0) text += ' ';
    }
    try {
      const Expression expression = Expression::parse(text);
      ++parsed;
      const std::string once = expression.to_string();
      ASSERT_EQ(Expression::parse(once).to_string(), once) << text;
      const BoundExpression value = expression.bind(city, "building");
      ++bound;
      std::vector<double> out(static_cast<std::size_t>(value.rows()));
      if (value.type() != ExpressionType::text) value.evaluate(out);
      if (expression.is_total() && value.type() != ExpressionType::text) (void)value.evaluate_scalar();
    } catch (const Error&) {
    }
  }
  EXPECT_GT(parsed, 100);
  EXPECT_GT(bound, 50);
}

}  // namespace
}  // namespace conurb::city
