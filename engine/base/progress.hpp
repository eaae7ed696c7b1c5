// SPDX-License-Identifier: Apache-2.0
// Long work tells how far it is and can be stopped. Wall-clock time is used for display only, never in a
// result.
#pragma once

#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace conurb {

/// A flag that says "stop": copies share it. Any thread may set and read it; reading is one relaxed atomic
/// load.
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}

  void cancel() const { flag_->store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool cancelled() const { return flag_->load(std::memory_order_relaxed); }
  /// Ready for the next work. To be called between two works, by whoever does them.
  void reset() const { flag_->store(false, std::memory_order_relaxed); }

  /// Throws Error(cancelled) naming `what` was stopped, if it was.
  void check(std::string_view what) const;

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

/// What a progress callback is told.
struct ProgressReport {
  double fraction = 0;   ///< 0..1
  std::string text;      ///< "step 3 of 20"
  double elapsed_s = 0;  ///< since the Progress was made
  double left_s = -1;    ///< estimate at the mean rate so far; negative while it is unknown
  bool finished = false;
};

/// Options of a Progress.
struct ProgressOptions {
  double interval_s = 0.1;  ///< least time between two callbacks, the first and the last excepted
  std::function<double()>
      clock_s;  ///< seconds of a clock that never goes back; empty: std::chrono::steady_clock
};

/// Takes the worker's figures and passes them on, not too often. All functions may be called from any thread;
/// the callback runs in that thread, one call at a time, must not throw and must not call back into the same
/// Progress.
class Progress {
 public:
  using Callback = std::function<void(const ProgressReport&)>;

  /// Without a callback all calls cost next to nothing.
  explicit Progress(Callback callback = {}, ProgressOptions options = {});
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `fraction` is cut to 0..1 (NaN counts as 0) and may go back, as when more work is found.
  void update(double fraction, std::string_view text);

  /// Step `done` of `count` has ended: fraction done / count, text "`what` 3 of 20".
  void step(std::string_view what, std::size_t done, std::size_t count);

  /// Reports 1 and `finished`, once; later calls of any function are ignored.
  void finish(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "12 % step 3 of 20, 0:42 left"; hours as "1:02:03 left"; without the estimate while it is unknown; "100 %
/// text, 0:42" with the time it took once finished.
[[nodiscard]] std::string format_progress(const ProgressReport& report);

/// A callback that writes to `stream` (not owned, outlives it): on a terminal one line over itself (\r),
/// ended by a newline when finished; else a line at most every 2 s and the last. Cuts texts to the terminal's
/// usual 80 columns.
[[nodiscard]] Progress::Callback progress_printer(std::FILE* stream);

/// How progress_printer_for writes.
enum class PrinterStyle { terminal, lines };

/// The same with the style given instead of found out.
[[nodiscard]] Progress::Callback progress_printer_for(std::FILE* stream, PrinterStyle style);

}  // namespace conurb
