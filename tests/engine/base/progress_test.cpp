// SPDX-License-Identifier: Apache-2.0
#include "engine/base/progress.hpp"

#include <cmath>
#include <cstdio>
#include <vector>

#include "engine/base/files.hpp"
#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(CancelToken, copies_share_the_flag) {
  const CancelToken token;
  const CancelToken copy = token;
  EXPECT_NO_THROW(copy.check("import"));
  token.cancel();
  EXPECT_TRUE(copy.cancelled());
  expect_error(ErrorCode::cancelled, "import was cancelled", [&] { copy.check("import"); });
  token.reset();
  EXPECT_FALSE(copy.cancelled());
}

class ProgressTest : public testing::Test {
 protected:
  ProgressOptions options() {
    return {0.1, [this] { return now_s_; }};
  }
  Progress::Callback keep() {
    return [this](const ProgressReport& report) { reports_.push_back(report); };
  }

  double now_s_ = 1000;
  std::vector<ProgressReport> reports_;
};

TEST_F(ProgressTest, calls_are_limited_in_rate_but_for_the_first_and_the_last) {
  Progress progress(keep(), options());
  for (int i = 0; i < 100; ++i) {
    progress.update(i / 100.0, "x");
    now_s_ += 0.01;
  }
  progress.finish("done");
  progress.finish("again");
  progress.update(0.5, "late");
  EXPECT_GE(reports_.size(), 9U);
  EXPECT_LE(reports_.size(), 12U);
  EXPECT_EQ(reports_.front().fraction, 0.0);
  EXPECT_TRUE(reports_.back().finished);
  EXPECT_EQ(reports_.back().text, "done");
}

TEST_F(ProgressTest, the_time_left_follows_from_the_mean_rate) {
  Progress progress(keep(), options());
  progress.update(0, "start");
  EXPECT_LT(reports_.back().left_s, 0);
  now_s_ += 10;
  progress.step("step", 1, 4);
  EXPECT_DOUBLE_EQ(reports_.back().fraction, 0.25);
  EXPECT_DOUBLE_EQ(reports_.back().elapsed_s, 10);
  EXPECT_DOUBLE_EQ(reports_.back().left_s, 30);
  EXPECT_EQ(reports_.back().text, "step 1 of 4");
}

TEST_F(ProgressTest, odd_fractions_are_cut_to_the_unit_interval) {
  Progress progress(keep(), options());
  for (const double fraction : {-1.0, 2.0, std::nan("")}) {
    progress.update(fraction, "x");
    now_s_ += 1;
  }
  EXPECT_EQ(reports_[0].fraction, 0.0);
  EXPECT_EQ(reports_[1].fraction, 1.0);
  EXPECT_EQ(reports_[2].fraction, 0.0);
  progress.step("step", 0, 0);
  EXPECT_EQ(reports_.back().fraction, 1.0);
}

TEST(Progress, without_a_callback_nothing_happens) {
  Progress progress;
  progress.update(0.5, "x");
  progress.step("x", 1, 2);
  progress.finish("x");
}

TEST(ProgressText, shows_percent_text_and_time_left) {
  EXPECT_EQ(format_progress({0.129, "step 3 of 20", 6, 41.2, false}), "12 % step 3 of 20, 0:42 left");
  EXPECT_EQ(format_progress({0.5, "x", 6, 3723, false}), "50 % x, 1:02:03 left");
  EXPECT_EQ(format_progress({0, "", 0, -1, false}), "0 %");
  EXPECT_EQ(format_progress({1, "imported", 125, 0, true}), "100 % imported, 2:05");
}

std::string printed(PrinterStyle style, const std::vector<ProgressReport>& reports) {
  const TempDir dir;
  const auto path = dir.path() / "out";
  std::FILE* file = std::fopen(path.c_str(), "w");
  const Progress::Callback print = progress_printer_for(file, style);
  for (const ProgressReport& report : reports) print(report);
  std::fclose(file);
  return read_file(path);
}

TEST(ProgressPrinter, a_terminal_gets_one_line_written_over) {
  const std::string text =
      printed(PrinterStyle::terminal, {{0.1, "a", 1, 9, false}, {1, std::string(200, 'b'), 2, 0, true}});
  EXPECT_EQ(text.substr(0, 20), "\r10 % a, 0:09 left  ");
  EXPECT_EQ(text.size(), 80U + 80U + 1U);
  EXPECT_THAT(text, testing::HasSubstr("bbb, 0:02\n"));
}

TEST(ProgressPrinter, a_file_gets_a_line_at_most_every_two_seconds_and_the_last) {
  EXPECT_EQ(printed(PrinterStyle::lines, {{0.1, "a", 0.5, -1, false},
                                          {0.2, "b", 1.5, -1, false},
                                          {0.3, "c", 2.6, -1, false},
                                          {1, "d", 2.7, 0, true}}),
            "10 % a\n30 % c\n100 % d, 0:03\n");
}

}  // namespace
}  // namespace conurb
