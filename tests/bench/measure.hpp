// SPDX-License-Identifier: Apache-2.0
// Time and memory of a piece of work.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace conurb::bench {

inline constexpr double kGibibyte = 1024.0 * 1024 * 1024;

/// Wall time of `work`.
[[nodiscard]] double seconds(const std::function<void()>& work);

/// The middle one; of an even number the upper middle one. Not of nothing.
[[nodiscard]] double median(std::vector<double> values);

/// Median of five calls; of one if that took more than ten seconds. `measure` returns its figure.
[[nodiscard]] double median_of_five(const std::function<double()>& measure);

/// Most memory that this process has held so far (VmHWM), and what it holds now (VmRSS), bytes.
[[nodiscard]] std::int64_t peak_memory();
[[nodiscard]] std::int64_t present_memory();

/// A line on stderr: what is being done.
void tell(const std::string& what);

}  // namespace conurb::bench
