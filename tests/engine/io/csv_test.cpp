// SPDX-License-Identifier: Apache-2.0
#include "engine/io/csv.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "engine/base/error.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CsvTable read_whole(std::string_view text) {
  return read_csv(text, "test.csv");
}

std::string csv_refusal(std::string_view text) {
  try {
    read_whole(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_data);
    return error.what();
  }
  return "accepted";
}

TEST(Csv, infers_types_and_takes_units_from_brackets) {
  const CsvTable table = read_whole("id,area [m2],floors,heated,area_m2\na,12.5,3,true,1\nb,,4,FALSE,2\n");
  ASSERT_EQ(table.columns.size(), 5u);
  EXPECT_EQ(table.columns[0].type, CsvType::text);
  EXPECT_EQ(table.columns[1].name, "area");
  EXPECT_EQ(table.columns[1].unit, "m2");
  EXPECT_EQ(table.columns[1].type, CsvType::real);
  EXPECT_EQ(table.columns[1].reals[0], 12.5);
  EXPECT_TRUE(std::isnan(table.columns[1].real(1)));
  EXPECT_EQ(table.columns[1].missing, 1u);
  EXPECT_THAT(table.columns[2].integers, ElementsAre(3, 4));
  EXPECT_THAT(table.columns[3].booleans, ElementsAre(1, 0));
  EXPECT_EQ(table.columns[4].name, "area_m2");
  EXPECT_EQ(table.columns[4].unit, "");
}

TEST(Csv, follows_rfc_4180_in_quotes_and_line_ends) {
  const CsvTable table = read_whole(
      "\xEF\xBB\xBF"
      "name,\"note, long\"\r\n\"Say \"\"hi\"\"\",\"two\r\nlines\"\r\n\r\nplain, trimmed \r\nlast,\"\"");
  ASSERT_EQ(table.rows(), 3u);
  EXPECT_THAT(table.columns[0].texts, ElementsAre("Say \"hi\"", "plain", "last"));
  EXPECT_EQ(table.columns[1].name, "note, long");
  EXPECT_THAT(table.columns[1].texts, ElementsAre("two\r\nlines", "trimmed", ""));
  EXPECT_THAT(table.columns[1].present, ElementsAre(1, 1, 1));
  EXPECT_THAT(table.lines, ElementsAre(2u, 5u, 6u));
}

TEST(Csv, detects_semicolons_with_decimal_commas_and_tabs) {
  const CsvTable german = read_whole("id;wert\n1;3,5\n2;-0,25\n");
  EXPECT_EQ(german.separator, ';');
  EXPECT_TRUE(german.decimal_comma);
  EXPECT_THAT(german.columns[1].reals, ElementsAre(3.5, -0.25));
  const CsvTable tabs = read_whole("id\tvalue\n1\t2.5\n2\t\n");
  EXPECT_EQ(tabs.separator, '\t');
  EXPECT_EQ(tabs.columns[1].present[1], 0);
}

TEST(Csv, keeps_codes_and_huge_numbers_as_text) {
  const CsvTable table = read_whole("code,huge,number\n01234,123456789012345678901,1e3\n56789,1,-0.5\n");
  EXPECT_EQ(table.columns[0].type, CsvType::text);
  EXPECT_EQ(table.columns[1].type, CsvType::text);
  EXPECT_EQ(table.columns[2].type, CsvType::real);
}

TEST(Csv, counts_markers_as_missing_in_columns_of_numbers_only) {
  const CsvTable table = read_whole("value,country\n1.5,NA\nNA,DE\n-,FR\n");
  EXPECT_EQ(table.columns[0].type, CsvType::real);
  EXPECT_EQ(table.columns[0].missing, 2u);
  EXPECT_THAT(table.columns[1].texts, ElementsAre("NA", "DE", "FR"));
}

TEST(Csv, names_line_and_column_of_every_fault) {
  EXPECT_THAT(csv_refusal("a,b\n1,2\n3\n"), HasSubstr("test.csv:3, column 2"));
  EXPECT_THAT(csv_refusal("a,b\n1,2,3\n"), HasSubstr("the row has 3 cells, the header 2"));
  EXPECT_THAT(csv_refusal("a,b\n1,\"x\n"), HasSubstr("test.csv:2, column 2: a quoted cell is not closed"));
  EXPECT_THAT(csv_refusal("a,b\n\"x\"y,1\n"), HasSubstr("test.csv:2, column 1"));
  EXPECT_THAT(csv_refusal("a,,b\n"), HasSubstr("test.csv:1, column 2: the column has no name"));
  EXPECT_THAT(csv_refusal("a,a\n"), HasSubstr("a second column is named \"a\""));
  EXPECT_THAT(csv_refusal(""), HasSubstr("the file is empty"));
  EXPECT_THAT(csv_refusal("a\nb\n\xE4\n"), HasSubstr("test.csv:3: the text is not UTF-8"));
  EXPECT_THAT(read_whole("a,b\n1,x\n").place(0, 1), "test.csv:2, column 2 (b)");
}

TEST(Csv, survives_random_bytes) {
  std::mt19937 random(7);
  const std::string alphabet = "ab1.,;\t\"\"\r\n -\xC3\xA4";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto length = random() % 60; length > 0; --length) text += alphabet[random() % alphabet.size()];
    try {
      const CsvTable table = read_whole(text);
      for (const CsvColumn& column : table.columns) ASSERT_EQ(column.present.size(), table.rows());
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), ErrorCode::bad_data);
    }
  }
}

TEST(Csv, reads_the_archetype_table) {
  CONURB_NEED_SHARED_DATA("city3d/archetypes");
  const CsvTable table = read_csv_file(shared_data() / "city3d/archetypes/tabula_de_dk_u_values.csv");
  EXPECT_EQ(table.rows(), 948u);
}

}  // namespace
}  // namespace conurb::io
