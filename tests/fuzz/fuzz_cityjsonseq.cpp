// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CityJSON text sequence: refused with a message, or read into a model that keeps its own
// rules and, written out, is read as the same again: templates, appearance, extensions and all.
#include <cstddef>
#include <cstdint>

#include "engine/base/error.hpp"
#include "tests/fuzz/city_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    conurb::fuzz::check_round_trip({reinterpret_cast<const char*>(data), size}, "fuzz.city.jsonl");
  } catch (const conurb::Error& error) {
    if (error.code() == conurb::ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
