// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm_buildings.hpp"

#include <gtest/gtest.h>

#include "tests/engine/io/osm_fixture.hpp"

namespace conurb::io {

namespace {

BuildingHeight height(const TagTexts& tags) {
  const TagBag bag(tags);
  return building_height(bag.tags());
}

}  // namespace

TEST(OsmBuildings, HeightComesFromHeightThenStoreysThenTheDefault) {
  const BuildingHeight measured =
      height({{"building", "yes"}, {"height", "21.5 m"}, {"building:levels", "6"}});
  EXPECT_DOUBLE_EQ(measured.height_m, 21.5);
  EXPECT_DOUBLE_EQ(measured.storeys, 6);
  EXPECT_TRUE(measured.height_given && measured.storeys_given);

  const BuildingHeight storeys =
      height({{"building", "house"}, {"building:levels", "2"}, {"roof:levels", "1"}});
  EXPECT_DOUBLE_EQ(storeys.height_m, 9);
  EXPECT_FALSE(storeys.height_given);
  EXPECT_DOUBLE_EQ(height({{"building", "house"}, {"building:levels", "2"}, {"roof:height", "4"}}).height_m,
                   10);

  EXPECT_DOUBLE_EQ(height({{"building", "yes"}}).height_m, kDefaultHeight_m);
  EXPECT_DOUBLE_EQ(height({{"building", "garage"}}).height_m, kDefaultLowHeight_m);
  EXPECT_DOUBLE_EQ(height({{"building", "yes"}}).storeys, 2);
}

TEST(OsmBuildings, AbsurdHeightsAreTold) {
  for (const char* text : {"nan", "-4", "1e12", "very tall"}) {
    const BuildingHeight odd = height({{"building", "yes"}, {"height", text}});
    EXPECT_TRUE(odd.odd) << text;
    EXPECT_DOUBLE_EQ(odd.height_m, kDefaultHeight_m) << text;
  }
  EXPECT_TRUE(height({{"building", "yes"}, {"building:levels", "5000"}}).odd);
}

TEST(OsmBuildings, FunctionIsWhatItWasBuiltForUsageWhatItIsNow) {
  const TagBag church({{"building", "church"}, {"amenity", "restaurant"}});
  EXPECT_EQ(building_function(church.tags()), "worship");
  EXPECT_EQ(building_usage(church.tags()), "restaurant");
  const TagBag plain({{"building", "yes"}, {"amenity", "school"}});
  EXPECT_EQ(building_function(plain.tags()), "school");
  EXPECT_EQ(building_usage(plain.tags()), "");
  const TagBag shop({{"building", "yes"}, {"shop", "bakery"}});
  EXPECT_EQ(building_function(shop.tags()), "retail");
  const TagBag unknown(TagTexts{{"building", "yes"}});
  EXPECT_EQ(building_function(unknown.tags()), "");
}

}  // namespace conurb::io
