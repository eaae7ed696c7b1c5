// SPDX-License-Identifier: Apache-2.0
// Any bytes as a plugin's manifest: refused with a message, or read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/host/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    static_cast<void>(
        conurb::host::parse_manifest({reinterpret_cast<const char*>(data), size}, "plugin.json"));
  } catch (const conurb::Error&) {
  }
  return 0;
}
