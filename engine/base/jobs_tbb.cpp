// SPDX-License-Identifier: Apache-2.0
#ifdef CONURB_JOBS_TBB

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>

#include "engine/base/jobs_backend.hpp"

namespace conurb {

namespace {

class TbbBackend final : public JobsBackend {
 public:
  // oneTBB has no more workers than the hardware and warns on stderr where an arena asks for more.
  explicit TbbBackend(std::size_t threads)
      : arena_(std::min(static_cast<int>(threads), tbb::info::default_concurrency())) {}

  void for_all(std::size_t count, const std::function<void(std::size_t)>& task) override {
    arena_.execute([&] {
      // Isolated: a thread that waits for a nested call must not pick up a task of the outer one, on top of
      // its own.
      tbb::this_task_arena::isolate(
          [&] { tbb::parallel_for(std::size_t{0}, count, std::size_t{1}, task, tbb::simple_partitioner()); });
    });
  }

 private:
  tbb::task_arena arena_;
};

}  // namespace

std::unique_ptr<JobsBackend> make_jobs_backend(std::size_t threads) {
  return threads > 1 ? std::make_unique<TbbBackend>(threads) : nullptr;
}

}  // namespace conurb

#endif
