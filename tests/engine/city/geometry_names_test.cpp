// SPDX-License-Identifier: Apache-2.0
#include "engine/city/geometry_names.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conurb::city {
namespace {

TEST(NameTable, numbers_texts_in_the_order_of_their_first_appearance) {
  NameTable names;
  EXPECT_EQ(names.intern("roof"), 0u);
  EXPECT_EQ(names.intern("wall"), 1u);
  EXPECT_EQ(names.intern("roof"), 0u);
  EXPECT_EQ(names.intern(""), 2u);
  EXPECT_EQ(names[1], "wall");
  EXPECT_EQ(names.find("ground"), kNone);
  EXPECT_EQ(NameTable().find("anything"), kNone);
}

TEST(NameTable, forgets_the_last_texts_and_still_finds_the_others) {
  NameTable names;
  for (int i = 0; i < 5000; ++i) names.intern("id-" + std::to_string(i));
  names.truncate(1234);
  EXPECT_EQ(names.size(), 1234u);
  EXPECT_EQ(names.find("id-1234"), kNone);
  for (std::uint32_t i = 0; i < 1234; ++i) ASSERT_EQ(names.find("id-" + std::to_string(i)), i);
  EXPECT_EQ(names.intern("id-4999"), 1234u);
}

TEST(SparseText, joins_the_texts_of_a_row_and_answers_empty_for_others) {
  SparseText texts;
  texts.add(3, "\"a\":1");
  texts.add(3, "\"b\":2");
  texts.add(7, "\"c\":3");
  EXPECT_EQ(texts.at(3), "\"a\":1,\"b\":2");
  EXPECT_EQ(texts.at(4), "");
  texts.truncate(7);
  EXPECT_EQ(texts.at(7), "");
  EXPECT_EQ(texts.at(3), "\"a\":1,\"b\":2");
}

}  // namespace
}  // namespace conurb::city
