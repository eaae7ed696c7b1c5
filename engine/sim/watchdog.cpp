// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/watchdog.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace conurb::sim {

namespace {

using Clock = std::chrono::steady_clock;

struct WatchedStep {
  std::string plugin;
  double deadline_s = 0;
  bool told = false;  // that it is slow
  std::uint64_t heartbeat = 0;
  Clock::time_point since;
};

}  // namespace

struct Watchdog::Impl {
  const host::Environment* environment;
  std::function<void(const std::string&, double)> hung;
  std::function<void(const std::string&, double, double)> slow;
  std::mutex mutex;
  std::condition_variable stop;
  bool stopping = false;
  std::map<std::thread::id, std::vector<WatchedStep>> steps;  // a thread that waits may take on another step
  std::thread thread;

  // The silent step that is over its deadline, if any; steps that gave a sign of life start anew.
  std::pair<std::string, double> overdue() {
    const std::uint64_t beat = environment->heartbeat.load(std::memory_order_relaxed);
    const Clock::time_point now = Clock::now();
    for (auto& [thread_id, stack] : steps) {
      WatchedStep& step = stack.back();
      if (step.heartbeat != beat) {
        step.heartbeat = beat;
        step.since = now;
        continue;
      }
      const double silent_s = std::chrono::duration<double>(now - step.since).count();
      if (silent_s > step.deadline_s) return {step.plugin, silent_s};
      if (silent_s > kSlowAfter && !std::exchange(step.told, true) && slow)
        slow(step.plugin, silent_s, step.deadline_s);
    }
    return {};
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      stop.wait_for(lock, std::chrono::milliseconds(100));
      const auto [plugin, silent_s] = overdue();
      if (plugin.empty()) continue;
      lock.unlock();
      hung(plugin, silent_s);
      return;
    }
  }
};

Watchdog::Watchdog(const host::Environment& environment, std::function<void(const std::string&, double)> hung)
    : impl_(std::make_unique<Impl>()) {
  impl_->environment = &environment;
  impl_->hung = std::move(hung);
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->stop.notify_all();
  impl_->thread.join();
}

void Watchdog::on_slow(std::function<void(const std::string&, double, double)> slow) {
  const std::lock_guard lock(impl_->mutex);
  impl_->slow = std::move(slow);
}

void Watchdog::watch(std::string_view plugin, double deadline_s) {
  const std::lock_guard lock(impl_->mutex);
  if (plugin.empty()) {
    const auto found = impl_->steps.find(std::this_thread::get_id());
    if (found == impl_->steps.end()) return;
    found->second.pop_back();
    if (found->second.empty()) {
      impl_->steps.erase(found);
    } else {
      found->second.back().since = Clock::now();
    }
    return;
  }
  impl_->steps[std::this_thread::get_id()].push_back(
      {std::string(plugin), deadline_s, false, impl_->environment->heartbeat.load(std::memory_order_relaxed),
       Clock::now()});
}

}  // namespace conurb::sim
