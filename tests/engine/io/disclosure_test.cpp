// SPDX-License-Identifier: Apache-2.0
#include "engine/io/disclosure.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/json.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

TEST(Disclosure, CountsOfOneToNinePeopleAreSuppressed) {
  EXPECT_TRUE(suppressed_count("person", 1));
  EXPECT_TRUE(suppressed_count("person", 9.99));
  EXPECT_TRUE(suppressed_count("person", 0.25)) << "a mean of few people is of few people";
}

TEST(Disclosure, NobodyManyUnknownAndOtherThingsAreTold) {
  EXPECT_FALSE(suppressed_count("person", 0));
  EXPECT_FALSE(suppressed_count("person", kSmallestGroup));
  EXPECT_FALSE(suppressed_count("person", std::nan("")));
  EXPECT_FALSE(suppressed_count("1", 4)) << "storeys and household sizes are no groups of people";
  EXPECT_FALSE(suppressed_count("m2", 4));
}

TEST(Disclosure, RowsOfSmallGroupsAndOfUnknownOnesStayWhereTheyAre) {
  city::City city;
  for (const char* name : {"source", "district", "parcel", "city_object", "building", "person_group"}) {
    const std::string path = fmt::format("assets/schema/{}.json", name);
    city.add_table(city::parse_table(parse_json(read_file(path), path), path));
  }
  city::Table& groups = city.edit("person_group");
  groups.insert(3, 0);
  const auto size = groups.column("size").modify<float>();
  size[0] = 9;
  size[1] = 10;
  EXPECT_TRUE(suppressed_row(groups, 0));
  EXPECT_FALSE(suppressed_row(groups, 1));
  EXPECT_TRUE(suppressed_row(groups, 2));
  city::Table& buildings = city.edit("building");
  buildings.insert(1, 0);
  buildings.column("residents").modify<float>()[0] = 3;
  EXPECT_FALSE(suppressed_row(buildings, 0)) << "the house may go out, the number may not";
}

}  // namespace
}  // namespace conurb::io
