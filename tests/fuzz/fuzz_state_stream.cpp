// SPDX-License-Identifier: Apache-2.0
// Any bytes as a plugin's saved state: refused with bad_data, or read so that writing gives the same entries
// again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/host/state_stream.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using conurb::host::StateStream;
  try {
    const StateStream read = StateStream::parse({reinterpret_cast<const std::byte*>(data), size}, "state");
    const StateStream again = StateStream::parse(read.bytes(), "state written");
    if (again.bytes() != read.bytes()) std::abort();
  } catch (const conurb::Error&) {
  }
  return 0;
}
