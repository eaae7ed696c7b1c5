// SPDX-License-Identifier: Apache-2.0
#include "engine/base/jobs.hpp"

#include <atomic>
#include <cmath>
#include <numeric>
#include <thread>

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

class JobsOnThreads : public testing::TestWithParam<std::size_t> {
 protected:
  Jobs jobs_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Threads, JobsOnThreads, testing::Values(1, 2, 5));

TEST_P(JobsOnThreads, every_item_is_visited_once_in_chunks_of_the_grain) {
  std::vector<std::atomic<int>> visits(1003);
  std::vector<std::atomic<int>> chunks(Jobs::chunk_count(1000, 64));
  jobs_.parallel_for(3, 1003, 64, [&](std::size_t begin, std::size_t end) {
    EXPECT_EQ((begin - 3) % 64, 0U);
    EXPECT_TRUE(end - begin == 64 || end == 1003);
    ++chunks[(begin - 3) / 64];
    for (std::size_t i = begin; i < end; ++i) ++visits[i];
  });
  for (std::size_t i = 0; i < visits.size(); ++i) EXPECT_EQ(visits[i], i < 3 ? 0 : 1);
  for (const auto& chunk : chunks) EXPECT_EQ(chunk, 1);
}

double sum_in_chunks(Jobs& jobs) {
  constexpr std::size_t kCount = 100'000;
  constexpr std::size_t kGrain = 1000;
  std::vector<double> partial(Jobs::chunk_count(kCount, kGrain));
  jobs.parallel_for(0, kCount, kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) partial[begin / kGrain] += std::sin(static_cast<double>(i));
  });
  return std::accumulate(partial.begin(), partial.end(), 0.0);
}

TEST_P(JobsOnThreads, sums_have_the_same_bits_on_any_number_of_threads) {
  Jobs alone(1);
  const double expected = sum_in_chunks(alone);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sum_in_chunks(jobs_), expected);
}

TEST_P(JobsOnThreads, the_exception_of_the_lowest_chunk_is_thrown_after_all_have_ended) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::atomic<int> ended = 0;
    const auto work = [&](std::size_t begin, std::size_t) {
      ++ended;
      if (begin >= 30) throw Error(ErrorCode::bad_data, "chunk " + std::to_string(begin));
    };
    expect_error(ErrorCode::bad_data, "chunk 30", [&] { jobs_.parallel_for(0, 100, 10, work); });
    EXPECT_EQ(ended, 10);
  }
}

TEST_P(JobsOnThreads, tasks_run_once_and_fail_by_their_place) {
  std::vector<int> done(8);
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < done.size(); ++i) {
    tasks.emplace_back([&done, i] {
      ++done[i];
      if (i == 2 || i == 5) throw Error(ErrorCode::internal, "task " + std::to_string(i));
    });
  }
  expect_error(ErrorCode::internal, "task 2", [&] { jobs_.run(tasks); });
  EXPECT_THAT(done, testing::Each(1));
  jobs_.run({});
}

TEST_P(JobsOnThreads, calls_may_be_nested) {
  std::atomic<int> count = 0;
  jobs_.parallel_for(0, 8, 1, [&](std::size_t, std::size_t) {
    jobs_.parallel_for(0, 8, 1, [&](std::size_t, std::size_t) { ++count; });
  });
  EXPECT_EQ(count, 64);
}

TEST_P(JobsOnThreads, several_threads_may_share_the_pool) {
  std::atomic<int> count = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      for (int n = 0; n < 50; ++n) jobs_.parallel_for(0, 16, 1, [&](std::size_t, std::size_t) { ++count; });
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(count, 3 * 50 * 16);
}

TEST_P(JobsOnThreads, no_more_threads_work_than_were_asked_for) {
  std::atomic<std::size_t> now = 0;
  std::atomic<std::size_t> most = 0;
  jobs_.parallel_for(0, 64, 1, [&](std::size_t, std::size_t) {
    const std::size_t here = ++now;
    std::size_t seen = most;
    while (seen < here && !most.compare_exchange_weak(seen, here)) {
    }
    std::this_thread::yield();
    --now;
  });
  EXPECT_LE(most, jobs_.threads());
}

TEST_P(JobsOnThreads, wrong_arguments_are_refused_and_empty_ranges_do_nothing) {
  const auto fail = [](std::size_t, std::size_t) { ADD_FAILURE(); };
  expect_error(ErrorCode::invalid_argument, "grain", [&] { jobs_.parallel_for(0, 1, 0, fail); });
  expect_error(ErrorCode::invalid_argument, "no work", [&] { jobs_.parallel_for(0, 1, 1, nullptr); });
  expect_error(ErrorCode::invalid_argument, "task 1 of 2 is empty", [&] {
    jobs_.run({[] { ADD_FAILURE(); }, nullptr});
  });
  jobs_.parallel_for(5, 5, 1, fail);
  jobs_.parallel_for(5, 4, 1, fail);
}

TEST(Jobs, chunks_near_the_largest_index_do_not_wrap_around) {
  Jobs jobs(1);
  int chunks = 0;
  jobs.parallel_for(SIZE_MAX - 10, SIZE_MAX, 7, [&](std::size_t begin, std::size_t end) {
    EXPECT_LT(begin, end);
    ++chunks;
  });
  EXPECT_EQ(chunks, 2);
}

TEST(Jobs, the_number_of_threads_is_as_asked_and_has_a_limit) {
  EXPECT_EQ(Jobs(3).threads(), 3U);
  EXPECT_GE(Jobs().threads(), 1U);
  expect_error(ErrorCode::invalid_argument, "100000", [] { const Jobs jobs(100000); });
}

}  // namespace
}  // namespace conurb
