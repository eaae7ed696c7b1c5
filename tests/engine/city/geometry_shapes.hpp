// SPDX-License-Identifier: Apache-2.0
// Simple solids for the geometry tests.
#pragma once

#include <array>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

using Faces = std::vector<std::vector<std::uint32_t>>;

/// Corners of an axis-parallel box are numbered 0..3 anticlockwise at the bottom, 4..7 above them.
inline const Faces kBoxOutward = {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4},
                                  {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}};

inline std::uint32_t add_box(GeometryStore& store, std::array<std::int32_t, 3> low,
                             std::array<std::int32_t, 3> high) {
  const std::uint32_t first = store.vertex_count();
  for (const std::int32_t z : {low[2], high[2]}) {
    store.add_vertex(low[0], low[1], z);
    store.add_vertex(high[0], low[1], z);
    store.add_vertex(high[0], high[1], z);
    store.add_vertex(low[0], high[1], z);
  }
  return first;
}

inline void add_faces(GeometryStore& store, const Faces& faces, std::uint32_t first) {
  for (const auto& face : faces) {
    for (const std::uint32_t corner : face) store.add_index(first + corner);
    store.end_ring();
    store.end_surface();
  }
}

inline Faces reversed(Faces faces) {
  for (auto& face : faces) face = {face.rbegin(), face.rend()};
  return faces;
}

/// A solid of one shell; tile 0 is in steps of `scale` metres.
inline std::uint32_t add_solid(GeometryStore& store, const Faces& faces, std::uint32_t first) {
  add_faces(store, faces, first);
  store.end_shell();
  store.end_solid();
  return store.end_geometry(GeometryType::solid, kNoName, 0, 0);
}

}  // namespace conurb::city
