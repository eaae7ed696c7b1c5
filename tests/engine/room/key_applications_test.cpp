// SPDX-License-Identifier: Apache-2.0
#include "engine/room/key_applications.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "engine/base/files.hpp"

namespace conurb::room {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(KeyApplications, the_head_of_a_script_says_what_it_is_for) {
  const KeyApplication app = key_application("x/flood.lua", R"(-- SPDX-License-Identifier: Apache-2.0
-- Question: who is cut off
--           when the river rises?
-- Inputs:   terrain and roads
-- Levers:   level     of the river, m
--           open, close  gates, in the
--           order of the river
-- Actions:  raise the river,
--           close roads
-- KPIs:     people cut off, closed roads
-- Report:   roads by name
local level = 3
-- KPIs: none of these
local run = scenario { from = "2026-01-01", name = "Flood emergency" })");
  EXPECT_EQ(app.title, "Flood emergency");
  EXPECT_EQ(app.question, "Who is cut off when the river rises?");
  EXPECT_EQ(app.inputs, "Terrain and roads");
  EXPECT_EQ(app.actions, "Raise the river, close roads");
  EXPECT_EQ(app.report, "Roads by name");
  ASSERT_THAT(app.levers, SizeIs(2));
  EXPECT_EQ(app.levers[0].name, "level");
  EXPECT_EQ(app.levers[0].doc, "of the river, m");
  EXPECT_EQ(app.levers[1].name, "open, close");
  EXPECT_EQ(app.levers[1].doc, "gates, in the order of the river");
  EXPECT_THAT(app.kpis, ElementsAre("People cut off", "Closed roads"));
}

TEST(KeyApplications, a_script_that_says_nothing_is_named_after_its_file_and_not_listed) {
  EXPECT_EQ(key_application("a/virtual_power_plant.lua", "print(1)").title, "Virtual power plant");
  const TempDir folder;
  write_file_atomic(folder.path() / "a.lua", "-- Question: b?\n");
  write_file_atomic(folder.path() / "b.lua", "print(1)");
  write_file_atomic(folder.path() / "c.txt", "-- Question: c?\n");
  write_file_atomic(folder.path() / "d.lua", std::string("-- Question: \xff\0\n", 17));
  const std::array folders{folder.path() / "missing", folder.path()};
  EXPECT_THAT(key_applications(folders), SizeIs(2));
  EXPECT_THAT(key_applications({}), IsEmpty());
}

TEST(KeyApplications, every_script_of_the_program_is_listed_with_its_levers_and_figures) {
  const std::array<std::filesystem::path, 2> folders{"scripts/apps", "scripts/scenarios"};
  const std::vector<KeyApplication> all = key_applications(folders);
  ASSERT_THAT(all, SizeIs(8));
  EXPECT_EQ(all[0].title, "Blackout and islanding");
  EXPECT_EQ(all[1].title, "Incident response");
  for (const KeyApplication& app : all) {
    EXPECT_THAT(app.question, ::testing::EndsWith("?"));
    EXPECT_GE(app.levers.size(), 2U);
    EXPECT_GE(app.kpis.size(), 3U);
  }
}

}  // namespace
}  // namespace conurb::room
