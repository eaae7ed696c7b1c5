// SPDX-License-Identifier: Apache-2.0
// Other processes: the `conurb` program as people start it, and this program again for what wants a process
// of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/json_fwd.hpp"

namespace conurb::bench {

/// A running program whose stdout and stderr go to files. Waits for its end when destroyed.
class Process {
 public:
  /// Throws Error io if it cannot be started. `output` and `log` are replaced.
  Process(const std::vector<std::string>& command, const std::filesystem::path& output,
          const std::filesystem::path& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits and returns the exit code, or minus the signal that ended it.
  int wait();
  /// Kills it (SIGKILL) `after` this time from now unless it has ended by then; returns as wait().
  int kill_after(std::chrono::microseconds after);

 private:
  pid_t child_ = -1;
  int status_ = 0;
};

/// The program `conurb` beside this one. Throws Skip if it has not been built.
[[nodiscard]] std::filesystem::path conurb_program();

/// Runs `conurb` with these arguments and returns its stdout. Throws Error with its stderr if it fails.
/// stdout and stderr are kept in `folder`.
std::string run_conurb(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

/// Words that run a command on a display of its own without a graphics card, "1280x720" large: xvfb-run.
/// Throws Skip if it is not there.
[[nodiscard]] std::vector<std::string> display_of(const std::string& size);

/// Runs the child of that name (Benchmarks::add_child) in a fresh process and returns its answer. Throws
/// Error with its stderr if it fails. `under`: words in front of it, such as those of display_of().
[[nodiscard]] Json run_child(const std::string& name, const std::vector<std::string>& arguments,
                             std::vector<std::string> under = {});

}  // namespace conurb::bench
