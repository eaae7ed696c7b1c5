// SPDX-License-Identifier: Apache-2.0
// Any bytes as a pandapower network: refused with a message, or read into a consistent network.
#include <cstddef>
#include <cstdint>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "plugins/energy/formats/repairs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const conurb::energy::Import read =
        conurb::energy::read_pandapower({reinterpret_cast<const char*>(data), size}, "fuzz.json");
    conurb::energy::require_consistent(read.network, "fuzz.json");
  } catch (const conurb::energy::InputError&) {
  }
  return 0;
}
