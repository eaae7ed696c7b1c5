// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "engine/base/json.hpp"
#include "engine/sim/run_record.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RunRequest request_of(std::vector<std::int32_t> branches, std::int64_t hours = 4) {
  RunRequest request;
  request.branches = std::move(branches);
  request.span = span_of_hours(hours);
  return request;
}

std::vector<RunOutcome> run_all(TwinRig& twin, const RunRequest& request) {
  Progress progress(Progress::Callback{});
  return run(*twin, request, progress);
}

RunOutcome run_base(TwinRig& twin) {
  return run_all(twin, request_of({0})).at(0);
}

bool edit_file(const CityFolder& folder, const std::string& sql) {
  return std::system(("sqlite3 '" + folder.city().string() + "' \"" + sql + "\"").c_str()) == 0;
}

// ---- taking over a finished run

TEST(Run, a_finished_run_of_the_same_is_taken_over_with_its_figures) {
  const CityFolder folder;
  RunOutcome first;
  {
    TwinRig twin(folder.city());
    first = run_base(twin);
    EXPECT_FALSE(first.reused);
    EXPECT_THAT(first.kpis, SizeIs(1));
  }
  TwinRig twin(folder.city());
  const RunOutcome again = run_base(twin);
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(again.run, first.run);
  EXPECT_EQ(again.content_hash, first.content_hash);
  ASSERT_THAT(again.kpis, SizeIs(1));
  EXPECT_EQ(again.kpis[0].value, first.kpis[0].value);
  RunRequest fresh = request_of({0});
  fresh.reuse = false;
  EXPECT_EQ(run_all(twin, fresh)[0].content_hash, first.content_hash);
}

TEST(Run, another_span_seed_exchange_plugin_or_entry_is_another_run) {
  const CityFolder folder;
  {
    TwinRig twin(folder.city());
    (void)run_base(twin);
    const auto expect_fresh = [&twin](RunRequest request) {
      EXPECT_FALSE(run_all(twin, request)[0].reused);
      EXPECT_TRUE(run_all(twin, request)[0].reused);
    };
    expect_fresh(request_of({0}, 5));
    RunRequest request = request_of({0});
    request.span.seed = 2;
    expect_fresh(request);
    request = request_of({0});
    request.span.exchange = kHour * 2;
    expect_fresh(request);
    twin->execute(0, set_level({1}, 2.0));
    expect_fresh(request_of({0}));
    twin->execute(0, SetCommand{{"node", "", {1}}, "rate", {2.0}, std::nullopt});  // a pin
    expect_fresh(request_of({0}));
    twin->execute(0, ParameterCommand{"tank", "gain", 2.0});
    expect_fresh(request_of({0}));
  }
  TwinRig twin(folder.city(), 6, {tank("another build of it")});
  EXPECT_FALSE(run_base(twin).reused);
}

TEST(Run, an_entry_and_its_undo_lead_back_to_the_run_of_before) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  const RunOutcome first = run_base(twin);
  twin->execute(0, set_level({1}, 2.0));
  EXPECT_FALSE(run_base(twin).reused);
  twin->execute(0, UndoCommand{});
  const RunOutcome again = run_base(twin);
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(again.run, first.run);
}

TEST(Run, a_value_that_an_import_changed_is_not_overlooked_although_the_rows_are_as_many) {
  const CityFolder folder;
  for (int time = 0; time < 2; ++time) {
    TwinRig twin(folder.city());
    EXPECT_FALSE(run_base(twin).reused) << "time " << time;
    EXPECT_TRUE(run_base(twin).reused);
    city::City city = twin->file()->load();
    set_cell(city, "node", "level", 2, 3.0 + time);
    twin->file()->save(city);
  }
}

TEST(Run, a_column_that_no_plugin_reads_is_nothing_to_a_run) {
  const CityFolder folder;
  {
    TwinRig twin(folder.city());
    (void)run_base(twin);
    city::City city = twin->file()->load();
    set_cell(city, "node", "flow", 2, 3.0);
    twin->file()->save(city);
  }
  TwinRig twin(folder.city());
  EXPECT_TRUE(run_base(twin).reused);
}

TEST(Run, an_edit_and_a_deletion_by_another_program_are_not_overlooked) {
  const CityFolder folder;
  {
    TwinRig twin(folder.city());
    (void)run_base(twin);
  }
  for (const char* sql : {"UPDATE node SET level = 8 WHERE fid = 2", "DELETE FROM node WHERE fid = 3",
                          "UPDATE node SET level = 9 WHERE fid = 2"}) {
    if (!edit_file(folder, sql)) GTEST_SKIP() << "the program sqlite3 is not here";
    TwinRig twin(folder.city());
    EXPECT_FALSE(run_base(twin).reused) << sql;
    EXPECT_TRUE(run_base(twin).reused) << sql;
  }
}

TEST(Run, a_run_that_scripts_act_in_is_never_taken_over) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  RunRequest request = request_of({0});
  request.wakes[0] = {Time{kHour.us}};
  EXPECT_FALSE(run_all(twin, request)[0].reused);
  EXPECT_FALSE(run_all(twin, request)[0].reused);
}

TEST(Run, a_run_in_which_a_plugin_was_reloaded_is_taken_over_by_none) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  RunRequest request = request_of({0});
  request.at_exchange = [&](std::int32_t, Time now) {
    if (now == Time{2 * kHour.us}) twin->reload_plugin(tank("mended"));
  };
  const RunOutcome outcome = run_all(twin, request)[0];
  EXPECT_EQ(outcome.status, store::RunStatus::done);
  TwinRig* same = &twin;
  EXPECT_FALSE(run_base(*same).reused);
  const Json record = parse_json(store::Runs(*twin->file()).get(outcome.run).json, "record");
  EXPECT_EQ(record["reloaded"]["org.test.tank"]["hash"], "mended");
}

TEST(Run, the_key_is_told_without_reading_a_column) {
  const CityFolder folder;
  { TwinRig twin(folder.city()); }
  TwinRig twin(folder.city());
  (void)run_key(*twin, 0, request_of({0}));
  // An unread column still takes no memory.
  EXPECT_EQ(twin->base().table("node").column("level").storage()->data.size(), 0U);
  EXPECT_EQ(twin->base().table("node").column("flow").storage()->data.size(), 0U);
  (void)run_base(twin);
  EXPECT_EQ(twin->base().table("node").column("flow").storage()->data.size(), 0U)
      << "nor does the hash of the result read what no plugin used";
}

// ---- side by side

TEST(Run, two_branches_side_by_side_are_as_one_by_one_on_any_number_of_threads) {
  std::vector<std::string> expected;
  for (const std::size_t threads : {1U, 2U}) {
    for (const bool together : {false, true}) {
      TwinRig twin(500, {tank()}, threads);
      const std::int32_t branch = twin->ensure_branch("dry", "base");
      twin->execute(branch, set_level({1}, 2.0));
      std::vector<std::string> hashes;
      if (together) {
        for (const RunOutcome& each : run_all(twin, request_of({0, branch})))
          hashes.push_back(each.content_hash);
      } else {
        for (const std::int32_t each : {0, branch})
          hashes.push_back(run_all(twin, request_of({each}))[0].content_hash);
      }
      if (expected.empty()) expected = hashes;
      EXPECT_EQ(hashes, expected);
    }
  }
  EXPECT_NE(expected[0], expected[1]);
}

TEST(Run, outcomes_stand_in_the_order_asked_for_whichever_was_taken_over) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  (void)run_base(twin);
  twin->execute(branch, set_level({1}, 2.0));
  const auto outcomes = run_all(twin, request_of({branch, 0}));
  EXPECT_EQ(outcomes[0].branch, branch);
  EXPECT_TRUE(outcomes[1].reused);
}

TEST(Run, wakes_are_exchange_points_at_which_the_caller_acts) {
  TwinRig twin;
  RunRequest request = request_of({0});
  request.wakes[0] = {Time{3 * kHour.us / 2}};
  std::vector<std::int64_t> times;
  request.at_exchange = [&](std::int32_t branch, Time now) {
    times.push_back(now.us * 2 / kHour.us);
    if (now == Time{3 * kHour.us / 2}) twin->execute(branch, set_level({1}, 4.0));
  };
  const RunOutcome outcome = run_all(twin, request)[0];
  EXPECT_THAT(times, ::testing::ElementsAre(0, 2, 3, 4, 6));
  EXPECT_EQ(outcome.exchanges, 5);
  EXPECT_EQ(twin->journal().entries().back().time_us, 3 * kHour.us / 2);
}

// ---- ends

TEST(Run, a_cancelled_run_keeps_what_was_recorded_and_says_so) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  RunRequest request = request_of({0}, 30);
  request.at_exchange = [&](std::int32_t, Time now) {
    if (now == Time{10 * kHour.us}) twin->environment().cancel.cancel();
  };
  const RunOutcome outcome = run_all(twin, request)[0];
  EXPECT_EQ(outcome.status, store::RunStatus::cancelled);
  const store::Runs runs(*twin->file());
  EXPECT_EQ(runs.get(outcome.run).status, store::RunStatus::cancelled);
  EXPECT_GE(runs.get(outcome.run).saved_exchange, 10);
  EXPECT_GE(runs.read(outcome.run, {"node", "volume"}).exchanges.size(), 10U);
}

constexpr const char* kFailing = R"("tables": {"node": {}}, "columns": {
  "node.clock": {"access": "write_all", "type": "f64", "unit": "h", "description": "c"}})";

void fail_in_run(const Host&, const View& view, Step& step) {
  const auto clock = view.write<double>(0U);
  std::fill(clock.begin(), clock.end(), 1.0);
  if (step.t0_us >= 2 * kHour.us) clock[1] = std::nan("");
}

TEST(Run, under_stop_a_fault_ends_the_run_which_is_marked_failed) {
  const CityFolder folder;
  TwinRig twin(folder.city(), 6, {tank(), fake<Stepper<fail_in_run>>("faulty", kFailing)});
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  expect_error(ErrorCode::plugin_fault, "node.clock", [&] { (void)run_all(twin, request_of({0, branch})); });
  const auto runs = store::Runs(*twin->file()).list();
  ASSERT_THAT(runs, SizeIs(2));
  for (const store::RunRecord& run : runs) {
    EXPECT_EQ(run.status, store::RunStatus::failed);
    EXPECT_THAT(parse_json(run.json, "record").value("reason", ""), HasSubstr("node.clock"));
  }
  EXPECT_EQ(twin->live(0), nullptr);
  EXPECT_EQ(twin->live(branch), nullptr);
}

TEST(Run, under_hold_a_fault_is_told_with_the_outcome_and_again_when_it_is_taken_over) {
  const CityFolder folder;
  TwinRig twin(folder.city(), 6, {tank(), fake<Stepper<fail_in_run>>("faulty", kFailing)});
  RunRequest request = request_of({0});
  request.span.faults = FaultPolicy::hold;
  for (const bool reused : {false, true}) {
    const RunOutcome outcome = run_all(twin, request)[0];
    EXPECT_EQ(outcome.reused, reused);
    EXPECT_EQ(outcome.status, store::RunStatus::done);
    ASSERT_THAT(outcome.faults, SizeIs(1));
    EXPECT_EQ(outcome.faults[0].plugin, "org.test.faulty");
    EXPECT_EQ(outcome.faults[0].at, Time{2 * kHour.us});
  }
}

TEST(Run, a_lane_that_cannot_begin_leaves_no_run_going_on) {
  const CityFolder folder;
  TwinRig twin(folder.city());
  EXPECT_THROW((void)run_all(twin, request_of({0, 77})), Error);
  for (const store::RunRecord& run : store::Runs(*twin->file()).list())
    EXPECT_EQ(run.status, store::RunStatus::failed);
  EXPECT_EQ(twin->live(0), nullptr);
}

// ---- findings

constexpr const char* kFinder = R"("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"}})";

void find_things(const Host& host, const View& view, Step& step) {
  for (std::int64_t row = view.table(0U).rows - 1; row >= 0; --row)
    host.finding(0U, row, "too_low", "is too low");
  if (step.t0_us == kHour.us) host.finding(0U, 2, "odd", "is odd");
}

TEST(Run, findings_of_plugins_are_counted_and_kept_with_the_run) {
  const CityFolder folder;
  std::int64_t run = 0;
  {
    TwinRig twin(folder.city(), 6, {tank(), fake<Stepper<find_things>>("finder", kFinder)});
    const RunOutcome outcome = run_base(twin);
    run = outcome.run;
    ASSERT_THAT(outcome.findings, SizeIs(2));
    EXPECT_EQ(outcome.findings[0].code, "finder.too_low");
    EXPECT_EQ(outcome.findings[0].count, 24);
    EXPECT_EQ(outcome.findings[0].id, 1) << "the lowest row at the earliest time";
    EXPECT_EQ(outcome.findings[0].where, "1970-01-01 00:00");
    EXPECT_EQ(outcome.findings[0].severity, store::Severity::warning);
    EXPECT_EQ(outcome.findings[1].id, 3);
    EXPECT_EQ(run_base(twin).findings, outcome.findings) << "taken over with the run";
  }
  TwinRig twin(folder.city());
  EXPECT_THAT(findings_of(*twin->file(), run), SizeIs(2));
  store::Runs(*twin->file()).remove(run);
  EXPECT_THAT(store::Catalogue(*twin->file()).findings(), IsEmpty());
}

TEST(Run, findings_of_a_run_that_failed_are_kept_too) {
  const CityFolder folder;
  TwinRig twin(
      folder.city(), 6,
      {fake<Stepper<find_things>>("finder", kFinder), fake<Stepper<fail_in_run>>("faulty", kFailing)});
  EXPECT_THROW((void)run_base(twin), Error);
  EXPECT_THAT(store::Catalogue(*twin->file()).findings(), SizeIs(2));
}

}  // namespace
}  // namespace conurb::sim
