// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

double level(Twin& twin, std::int32_t branch, std::int64_t row) {
  return f64_at(twin.city(branch), "node", "level", row);
}

// ---- commands

TEST(Twin, a_command_resolves_its_rows_when_it_is_carried_out_and_says_who_and_why) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->execute(branch, set_level({2, 4}, 0.5));
  twin->execute(branch, SetCommand{{"node", "level < 1", {}}, "level", {0.25}, std::nullopt});
  twin->execute(branch, SetCommand{{"node", "", {}}, "label", {std::string("all")}, std::nullopt});
  const city::JournalEntry& chosen = twin->journal().entries()[1];
  EXPECT_THAT(chosen.ids, ElementsAre(2, 4));
  EXPECT_EQ(chosen.selection, "level < 1");
  EXPECT_EQ(chosen.who, "ada");
  EXPECT_EQ(chosen.branch, branch);
  EXPECT_THAT(twin->journal().entries()[2].ids, SizeIs(6));
  EXPECT_EQ(level(*twin, branch, 1), 0.25);
  EXPECT_EQ(level(*twin, branch, 0), 1.0);
  EXPECT_EQ(level(*twin, 0, 1), 1.0) << "the base is left alone";
}

TEST(Twin, what_the_city_refuses_never_gets_into_the_journal) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  const auto refuse = [&](const Command& command) { EXPECT_THROW(twin->execute(branch, command), Error); };
  refuse(
      SetCommand{{"node", "", {1, 2, 3}}, "level", {1.0, 2.0}, std::nullopt});  // two values for three rows
  refuse(SetCommand{{"node", "", {99}}, "level", {1.0}, std::nullopt});
  refuse(SetCommand{{"node", "colour == 1", {}}, "level", {1.0}, std::nullopt});
  refuse(SetCommand{{"node", "", {1}}, "level", {std::string("high")}, std::nullopt});
  refuse(SetCommand{{"node", "", {1}}, "id", {std::int64_t{7}}, std::nullopt});
  refuse(SetCommand{{"tree", "", {1}}, "level", {1.0}, std::nullopt});
  refuse(InsertCommand{"node", 2, {"level"}, {1.0, 2.0, 3.0}});
  refuse(InsertCommand{"node", 1, {"id"}, {std::int64_t{3}}});
  refuse(InsertCommand{"node", 0, {}, {}});
  refuse(RetireCommand{{"node", "", {99}}});
  refuse(ParameterCommand{"tank", "colour", 1.0});
  refuse(ParameterCommand{"pump", "gain", 1.0});
  refuse(UndoCommand{});
  refuse(UndoCommand{17});
  EXPECT_THROW(twin->execute(branch, std::vector<Command>{}), Error);
  EXPECT_THROW(twin->execute(branch, std::vector<Command>{set_level({1}, 2.0), set_level({99}, 2.0)}), Error);
  EXPECT_THROW(twin->execute(77, set_level({1}, 2.0)), Error);
  EXPECT_THAT(twin->journal().entries(), IsEmpty());
  EXPECT_EQ(level(*twin, branch, 0), 1.0);
}

TEST(Twin, a_live_branch_refuses_the_same_and_goes_on) {
  TwinRig twin;
  Branch& running = twin->start(0, span_of_hours(4));
  twin->advance(0);
  const Hash128 before = running.content_hash();
  EXPECT_THROW(twin->execute(0, SetCommand{{"node", "", {1, 2, 3}}, "level", {1.0, 2.0}, std::nullopt}),
               Error);
  EXPECT_THAT(twin->journal().entries(), IsEmpty());
  EXPECT_EQ(running.content_hash(), before);
  finish(*twin, 0);
}

TEST(Twin, rows_of_a_plugin_are_its_own) {
  TwinRig twin(
      2, {fake<Idle>("fleet", R"("tables": {"car": {"owns": true, "kind": "particles", "description": "c"}},
    "columns": {"car.place": {"access": "read_write", "type": "f64", "unit": "m", "description": "p"}})")});
  expect_error(ErrorCode::conflict, "come and go with its owner", [&] {
    twin->execute(0, InsertCommand{"car", 1, {}, {}});
  });
  expect_error(ErrorCode::conflict, "come and go with its owner", [&] {
    twin->execute(0, RetireCommand{{"car", "", {}}});
  });
}

TEST(Twin, rows_that_are_inserted_for_later_or_together_never_share_an_id) {
  TwinRig twin;
  twin->execute(0, InsertCommand{"node", 2, {}, {}}, Time{kHour.us});
  twin->execute(0, InsertCommand{"node", 1, {}, {}}, Time{2 * kHour.us});
  twin->execute(0, std::vector<Command>{InsertCommand{"node", 1, {}, {}}, InsertCommand{"node", 1, {}, {}}},
                Time{2 * kHour.us});
  const std::int64_t group = twin->execute(0, InsertCommand{"node", 1, {}, {}}, Time{3 * kHour.us});
  twin->execute(0, UndoCommand{group});
  twin->execute(0, InsertCommand{"node", 1, {}, {}}, Time{3 * kHour.us});
  std::set<city::Id> ids;
  std::size_t count = 0;
  for (const city::JournalEntry& entry : twin->journal().entries()) {
    ids.insert(entry.ids.begin(), entry.ids.end());
    count += entry.ids.size();
  }
  EXPECT_EQ(ids.size(), count);
}

TEST(Twin, rows_come_in_the_order_in_which_they_were_inserted) {
  TwinRig twin;
  twin->execute(0, InsertCommand{"node", 1, {"level"}, {5.0}}, Time{3 * kHour.us});
  expect_error(ErrorCode::conflict, "to be inserted later already", [&] {
    twin->execute(0, InsertCommand{"node", 1, {"level"}, {6.0}}, Time{kHour.us});
  });
  expect_error(ErrorCode::conflict, "undo that", [&] {
    twin->execute(0, InsertCommand{"node", 1, {"level"}, {6.0}});
  });
  twin->execute(0, InsertCommand{"node", 1, {"level"}, {6.0}}, Time{4 * kHour.us});
  twin->start(0, span_of_hours(5));
  finish(*twin, 0);
  const city::Table& node = twin->city(0).table("node");
  ASSERT_EQ(node.rows(), 8);
  node.validate();
}

TEST(Twin, a_parameter_and_a_pin_of_the_base_hold_in_its_runs_and_in_those_of_its_branches) {
  TwinRig twin;
  twin->execute(0, ParameterCommand{"tank", "gain", 3.0});
  twin->execute(0, SetCommand{{"node", "", {2}}, "rate", {7.5}, std::nullopt});
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  for (const std::int32_t each : {0, branch}) {
    const Branch& running = twin->start(each, span_of_hours(3));
    finish(*twin, each);
    EXPECT_EQ(running.plugin(0).parameters()[0], 3.0) << each;
    EXPECT_EQ(level_at(running, "rate", 1), 7.5) << each;
    EXPECT_NEAR(level_at(running, "rate", 0), 3.003, 1e-12) << each;
  }
}

TEST(Twin, a_command_for_the_past_of_a_live_branch_is_journaled_for_its_present) {
  TwinRig twin;
  twin->start(0, span_of_hours(4));
  twin->advance(0);
  twin->advance(0);
  twin->execute(0, set_level({1}, 9.0), Time{0});
  EXPECT_EQ(twin->journal().entries().back().time_us, 2 * kHour.us);
  finish(*twin, 0);
  const Hash128 live = twin->live(0)->content_hash();
  twin->start(0, span_of_hours(4));
  finish(*twin, 0);
  EXPECT_EQ(twin->live(0)->content_hash(), live);
}

TEST(Twin, a_branch_shows_what_holds_from_the_start_before_its_first_step) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->execute(branch, set_level({1}, 0.0));
  twin->start(branch, span_of_hours(2));
  EXPECT_EQ(level(*twin, branch, 0), 0.0);
}

TEST(Twin, a_parameter_of_a_plugin_that_takes_no_part_does_not_stop_a_run) {
  TwinRig twin(3, {tank(), fake<Idle>("other", "")});
  twin->execute(0, ParameterCommand{"tank", "gain", 2.0});
  twin->start(0, span_of_hours(2), {"other"});
  twin->execute(0, ParameterCommand{"tank", "gain", 4.0});
  finish(*twin, 0);
  expect_error(ErrorCode::not_found, "nobody", [&] { twin->start(0, span_of_hours(2), {"nobody"}); });
}

TEST(Twin, what_was_done_to_a_plugin_that_is_not_loaded_waits_for_it) {
  const CityFolder folder;
  {
    TwinRig twin(folder.city());
    twin->execute(0, SetCommand{{"node", "", {1}}, "rate", {5.0}, std::nullopt});
  }
  {
    TwinRig without(folder.city(), 6, {fake<Idle>("other", "")});
    without->start(0, span_of_hours(1));
    finish(*without, 0);
  }
  TwinRig twin(folder.city());
  twin->start(0, span_of_hours(2));
  finish(*twin, 0);
  EXPECT_EQ(level_at(*twin->live(0), "rate", 0), 5.0);
}

TEST(Twin, a_query_is_asked_of_the_branch_with_the_parameters_it_has) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  const auto gain = [&](std::int32_t of) {
    return std::get<double>(twin->query(of, "tank", "gain", {}).rows.at(0).at(0));
  };
  EXPECT_EQ(gain(branch), 1.0);
  twin->execute(branch, ParameterCommand{"tank", "gain", 2.0});
  EXPECT_EQ(gain(branch), 2.0);
  twin->start(branch, span_of_hours(2));
  twin->execute(branch, ParameterCommand{"tank", "gain", 5.0});
  EXPECT_EQ(gain(branch), 5.0);
  EXPECT_EQ(gain(0), 1.0);
  EXPECT_THROW((void)twin->query(0, "tank", "colour", {}), Error);
  EXPECT_THROW((void)twin->query(0, "pump", "gain", {}), Error);
}

// ---- the file

TEST(Twin, a_file_opened_again_has_the_same_branches_and_gives_the_same_bits) {
  const CityFolder folder;
  Hash128 before;
  {
    TwinRig twin(folder.city());
    const std::int32_t branch = twin->ensure_branch("dry", "base");
    twin->execute(0, set_level({3}, 4.0));
    twin->execute(branch, set_level({1}, 0.5));
    twin->execute(branch, InsertCommand{"node", 1, {"level"}, {2.0}}, Time{kHour.us});
    twin->start(branch, span_of_hours(4));
    finish(*twin, branch);
    before = twin->live(branch)->content_hash();
  }
  TwinRig twin(folder.city());
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  EXPECT_EQ(level(*twin, 0, 2), 4.0);
  EXPECT_EQ(level(*twin, branch, 0), 0.5);
  EXPECT_EQ(level(*twin, branch, 2), 1.0) << "the base went on after the fork";
  twin->start(branch, span_of_hours(4));
  finish(*twin, branch);
  EXPECT_EQ(twin->live(branch)->content_hash(), before);
}

TEST(Twin, edits_of_another_program_are_in_the_base_once_and_cannot_be_undone_here) {
  const CityFolder folder;
  { TwinRig twin(folder.city()); }
  const std::string sql =
      "sqlite3 '" + folder.city().string() + "' \"UPDATE node SET level = 8 WHERE fid = 2\"";
  if (std::system(sql.c_str()) != 0) GTEST_SKIP() << "the program sqlite3 is not here";
  TwinRig twin(folder.city());
  ASSERT_THAT(twin->journal().entries(), SizeIs(1));
  const city::JournalEntry edit = twin->journal().entries()[0];
  EXPECT_EQ(edit.kind, city::EntryKind::external_edit);
  EXPECT_EQ(level(*twin, 0, 1), 8.0);
  expect_error(ErrorCode::conflict, "another program", [&] { twin->execute(0, UndoCommand{edit.group}); });
  twin->start(0, span_of_hours(1));
  finish(*twin, 0);
  EXPECT_NEAR(level_at(*twin->live(0), "rate", 1), 8.001, 1e-12);
}

TEST(Twin, what_the_tables_hold_by_now_cannot_be_undone) {
  const CityFolder folder;
  std::int64_t group = 0;
  {
    TwinRig twin(folder.city());
    group = twin->execute(0, set_level({1}, 3.0));
    twin->file()->save(twin->base());
  }
  TwinRig twin(folder.city());
  EXPECT_EQ(level(*twin, 0, 0), 3.0);
  expect_error(ErrorCode::conflict, "part of the city's tables",
               [&] { twin->execute(0, UndoCommand{group}); });
}

// ---- plugins

TEST(Twin, a_reload_is_swapped_in_every_live_branch_or_in_none) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("dry", "base");
  twin->start(0, span_of_hours(4));
  twin->start(branch, span_of_hours(4));
  twin->advance(0);
  twin->reload_plugin(tank("second"));
  EXPECT_EQ(twin->live(0)->plugin(0).code().hash, "second");
  EXPECT_EQ(twin->live(branch)->plugin(0).code().hash, "second");
  EXPECT_EQ(twin->plugins()[0].hash, "second");
  EXPECT_EQ(twin->journal().entries().back().kind, city::EntryKind::plugin);
  const std::size_t entries = twin->journal().entries().size();
  struct Refuser : Tank {
    using Tank::Tank;
    void step(const View& view, Step& step) {
      if (step.t0_us == 0) throw std::runtime_error("not in this branch");
      Tank::step(view, step);
    }
  };
  expect_error(ErrorCode::plugin_fault, "not in this branch",
               [&] { twin->reload_plugin(fake<Refuser>("tank", kTankManifest, "third")); });
  EXPECT_EQ(twin->live(0)->plugin(0).code().hash, "second") << "taken back where it had gone well";
  EXPECT_EQ(twin->plugins()[0].hash, "second");
  EXPECT_EQ(twin->journal().entries().size(), entries);
  expect_error(ErrorCode::not_found, "cannot be reloaded",
               [&] { twin->reload_plugin(fake<Idle>("stranger", "")); });
  EXPECT_THROW(twin->execute(0, UndoCommand{}), Error) << "a reload is no gesture to undo";
}

TEST(Twin, a_reload_brings_new_columns_to_branches_that_begin_later) {
  TwinRig twin;
  const std::string more =
      std::string(kTankManifest)
          .replace(
              std::string(kTankManifest).find("\"node.rate\""), 0,
              R"("node.extra": {"access": "write_all", "type": "f64", "unit": "m", "description": "e"},)");
  twin->reload_plugin(fake<Idle>("tank", more, "second"));
  EXPECT_TRUE(twin->base().table("node").find("extra").has_value());
  twin->start(0, span_of_hours(1));
  finish(*twin, 0);
}

TEST(Twin, a_branch_of_another_parent_is_not_taken_for_the_one_asked_for) {
  TwinRig twin;
  const std::int32_t dry = twin->ensure_branch("dry", "base");
  EXPECT_EQ(twin->ensure_branch("dry", "base"), dry);
  (void)twin->ensure_branch("drier", "dry");
  expect_error(ErrorCode::conflict, "forked from 'dry'", [&] { (void)twin->ensure_branch("drier", "base"); });
  EXPECT_THROW((void)twin->ensure_branch("wet", "nowhere"), Error);
}

}  // namespace
}  // namespace conurb::sim
