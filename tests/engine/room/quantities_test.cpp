// SPDX-License-Identifier: Apache-2.0
#include "engine/room/quantities.hpp"

#include <gtest/gtest.h>

namespace conurb::room {
namespace {

bool of(const char* name, const char* unit, city::Scalar scalar = city::Scalar::f32) {
  city::ColumnSpec column;
  column.name = name;
  column.unit = unit;
  column.scalar = scalar;
  return adds_up(column);
}

TEST(Quantities, amounts_and_flows_add_up) {
  for (const char* unit : {"W", "J", "m2", "m3", "kg", "EUR", "person", "vehicle", "m3 s-1", "vehicle h-1"})
    EXPECT_TRUE(of("value", unit)) << unit;
  EXPECT_TRUE(of("length", "m"));
  EXPECT_TRUE(of("footprint_perimeter", "m"));
  EXPECT_TRUE(of("dwellings", "1"));
}

TEST(Quantities, what_has_a_mean_does_not) {
  for (const char* unit : {"K", "degC", "W m-2 K-1", "J m-2", "1", "rad", "m s-1", "Pa", "us", "degree", "",
                           "person m-2", "kg m2", "s-1"})
    EXPECT_FALSE(of("value", unit)) << unit;
  EXPECT_FALSE(of("height", "m"));
  EXPECT_FALSE(of("storeys_above_ground", "1"));
  EXPECT_FALSE(of("function", "", city::Scalar::text));
}

}  // namespace
}  // namespace conurb::room
