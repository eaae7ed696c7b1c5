// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Lua script: run in the sandbox to its end, its error or its small budget.
#include <cstddef>
#include <cstdint>

#include "engine/script/sandbox.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return conurb::script::fuzz_script({data, size});
}
