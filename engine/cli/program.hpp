// SPDX-License-Identifier: Apache-2.0
// The `conurb` program: one thin file per subcommand over the engine. Results go to stdout, progress and log
// to stderr.
#pragma once

namespace conurb::cli {

/// Exit codes of the program.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

/// Parses the command line, carries the command out and returns the exit code. Never throws.
int run_program(int argc, char** argv);

}  // namespace conurb::cli
