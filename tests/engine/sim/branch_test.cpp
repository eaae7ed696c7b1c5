// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/branch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;

constexpr const char* kTank = R"("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"},
  "node.volume": {"access": "read_write", "type": "f64", "unit": "m3", "description": "v"},
  "node.rate": {"access": "write_all", "type": "f64", "unit": "m3 s-1", "description": "r"}},
  "parameters": {"gain": {"label": "g", "description": "g", "unit": "1", "initial": 1}})";

std::vector<city::JournalEntry> some_entries() {
  return {set_entry(1, Time{0}, "node", "level", {1}, 2.0),
          set_entry(2, Time{3 * kHour.us}, "node", "level", {2}, 5.0),
          insert_entry(3, Time{4 * kHour.us}, "node", {100}),
          parameter_entry(4, Time{5 * kHour.us / 2}, "tank", "gain", 3.0),
          retire_entry(5, Time{6 * kHour.us}, "node", {3})};
}

Hash128 straight_hash() {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  branch->schedule(some_entries());
  finish(*branch);
  return branch->content_hash();
}

TEST(Branch, entries_act_at_their_times_and_are_exchange_points) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  branch->schedule(some_entries());
  std::vector<double> times;
  while (!branch->at_end())
    times.push_back(static_cast<double>(branch->advance().us) / static_cast<double>(kHour.us));
  EXPECT_THAT(times, ElementsAre(1, 2, 2.5, 3, 4, 5, 6, 7, 8));
  EXPECT_EQ(level_at(*branch, "level", 1), 5.0);
  EXPECT_EQ(branch->city().table("node").rows(), 7);
  EXPECT_EQ(branch->city().table("node").alive_rows(), 6);
  EXPECT_NEAR(level_at(*branch, "rate", 0), 2.0 * 3.0 + 0.009, 1e-12);
  branch->city().validate();
}

TEST(Branch, a_fork_goes_on_as_its_base_does_and_leaves_it_alone) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  branch->schedule(some_entries());
  for (int i = 0; i < 4; ++i) branch->advance();
  const auto same = branch->fork(0);
  const auto other = branch->fork(2);
  other->act(parameter_entry(9, other->time(), "tank", "gain", 10.0));
  const Hash128 here = branch->content_hash();
  finish(*other);
  finish(*same);
  EXPECT_EQ(branch->content_hash(), here);
  finish(*branch);
  EXPECT_EQ(branch->content_hash(), straight_hash());
  EXPECT_EQ(same->content_hash(), straight_hash());
  EXPECT_NE(other->content_hash(), straight_hash());
}

TEST(Branch, a_restored_checkpoint_of_any_exchange_gives_the_same_bits) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  branch->schedule(some_entries());
  std::vector<Checkpoint> points{branch->checkpoint()};
  while (!branch->at_end()) {
    branch->advance();
    points.push_back(branch->checkpoint());
  }
  for (const Checkpoint& point : points) {
    branch->restore(point);
    EXPECT_EQ(branch->time(), point.time);
    finish(*branch);
    EXPECT_EQ(branch->content_hash(), straight_hash());
  }
}

TEST(Branch, an_entry_that_acts_now_is_seen_at_once_and_once) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  branch->advance();
  branch->act(insert_entry(10, branch->time(), "node", {200}));
  EXPECT_EQ(branch->city().table("node").rows(), 7);
  branch->act(set_entry(11, Time{5}, "node", "level", {200}, 4.0));  // meant for the past: acts now
  EXPECT_EQ(level_at(*branch, "level", 6), 4.0);
  const Checkpoint point = branch->checkpoint();
  const auto fork = branch->fork(1);
  finish(*branch);
  finish(*fork);
  const Hash128 hash = branch->content_hash();
  EXPECT_EQ(fork->content_hash(), hash);
  branch->restore(point);
  finish(*branch);
  EXPECT_EQ(branch->content_hash(), hash);
  EXPECT_EQ(branch->city().table("node").rows(), 7);
}

TEST(Branch, an_entry_that_is_refused_changes_nothing_and_is_forgotten) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  const Hash128 before = branch->content_hash();
  const auto refuse = [&](const city::JournalEntry& entry) { EXPECT_THROW(branch->act(entry), Error); };
  refuse(set_entry(1, Time{0}, "node", "level", {1}, std::string("high")));
  refuse(set_entry(2, Time{0}, "node", "alive", {1}, std::int64_t{0}));
  refuse(set_entry(3, Time{0}, "node", "id", {1}, std::int64_t{9}));
  refuse(set_entry(4, Time{0}, "nobody", "level", {1}, 1.0));
  refuse(parameter_entry(5, Time{0}, "tank", "colour", 1.0));
  refuse(parameter_entry(6, Time{0}, "pump", "gain", 1.0));
  city::JournalEntry empty = parameter_entry(7, Time{0}, "tank", "gain", 1.0);
  empty.values.clear();
  refuse(empty);
  EXPECT_EQ(branch->content_hash(), before);
  finish(*branch);
}

// ---- pins

TEST(Branch, a_pin_on_an_output_holds_until_its_end_and_is_an_exchange_point) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(6), {fake<Tank>("tank", kTank)});
  city::JournalEntry pin = set_entry(1, Time{kHour.us}, "node", "rate", {2, 4}, 7.5);
  pin.until_us = 5 * kHour.us / 2;
  branch->schedule({pin});
  std::vector<double> rates;
  std::vector<double> times;
  while (branch->time() < Time{4 * kHour.us}) {
    times.push_back(static_cast<double>(branch->advance().us) / static_cast<double>(kHour.us));
    rates.push_back(level_at(*branch, "rate", 1));
  }
  EXPECT_THAT(times, ElementsAre(1, 2, 2.5, 3, 4));
  EXPECT_THAT(rates, ElementsAre(1.001, 7.5, 7.5, ::testing::DoubleEq(1.004), ::testing::DoubleEq(1.005)));
  EXPECT_NE(level_at(*branch, "rate", 2), 7.5);
  EXPECT_TRUE(branch->pins().empty());
}

TEST(Branch, a_set_on_a_state_acts_once) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(2), {fake<Tank>("tank", kTank)});
  branch->schedule({set_entry(1, Time{kHour.us}, "node", "volume", {1}, 100.0)});
  branch->advance();
  branch->advance();
  EXPECT_NEAR(level_at(*branch, "volume", 0), 101.002, 1e-12);
  EXPECT_TRUE(branch->pins().empty());
}

// ---- threads and order of loading

constexpr const char* kAdds = R"("tables": {"node": {}}, "columns": {
  "node.load": {"access": "accumulate", "type": "f64", "unit": "W"}})";
constexpr const char* kReadsLoad = R"("tables": {"node": {}}, "columns": {
  "node.load": {"access": "read", "type": "f64", "unit": "W"},
  "node.seen": {"access": "write_all", "type": "f64", "unit": "W", "description": "s"}})";

template <int power>
void add_load(const Host&, const View& view, Step&) {
  const auto load = view.write<double>(0U);
  for (std::size_t row = 0; row < static_cast<std::size_t>(view.table(0U).rows); ++row) {
    load[row] += std::pow(10.0, power) / 3.0;
  }
}
void copy_load(const Host&, const View& view, Step&) {
  const auto load = view.read<double>(0U);
  std::copy(load.begin(), load.end(), view.write<double>(1U).begin());
}

std::vector<host::PluginCode> adders() {
  return {fake<Stepper<add_load<0>>>("small", kAdds), fake<Stepper<add_load<16>>>("big", kAdds),
          fake<Stepper<add_load<8>>>("middle", kAdds), fake<Stepper<copy_load>>("reader", kReadsLoad)};
}

TEST(Branch, contributions_are_added_in_the_order_of_ids_whatever_the_threads_and_the_order_of_loading) {
  const double expected = 0.0 + 1e16 / 3.0 + 1e8 / 3.0 + 1.0 / 3.0;  // big, middle, small
  Hash128 first;
  auto codes = adders();
  for (int shuffle = 0; shuffle < 4; ++shuffle) {
    for (const std::size_t threads : {1U, 2U}) {
      World world(threads);
      const auto branch = branch_of(world, city_of_nodes(20), codes, hours(2));
      finish(*branch);
      EXPECT_EQ(level_at(*branch, "load", 7), expected);
      EXPECT_EQ(level_at(*branch, "seen", 7), expected);
      if (first == Hash128{}) first = branch->content_hash();
      EXPECT_EQ(branch->content_hash(), first);
    }
    std::rotate(codes.begin(), codes.begin() + 1, codes.end());
  }
}

TEST(Branch, a_pin_on_an_accumulated_column_holds_over_its_contributors) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(20), adders(), hours(3));
  branch->schedule({set_entry(1, Time{kHour.us}, "node", "load", {8}, 5.0)});
  branch->advance();
  branch->advance();
  EXPECT_EQ(level_at(*branch, "load", 7), 5.0);
  EXPECT_EQ(level_at(*branch, "seen", 7), 5.0);
  EXPECT_NE(level_at(*branch, "seen", 6), 5.0);
}

}  // namespace
}  // namespace conurb::sim
