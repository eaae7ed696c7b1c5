// SPDX-License-Identifier: Apache-2.0
// What jobs.cpp needs of a thread pool; made by jobs_tbb.cpp or jobs_std.cpp, whichever CONURB_JOBS names.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace conurb {

/// A pool of threads. Any thread may call it, also from inside a task.
class JobsBackend {
 public:
  JobsBackend() = default;
  virtual ~JobsBackend() = default;
  JobsBackend(const JobsBackend&) = delete;
  JobsBackend& operator=(const JobsBackend&) = delete;

  /// Calls task(i) once for each i = 0..count-1, in any order, on any thread of the pool or the caller;
  /// returns when all have ended. `task` does not throw and outlives the call.
  virtual void for_all(std::size_t count, const std::function<void(std::size_t)>& task) = 0;
};

/// A pool of `threads` threads, the calling one included; null for 1: the caller does it all.
[[nodiscard]] std::unique_ptr<JobsBackend> make_jobs_backend(std::size_t threads);

}  // namespace conurb
