// SPDX-License-Identifier: Apache-2.0
#include "engine/room/mailbox.hpp"

#include <algorithm>
#include <utility>

namespace conurb::room {

void Mailbox::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || ended_) return;
    jobs_.push_back(std::move(job));
    is_idle_ = false;
  }
  posted_.notify_all();
}

void Mailbox::cancel() {
  std::vector<Job> dropped;  // before the lock: destroyed after it is let go
  const std::lock_guard lock(mutex_);
  const auto first = std::stable_partition(jobs_.begin(), jobs_.end(),
                                           [](const Job& job) { return job.kind != JobKind::run; });
  std::move(first, jobs_.end(), std::back_inserter(dropped));
  jobs_.erase(first, jobs_.end());
  if (running_) token_.cancel();
}

void Mailbox::close() {
  cancel();
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    token_.cancel();
  }
  posted_.notify_all();
}

bool Mailbox::settle(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [this] { return is_idle_ || ended_; });
}

std::shared_ptr<const Published> Mailbox::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

std::shared_ptr<const ColumnFrame> Mailbox::frame(const ColumnKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = frames_.find(key);
  return found == frames_.end() ? nullptr : found->second;
}

void Mailbox::want(std::vector<ColumnKey> columns) {
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  {
    const std::lock_guard lock(mutex_);
    if (columns == wanted_) return;
    wanted_ = std::move(columns);
    news_ = true;
    is_idle_ = false;
  }
  posted_.notify_all();
}

void Mailbox::tell(store::Severity severity, std::string text, std::string heading) {
  {
    const std::lock_guard lock(mutex_);
    messages_.push_back({++told_, severity, std::move(heading), std::move(text), store::wall_clock_us()});
    if (messages_.size() > kMostMessages) messages_.pop_front();
    news_ = true;
    is_idle_ = false;
  }
  posted_.notify_all();
}

std::optional<Job> Mailbox::take(bool in_run) {
  const std::lock_guard lock(mutex_);
  bool behind_run = false;
  for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
    const bool fits =
        !in_run || job->kind == JobKind::question || (job->kind == JobKind::command && !behind_run);
    if (fits) {
      Job taken = std::move(*job);
      jobs_.erase(job);
      return taken;
    }
    behind_run = true;
  }
  return std::nullopt;
}

bool Mailbox::closing() const {
  const std::lock_guard lock(mutex_);
  return closing_;
}

std::size_t Mailbox::waiting_runs() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.kind == JobKind::run; }));
}

bool Mailbox::begin_run() {
  const std::lock_guard lock(mutex_);
  running_ = !closing_;
  return running_;
}

void Mailbox::end_run() {
  const std::lock_guard lock(mutex_);
  running_ = false;
  if (!closing_) token_.reset();
}

bool Mailbox::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, false);
}

void Mailbox::note_end() {
  std::deque<Job>
      dropped;  // destroyed outside of the lock: whoever waits for an answer hears that there is none
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    jobs_.swap(dropped);
  }
  idle_.notify_all();
}

void Mailbox::note_idle() {
  {
    const std::lock_guard lock(mutex_);
    is_idle_ = jobs_.empty() && !news_;
    if (!is_idle_) return;
  }
  idle_.notify_all();
}

void Mailbox::wait(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  posted_.wait_until(lock, deadline, [this] { return !jobs_.empty() || closing_ || news_; });
}

void Mailbox::publish(std::shared_ptr<const Published> snapshot) {
  const std::lock_guard lock(mutex_);
  published_.swap(snapshot);
}

void Mailbox::put_frames(std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames) {
  const std::lock_guard lock(mutex_);
  frames_.swap(frames);
}

std::vector<ColumnKey> Mailbox::wanted() const {
  const std::lock_guard lock(mutex_);
  return wanted_;
}

std::vector<Message> Mailbox::messages() const {
  const std::lock_guard lock(mutex_);
  return {messages_.begin(), messages_.end()};
}

}  // namespace conurb::room
