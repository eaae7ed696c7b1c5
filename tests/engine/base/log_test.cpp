// SPDX-License-Identifier: Apache-2.0
#include "engine/base/log.hpp"

#include <thread>
#include <vector>

#include "engine/base/files.hpp"
#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;
using testing::HasSubstr;
using testing::Not;

TEST(Log, messages_below_the_level_are_dropped) {
  std::vector<std::string> seen;
  LogOptions options;
  options.to_stderr = false;
  options.callback = [&](LogLevel level, std::string_view text) {
    seen.push_back(std::string(to_string(level)) + ": " + std::string(text));
  };
  const Log log(options);
  log.debug("{}", 1);
  log.info("{} of {}", 2, 3);
  log.error("bad {{}} {}", "{}");
  EXPECT_THAT(seen, testing::ElementsAre("info: 2 of 3", "error: bad {} {}"));
  log.set_level(LogLevel::off);
  log.error("never");
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_FALSE(log.enabled(LogLevel::error));
}

TEST(Log, a_file_gets_time_level_and_text) {
  const TempDir dir;
  LogOptions options;
  options.to_stderr = false;
  options.file = dir.path() / "run.log";
  const Log log(options);
  log.warning("pressure {} bar", 3);
  const std::string text = read_file(options.file);
  EXPECT_THAT(text, testing::MatchesRegex("[0-9]+-[0-9]+-[0-9]+T.* warning: pressure 3 bar\n"));
}

TEST(Log, stderr_gets_level_and_text) {
  testing::internal::CaptureStderr();
  const Log log;
  log.info("hello");
  log.flush();
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("info"));
  EXPECT_THAT(text, HasSubstr("hello\n"));
}

TEST(Log, a_file_that_cannot_be_opened_is_an_error) {
  LogOptions options;
  options.file = "/proc/nowhere/run.log";
  expect_error(ErrorCode::io, "/proc/nowhere/run.log", [&] { const Log log(options); });
}

TEST(Log, a_callback_is_called_one_at_a_time) {
  int count = 0;
  LogOptions options;
  options.to_stderr = false;
  options.callback = [&](LogLevel, std::string_view) { ++count; };
  const Log log(options);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([log] {
      for (int n = 0; n < 500; ++n) log.info("{}", n);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 2000);
}

TEST(Log, a_callback_that_throws_does_not_stop_the_caller) {
  testing::internal::CaptureStderr();
  LogOptions options;
  options.to_stderr = false;
  options.callback = [&](LogLevel, std::string_view) { throw std::runtime_error("full"); };
  const Log log(options);
  EXPECT_NO_THROW(log.info("x"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("full"));
}

}  // namespace
}  // namespace conurb
