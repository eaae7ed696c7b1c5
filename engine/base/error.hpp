// SPDX-License-Identifier: Apache-2.0
// The one exception of the engine. A message is made of four parts, so that every reader, command and plugin
// fault is told in the same form: what went wrong, where, and what the person can do about it.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace conurb {

/// Kind of failure; the values are also the status codes of the C interface (engine/sdk/conurb.h), never
/// renumbered.
enum class ErrorCode : std::int32_t {
  ok = 0,
  invalid_argument = 1,  ///< a caller's value is out of its range or of the wrong type
  not_found = 2,         ///< a named file, table, column, row, plugin or scenario is not there
  bad_data = 3,          ///< a file or stream does not hold what its format promises
  incompatible = 4,      ///< versions, units or types of two parts do not fit
  conflict = 5,          ///< somebody else owns or has changed it
  io = 6,                ///< the operating system refused (full disk, permissions, lock)
  limit = 7,             ///< a stated limit was reached (memory, instructions, depth, rows)
  cancelled = 8,         ///< the person stopped it
  plugin_fault = 9,      ///< a plugin broke its contract (NaN, bad status, deadline, exception)
  internal = 10,         ///< a fault of ours
};

/// Name of a code in snake_case, for logs and JSON. Never fails.
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// Thrown by everything in the engine; never crosses a thread or the C border (a status and a text go
/// instead).
class Error : public std::runtime_error {
 public:
  /// `what` names the object, the value and the limit; `where` the file and place (may be empty); `remedy`
  /// says what to do next (may be empty). what() joins them into one line: "where: what; remedy".
  Error(ErrorCode code, std::string what, std::string where = {}, std::string remedy = {});

  [[nodiscard]] ErrorCode code() const { return code_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] const std::string& remedy() const { return remedy_; }

 private:
  ErrorCode code_;
  std::string message_;
  std::string where_;
  std::string remedy_;
};

}  // namespace conurb
