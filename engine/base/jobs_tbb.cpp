// SPDX-License-Identifier: Apache-2.0
#ifdef CONURB_JOBS_TBB

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "engine/base/jobs_backend.hpp"

namespace conurb {

namespace {

class TbbBackend final : public JobsBackend {
 public:
  explicit TbbBackend(std::size_t threads) : arena_(static_cast<int>(threads)) {}

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
