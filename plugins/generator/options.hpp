// SPDX-License-Identifier: Apache-2.0
// What a caller may choose about a generated city, and how the generator asks for parallel work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace conurb::generator {

/// Pattern of the streets.
enum class Style : std::uint8_t {
  grid,     ///< one lattice of straight streets
  organic,  ///< grown: streets follow river, centre and chance
  radial,   ///< an old ring in the middle, spokes and rings around it
};

struct Options {
  double population = 20000;  ///< residents, 2,000 to 10,000,000
  std::uint64_t seed = 1;
  Style style = Style::organic;
};

/// Calls body(i) once for each i in 0..count-1, in any order and on any threads, and returns when all are
/// done. An exception of a body reaches the caller. Results never depend on order or threads.
using ParallelFor =
    std::function<void(std::size_t count, const std::function<void(std::size_t index)>& body)>;

/// Runs everything in order on the calling thread.
inline void serial_for(std::size_t count, const std::function<void(std::size_t index)>& body) {
  for (std::size_t i = 0; i < count; ++i) body(i);
}

}  // namespace conurb::generator
