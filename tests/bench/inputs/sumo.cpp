// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/sumo.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

double cpu_seconds_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

}  // namespace

double own_cpu_seconds() {
  return cpu_seconds_of(RUSAGE_SELF);
}

double sumo_cpu_seconds(const std::string& program, const std::vector<std::string>& arguments,
                        const std::filesystem::path& folder) {
  const std::filesystem::path path = std::filesystem::path("/usr/bin") / program;
  if (!std::filesystem::exists(path))
    throw Skip{fmt::format("{} is not installed: apt-get install sumo", program)};
  std::vector<std::string> command{path.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(), {"--no-step-log", "true", "--no-warnings", "true", "--xml-validation",
                                 "never", "--seed", "1"});
  const double before = cpu_seconds_of(RUSAGE_CHILDREN);
  Process process(command, folder / "stdout.txt", folder / "stderr.txt");
  if (const int code = process.wait(); code != 0)
    throw Error(ErrorCode::internal,
                fmt::format("{} ended with {}: {}", program, code, read_file(folder / "stderr.txt")));
  return cpu_seconds_of(RUSAGE_CHILDREN) - before;
}

}  // namespace conurb::bench
