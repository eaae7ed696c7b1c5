// SPDX-License-Identifier: Apache-2.0
// How plugins of a branch meet within and between exchange points: lagged reads, events, wishes, faults.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <mutex>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

double hours_of(std::int64_t time_us) {
  return static_cast<double>(time_us) / static_cast<double>(kHour.us);
}

// ---- lagged reads

constexpr const char* kClock = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "write_all", "type": "f64", "unit": "h", "description": "c", "initial": -1}})";
constexpr const char* kLaggedReader = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "read", "type": "f64", "unit": "h", "lagged": true},
  "node.echo": {"access": "write_all", "type": "f64", "unit": "h", "description": "e"}})";

void tell_time(const Host&, const View& view, Step& step) {
  const auto clock = view.write<double>(0U);
  std::fill(clock.begin(), clock.end(), hours_of(step.t1_us));
}
void echo(const Host& host, const View& view, Step&) {
  const auto clock = view.read<double>(0U);
  std::copy(clock.begin(), clock.end(), view.write<double>(1U).begin());
  host.finding(0U, -1, "saw", fmt::format("{} changed {}", clock[0], view.column(0U).changed_count));
}

TEST(BranchRounds, a_lagged_read_sees_the_previous_exchange_on_any_number_of_threads) {
  for (const std::size_t threads : {1U, 2U}) {
    World world(threads);
    const auto branch = branch_of(
        world, city_of_nodes(40000),
        {fake<Stepper<tell_time>>("clock", kClock), fake<Stepper<echo>>("echo", kLaggedReader)}, hours(4));
    finish(*branch);
    EXPECT_THAT(world.seen,
                ElementsAre("saw -1 changed -1", "saw 1 changed -1", "saw 2 changed -1", "saw 3 changed -1"));
  }
}

constexpr const char* kFleet = R"("tables": {"car": {"owns": true, "kind": "particles", "description": "c"}},
  "columns": {"car.place": {"access": "read_write", "type": "f64", "unit": "m", "description": "p"}})";
constexpr const char* kCounter = R"("tables": {"car": {}}, "columns": {
  "car.place": {"access": "read", "type": "f64", "unit": "m", "lagged": true}})";

void grow_fleet(const Host& host, const View& view, Step&) {
  const std::int64_t first = host.insert_rows(0U, 1000);
  if (first > 0) {
    const std::vector<std::int64_t> rows{first - 1};
    host.retire_rows(0U, std::span<const std::int64_t>(rows));
  }
  const auto place = view.write<double>(0U);
  for (std::size_t row = 0; row < place.size(); ++row) place[row] = static_cast<double>(row);
}
class FleetCounter {
 public:
  explicit FleetCounter(Host host) : host_(host) {}
  void reconfigure(const View& view, const sdk::Reconfigure& what) {
    host_.finding(0U, -1, "told", fmt::format("{} from {}", view.table(0U).rows, what.first_inserted[0]));
  }
  void step(const View& view, Step&) {
    const conurb_table& car = view.table(0U);
    std::int64_t alive = 0;
    for (std::int64_t row = 0; row < car.rows; ++row) alive += car.alive[row];
    const bool whole = view.column(0U).rows == car.rows && alive == car.alive_rows;
    host_.finding(0U, -1, "saw", fmt::format("{} alive {} {}", car.rows, alive, whole ? "whole" : "torn"));
  }

 private:
  Host host_;
};

TEST(BranchRounds, a_lagged_reader_of_a_changing_population_sees_the_rows_it_had_then) {
  for (const std::size_t threads : {1U, 2U}) {
    World world(threads);
    const auto branch = branch_of(
        world, city::City(),
        {fake<Stepper<grow_fleet>>("fleet", kFleet), fake<FleetCounter>("counter", kCounter)}, hours(3));
    finish(*branch);
    EXPECT_THAT(world.seen,
                ElementsAre("told 0 from 0", "saw 0 alive 0 whole", "told 1000 from 0",
                            "saw 1000 alive 1000 whole", "told 2000 from 1000", "saw 2000 alive 1999 whole"));
  }
}

// ---- events and wishes

constexpr const char* kBreaker = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "write_all", "type": "f64", "unit": "h", "description": "c"}})";
constexpr const char* kFollower = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "read", "type": "f64", "unit": "h"}})";

void trip(const Host& host, const View& view, Step& step) {
  const std::int64_t event = 3 * kHour.us / 2;
  if (step.t0_us < event && event < step.t1_us) step.reached_us = event;
  const auto clock = view.write<double>(0U);
  std::fill(clock.begin(), clock.end(), hours_of(step.reached_us));
  host.finding(0U, -1, "trip", fmt::format("{}-{}", hours_of(step.t0_us), hours_of(step.reached_us)));
}
void follow(const Host& host, const View& view, Step& step) {
  host.finding(
      0U, -1, "follow",
      fmt::format("{}-{} sees {}", hours_of(step.t0_us), hours_of(step.t1_us), view.read<double>(0U)[0]));
}

TEST(BranchRounds, a_plugin_that_stops_at_an_event_takes_those_after_it_there_first) {
  World world;
  const auto branch = branch_of(
      world, city_of_nodes(1),
      {fake<Stepper<trip>>("trip", kBreaker), fake<Stepper<follow>>("follow", kFollower)}, hours(2));
  finish(*branch);
  EXPECT_THAT(world.seen, ElementsAre("trip 0-1", "follow 0-1 sees 1", "trip 1-1.5", "follow 1-1.5 sees 1.5",
                                      "trip 1.5-2", "follow 1.5-2 sees 2"));
}

void sleepy(const Host& host, const View&, Step& step) {
  host.finding(0U, -1, "sleepy", fmt::format("{}-{}", hours_of(step.t0_us), hours_of(step.t1_us)));
  step.next_us = step.t1_us + 5 * kHour.us / 2;
}

TEST(BranchRounds, a_wish_is_an_exchange_point_and_until_then_its_plugin_sleeps) {
  World world;
  const auto branch = branch_of(world, city::City(), {fake<Stepper<sleepy>>("sleepy", "")}, hours(7));
  std::vector<double> times;
  while (!branch->at_end()) times.push_back(hours_of(branch->advance().us));
  EXPECT_THAT(times, ElementsAre(1, 2, 3, 3.5, 4, 5, 6, 7));
  EXPECT_THAT(world.seen, ElementsAre("sleepy 0-1", "sleepy 1-3.5", "sleepy 3.5-6"));
}

// ---- faults

constexpr const char* kFaulty = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "write_all", "type": "f64", "unit": "h", "description": "c"},
  "node.load": {"access": "accumulate", "type": "f64", "unit": "W"}})";

void fail_after_two(const Host&, const View& view, Step& step) {
  const auto clock = view.write<double>(0U);
  std::fill(clock.begin(), clock.end(), hours_of(step.t1_us));
  view.write<double>(1U)[0] = hours_of(step.t1_us);
  if (step.t0_us >= 2 * kHour.us) clock[1] = std::nan("");
}

TEST(BranchRounds, under_stop_a_fault_is_thrown_and_the_branch_waits_to_be_restored) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(2), {fake<Stepper<fail_after_two>>("faulty", kFaulty)});
  branch->advance();
  const Checkpoint point = branch->checkpoint();
  branch->advance();
  expect_error(ErrorCode::plugin_fault, "node.clock of row 1 (id 2)", [&] { branch->advance(); });
  EXPECT_TRUE(branch->broken());
  EXPECT_EQ(branch->time(), Time{2 * kHour.us});
  expect_error(ErrorCode::conflict, "restore", [&] { branch->advance(); });
  EXPECT_THROW((void)branch->checkpoint(), Error);
  EXPECT_THROW((void)branch->fork(1), Error);
  branch->restore(point);
  EXPECT_FALSE(branch->broken());
  branch->advance();
  EXPECT_EQ(level_at(*branch, "clock", 1), 2.0);
}

TEST(BranchRounds, under_hold_the_city_goes_on_with_the_last_good_values) {
  for (const std::size_t threads : {1U, 2U}) {
    World world(threads);
    BranchOptions options = hours(6);
    options.faults = FaultPolicy::hold;
    const auto branch = branch_of(world, city_of_nodes(2),
                                  {fake<Stepper<fail_after_two>>("faulty", kFaulty),
                                   fake<Stepper<[](const Host&, const View& view, Step& step) {
                                     view.write<double>(0U)[1] = hours_of(step.t1_us);
                                   }>>("good", R"("tables": {"node": {}}, "columns": {
             "node.time": {"access": "read_write", "type": "f64", "unit": "h", "description": "t"}})")},
                                  options);
    finish(*branch);
    ASSERT_THAT(branch->faults(), SizeIs(1));
    EXPECT_EQ(branch->faults()[0].plugin, "org.test.faulty");
    EXPECT_EQ(branch->faults()[0].at, Time{2 * kHour.us});
    EXPECT_THAT(branch->faults()[0].text, HasSubstr("not finite"));
    EXPECT_EQ(level_at(*branch, "clock", 0), 2.0);
    EXPECT_EQ(level_at(*branch, "load", 0), 2.0);
    EXPECT_EQ(level_at(*branch, "time", 1), 6.0);
    const auto fork = branch->fork(1);  // a failed plugin is not asked for its state
    EXPECT_THAT(fork->faults(), SizeIs(1));
  }
}

TEST(BranchRounds, the_watch_is_told_of_the_end_of_a_step_even_if_it_failed) {
  World world(1);
  const auto branch = branch_of(world, city_of_nodes(2), {fake<Stepper<fail_after_two>>("faulty", kFaulty)});
  std::vector<std::string> told;
  branch->set_step_watch([&](std::string_view plugin, double deadline_s) {
    told.push_back(plugin.empty() ? "done" : fmt::format("{} {}", plugin, deadline_s));
  });
  branch->advance();
  branch->advance();
  EXPECT_THROW(branch->advance(), Error);
  EXPECT_THAT(told, ElementsAre("org.test.faulty 60", "done", "org.test.faulty 60", "done",
                                "org.test.faulty 60", "done"));
}

}  // namespace
}  // namespace conurb::sim
