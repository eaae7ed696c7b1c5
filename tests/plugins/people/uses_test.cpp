// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/uses.hpp"

#include <gtest/gtest.h>

namespace conurb::people {
namespace {

TEST(Uses, WordsOfManySourcesAreRead) {
  EXPECT_EQ(use_of("woonfunctie"), Use::residential);
  EXPECT_EQ(use_of("Wohngebäude"), Use::residential);
  EXPECT_EQ(use_of("31001_1010"), Use::residential);
  EXPECT_EQ(use_of("1000"), Use::residential);
  EXPECT_EQ(use_of("Warehouse"), Use::warehouse) << "not a house";
  EXPECT_EQ(use_of("nursing home"), Use::nursing_home);
  EXPECT_EQ(use_of("kantoorfunctie"), Use::office);
  EXPECT_EQ(use_of(""), Use::unknown);
  EXPECT_EQ(use_of("BB01"), Use::unknown);
}

TEST(Uses, WhatTheRulesWriteIsReadAsTheSame) {
  for (std::size_t i = 1; i < kUseCount; ++i)
    EXPECT_EQ(use_of(figures(static_cast<Use>(i)).name), static_cast<Use>(i))
        << figures(static_cast<Use>(i)).name;
}

TEST(Uses, LandSaysWhatStandsOnIt) {
  bool mixed = false;
  EXPECT_EQ(use_on_land("mixed", mixed), Use::residential);
  EXPECT_TRUE(mixed);
  EXPECT_EQ(use_on_land("commercial", mixed), Use::office);
  EXPECT_FALSE(mixed);
  EXPECT_EQ(use_on_land("religious", mixed), Use::worship);
  EXPECT_EQ(use_on_land("construction", mixed), Use::unknown);
}

TEST(Uses, InstitutionsFillABuildingAndShopsAGroundFloor) {
  EXPECT_EQ(interest_of("amenity", "school").use, Use::school);
  EXPECT_FALSE(interest_of("amenity", "school").ground_floor);
  EXPECT_EQ(interest_of("shop", "bakery").use, Use::unknown);
  EXPECT_TRUE(interest_of("shop", "bakery").ground_floor);
  EXPECT_EQ(interest_of("shop", "supermarket").use, Use::retail);
  EXPECT_TRUE(interest_of("amenity", "cafe").ground_floor);
  EXPECT_FALSE(interest_of("amenity", "bench").ground_floor);
}

}  // namespace
}  // namespace conurb::people
