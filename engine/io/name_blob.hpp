// SPDX-License-Identifier: Apache-2.0
// Tables of names in blobs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/city/geometry_names.hpp"
#include "engine/io/byte_stream.hpp"

namespace conurb::io {

inline void write_names(const city::NameTable& names, ByteWriter& out) {
  out.number(names.size());
  for (std::uint32_t i = 0; i < names.size(); ++i) out.text(names[i]);
}

/// Throws as ByteReader does, also where a name is there twice.
inline void read_names(city::NameTable& names, ByteReader& in) {
  const std::size_t count = in.count();
  if (count >= city::kNoName) ByteReader::fail();
  for (std::size_t i = 0; i < count; ++i) {
    if (names.intern(in.text()) != i) ByteReader::fail();
  }
}

}  // namespace conurb::io
