// SPDX-License-Identifier: Apache-2.0
// Copies geometry from one store to the end of another, with new owners.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::io {

/// Where the geometries and surfaces of the source went; kNone for what was left out.
struct AppendedGeometry {
  std::vector<std::uint32_t> geometry;
  std::vector<std::uint32_t> surface;
};

/// Appends the geometries of `source` whose owner has a new one in `owners` (kNone: leave out), in their
/// order, behind the templates that they are instances of. Vertices and templates that nothing uses any more
/// are left behind. Throws Error(limit) as the
/// store does.
AppendedGeometry append_geometry(city::GeometryStore& target, const city::GeometryStore& source,
                                 std::span<const std::uint32_t> owners);

/// The same geometry with other coordinates, in steps of a millimetre around the mean of the new places;
/// numbers of geometries, surfaces and semantics stay. `convert` takes world coordinates; template vertices
/// (which are relative) are multiplied by `template_scale`. Throws Error(bad_data) if the places spread
/// further than 2,000 km.
[[nodiscard]] city::GeometryStore convert_geometry(
    const city::GeometryStore& source, const std::function<city::Point3(const city::Point3&)>& convert,
    double template_scale);

}  // namespace conurb::io
