// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_clock.hpp"

#include <cstdint>
#include <fstream>

namespace conurb::host {

double waited_for_processor() {
  std::ifstream file("/proc/thread-self/schedstat");
  std::int64_t ran_ns = 0, waited_ns = 0;
  return file >> ran_ns >> waited_ns ? 1e-9 * static_cast<double>(waited_ns) : 0.0;
}

}  // namespace conurb::host
