// SPDX-License-Identifier: Apache-2.0
// Walls that stand against each other: faces of two buildings, or of two parts of one, that look at each
// other from less than 0.3 m in one plane. What they share is no outer wall: no wind and no sun, and next
// door is heated.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/io/building_shell.hpp"

namespace conurb::io {

struct PartyWallOptions {
  double distance = 0.3;   ///< m, between the planes where the faces overlap
  double angle_deg = 10;   ///< between one normal and the other's opposite
  double smallest = 0.01;  ///< m2, overlaps below are none
};

/// What of a wall is covered, m2. Never more than the wall has.
struct Covered {
  double by_neighbours = 0;  ///< by walls of other buildings
  double by_own_parts = 0;   ///< by walls of other parts of the same building
};

/// Covered area of each face (zero for those that are no walls). Faces are ordered by building; `buildings`
/// is how many there are. Time is near to linear in the number of faces. Same input, same bits, for any
/// number of threads.
[[nodiscard]] std::vector<Covered> find_party_walls(const city::GeometryStore& store, city::Point3 origin,
                                                    std::span<const ShellFace> faces, std::size_t buildings,
                                                    Jobs& jobs, const PartyWallOptions& options = {});

}  // namespace conurb::io
