// SPDX-License-Identifier: Apache-2.0
// Copies geometry from one store to the end of another, with new owners.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::io {

/// Where the geometries and surfaces of the source went; kNone for what was left out.
struct AppendedGeometry {
  std::vector<std::uint32_t> geometry;
  std::vector<std::uint32_t> surface;
};

/// Appends the geometries of `source` whose owner has a new one in `owners` (kNone: leave out), in their order, and all
/// templates. Vertices that nothing uses any more are left behind. Throws Error(limit) as the store does.
AppendedGeometry append_geometry(city::GeometryStore& target, const city::GeometryStore& source,
                                 std::span<const std::uint32_t> owners);

}  // namespace conurb::io
