// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/journal_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/sim/lever.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;

TEST(JournalText, tells_what_each_entry_does_and_when) {
  TwinRig twin;
  const std::int32_t branch = twin->ensure_branch("wet", "base");
  SetCommand set = set_level({}, 2.5);
  set.rows.selection = "level < 2";
  twin->execute(branch, set);
  twin->execute(branch, ParameterCommand{"tank", "gain", 3}, Time{90 * kMinute.us});
  twin->execute(branch, UndoCommand{});
  const auto& entries = twin->journal().entries();
  const Zone zone("Europe/Zurich");
  EXPECT_EQ(what_it_does(entries[0], zone), "set node.level = 2.5 (6 rows) where level < 2");
  EXPECT_EQ(when_it_acts(entries[0], zone), "from the start");
  EXPECT_EQ(what_it_does(entries[1], zone), "set tank.gain = 3");
  EXPECT_EQ(when_it_acts(entries[1], zone), "1970-01-01 02:30");
  EXPECT_EQ(what_it_does(entries[2], zone), "undo group 2");
  EXPECT_THAT(counting(twin->journal()), ElementsAre(1));
}

TEST(Lever, a_parameter_is_what_was_set_last_or_its_default) {
  TwinRig twin;
  const host::Manifest& manifest = *twin->plugins().front().manifest;
  EXPECT_EQ(parameter_value(twin->effective(0), manifest, "gain"), 1);
  twin->execute(0, ParameterCommand{"tank", "gain", 3});
  twin->execute(0, ParameterCommand{"tank", "gain", 4});
  EXPECT_EQ(parameter_value(twin->effective(0), manifest, "gain"), 4);
  expect_error(ErrorCode::not_found, "gain", [&] { (void)parameter_value({}, manifest, "gian"); });
}

TEST(Twin, a_deleted_branch_leaves_its_name_and_its_entries_and_is_gone_when_the_file_is_opened_again) {
  const CityFolder folder;
  {
    TwinRig twin(folder.city());
    const std::int32_t branch = twin->ensure_branch("wet", "base");
    twin->execute(branch, set_level({1}, 9.0));
    (void)twin->start(branch, span_of_hours(3));
    const std::int32_t child = twin->ensure_branch("wetter", "wet");
    expect_error(ErrorCode::conflict, "wetter", [&] { twin->delete_branch(branch); });
    twin->rename_branch(child, "wettest");
    twin->delete_branch(child);
    twin->delete_branch(branch);
    EXPECT_EQ(twin->live(branch), nullptr);
    expect_error(ErrorCode::invalid_argument, "base", [&] { twin->delete_branch(0); });
    EXPECT_EQ(twin->ensure_branch("wet", "base"), 3);
  }
  TwinRig twin(folder.city());
  EXPECT_TRUE(twin->journal().effective(3).empty());
  EXPECT_EQ(twin->journal().entries().size(), 1U);
  EXPECT_TRUE(twin->journal().branch(1).deleted());
  EXPECT_FALSE(twin->journal().has_branch("wettest"));
}

}  // namespace
}  // namespace conurb::sim
