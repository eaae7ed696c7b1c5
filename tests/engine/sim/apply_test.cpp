// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/apply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file

TEST(Apply, a_set_takes_one_value_for_all_rows_or_one_for_each_cell) {
  city::City city = city_of_nodes(4);
  std::vector<Pin> pins;
  EXPECT_EQ(apply(set_entry(1, Time{0}, "node", "level", {1, 3, 99}, 2.5), city, pins), 1);
  EXPECT_EQ(f64_at(city, "node", "level", 0), 2.5);
  EXPECT_EQ(f64_at(city, "node", "level", 1), 1.0);
  city::JournalEntry matrix = set_entry(2, Time{0}, "node", "level", {4, 2}, 0.0);
  matrix.columns = {"level", "label"};
  matrix.values = {7.0, std::string("a"), 8.0, std::string("b")};
  EXPECT_EQ(apply(matrix, city, pins), 0);
  EXPECT_EQ(f64_at(city, "node", "level", 3), 7.0);
  EXPECT_EQ(f64_at(city, "node", "level", 1), 8.0);
  EXPECT_EQ(city::to_string(city.table("node").column("label").get(1)), "b");
  EXPECT_TRUE(pins.empty());
}

TEST(Apply, a_refused_entry_leaves_the_city_as_it_was) {
  city::City city = city_of_nodes(4);
  std::vector<Pin> pins;
  const auto revision = city.table("node").column("level").revision();
  city::JournalEntry entry = set_entry(1, Time{0}, "node", "level", {1, 2}, 0.0);
  entry.columns = {"level", "label"};
  entry.values = {7.0, 1.0};
  EXPECT_THROW(apply(entry, city, pins), Error);
  entry.values = {7.0};
  expect_error(ErrorCode::bad_data, "1 values for 2 rows and 2 columns", [&] { apply(entry, city, pins); });
  EXPECT_THROW(apply(insert_entry(2, Time{0}, "node", {3}), city, pins), Error);
  EXPECT_EQ(city.table("node").column("level").revision(), revision);
  EXPECT_EQ(city.table("node").rows(), 4);
}

TEST(Apply, rows_are_inserted_with_their_ids_and_values_and_retired_by_id) {
  city::City city = city_of_nodes(4);
  std::vector<Pin> pins;
  city::JournalEntry insert = insert_entry(1, Time{0}, "node", {50, 51});
  insert.columns = {"level"};
  insert.values = {3.0, 4.0};
  apply(insert, city, pins);
  EXPECT_EQ(city.table("node").row_of(51), 5);
  EXPECT_EQ(f64_at(city, "node", "level", 5), 4.0);
  EXPECT_EQ(apply(retire_entry(2, Time{0}, "node", {50, 77}), city, pins), 1);
  EXPECT_EQ(city.table("node").alive_rows(), 5);
  city.validate();
}

}  // namespace
}  // namespace conurb::sim
