// SPDX-License-Identifier: Apache-2.0
// Programs of Eclipse SUMO, the peer of the transport rows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace conurb::bench {

/// CPU time of this process so far, s.
[[nodiscard]] double own_cpu_seconds();

/// CPU time, s, of a program of SUMO with these arguments and nothing said of its progress; its outputs go to
/// `folder`. Throws Skip if it is not installed, Error if it fails.
[[nodiscard]] double sumo_cpu_seconds(const std::string& program, const std::vector<std::string>& arguments,
                                      const std::filesystem::path& folder);

}  // namespace conurb::bench
