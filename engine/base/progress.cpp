// SPDX-License-Identifier: Apache-2.0
#include "engine/base/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb {

namespace {

constexpr std::size_t kColumns = 79;
constexpr double kLineInterval = 2.0;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::min(std::ceil(seconds), 3.6e8));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// At most `bytes` bytes, not cutting a UTF-8 character.
void cut(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  text.resize(bytes);
}

}  // namespace

void CancelToken::check(std::string_view what) const {
  if (cancelled()) throw Error(ErrorCode::cancelled, fmt::format("{} was cancelled", what));
}

struct Progress::Impl {
  std::mutex mutex;
  Callback callback;
  ProgressOptions options;
  double start_s = 0;
  double last_s = 0;
  bool reported = false;
  bool finished = false;

  void report(double fraction, std::string text, double now_s) {
    ProgressReport out;
    out.fraction = fraction;
    out.text = std::move(text);
    out.elapsed_s = now_s - start_s;
    out.finished = finished;
    // A guess from the first moments would jump wildly: what is done then is mostly preparation.
    const bool telling = out.elapsed_s >= 0.5 && (fraction >= 0.001 || out.elapsed_s >= 10);
    if (finished) {
      out.left_s = 0;
    } else if (fraction > 0 && telling) {
      out.left_s = out.elapsed_s * (1 - fraction) / fraction;
    }
    last_s = now_s;
    reported = true;
    callback(out);
  }
};

Progress::Progress(Callback callback, ProgressOptions options) {
  if (!callback) return;
  impl_ = std::make_unique<Impl>();
  impl_->callback = std::move(callback);
  impl_->options = std::move(options);
  if (!impl_->options.clock_s) impl_->options.clock_s = steady_seconds;
  impl_->start_s = impl_->options.clock_s();
}

Progress::~Progress() = default;

void Progress::update(double fraction, std::string_view text) {
  if (!impl_) return;
  const std::scoped_lock lock(impl_->mutex);
  const double now_s = impl_->options.clock_s();
  if (impl_->finished || (impl_->reported && now_s - impl_->last_s < impl_->options.interval_s)) return;
  impl_->report(fraction >= 0 ? std::min(fraction, 1.0) : 0.0, std::string(text), now_s);
}

void Progress::step(std::string_view what, std::size_t done, std::size_t count) {
  if (!impl_) return;
  update(count == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(count),
         fmt::format("{} {} of {}", what, done, count));
}

void Progress::finish(std::string_view text) {
  if (!impl_) return;
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->finished) return;
  impl_->finished = true;
  impl_->report(1, std::string(text), impl_->options.clock_s());
}

std::string format_progress(const ProgressReport& report) {
  std::string text = fmt::format("{} %", static_cast<int>(report.fraction * 100));
  if (!report.text.empty()) text += " " + report.text;
  if (report.finished) return text + ", " + clock_text(report.elapsed_s);
  if (report.left_s >= 0) text += ", " + clock_text(report.left_s) + " left";
  return text;
}

Progress::Callback progress_printer(std::FILE* stream) {
  return progress_printer_for(stream,
                              isatty(fileno(stream)) != 0 ? PrinterStyle::terminal : PrinterStyle::lines);
}

Progress::Callback progress_printer_for(std::FILE* stream, PrinterStyle style) {
  if (style == PrinterStyle::terminal) {
    return [stream](const ProgressReport& report) {
      ProgressReport shown = report;
      const std::size_t frame = format_progress(report).size() - report.text.size();
      cut(shown.text, frame < kColumns ? kColumns - frame : 0);
      // Blanks wipe what a longer line before left.
      const std::string line =
          fmt::format("\r{:<{}}{}", format_progress(shown), kColumns, report.finished ? "\n" : "");
      std::fwrite(line.data(), 1, line.size(), stream);
      std::fflush(stream);
    };
  }
  return [stream, last_s = -kLineInterval](const ProgressReport& report) mutable {
    if (!report.finished && report.elapsed_s - last_s < kLineInterval) return;
    last_s = report.elapsed_s;
    const std::string line = format_progress(report) + "\n";
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fflush(stream);
  };
}

}  // namespace conurb
