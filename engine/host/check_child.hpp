// SPDX-License-Identifier: Apache-2.0
// Work in a child process that may crash, hang, print or end as it likes. Internal to the conformance check.
#pragma once

#include <functional>
#include <string>

namespace conurb::host::check {

/// How a child ended.
struct ChildEnd {
  bool reported = false;  ///< the work returned and `report` is what it returned
  std::string report;
  std::string
      fault;  ///< otherwise: "crashed with SIGSEGV (Segmentation fault)", "gave no answer within 20 s" …
  std::string output;  ///< the end of what it printed to stdout and stderr
  double seconds = 0;
};

/// Runs `work`, which must not throw, in a fork of this process and returns what it returned. The child has
/// no stdin, is a process group of its own that is killed with it, leaves no core file and dies with its
/// parent. Throws Error conflict if this process has other threads (a fork would inherit their locks), io if
/// the system refuses a process.
[[nodiscard]] ChildEnd run_in_child(const std::function<std::string()>& work, double timeout_s);

}  // namespace conurb::host::check
