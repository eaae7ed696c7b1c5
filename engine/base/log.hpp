// SPDX-License-Identifier: Apache-2.0
// Messages to people: an object that is handed to whoever has something to say. Progress has its own header.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace conurb {

/// How much a message matters; a log drops what lies below its level.
enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

/// Name of a level in small letters.
[[nodiscard]] std::string_view to_string(LogLevel level);

/// Where the messages of a Log go.
struct LogOptions {
  LogLevel level = LogLevel::info;
  bool to_stderr = true;       ///< coloured on a terminal
  std::filesystem::path file;  ///< appended to; empty: no file
  /// Called for every message, one call at a time, from the thread that wrote it. Must not write to the same
  /// log.
  std::function<void(LogLevel, std::string_view)> callback;
};

/// A log with its sinks. Copies share them. All functions may be called from any thread and do not throw:
/// where a sink fails (full disk) the others still get the message and stderr is told once a second.
class Log {
 public:
  /// Opens the sinks. Throws io if the file cannot be opened.
  explicit Log(LogOptions options = {});

  void write(LogLevel level, std::string_view text) const;

  [[nodiscard]] bool enabled(LogLevel level) const;
  void set_level(LogLevel level) const;

  /// Hands everything to the operating system; done by itself after every warning and error.
  void flush() const;

  template <typename... Args>
  void debug(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::debug)) write(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::info)) write(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void warning(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::warning))
      write(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void error(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::error)) write(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace conurb
