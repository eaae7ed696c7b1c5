// SPDX-License-Identifier: Apache-2.0
// Any bytes as the arrangement of the room that a city file keeps: read as far as it is one, then written and
// read the same without complaint.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/room/state.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace conurb::room;
  const RoomState state = restore(std::string_view(reinterpret_cast<const char*>(data), size)).state;
  const Restored again = restore(to_text(state));
  if (!(again.state == state) || !again.problem.empty()) std::abort();
  return 0;
}
