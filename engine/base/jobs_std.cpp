// SPDX-License-Identifier: Apache-2.0
// Plain threads. Calls wait in one queue; a worker takes the oldest and draws its indices one by one. The
// caller works at its own call too, so nested calls end even if no other thread is free.
#ifndef CONURB_JOBS_TBB

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/jobs_backend.hpp"

namespace conurb {

namespace {

/// One call of for_all; all but `task` under the pool's mutex.
struct Call {
  const std::function<void(std::size_t)>* task;
  std::size_t count;
  std::size_t next = 0;   ///< lowest index not yet drawn
  std::size_t ended = 0;  ///< tasks that have returned
};

class StdBackend final : public JobsBackend {
 public:
  explicit StdBackend(std::size_t threads) {
    for (std::size_t i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
  }

  ~StdBackend() override {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    work_there_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  void for_all(std::size_t count, const std::function<void(std::size_t)>& task) override {
    Call call{&task, count};
    std::unique_lock lock(mutex_);
    queue_.push_back(&call);
    work_there_.notify_all();
    while (call.next < call.count) run_one(call, lock);
    call_ended_.wait(lock, [&] { return call.ended == call.count; });
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      work_there_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      run_one(*queue_.front(), lock);
    }
  }

  /// Draws one index and runs it unlocked. A call leaves the queue with its last index, so a queued call has
  /// one. `call` lives on its caller's stack until all its tasks have ended: it is not touched after the
  /// last.
  void run_one(Call& call, std::unique_lock<std::mutex>& lock) {
    const std::size_t index = call.next++;
    if (call.next == call.count) std::erase(queue_, &call);
    lock.unlock();
    (*call.task)(index);
    lock.lock();
    if (++call.ended == call.count) call_ended_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable work_there_;
  std::condition_variable call_ended_;
  std::deque<Call*> queue_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace

std::unique_ptr<JobsBackend> make_jobs_backend(std::size_t threads) {
  return threads > 1 ? std::make_unique<StdBackend>(threads) : nullptr;
}

}  // namespace conurb

#endif
