// SPDX-License-Identifier: Apache-2.0
// Undo of one gesture and of simulated time, redefinition, and a branch on new ground.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

double level_then(Twin& twin, std::int32_t branch, std::int64_t row) {
  return f64_at(twin.city(branch), "node", "level", row);
}

// ---- undo

TEST(TwinHistory, one_gesture_is_one_undo) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  const std::int64_t first = twin->execute(branch, set_level({1}, 5.0));
  twin->execute(branch, std::vector<Command>{set_level({1}, 6.0), set_level({2}, 6.0),
                                             ParameterCommand{"tank", "gain", 2.0}});
  twin->execute(branch, UndoCommand{});
  EXPECT_EQ(level_then(*twin, branch, 0), 5.0);
  EXPECT_EQ(level_then(*twin, branch, 1), 1.0);
  twin->execute(branch, UndoCommand{first});
  EXPECT_EQ(level_then(*twin, branch, 0), 1.0);
  EXPECT_THAT(twin->journal().entries(), SizeIs(6)) << "nothing is ever removed";
  expect_error(ErrorCode::not_found, "nothing to undo", [&] { twin->execute(branch, UndoCommand{}); });
  expect_error(ErrorCode::conflict, "taken back already", [&] {
    twin->execute(branch, set_level({1}, 2.0));
    twin->execute(branch, UndoCommand{first});
  });
}

TEST(TwinHistory, an_undo_in_the_base_holds_in_memory_as_in_a_file) {
  const CityFolder folder;
  TwinRig in_memory, in_file(folder.city());
  for (TwinRig* twin : {&in_memory, &in_file}) {
    (*twin)->execute(0, set_level({1}, 5.0));
    (*twin)->execute(0, InsertCommand{"node", 1, {}, {}});
    (*twin)->execute(0, UndoCommand{});
    EXPECT_EQ((*twin)->base().table("node").rows(), 6);
    (*twin)->execute(0, UndoCommand{});
    EXPECT_EQ(level_then(**twin, 0, 0), 1.0);
  }
}

// Does something and undoes it again, at various times of a run; the end must be as if nothing had been done.
void expect_as_never_done(std::int64_t do_at, std::int64_t undo_at, const Command& command, bool base) {
  constexpr std::int64_t kEnd = 12;
  Hash128 straight;
  for (const bool done : {false, true}) {
    TwinRig twin;
    const std::int32_t branch = base ? 0 : twin->ensure_branch("dry", "base");
    twin->execute(branch, set_level({2}, 3.0));
    twin->start(branch, span_of_hours(kEnd));
    for (std::int64_t hour = 0; hour < kEnd; ++hour) {
      if (hour == 4) twin->execute(branch, set_level({5}, 0.5));
      if (done && hour == do_at) twin->execute(branch, command);
      if (done && hour == undo_at) twin->execute(branch, UndoCommand{hour > 4 && do_at < 4 ? 2 : 0});
      twin->advance(branch);
    }
    const Hash128 hash = twin->live(branch)->content_hash();
    if (!done) straight = hash;
    EXPECT_EQ(hash, straight) << "done at " << do_at << ", undone at " << undo_at;
  }
}

TEST(TwinHistory, undo_of_simulated_time_gives_the_same_bits_as_never_having_done_it) {
  for (const bool base : {true, false}) {
    expect_as_never_done(1, 9, set_level({1}, 7.0), base);
    expect_as_never_done(0, 11, ParameterCommand{"tank", "gain", 4.0}, base);
    expect_as_never_done(7, 8, InsertCommand{"node", 2, {"level"}, {9.0}}, base);
    expect_as_never_done(6, 10, RetireCommand{{"node", "", {3}}}, base);
    expect_as_never_done(6, 6, set_level({1}, 7.0), base);
    expect_as_never_done(5, 9, SetCommand{{"node", "", {1}}, "rate", {50.0}, std::nullopt}, base);
  }
}

TEST(TwinHistory, what_held_from_the_start_can_be_undone_in_a_live_base) {
  TwinRig twin;
  twin->execute(0, set_level({1}, 7.0));
  twin->start(0, span_of_hours(6));
  for (int i = 0; i < 4; ++i) twin->advance(0);
  twin->execute(0, UndoCommand{});
  EXPECT_EQ(twin->live(0)->time(), Time{4 * kHour.us});
  EXPECT_EQ(level_then(*twin, 0, 0), 1.0);
  EXPECT_NEAR(level_at(*twin->live(0), "volume", 0), 4.0 + 0.001 + 0.002 + 0.003 + 0.004, 1e-12);
}

TEST(TwinHistory, an_undo_leaves_what_else_was_done_at_the_same_instant) {
  TwinRig twin;
  twin->start(0, span_of_hours(6));
  twin->advance(0);
  twin->execute(0, set_level({1}, 7.0));
  twin->execute(0, set_level({2}, 8.0));
  twin->execute(0, UndoCommand{});
  EXPECT_EQ(level_then(*twin, 0, 0), 7.0);
  EXPECT_EQ(level_then(*twin, 0, 1), 1.0);
  finish(*twin, 0);
}

TEST(TwinHistory, an_undo_of_what_is_still_to_come_goes_nowhere_back) {
  TwinRig twin;
  twin->start(0, span_of_hours(6));
  twin->execute(0, set_level({1}, 7.0), Time{5 * kHour.us});
  twin->advance(0);
  twin->execute(0, UndoCommand{});
  finish(*twin, 0);
  EXPECT_EQ(level_then(*twin, 0, 0), 1.0);
}

TEST(TwinHistory, what_a_run_has_recorded_is_not_taken_back_under_it) {
  TwinRig twin;
  twin->execute(0, set_level({1}, 7.0));
  twin->start(0, span_of_hours(6));
  twin->keep_history(0);
  twin->advance(0);
  twin->execute(0, set_level({2}, 7.0));
  twin->execute(0, UndoCommand{});  // acted just now: nothing was simulated with it
  EXPECT_EQ(level_then(*twin, 0, 1), 1.0);
  expect_error(ErrorCode::conflict, "has recorded already", [&] { twin->execute(0, UndoCommand{}); });
}

// ---- forks

TEST(TwinHistory, a_branch_sees_nothing_that_its_parent_does_or_takes_back_after_the_fork) {
  TwinRig twin;
  const std::int64_t group = twin->execute(0, set_level({1}, 5.0));
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->execute(0, set_level({2}, 6.0));
  twin->execute(0, UndoCommand{group});
  EXPECT_EQ(level_then(*twin, branch, 0), 5.0);
  EXPECT_EQ(level_then(*twin, branch, 1), 1.0);
  twin->start(branch, span_of_hours(1));
  EXPECT_EQ(level_then(*twin, branch, 0), 5.0);
  EXPECT_EQ(level_then(*twin, branch, 1), 1.0);
  EXPECT_TRUE(twin->journal().parent_moved(branch));
}

TEST(TwinHistory, rebase_takes_over_what_the_parent_did_and_lists_conflicts_by_row_and_column) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->execute(branch, set_level({1, 2}, 5.0));
  twin->execute(branch, SetCommand{{"node", "", {3}}, "flow", {0.5}, std::nullopt});
  twin->execute(branch, InsertCommand{"node", 1, {"level"}, {4.0}});
  const city::Id born = twin->journal().entries().back().ids[0];
  twin->execute(branch, set_level({born}, 4.5));
  twin->execute(0, set_level({2, 3}, 8.0));
  twin->execute(0, RetireCommand{{"node", "", {1}}});
  const std::vector<Twin::Conflict> conflicts = twin->rebase(branch);
  ASSERT_THAT(conflicts, SizeIs(2));
  EXPECT_EQ(conflicts[0].id, 1);
  EXPECT_THAT(conflicts[0].text, HasSubstr("not in the parent"));
  EXPECT_EQ(conflicts[1].id, 2);
  EXPECT_EQ(conflicts[1].table, "node");
  EXPECT_EQ(conflicts[1].column, "level");
  EXPECT_THAT(conflicts[1].text, HasSubstr("ada"));
  EXPECT_EQ(level_then(*twin, branch, 1), 5.0) << "the branch's values win";
  EXPECT_EQ(level_then(*twin, branch, 2), 8.0) << "the parent's others come along";
  EXPECT_EQ(level_then(*twin, branch, 6), 4.5);
  EXPECT_FALSE(twin->journal().parent_moved(branch));
  EXPECT_THAT(twin->rebase(branch), SizeIs(1)) << "only what is gone stays a conflict";
  expect_error(ErrorCode::invalid_argument, "no parent", [&] { (void)twin->rebase(0); });
}

TEST(TwinHistory, a_rebased_branch_runs_as_it_is_shown_although_its_parents_rows_came_later) {
  TwinRig twin;
  const std::int32_t middle = twin->ensure_branch("dry", "base");
  const std::int32_t branch = twin->ensure_branch("drier", "dry");
  twin->execute(branch, InsertCommand{"node", 1, {"level"}, {4.0}});
  twin->execute(0, InsertCommand{"node", 1, {"level"}, {2.0}});
  twin->execute(middle, InsertCommand{"node", 1, {"level"}, {3.0}});
  (void)twin->rebase(middle);
  (void)twin->rebase(branch);
  ASSERT_EQ(twin->city(branch).table("node").rows(), 9);
  EXPECT_EQ(level_then(*twin, branch, 8), 4.0);
  twin->start(branch, span_of_hours(2));
  finish(*twin, branch);
  EXPECT_EQ(level_then(*twin, branch, 6), 2.0);
  EXPECT_EQ(level_then(*twin, branch, 7), 3.0);
  EXPECT_EQ(level_then(*twin, branch, 8), 4.0);
  twin->city(branch).validate();
}

// ---- definitions

TEST(TwinHistory, clear_branch_takes_back_all_of_it_and_forks_from_the_parent_of_now) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->execute(branch, set_level({1}, 5.0));
  twin->execute(branch, set_level({2}, 5.0), Time{kHour.us});
  twin->execute(0, set_level({3}, 9.0));
  twin->start(branch, span_of_hours(2));
  twin->clear_branch(branch);
  EXPECT_EQ(twin->live(branch), nullptr);
  EXPECT_EQ(level_then(*twin, branch, 0), 1.0);
  EXPECT_EQ(level_then(*twin, branch, 2), 9.0);
  EXPECT_THAT(twin->journal().own_groups(branch), IsEmpty());
}

// What a script does: some things before the run, some while it goes on.
void define(TwinRig& twin, std::int32_t branch, double first, double at_two) {
  twin->redefine(branch);
  twin->execute(branch, set_level({1}, first));
  twin->execute(branch, std::vector<Command>{ParameterCommand{"tank", "gain", 2.0},
                                             InsertCommand{"node", 1, {"level"}, {3.0}}});
  twin->start(branch, span_of_hours(4));
  while (!twin->live(branch)->at_end()) {
    if (twin->live(branch)->time() == Time{2 * kHour.us}) twin->execute(branch, set_level({2}, at_two));
    twin->advance(branch);
  }
}

TEST(TwinHistory, a_definition_that_says_the_same_again_leaves_the_journal_as_it_is) {
  const CityFolder folder;
  Hash128 first;
  for (int time = 0; time < 3; ++time) {
    TwinRig twin(folder.city());
    const std::int32_t branch = twin->ensure_branch("dry", "base");
    define(twin, branch, 5.0, 0.5);
    if (time == 0) first = twin->live(branch)->content_hash();
    EXPECT_EQ(twin->live(branch)->content_hash(), first);
    twin->stop(branch);
    EXPECT_THAT(twin->journal().entries(), SizeIs(4)) << "at time " << time;
  }
}

TEST(TwinHistory, a_definition_that_differs_takes_back_the_former_one_from_there_on) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  define(twin, branch, 5.0, 0.5);
  define(twin, branch, 5.0, 0.75);  // only what is done in the run is another
  twin->stop(branch);
  EXPECT_THAT(twin->journal().entries(), SizeIs(4 + 1 + 1));
  EXPECT_EQ(twin->journal().entries()[4].undoes, 4);
  define(twin, branch, 6.0, 0.75);
  twin->stop(branch);
  EXPECT_EQ(level_then(*twin, branch, 0), 6.0);
  EXPECT_THAT(twin->journal().own_groups(branch), SizeIs(3));
  std::set<city::Id> ids;
  for (const city::JournalEntry& entry : twin->journal().entries()) {
    if (entry.kind == city::EntryKind::insert) ids.insert(entry.ids.begin(), entry.ids.end());
  }
  EXPECT_EQ(ids.size(), 2U) << "a row that is made anew is another row";
}

TEST(TwinHistory, a_definition_that_says_less_takes_the_rest_back_when_it_ends) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  define(twin, branch, 5.0, 0.5);
  twin->redefine(branch);
  EXPECT_EQ(level_then(*twin, branch, 0), 1.0) << "nothing counts before it is said";
  twin->execute(branch, set_level({1}, 5.0));
  twin->stop(branch);
  EXPECT_THAT(twin->journal().own_groups(branch), ElementsAre(1));
  EXPECT_EQ(twin->city(branch).table("node").rows(), 6);
}

TEST(TwinHistory, a_definition_begins_from_its_parent_as_it_is_now) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  define(twin, branch, 5.0, 0.5);
  twin->execute(0, set_level({3}, 9.0));
  define(twin, branch, 5.0, 0.5);
  EXPECT_EQ(level_then(*twin, branch, 2), 9.0);
  EXPECT_EQ(level_then(*twin, branch, 0), 5.0);
  EXPECT_FALSE(twin->journal().parent_moved(branch));
}

TEST(TwinHistory, an_undo_while_a_scenario_is_defined_is_of_what_was_said_now) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  define(twin, branch, 5.0, 0.5);
  twin->redefine(branch);
  EXPECT_THROW(twin->execute(branch, UndoCommand{}), Error);
  twin->execute(branch, set_level({1}, 5.0));
  twin->execute(branch, UndoCommand{});
  EXPECT_EQ(level_then(*twin, branch, 0), 1.0);
  EXPECT_THAT(twin->journal().own_groups(branch), IsEmpty());
}

}  // namespace
}  // namespace conurb::sim
