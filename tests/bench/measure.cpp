// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string_view>

namespace conurb::bench {

namespace {

constexpr std::size_t kRepetitions = 5;
constexpr double kLong_s = 10;

/// A line "VmHWM:   12345 kB" of the process's own status.
std::int64_t status_bytes(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::int64_t kilobytes = 0;
    if (word == name && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

}  // namespace

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double median_of_five(const std::function<double()>& measure) {
  std::vector<double> values;
  const double first_s = seconds([&] { values.push_back(measure()); });
  if (first_s > kLong_s) return values.front();
  while (values.size() < kRepetitions) values.push_back(measure());
  return median(std::move(values));
}

std::int64_t peak_memory() {
  return status_bytes("VmHWM:");
}

std::int64_t present_memory() {
  return status_bytes("VmRSS:");
}

void tell(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
}

}  // namespace conurb::bench
