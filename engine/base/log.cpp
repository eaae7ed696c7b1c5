// SPDX-License-Identifier: Apache-2.0
#include "engine/base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <mutex>
#include <string>

#include "engine/base/error.hpp"

namespace conurb {

namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: break;
  }
  return spdlog::level::off;
}

LogLevel from_spdlog(spdlog::level::level_enum level) {
  if (level <= spdlog::level::debug) return LogLevel::debug;
  if (level == spdlog::level::info) return LogLevel::info;
  return level == spdlog::level::warn ? LogLevel::warning : LogLevel::error;
}

/// Hands the bare text on; spdlog's base class makes the calls one at a time.
class CallbackSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit CallbackSink(std::function<void(LogLevel, std::string_view)> callback)
      : callback_(std::move(callback)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    callback_(from_spdlog(message.level), {message.payload.data(), message.payload.size()});
  }
  void flush_() override {}

  std::function<void(LogLevel, std::string_view)> callback_;
};

std::vector<spdlog::sink_ptr> open_sinks(LogOptions& options) {
  std::vector<spdlog::sink_ptr> sinks;
  if (options.to_stderr) {
    sinks.push_back(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    sinks.back()->set_pattern("%^%l%$: %v");
  }
  if (!options.file.empty()) {
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file.string()));
    } catch (const spdlog::spdlog_ex& error) {
      throw Error(ErrorCode::io, fmt::format("the log file cannot be opened ({})", error.what()),
                  options.file.string());
    }
    sinks.back()->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
  }
  if (options.callback) sinks.push_back(std::make_shared<CallbackSink>(std::move(options.callback)));
  return sinks;
}

}  // namespace

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
    case LogLevel::off: break;
  }
  return "off";
}

/// A logger of our own, unknown to spdlog's global registry.
struct Log::Impl {
  explicit Impl(const std::vector<spdlog::sink_ptr>& sinks) : logger("conurb", sinks.begin(), sinks.end()) {}
  spdlog::logger logger;
};

Log::Log(LogOptions options) : impl_(std::make_shared<Impl>(open_sinks(options))) {
  impl_->logger.flush_on(spdlog::level::warn);
  set_level(options.level);
}

void Log::write(LogLevel level, std::string_view text) const {
  impl_->logger.log(to_spdlog(level), spdlog::string_view_t(text.data(), text.size()));
}

bool Log::enabled(LogLevel level) const {
  return level != LogLevel::off && impl_->logger.should_log(to_spdlog(level));
}

void Log::set_level(LogLevel level) const {
  impl_->logger.set_level(to_spdlog(level));
}

void Log::flush() const {
  impl_->logger.flush();
}

}  // namespace conurb
