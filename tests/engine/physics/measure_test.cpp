// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/measure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace conurb::physics {
namespace {

using city::Point3;

TEST(Measure, ALineHasALengthInSpaceAndOnTheMap) {
  const std::vector<Point3> line{{0, 0, 0}, {3, 4, 12}, {3, 4, 2}};
  const LineMeasure measure = measure_line(line);
  EXPECT_DOUBLE_EQ(measure.length_m, 23);
  EXPECT_DOUBLE_EQ(measure.plan_m, 5);
  EXPECT_DOUBLE_EQ(measure.rise_m, 2);
  EXPECT_DOUBLE_EQ(measure.climb_m, 12);
  EXPECT_EQ(measure_line(std::span(line).first(1)).length_m, 0);
}

TEST(Measure, ARoofIsLargerThanItsShadow) {
  const double far = 2'683'000;  // rises by 4 over 3
  const std::vector<Point3> roof{{far, far, 0}, {far + 3, far, 4}, {far + 3, far + 2, 4}, {far, far + 2, 0}};
  const AreaMeasure measure = measure_area(roof);
  EXPECT_DOUBLE_EQ(measure.plan_m2, 6);
  EXPECT_DOUBLE_EQ(measure.space_m2, 10);
  EXPECT_DOUBLE_EQ(measure.around_m, 14);
  const std::vector<Point3> turned(roof.rbegin(), roof.rend());
  EXPECT_DOUBLE_EQ(measure_area(turned).plan_m2, 6) << "either way round";
}

TEST(Measure, AWallHasAnAreaInSpaceOnly) {
  const std::vector<Point3> wall{{0, 0, 0}, {5, 0, 0}, {5, 0, 3}, {0, 0, 3}};
  EXPECT_EQ(measure_area(wall).plan_m2, 0);
  EXPECT_DOUBLE_EQ(measure_area(wall).space_m2, 15);
  EXPECT_EQ(measure_area(std::span(wall).first(2)).space_m2, 0);
}

TEST(Measure, TextsHaveThreeDigitsAndAUnit) {
  EXPECT_EQ(length_text(0.854), "0.85 m");
  EXPECT_EQ(length_text(9.996), "10.0 m");
  EXPECT_EQ(length_text(1250.4), "1250 m");
  EXPECT_EQ(length_text(12'345), "12.3 km");
  EXPECT_EQ(signed_length_text(3), "+3.00 m");
  EXPECT_EQ(signed_length_text(-3), "\u22123.00 m");
  EXPECT_EQ(area_text(8.5), "8.50 m²");
  EXPECT_EQ(area_text(123'456), "12.3 ha");
  EXPECT_EQ(area_text(3.214e6), "3.21 km²");
}

}  // namespace
}  // namespace conurb::physics
