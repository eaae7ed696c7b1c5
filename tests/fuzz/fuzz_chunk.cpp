// SPDX-License-Identifier: Apache-2.0
// Any bytes as a chunk of recorded results: refused with bad_data, or read.
#include <cstddef>
#include <cstdint>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/store/chunk_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  try {
    static_cast<void>(
        conurb::store::decode_chunk({reinterpret_cast<const std::byte*>(data), size}, 0, kLast));
  } catch (const conurb::Error&) {
  }
  return 0;
}
