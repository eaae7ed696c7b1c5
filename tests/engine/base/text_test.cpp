// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conurb {
namespace {

using testing::ElementsAre;

TEST(Text, trim_removes_white_space_at_both_ends_only) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, split_keeps_empty_pieces_and_words_have_none) {
  EXPECT_THAT(split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split("a,", ','), ElementsAre("a", ""));
  EXPECT_THAT(split_words("  a\tb \n c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_words(" "), ElementsAre());
}

TEST(Text, join_undoes_split) {
  const std::vector<std::string> pieces{"a", "", "b"};
  EXPECT_EQ(join(pieces, ", "), "a, , b");
  EXPECT_EQ(join({}, ","), "");
}

TEST(Text, case_is_ignored_for_ascii_letters_alone) {
  EXPECT_TRUE(equal_ignoring_case("City.JSON", "cITY.json"));
  EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
  EXPECT_TRUE(ends_with_ignoring_case("delft.EPW", ".epw"));
  EXPECT_FALSE(ends_with_ignoring_case("w", ".epw"));
  EXPECT_TRUE(starts_with_ignoring_case("LOCATION,Delft", "location"));
}

TEST(Text, utf8_is_checked_as_rfc_3629_says) {
  EXPECT_TRUE(is_utf8("Zürich €\xF0\x9F\x8C\x8D"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong '/'
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong, three bytes
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("Z\xFC"));             // Latin-1, cut
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut
}

TEST(Text, quotes_show_what_cannot_be_printed_and_cut_what_is_long) {
  EXPECT_EQ(in_quotes("a\nb\xFF"), "\"a\\x0ab\\xff\"");
  EXPECT_EQ(in_quotes("Zürich", 2), "\"Z\"...");
  EXPECT_EQ(in_quotes("abc", 3), "\"abc\"");
}

TEST(Text, what_a_terminal_must_not_see_is_escaped) {
  EXPECT_EQ(printable("Zürich\x1B[2J\xC1"), "Zürich\\x1b[2J\\xc1");
  EXPECT_EQ(printable("a\n\tb\r", "\n\t"), "a\n\tb\\x0d");
  EXPECT_EQ(printable(""), "");
}

TEST(Text, edit_distance_counts_single_changes_and_swaps) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("haet", "heat"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Text, the_nearest_name_is_found_only_if_it_is_near) {
  const std::vector<std::string> names{"wall_u_value", "roof_u_value", "height"};
  EXPECT_EQ(nearest_name("wall_u_vlaue", names), "wall_u_value");
  EXPECT_EQ(nearest_name("HEIGHT", names), "height");
  EXPECT_EQ(nearest_name("population", names), "");
  EXPECT_EQ(did_you_mean("hight", names), "did you mean \"height\"?");
  EXPECT_EQ(did_you_mean("", names), "");
}

}  // namespace
}  // namespace conurb
