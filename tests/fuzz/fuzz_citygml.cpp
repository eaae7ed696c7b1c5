// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CityGML file, packed or not: refused with a message, or read into a model that keeps its own
// rules.
#include <cstddef>
#include <cstdint>

#include "engine/base/error.hpp"
#include "engine/io/citygml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    conurb::io::read_city_gml({reinterpret_cast<const char*>(data), size}, "fuzz.gml").validate();
  } catch (const conurb::Error& error) {
    if (error.code() == conurb::ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
