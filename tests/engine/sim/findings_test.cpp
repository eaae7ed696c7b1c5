// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/findings.hpp"

#include <gtest/gtest.h>

#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file

host::Finding finding(const std::string& severity, const std::string& code, std::int64_t row) {
  return {"org.test.p", severity, "node", row, code, "row " + std::to_string(row)};
}

TEST(Findings, alike_ones_are_counted_and_the_first_is_told_whatever_the_order_of_threads) {
  Findings findings;
  findings.add(finding("warning", "low", 7), Time{kHour.us});
  findings.add(finding("warning", "low", 9), Time{0});
  findings.add(finding("warning", "low", 4), Time{0});
  const auto all = findings.worst_first();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].count, 3);
  EXPECT_EQ(all[0].first.row, 4);
  EXPECT_EQ(all[0].at, Time{0});
}

TEST(Findings, the_worst_and_most_frequent_come_first) {
  Findings findings;
  for (int i = 0; i < 5; ++i) findings.add(finding("note", "many", i), Time{0});
  findings.add(finding("warning", "few", 1), Time{0});
  for (int i = 0; i < 2; ++i) findings.add(finding("warning", "more", i), Time{0});
  findings.add(finding("error", "bad", 1), Time{0});
  std::vector<std::string> codes;
  for (const Found& found : findings.worst_first()) codes.push_back(found.first.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"bad", "more", "few", "many"}));
}

TEST(Findings, no_plugin_fills_the_memory_with_kinds) {
  Findings findings;
  for (int i = 0; i < 3000; ++i) findings.add(finding("note", "kind" + std::to_string(i), i), Time{0});
  const auto all = findings.worst_first();
  EXPECT_LE(all.size(), Findings::kMaxKinds + 1);
  EXPECT_EQ(all[0].first.code, "more");
  EXPECT_EQ(all[0].count, 2000);
}

void complain(const Host& host, const View&, Step&) {
  host.finding(0U, 0, "odd", "is odd");
}

TEST(Findings, of_a_branch_are_not_counted_twice_by_a_replay_and_go_with_a_fork) {
  World world(1);
  const auto branch = branch_of(world, city_of_nodes(1),
                                {fake<Stepper<complain>>("p", R"("tables": {"node": {}})", "a")}, hours(6));
  branch->advance();
  const Checkpoint point = branch->checkpoint();
  branch->advance();
  branch->advance();
  EXPECT_EQ(branch->findings().worst_first().at(0).count, 3);
  branch->restore(point);
  EXPECT_EQ(branch->findings().worst_first().at(0).count, 1);
  const auto fork = branch->fork(1);
  branch->reload(fake<Stepper<complain>>("p", R"("tables": {"node": {}})", "b"));
  EXPECT_EQ(branch->findings().worst_first().at(0).count, 1) << "nor by the trial of a reload";
  finish(*branch);
  finish(*fork);
  EXPECT_EQ(branch->findings().worst_first().at(0).count, 6);
  EXPECT_EQ(fork->findings().worst_first().at(0).count, 6);
}

}  // namespace
}  // namespace conurb::sim
