// SPDX-License-Identifier: Apache-2.0
#include "engine/host/shared_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace conurb::host {
namespace {

SharedCache::Built built(int value, std::size_t bytes = 8) {
  return {std::make_shared<const int>(value), bytes};
}

int as_int(const std::shared_ptr<const void>& value) {
  return *static_cast<const int*>(value.get());
}

TEST(SharedCache, a_value_is_built_once_and_then_shared) {
  SharedCache cache;
  int builds = 0;
  const auto build = [&] { return built(++builds); };
  const SharedCache::Key key{"plugin", "order", {1, 2}};
  EXPECT_EQ(as_int(cache.get(key, build)), 1);
  EXPECT_EQ(as_int(cache.get(key, build)), 1);
  EXPECT_EQ(as_int(cache.get({"plugin", "order", {1, 3}}, build)), 2);
  EXPECT_EQ(as_int(cache.get({"other", "order", {1, 2}}, build)), 3);
  EXPECT_EQ(cache.size(), 3U);
}

TEST(SharedCache, of_many_threads_one_builds_and_all_get_the_same) {
  SharedCache cache;
  std::atomic<int> builds{0};
  std::vector<std::shared_ptr<const void>> got(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) {
    threads.emplace_back([&, i] {
      for (std::uint64_t round = 0; round < 50; ++round) {
        got[i] = cache.get({"plugin", "factor", {round}}, [&] {
          std::this_thread::yield();
          ++builds;
          return built(static_cast<int>(round));
        });
        EXPECT_EQ(as_int(got[i]), static_cast<int>(round));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(builds, 50);
  for (const auto& value : got) EXPECT_EQ(value, got[0]);
}

TEST(SharedCache, a_failed_build_leaves_nothing_and_the_next_caller_tries_itself) {
  SharedCache cache;
  const SharedCache::Key key{"plugin", "order", {}};
  const auto fail = []() -> SharedCache::Built { throw std::runtime_error("no"); };
  EXPECT_THROW((void)cache.get(key, fail), std::runtime_error);
  EXPECT_EQ(cache.size(), 0U);
  EXPECT_EQ(as_int(cache.get(key, [] { return built(4); })), 4);
}

TEST(SharedCache, beyond_its_capacity_the_longest_unused_goes_but_nothing_that_is_held) {
  SharedCache cache(100);
  const auto held = cache.get({"p", "held", {}}, [] { return built(1, 60); });
  (void)cache.get({"p", "old", {}}, [] { return built(2, 30); });
  (void)cache.get({"p", "new", {}}, [] { return built(3, 30); });
  EXPECT_EQ(cache.bytes(), 90U);
  int rebuilt = 0;
  (void)cache.get({"p", "held", {}}, [&] { return built(++rebuilt, 60); });
  (void)cache.get({"p", "new", {}}, [&] { return built(++rebuilt, 30); });
  EXPECT_EQ(rebuilt, 0);
}

TEST(SharedCache, dropping_an_owner_forgets_its_values_and_leaves_holders_theirs) {
  SharedCache cache;
  const auto held = cache.get({"old", "order", {}}, [] { return built(1); });
  (void)cache.get({"new", "order", {}}, [] { return built(2); });
  cache.drop("old");
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(as_int(held), 1);
  EXPECT_EQ(as_int(cache.get({"old", "order", {}}, [] { return built(3); })), 3);
}

TEST(SharedCache, a_value_may_use_the_cache_while_it_is_destroyed) {
  SharedCache cache(100);
  struct Nosy {
    SharedCache& cache;
    ~Nosy() { (void)cache.size(); }
  };
  (void)cache.get({"p", "nosy", {}}, [&]() -> SharedCache::Built {
    return {std::make_shared<Nosy>(cache), 60};
  });
  (void)cache.get({"p", "next", {}}, [] { return built(1, 60); });
  cache.drop("p");
  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace conurb::host
