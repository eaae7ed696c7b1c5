// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/watchdog.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>

namespace conurb::sim {
namespace {

using std::chrono::milliseconds;

class WatchdogTest : public ::testing::Test {
 protected:
  WatchdogTest()
      : dog_(environment_, [this](const std::string& plugin, double silent_s) {
          const std::lock_guard lock(mutex_);
          named_ = plugin;
          silent_s_ = silent_s;
          ++calls_;
        }) {}
  std::string named() {
    const std::lock_guard lock(mutex_);
    return named_;
  }
  // Waits until somebody is named, or in vain.
  std::string wait(milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (named().empty() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(milliseconds(10));
    return named();
  }

  host::Environment environment_;
  std::mutex mutex_;
  std::string named_;
  double silent_s_ = 0;
  std::atomic<int> calls_{0};
  Watchdog dog_;
};

TEST_F(WatchdogTest, names_once_who_is_silent_beyond_its_deadline) {
  dog_.watch("org.test.slow", 0.2);
  EXPECT_EQ(wait(milliseconds(5000)), "org.test.slow");
  EXPECT_GE(silent_s_, 0.2);
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(calls_, 1);
}

TEST_F(WatchdogTest, a_call_into_the_host_is_a_sign_of_life) {
  dog_.watch("org.test.busy", 0.5);
  for (int i = 0; i < 60; ++i) {
    environment_.heartbeat.fetch_add(1);
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(named(), "");
  dog_.watch({}, 0);
}

TEST_F(WatchdogTest, who_has_returned_is_not_named) {
  dog_.watch("org.test.quick", 0.1);
  dog_.watch({}, 0);
  EXPECT_EQ(wait(milliseconds(500)), "");
}

TEST_F(WatchdogTest, a_step_within_a_step_of_the_same_thread_does_not_hide_the_outer_one) {
  dog_.watch("org.test.outer", 0.3);
  dog_.watch("org.test.inner", 0.1);  // taken on while the outer one waited for its jobs
  dog_.watch({}, 0);
  EXPECT_EQ(wait(milliseconds(5000)), "org.test.outer");
}

TEST_F(WatchdogTest, threads_are_watched_each_on_its_own) {
  dog_.watch("org.test.main", 60);
  std::thread other([this] {
    dog_.watch("org.test.other", 0.2);
    wait(milliseconds(5000));
    dog_.watch({}, 0);
  });
  other.join();
  EXPECT_EQ(named(), "org.test.other");
}

TEST_F(WatchdogTest, who_is_slow_is_named_within_five_seconds_although_its_deadline_is_later) {
  std::atomic<double> told{0};
  dog_.on_slow([&told](const std::string&, double silent_s, double) { told = silent_s; });
  dog_.watch("org.test.slow", 60);
  const auto until = std::chrono::steady_clock::now() + milliseconds(10000);
  while (told == 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_GE(told, 4.0);
  EXPECT_LT(told, 5.0);
  EXPECT_EQ(named(), "");
  dog_.watch({}, 0);
}

}  // namespace
}  // namespace conurb::sim
