// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_names.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/city/spec.hpp"
#include "engine/io/attribute_map.hpp"

namespace conurb::io {
namespace {

TEST(ImportNames, WordsOfANameArePartedByUnderscores) {
  EXPECT_EQ(snake_case("yearOfConstruction", "a_"), "year_of_construction");
  EXPECT_EQ(snake_case("TINRelief", "a_"), "tin_relief");
  EXPECT_EQ(snake_case("+Spaceship", "a_"), "spaceship");
  EXPECT_EQ(snake_case("building:levels", "a_"), "building_levels");
  EXPECT_EQ(snake_case("min-height-surface", "a_"), "min_height_surface");
  EXPECT_EQ(snake_case("b3_h_max", "a_"), "b3_h_max");
}

TEST(ImportNames, WhatIsNoNameGetsOne) {
  EXPECT_EQ(snake_case("13+x", "attribute_"), "attribute_13_x");
  EXPECT_EQ(snake_case("", "attribute_"), "attribute");
  EXPECT_EQ(snake_case("延べ面積", "attribute_"), "attribute");
  EXPECT_TRUE(city::is_name(snake_case(std::string(1000, 'x'), "attribute_")));
}

TEST(AttributeMap, NamesAreFoundWithoutCaseAndPunctuation) {
  const Json text_of_map =
      parse_json(R"({"building": {"height": {"names": ["measuredHeight", "hoogte"], "unit": "m"}}})", "map");
  const AttributeMap map(text_of_map, "map");
  ASSERT_NE(map.find("Measured_Height").column, nullptr);
  EXPECT_EQ(map.find("Measured_Height").column->column, "height");
  EXPECT_EQ(map.find("HOOGTE").priority, 1);
  EXPECT_EQ(map.find("length").column, nullptr);
  EXPECT_EQ(map.find("+++").column, nullptr);
}

TEST(AttributeMap, ATypingErrorInTheMapIsTold) {
  EXPECT_THROW(AttributeMap(parse_json(R"({"building": {"height": {"name": ["x"]}}})", "map"), "map"), Error);
  EXPECT_THROW(
      AttributeMap(parse_json(R"({"building": {"height": {"names": ["x"], "parts": "mean"}}})", "map"),
                   "map"),
      Error);
}

}  // namespace
}  // namespace conurb::io
