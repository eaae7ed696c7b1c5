// SPDX-License-Identifier: Apache-2.0
#include "engine/sdk/dice.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

using conurb::sdk::Dice;
using conurb::sdk::Random;

TEST(Dice, DrawsAreThoseOfTheObjectWhateverIsDrawnForOthers) {
  const Random random(7, "test/dice");
  Dice alone(random, 12);
  const std::array<double, 3> expected{alone.uniform(), alone.uniform(), alone.uniform()};
  Dice other(random, 13), part(random, 12, 1), again(random, 12);
  for (const double each : expected) {
    EXPECT_NE(other.uniform(), each);
    EXPECT_NE(part.uniform(), each);
    EXPECT_EQ(again.uniform(), each);
  }
}

TEST(Dice, PicksInProportionToTheWeights) {
  const Random random(7, "test/dice");
  const std::array<double, 4> weights{1, 0, 3, 4};
  std::array<int, 4> count{};
  constexpr int kDraws = 80000;
  for (int i = 0; i < kDraws; ++i) ++count[Dice(random, static_cast<std::uint64_t>(i)).pick(weights)];
  EXPECT_EQ(count[1], 0);
  for (const std::size_t i : {0U, 2U, 3U}) EXPECT_NEAR(count[i], kDraws * weights[i] / 8, 600);
}

TEST(Dice, WholeNumbersReachBothEnds) {
  const Random random(7, "test/dice");
  std::array<int, 3> count{};
  for (std::uint64_t i = 0; i < 300; ++i)
    ++count[static_cast<std::size_t>(Dice(random, i).integer(4, 6) - 4)];
  for (const int each : count) EXPECT_GT(each, 60);
}

}  // namespace
