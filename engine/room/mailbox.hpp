// SPDX-License-Identifier: Apache-2.0
// What the simulation's thread and the others hand each other; all locking of engine/room's simulation is in
// here. Internal to engine/room.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/room/published.hpp"

namespace conurb::room {

class Worker;

enum class JobKind : std::uint8_t {
  question,  ///< changes nothing: may overtake runs that wait
  command,   ///< in order with everything that was asked before
  run,       ///< long: commands and questions are done at its exchange points
};

struct Job {
  JobKind kind = JobKind::command;
  std::function<void(Worker&)> body;
};

/// Thread-safe.
class Mailbox {
 public:
  using Clock = std::chrono::steady_clock;

  // ---- from any thread ----
  /// Dropped after close().
  void post(Job job);
  /// Stops the run under way and drops those that wait.
  void cancel();
  /// cancel(), and take() ends once the queue is empty.
  void close();
  [[nodiscard]] bool settle(std::chrono::milliseconds patience);
  [[nodiscard]] std::shared_ptr<const Published> published() const;
  [[nodiscard]] std::shared_ptr<const ColumnFrame> frame(const ColumnKey& key) const;
  void want(std::vector<ColumnKey> columns);
  void tell(store::Severity severity, std::string text, std::string heading = {});

  // ---- from the simulation's thread ----
  /// The next job; in a run only commands and questions, and no command that was asked after a further run.
  [[nodiscard]] std::optional<Job> take(bool in_run);
  [[nodiscard]] bool closing() const;
  [[nodiscard]] std::size_t waiting_runs() const;
  /// Around a run: from begin to end, cancel() sets the token. False: it was closed before it began.
  [[nodiscard]] bool begin_run();
  void end_run();
  /// Whether other columns are wanted or messages were told since the last call.
  [[nodiscard]] bool take_news();
  /// All is done and published, unless something was posted meanwhile.
  void note_idle();
  /// The thread ends: nobody waits any longer.
  void note_end();
  /// Until something is posted, or the deadline.
  void wait(Clock::time_point deadline);
  void publish(std::shared_ptr<const Published> snapshot);
  void put_frames(std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames);
  [[nodiscard]] std::vector<ColumnKey> wanted() const;
  [[nodiscard]] std::vector<Message> messages() const;
  /// The token of the twin's environment.
  [[nodiscard]] const CancelToken& token() const { return token_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable posted_, idle_;
  std::deque<Job> jobs_;
  std::deque<Message> messages_;
  std::int64_t told_ = 0;
  std::vector<ColumnKey> wanted_;
  std::map<ColumnKey, std::shared_ptr<const ColumnFrame>> frames_;
  std::shared_ptr<const Published> published_ = std::make_shared<const Published>();
  CancelToken token_;
  bool running_ = false, closing_ = false, is_idle_ = false, news_ = false, ended_ = false;
};

}  // namespace conurb::room
