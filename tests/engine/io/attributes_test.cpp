// SPDX-License-Identifier: Apache-2.0
#include "engine/io/attributes.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace conurb::io {
namespace {

class Attributes : public ::testing::Test {
 protected:
  bool integer(std::uint32_t row, std::int64_t value) {
    return column.add(row, AttributeKind::integer, static_cast<AttributeBits>(value), texts);
  }
  bool real(std::uint32_t row, double value) {
    return column.add(row, AttributeKind::real, std::bit_cast<AttributeBits>(value), texts);
  }
  bool text(std::uint32_t row, std::string_view value) {
    return column.add(row, AttributeKind::text, texts.intern(value), texts);
  }
  std::string_view json(std::size_t n) const { return texts[column.as_code(n)]; }

  city::NameTable texts;
  AttributeColumn column{"height"};
};

TEST_F(Attributes, a_dense_column_writes_no_rows_until_the_first_gap) {
  integer(0, 10);
  integer(1, 11);
  EXPECT_EQ(column.position(1), 1u);
  integer(5, 15);
  EXPECT_EQ(column.row(2), 5u);
  EXPECT_EQ(column.position(5), 2u);
  EXPECT_FALSE(column.has(2));
  EXPECT_EQ(column.as_integer(0), 10);
}

TEST_F(Attributes, tells_null_from_absent) {
  integer(0, 1);
  column.add_null(1);
  EXPECT_TRUE(column.is_null(1));
  EXPECT_FALSE(column.is_null(2));
  EXPECT_FALSE(column.has(1));
}

TEST_F(Attributes, refuses_a_second_value_of_one_row) {
  EXPECT_TRUE(integer(3, 1));
  EXPECT_FALSE(integer(3, 2));
  EXPECT_FALSE(column.add_null(3));
  EXPECT_EQ(column.count(), 1u);
}

TEST_F(Attributes, integers_become_reals_where_nothing_is_lost) {
  integer(0, 9007199254740992);  // 2^53
  real(1, 2.5);
  integer(2, 7);
  EXPECT_EQ(column.kind(), AttributeKind::real);
  EXPECT_EQ(column.as_real(0), 9007199254740992.0);
  EXPECT_EQ(column.as_real(2), 7.0);
}

TEST_F(Attributes, integers_beyond_doubles_keep_every_digit_as_json) {
  integer(0, 9007199254740993);  // 2^53 + 1 is no double
  real(1, 2.5);
  real(2, 3.0);
  EXPECT_EQ(column.kind(), AttributeKind::json);
  EXPECT_EQ(json(0), "9007199254740993");
  EXPECT_EQ(json(1), "2.5");
  EXPECT_EQ(json(2), "3.0");
}

TEST_F(Attributes, mixed_types_become_json_text) {
  text(0, "say \"hi\"\n");
  integer(1, -4);
  column.add(2, AttributeKind::boolean, 1, texts);
  column.add(3, AttributeKind::json, texts.intern("[1,2]"), texts);
  EXPECT_EQ(column.kind(), AttributeKind::json);
  EXPECT_EQ(json(0), "\"say \\\"hi\\\"\\u000a\"");
  EXPECT_EQ(json(1), "-4");
  EXPECT_EQ(json(2), "true");
  EXPECT_EQ(json(3), "[1,2]");
}

TEST_F(Attributes, truncation_forgets_rows_from_the_end) {
  integer(0, 1);
  integer(4, 2);
  column.add_null(6);
  column.truncate(4);
  EXPECT_EQ(column.count(), 1u);
  EXPECT_FALSE(column.is_null(6));
  EXPECT_TRUE(integer(1, 3));
  EXPECT_EQ(column.row(1), 1u);
}

TEST_F(Attributes, numbers_are_written_as_they_stood) {
  const char* const tokens[] = {
      "1.5",  "2",   "12.50", "1e3",  "-0",  "0.0",   "-0.0",    "7.000000000000001",
      "1E-7", "0.1", "5.00",  "1e22", "3.0", "1e308", "0.000001"};
  std::uint32_t row = 0;
  for (const std::string_view token : tokens) {
    const bool whole = token.find_first_of(".eE") == std::string_view::npos;
    const double value = std::stod(std::string(token));
    const AttributeBits bits = whole ? static_cast<AttributeBits>(static_cast<std::int64_t>(value))
                                     : std::bit_cast<AttributeBits>(value);
    ASSERT_TRUE(column.add(row++, whole ? AttributeKind::integer : AttributeKind::real, bits, texts, token));
  }
  EXPECT_EQ(column.kind(), AttributeKind::real);
  row = 0;
  for (const std::string_view token : tokens) EXPECT_EQ(column.json(row++, texts), token);
  // Among texts they stay what they were.
  column.add(row, AttributeKind::text, texts.intern("x"), texts);
  EXPECT_EQ(column.kind(), AttributeKind::json);
  row = 0;
  for (const std::string_view token : tokens) EXPECT_EQ(column.json(row++, texts), token);
}

TEST_F(Attributes, integers_stay_integers_when_their_column_becomes_real) {
  integer(0, 5);
  column.add(1, AttributeKind::real, std::bit_cast<AttributeBits>(2.5), texts, "2.5");
  EXPECT_EQ(column.json(0, texts), "5");
  column.truncate(0);
  EXPECT_EQ(column.form_rows().size(), 0u);
}

TEST_F(Attributes, a_table_finds_columns_by_name_in_any_order) {
  AttributeTable table;
  table.column("a");
  table.column("b");
  table.column("a");
  table.column("c");
  ASSERT_EQ(table.columns().size(), 3u);
  EXPECT_EQ(table.columns()[2].name(), "c");
  EXPECT_NE(table.find("b"), nullptr);
  EXPECT_EQ(table.find("d"), nullptr);
}

}  // namespace
}  // namespace conurb::io
