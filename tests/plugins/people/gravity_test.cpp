// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/gravity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace conurb::people {
namespace {

Zones line_of(std::size_t count, double spacing) {
  Zones zones;
  zones.cell = 1;
  for (std::size_t i = 0; i < count; ++i) {
    zones.x.push_back(spacing * static_cast<double>(i));
    zones.y.push_back(0);
  }
  return zones;
}

TEST(Gravity, RowsAndColumnsAddUp) {
  const std::vector<double> origins{100, 20, 0, 300, 80}, destinations{50, 50, 200, 0, 200};
  Gravity gravity(line_of(5, 800), 1500, serial_for);
  EXPECT_LT(gravity.balance(origins, destinations), 1e-6);
  for (std::size_t i = 0; i < 5; ++i) {
    double row = 0, column = 0;
    for (std::size_t j = 0; j < 5; ++j) row += gravity.flow(i, j), column += gravity.flow(j, i);
    EXPECT_NEAR(row, origins[i], 1e-4);
    EXPECT_NEAR(column, destinations[i], 1e-4);
  }
}

TEST(Gravity, TheCrossRatioOfFlowsIsThatOfTheDeterrence) {
  // T(1,1) T(2,2) / (T(1,2) T(2,1)) does not depend on the totals: Wilson 1967.
  Gravity gravity(line_of(2, 3000), 2000, serial_for);
  gravity.balance({70, 30}, {40, 60});
  const double ratio = gravity.flow(0, 0) * gravity.flow(1, 1) / (gravity.flow(0, 1) * gravity.flow(1, 0));
  EXPECT_NEAR(std::log(ratio), 2 * (3000 - 0.5214054331647207) / 2000, 1e-9);
}

TEST(Gravity, TheLargerTotalIsScaledToTheSmaller) {
  Gravity gravity(line_of(2, 500), 1000, serial_for);
  gravity.balance({60, 60}, {20, 10});
  EXPECT_NEAR(gravity.flow(0, 0) + gravity.flow(0, 1), 15, 1e-4);
  EXPECT_NEAR(gravity.flow(0, 0) + gravity.flow(1, 0), 20, 1e-4);
  gravity.balance({0, 0}, {20, 10});
  EXPECT_EQ(gravity.flow(0, 0), 0);
}

TEST(Gravity, CitiesTooFarApartForADoubleStillBalance) {
  Gravity gravity(line_of(3, 1e7), 1000, serial_for);
  EXPECT_LT(gravity.balance({10, 20, 30}, {10, 20, 30}), 1e-6);
  EXPECT_NEAR(gravity.flow(1, 1), 20, 1e-3);
}

}  // namespace
}  // namespace conurb::people
