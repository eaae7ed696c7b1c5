// SPDX-License-Identifier: Apache-2.0
// What both backends share: cutting, the calling thread alone, and which exception is told.
#include "engine/base/jobs.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/jobs_backend.hpp"

namespace conurb {

namespace {

constexpr std::size_t kMostThreads = 1024;

/// The exception of the lowest index so far.
class FirstFailure {
 public:
  void take(std::size_t index, std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    if (index >= index_) return;
    index_ = index;
    failure_ = std::move(failure);
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::size_t index_ = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure_;
};

std::size_t checked_threads(std::size_t threads) {
  if (threads > kMostThreads) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} threads are more than {}", threads, kMostThreads));
  }
  return threads > 0 ? threads
                     : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
}

}  // namespace

struct Jobs::Impl {
  explicit Impl(std::size_t count) : threads(count), backend(make_jobs_backend(count)) {}

  /// Calls task(i) for i = 0..count-1; task does not throw.
  void for_all(std::size_t count, const std::function<void(std::size_t)>& task) const {
    if (backend && count > 1) {
      backend->for_all(count, task);
    } else {
      for (std::size_t i = 0; i < count; ++i) task(i);
    }
  }

  std::size_t threads;
  std::unique_ptr<JobsBackend> backend;
};

Jobs::Jobs(std::size_t threads) : impl_(std::make_unique<Impl>(checked_threads(threads))) {}
Jobs::~Jobs() = default;

std::size_t Jobs::threads() const {
  return impl_->threads;
}

void Jobs::parallel_for(std::size_t begin, std::size_t end, std::size_t grain,
                        const std::function<void(std::size_t, std::size_t)>& work) {
  if (grain == 0) throw Error(ErrorCode::invalid_argument, "parallel_for needs a grain of at least 1");
  if (!work) throw Error(ErrorCode::invalid_argument, "parallel_for was given no work");
  if (end <= begin) return;
  FirstFailure failure;
  impl_->for_all(chunk_count(end - begin, grain), [&](std::size_t i) {
    try {
      const std::size_t b = begin + i * grain;
      work(b, b + std::min(grain, end - b));
    } catch (...) {
      failure.take(i, std::current_exception());
    }
  });
  failure.rethrow();
}

void Jobs::run(const std::vector<std::function<void()>>& tasks) {
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (!tasks[i])
      throw Error(ErrorCode::invalid_argument, fmt::format("task {} of {} is empty", i, tasks.size()));
  }
  FirstFailure failure;
  impl_->for_all(tasks.size(), [&](std::size_t i) {
    try {
      tasks[i]();
    } catch (...) {
      failure.take(i, std::current_exception());
    }
  });
  failure.rethrow();
}

}  // namespace conurb
