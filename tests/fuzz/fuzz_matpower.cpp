// SPDX-License-Identifier: Apache-2.0
// Any bytes as a MATPOWER case: refused with a message, or read into a consistent network.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/formats/repairs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const conurb::energy::Import read =
        conurb::energy::read_matpower({reinterpret_cast<const char*>(data), size}, "fuzz.m");
    conurb::energy::require_consistent(read.network, "fuzz.m");
    const std::size_t branches =
        read.network.lines.size() + read.network.transformers.size() + read.network.switches.size();
    if (read.network.branch_order.size() != branches) std::abort();
  } catch (const conurb::energy::InputError&) {
  }
  return 0;
}
