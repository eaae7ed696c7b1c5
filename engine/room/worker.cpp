// SPDX-License-Identifier: Apache-2.0
#include "engine/room/worker.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "engine/base/error.hpp"

#include "engine/room/words.hpp"
namespace conurb::room {

namespace {

// Plugin libraries are looked at so often.
constexpr std::chrono::milliseconds kPollEvery{200};
// Live branches go on so long before jobs have their turn.
constexpr std::chrono::milliseconds kLiveBudget{20};

LogOptions log_options(Mailbox& mailbox) {
  LogOptions options;
  options.to_stderr = false;
  options.callback = [&mailbox](LogLevel level, std::string_view text) {
    if (level < LogLevel::warning) return;
    mailbox.tell(level == LogLevel::error ? store::Severity::error : store::Severity::warning,
                 std::string(text));
  };
  return options;
}

}  // namespace

Worker::Worker(Mailbox& mailbox, SimulationOptions options)
    : mailbox_(mailbox), options_(std::move(options)), log_(log_options(mailbox)) {}

void Worker::work() {
  try {
    open();
  } catch (const std::exception& error) {
    Published failed;
    failed.opening = Opening::failed;
    failed.failure = error.what();
    twin_.reset();
    mailbox_.publish(std::make_shared<const Published>(std::move(failed)));
    mailbox_.note_end();
    return;
  }
  while (true) {
    const bool closing = mailbox_.closing();  // what was asked before it is done first
    tick(false);
    if (closing) break;
    const bool busy = live_.playing();
    const auto pause = busy ? std::chrono::milliseconds(2) : kPollEvery;
    mailbox_.wait(Clock::now() + pause);
  }
  close();
  mailbox_.note_end();
}

void Worker::open() {
  store::CityFile file =
      store::CityFile::open(options_.path, options_.mode, {.who = options_.twin.who, .max_bytes = 0});
  std::optional<std::string> session;
  std::vector<Bookmark> bookmarks;
  try {
    session = saved_state(file, options_.display);
    bookmarks = saved_bookmarks(file);
  } catch (const Error& error) {
    mailbox_.tell(store::Severity::warning, error.what());
  }
  twin_.emplace(std::move(file), options_.twin, log_);
  twin_->environment().cancel = mailbox_.token();
  if (options_.plugins) twin_->add_plugins(options_.plugins(twin_->base()));
  reload_ = std::make_unique<sim::PluginReload>(*twin_, log_);
  watch();
  publisher_.open(*twin_, std::move(session), std::move(bookmarks));
  publish();
}

// An endless loop inside the process cannot be ended: its culprit is named, and the program ends. The journal
// is in the file already, and what is live is not recorded.
void Worker::watch() {
  watchdog_ =
      std::make_unique<sim::Watchdog>(twin_->environment(), [](const std::string& plugin, double silent_s) {
        std::fprintf(stderr, "%s has not returned for %.1f s; the program ends\n", plugin.c_str(), silent_s);
        _exit(1);
      });
  watchdog_->on_slow([this](const std::string& plugin, double silent_s, double) {
    mailbox_.tell(
        store::Severity::warning,
        options_.texts("run.slow", {{"plugin", plugin}, {"seconds", fmt::format("{:.0f}", silent_s)}}));
  });
  live_.set_step_watch(
      [this](std::string_view plugin, double deadline_s) { watchdog_->watch(plugin, deadline_s); });
}

void Worker::close() noexcept {
  try {
    live_.end(*twin_);
    watchdog_.reset();
    reload_.reset();
    twin_->file()->close();
  } catch (const std::exception& error) {
    mailbox_.tell(store::Severity::error, error.what());
  }
  twin_.reset();
  Published closed = *mailbox_.published();
  closed.opening = Opening::closed;
  closed.messages = mailbox_.messages();
  mailbox_.publish(std::make_shared<const Published>(std::move(closed)));
}

void Worker::attempt(const Job& job) noexcept {
  try {
    job.body(*this);
  } catch (const Error& error) {
    mailbox_.tell(store::Severity::error, error.what(), heading_of(options_.texts, error.code()));
  } catch (const std::exception& error) {
    mailbox_.tell(store::Severity::error, error.what());
  }
  if (job.kind == JobKind::question) return;
  publisher_.forget();
  changed_ = true;
}

void Worker::do_jobs(bool in_run) {
  while (std::optional<Job> job = mailbox_.take(in_run)) {
    if (job->kind != JobKind::run) {
      attempt(*job);
      continue;
    }
    if (!mailbox_.begin_run()) continue;
    attempt(*job);
    mailbox_.end_run();
  }
}

void Worker::tick(bool in_run) {
  do_jobs(in_run);
  poll_plugins();
  if (!in_run && live_.advance_due(*twin_, kLiveBudget)) changed_ = true;
  publish_if_due(in_run);
}

void Worker::poll_plugins() {
  const Clock::time_point now = Clock::now();
  if (now - polled_at_ < kPollEvery) return;
  polled_at_ = now;
  // The log tells what could not be reloaded; what could is told here.
  tell_reloads(reload_->poll());
}

void Worker::tell_reloads(const std::vector<sim::Reloaded>& reloads) {
  for (const sim::Reloaded& each : reloads) {
    if (each.swapped) mailbox_.tell(store::Severity::note, each.text);
    publisher_.forget_plugins();
    changed_ = true;
  }
}

void Worker::publish_if_due(bool in_run) {
  const bool news = mailbox_.take_news();
  changed_ = changed_ || news || in_run;
  const bool due = Clock::now() - published_at_ >= options_.publish_every;
  // Between jobs nobody waits for the next snapshot longer than it takes to make it.
  const bool idle = !in_run && !live_.playing();
  if (changed_ && (due || idle)) publish();
  if (!in_run && !changed_) mailbox_.note_idle();
}

void Worker::publish() {
  changed_ = false;
  published_at_ = Clock::now();
  try {
    mailbox_.put_frames(publisher_.frames(*twin_, mailbox_.wanted()));
    Published now = publisher_.snapshot(*twin_, live_, progress_, undone_);
    now.messages = mailbox_.messages();
    now.waiting = mailbox_.waiting_runs();
    mailbox_.publish(std::make_shared<const Published>(std::move(now)));
    unpublished_.clear();
  } catch (const std::exception& error) {
    Published old = *mailbox_.published();
    // Told once: a message calls for a snapshot, and that one would fail as well.
    if (error.what() != unpublished_) mailbox_.tell(store::Severity::error, error.what());
    unpublished_ = error.what();
    old.messages = mailbox_.messages();
    mailbox_.publish(std::make_shared<const Published>(std::move(old)));
  }
}

}  // namespace conurb::room
