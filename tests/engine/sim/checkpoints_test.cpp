// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/checkpoints.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file

Checkpoint point_at(std::int64_t exchange, city::City city = city::City()) {
  Checkpoint point;
  point.city = std::move(city);
  point.exchange = exchange;
  point.time = Time{exchange * kHour.us};
  return point;
}

TEST(CheckpointRing, finds_the_latest_not_after_a_time) {
  CheckpointRing ring;
  EXPECT_EQ(ring.before(Time{5}), nullptr);
  for (std::int64_t i = 0; i < 5; ++i) ring.add(point_at(i));
  EXPECT_EQ(ring.before(Time{-1}), nullptr);
  EXPECT_EQ(ring.before(Time{0})->exchange, 0);
  EXPECT_EQ(ring.before(Time{5 * kHour.us / 2})->exchange, 2);
  EXPECT_EQ(ring.before(Time{100 * kHour.us})->exchange, 4);
  ring.drop_after(Time{2 * kHour.us});
  EXPECT_EQ(ring.before(Time{100 * kHour.us})->exchange, 2);
}

TEST(CheckpointRing, a_second_one_of_the_same_time_takes_the_place_of_the_first) {
  CheckpointRing ring;
  ring.add(point_at(0));
  ring.add(point_at(3));
  ring.add(point_at(3));
  EXPECT_EQ(ring.size(), 2U);
  ring.add(point_at(1));
  EXPECT_EQ(ring.before(Time{9 * kHour.us})->exchange, 1) << "the future is rewritten from there";
}

TEST(CheckpointRing, is_dense_near_the_present_and_sparse_in_the_past) {
  CheckpointRing ring;
  constexpr std::int64_t kNow = 8760;
  for (std::int64_t i = 0; i <= kNow; ++i) ring.add(point_at(i));
  EXPECT_LT(ring.size(), 100U);
  for (const std::int64_t age : {1, 2, 4, 10, 100, 1000, 5000}) {
    const Checkpoint* point = ring.before(Time{(kNow - age) * kHour.us});
    ASSERT_NE(point, nullptr);
    EXPECT_LE(kNow - age - point->exchange, age + 1) << "to go back by n costs at most about n more";
  }
  EXPECT_EQ(ring.before(Time{0})->exchange, 0);
  EXPECT_EQ(ring.before(Time{kNow * kHour.us})->exchange, kNow);
}

TEST(CheckpointRing, holds_no_more_memory_than_it_may_but_the_first_and_the_latest) {
  city::City city = city_of_nodes(10000);  // 80 kB and more for each state of `level`
  CheckpointRing ring(500'000);
  for (std::int64_t i = 0; i < 64; ++i) {
    set_cell(city, "node", "level", 0, static_cast<double>(i));
    ring.add(point_at(i, city));
  }
  EXPECT_LE(ring.size(), 8U);
  EXPECT_GE(ring.size(), 4U);
  EXPECT_EQ(ring.before(Time{0})->exchange, 0);
  EXPECT_EQ(f64_at(ring.before(Time{0})->city, "node", "level", 0), 0.0);
  EXPECT_EQ(ring.before(Time{100 * kHour.us})->exchange, 63);
  CheckpointRing tiny(1);
  for (std::int64_t i = 0; i < 5; ++i) {
    set_cell(city, "node", "level", 0, static_cast<double>(i));
    tiny.add(point_at(i, city));
  }
  EXPECT_EQ(tiny.size(), 2U);
}

TEST(CheckpointRing, what_the_branch_itself_holds_is_not_counted) {
  city::City city = city_of_nodes(10000);
  CheckpointRing ring(1000);  // much less than the city
  for (std::int64_t i = 0; i < 5; ++i) ring.add(point_at(i, city));
  EXPECT_EQ(ring.size(), 5U) << "they share every column with it";
}

}  // namespace
}  // namespace conurb::sim
