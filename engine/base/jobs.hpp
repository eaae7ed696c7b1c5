// SPDX-License-Identifier: Apache-2.0
// Work on several threads without the threads showing in the result. Ranges are cut into chunks by the grain
// alone, never by the number of threads: a kernel that writes one partial result per chunk and adds them up
// in order gives the same bits on any machine. The backend is oneTBB, or plain threads (CMake's
// CONURB_JOBS=std, for ThreadSanitizer).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace conurb {

/// A pool of threads, made once and handed around. Any thread may call it, also from inside its own work
/// (nested calls run on the same threads). Work must not hold a lock while it calls in: the thread may pick
/// up other work of that call.
class Jobs {
 public:
  /// `threads` counts the calling thread too; 1 runs everything in the caller, 0 means all hardware threads.
  /// oneTBB uses no more than those. Throws invalid_argument above 1024.
  explicit Jobs(std::size_t threads = 0);
  ~Jobs();  ///< no call may be under way
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  [[nodiscard]] std::size_t threads() const;

  /// Number of chunks that parallel_for cuts `count` items into: ceil(count / grain). Chunk i is
  /// [begin + i * grain, min(begin + (i + 1) * grain, end)), so work finds its chunk's number by (b - begin)
  /// / grain.
  [[nodiscard]] static constexpr std::size_t chunk_count(std::size_t count, std::size_t grain) {
    return count / grain + (count % grain != 0 ? 1 : 0);
  }

  /// Calls work(b, e) for every chunk, in any order, and returns when all have ended. All chunks run even if
  /// one throws; then the exception of the lowest chunk is thrown. Throws invalid_argument for grain 0; end <
  /// begin is empty.
  void parallel_for(std::size_t begin, std::size_t end, std::size_t grain,
                    const std::function<void(std::size_t, std::size_t)>& work);

  /// Runs every task once, in any order; exceptions as above, by place in the list. Empty functions are
  /// refused (invalid_argument) before anything runs.
  void run(const std::vector<std::function<void()>>& tasks);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb
