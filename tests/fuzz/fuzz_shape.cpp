// SPDX-License-Identifier: Apache-2.0
// Any bytes as a geometry of a city file, read as the shape that the first byte names: refused, or read.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/store/wkb.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using conurb::city::Shape;
  if (size == 0) return 0;
  constexpr Shape kShapes[] = {Shape::point, Shape::line, Shape::polygon};
  const std::span<const std::byte> blob(reinterpret_cast<const std::byte*>(data + 1), size - 1);
  std::vector<double> coordinates;
  try {
    conurb::store::decode_shape(kShapes[data[0] % 3], blob, {}, coordinates);
  } catch (const conurb::Error&) {
  }
  return 0;
}
