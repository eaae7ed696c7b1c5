// SPDX-License-Identifier: Apache-2.0
#include "engine/store/journal.hpp"

#include <cmath>

#include "engine/store/runs.hpp"
#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::EntryKind;
using city::JournalEntry;

JournalEntry full_entry() {
  JournalEntry entry;
  entry.branch = 2;
  entry.kind = EntryKind::set;
  entry.time_us = -5;
  entry.until_us = INT64_MAX;
  entry.wall_us = 1700000000000000;
  entry.who = "anna";
  entry.role = "planner";
  entry.table = "building";
  entry.columns = {"height", "with \"quotes\", and comma"};
  entry.selection = "year_of_construction < 1975";
  for (city::Id id = 1; id <= 1000; ++id) entry.ids.push_back(id * 3);
  entry.values = {0.1, std::int64_t{1} << 62, std::string("ü\0x", 4), city::Value{}};
  entry.detail = R"({"a": 1})";
  return entry;
}

TEST(Journal, entries_come_back_as_they_were_appended) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  std::vector<JournalEntry> entries{full_entry(), JournalEntry{}};
  Journal(file).append(entries);
  EXPECT_EQ(entries[0].sequence, 1);
  EXPECT_EQ(entries[1].sequence, 2);
  EXPECT_EQ(entries[0].group, 1);
  EXPECT_EQ(entries[1].group, 1);
  EXPECT_GT(entries[1].wall_us, entries[0].wall_us);
  file.close();
  CityFile again = CityFile::open(folder / "a.gpkg", Mode::read_only);
  EXPECT_EQ(Journal(again).read(), entries);
}

TEST(Journal, a_second_gesture_is_a_group_of_its_own_unless_it_continues_the_first) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Journal journal(file);
  std::vector<JournalEntry> first(2), second(2);
  journal.append(first);
  second[1].group = first[0].group;
  journal.append(second);
  EXPECT_EQ(second[0].group, 3);
  EXPECT_EQ(second[1].group, 1);
  EXPECT_EQ(journal.last_sequence(), 4);
}

TEST(Journal, entries_are_found_by_branch_and_place) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Journal journal(file);
  std::vector<JournalEntry> entries(10);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].branch = static_cast<std::int32_t>(i % 2);
  journal.append(entries);
  const auto odd = journal.read({.branch = 1, .from = 4});
  ASSERT_EQ(odd.size(), 4U);
  EXPECT_EQ(odd[0].sequence, 4);
  EXPECT_EQ(journal.read({.branch = std::nullopt, .from = 3, .to = 8, .limit = 2}).size(), 2U);
}

TEST(Journal, branches_have_a_number_for_life_and_a_name_of_their_own) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Journal journal(file);
  EXPECT_EQ(journal.branch("base").ordinal, 0);
  BranchRecord retrofit;
  retrofit.name = "retrofit";
  retrofit.fork_sequence = 7;
  retrofit.who = "anna";
  retrofit = journal.add_branch(retrofit);
  EXPECT_EQ(retrofit.ordinal, 1);
  BranchRecord child = retrofit;
  child.name = "child";
  child.parent = 1;
  EXPECT_EQ(journal.add_branch(child).ordinal, 2);
  EXPECT_EQ(journal.branch("retrofit"), retrofit);
  EXPECT_EQ(error_of([&] { journal.add_branch(child); }).code(), ErrorCode::conflict);
  child.name = "orphan";
  child.parent = 9;
  EXPECT_EQ(error_of([&] { journal.add_branch(child); }).code(), ErrorCode::not_found);
  EXPECT_NE(std::string(error_of([&] { (void)journal.branch("x"); }).what()).find("retrofit"),
            std::string::npos);
  EXPECT_EQ(journal.branches().size(), 3U);
}

TEST(Journal, a_branch_takes_another_name_and_a_deleted_one_leaves_its_name_free) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Journal journal(file);
  BranchRecord branch;
  branch.name = "retrofit";
  const BranchRecord first = journal.add_branch(branch);
  branch.name = "child";
  branch.parent = first.ordinal;
  const BranchRecord child = journal.add_branch(branch);
  journal.rename_branch(first.ordinal, "deep retrofit");
  EXPECT_EQ(journal.branch("deep retrofit").ordinal, first.ordinal);
  EXPECT_EQ(error_of([&] { journal.rename_branch(first.ordinal, "child"); }).code(), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { journal.rename_branch(first.ordinal, "#1"); }).code(),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([&] { journal.delete_branch(0); }).code(), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([&] { journal.delete_branch(first.ordinal); }).code(), ErrorCode::conflict);
  RunRecord run;
  run.branch = child.ordinal;
  (void)Runs(file).begin(run);
  journal.delete_branch(child.ordinal);
  EXPECT_TRUE(Runs(file).list().empty());
  journal.delete_branch(first.ordinal);
  EXPECT_EQ(journal.branches().size(), 3U);
  EXPECT_TRUE(journal.branches().back().deleted());
  branch.name = "child";
  branch.parent = 0;
  EXPECT_EQ(journal.add_branch(branch).ordinal, 3) << "a number is never given twice";
}

TEST(Journal, a_rebased_branch_forks_at_its_new_place) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Journal journal(file);
  BranchRecord branch;
  branch.name = "retrofit";
  branch = journal.add_branch(branch);
  journal.refork(branch.ordinal, 42);
  EXPECT_EQ(journal.branch("retrofit").fork_sequence, 42);
  EXPECT_EQ(error_of([&] { journal.refork(9, 1); }).code(), ErrorCode::not_found);
}

TEST(Journal, saving_remembers_how_much_of_it_the_tables_hold) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  std::vector<JournalEntry> entries(3);
  Journal(file).append(entries);
  EXPECT_EQ(file.base_sequence(), 0);
  file.save(small_city(2));
  EXPECT_EQ(file.base_sequence(), 3);
  file.save(small_city(2), {.crs = {}, .base_sequence = 1});
  EXPECT_EQ(file.base_sequence(), 1);
}

TEST(Journal, a_file_open_for_reading_only_takes_no_entries) {
  const TempFolder folder;
  CityFile::create(folder / "a.gpkg").close();
  CityFile file = CityFile::open(folder / "a.gpkg", Mode::read_only);
  std::vector<JournalEntry> entries(1);
  EXPECT_EQ(error_of([&] { Journal(file).append(entries); }).code(), ErrorCode::io);
}

}  // namespace
}  // namespace conurb::store
