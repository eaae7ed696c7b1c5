// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a city file keeps of a source: refused, or something that is written as it was read.
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

#include "engine/base/error.hpp"
#include "engine/io/source_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const conurb::io::SourceModel source = conurb::io::decode_source(std::as_bytes(std::span(data, size)));
    const std::vector<std::byte> bytes = conurb::io::encode_source(source);
    if (conurb::io::encode_source(conurb::io::decode_source(bytes)) != bytes)
      throw std::logic_error("a source's bytes do not come back");
  } catch (const conurb::Error& error) {
    if (error.code() == conurb::ErrorCode::internal) throw;
  }
  return 0;
}
