// SPDX-License-Identifier: Apache-2.0
// Any bytes as an EPW weather file: refused with a message, or read into columns of one length.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/io/epw.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto weather = conurb::io::read_epw({reinterpret_cast<const char*>(data), size}, "fuzz.epw");
    if (weather.dry_bulb_c.size() != weather.size() || weather.month.size() != weather.size()) std::abort();
  } catch (const conurb::Error&) {
  }
  return 0;
}
