// SPDX-License-Identifier: Apache-2.0
// Results that are no longer those of their branch say so, and why.
#include "engine/sim/stale.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/sim/compare.hpp"
#include "engine/sim/report.hpp"
#include "engine/sim/run.hpp"
#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Stale : public ::testing::Test {
 protected:
  Stale() : twin_(folder_.city()) {
    branch_ = twin_->ensure_branch("dry", "base");
    twin_->execute(branch_, set_level({1}, 2.0));
    run_both();
  }
  void run_both() {
    RunRequest request;
    request.branches = {0, branch_};
    request.span = span_of_hours(3);
    Progress progress(Progress::Callback{});
    (void)run(*twin_, request, progress);
  }
  Comparison compared() { return compare(*twin_->file(), twin_->units(), "base", "dry"); }

  CityFolder folder_;
  TwinRig twin_;
  std::int32_t branch_ = 0;
};

TEST_F(Stale, fresh_results_are_not) {
  EXPECT_FALSE(compared().stale());
  EXPECT_THAT(stale_lines(compared(), "city.gpkg"), IsEmpty());
  EXPECT_THAT(as_table(compared())[0], ElementsAre("figure", "unit", "base", "dry", "difference", "%", ""));
}

TEST_F(Stale, an_undo_an_entry_and_a_new_run_are_told) {
  twin_->execute(branch_, UndoCommand{});
  Comparison now = compared();
  EXPECT_THAT(now.base_stale, IsEmpty());
  EXPECT_THAT(now.other_stale, ElementsAre(HasSubstr("1 change was taken back since")));
  twin_->execute(branch_, set_level({2}, 3.0));
  twin_->execute(branch_, set_level({3}, 3.0));
  EXPECT_THAT(compared().other_stale,
              ElementsAre(HasSubstr("2 entries of the journal came after it"), HasSubstr("1 change was")));
  run_both();
  EXPECT_FALSE(compared().stale());
}

TEST_F(Stale, the_same_said_again_is_not) {
  twin_->execute(branch_, UndoCommand{});
  twin_->execute(branch_, set_level({1}, 2.0));
  EXPECT_FALSE(compared().stale());
}

TEST_F(Stale, what_is_done_in_the_parent_makes_both_stale) {
  twin_->execute(0, set_level({4}, 9.0));
  const Comparison now = compared();
  EXPECT_THAT(now.base_stale, ElementsAre(HasSubstr("1 entry of the journal came after it")));
  EXPECT_THAT(now.other_stale,
              ElementsAre(HasSubstr("'base', from which 'dry' was forked, has been changed")));
}

TEST_F(Stale, data_that_an_import_changed_are_named) {
  city::City city = twin_->file()->load();
  set_cell(city, "node", "level", 2, 3.0);
  twin_->file()->save(city, {.crs = {}, .base_sequence = 0});
  EXPECT_THAT(compared().base_stale, ElementsAre(HasSubstr("data of 'node' (level) were changed since")));
  EXPECT_THAT(compared().other_stale, ElementsAre(HasSubstr("data of 'node' (level)")));
}

TEST_F(Stale, an_edit_by_another_program_is_told_before_it_is_taken_over) {
  const std::string path = folder_.city().string();
  if (std::system(("sqlite3 '" + path + "' \"UPDATE node SET level = 8 WHERE fid = 2\"").c_str()) != 0)
    GTEST_SKIP() << "the program sqlite3 is not here";
  EXPECT_THAT(compared().base_stale, ElementsAre(HasSubstr("another program has changed 1 row of 'node'")));
}

TEST_F(Stale, table_json_and_report_say_it_in_plain_words_with_what_to_do) {
  twin_->execute(branch_, UndoCommand{});
  const Comparison now = compared();
  EXPECT_EQ(as_table(now)[0][3], "dry (stale)");
  const auto lines = stale_lines(now, "city.gpkg");
  EXPECT_THAT(lines, ElementsAre(HasSubstr("Stale: the figures of 'dry' are those of run 2"),
                                 HasSubstr("conurb run city.gpkg")));
  const Json json = to_json(now);
  EXPECT_TRUE(json["stale"].get<bool>());
  EXPECT_EQ(json["other_stale"].size(), 1U);
  EXPECT_TRUE(json["base_stale"].empty());
  const std::string html = html_report(now, *twin_->file(), Zone::utc(), "title");
  EXPECT_THAT(html, HasSubstr("class=\"stale\""));
  EXPECT_THAT(html, HasSubstr("Run the scenario again"));
}

}  // namespace
}  // namespace conurb::sim
