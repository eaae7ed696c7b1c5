// SPDX-License-Identifier: Apache-2.0
// Walls that stand against each other: faces of two buildings, or of two parts of one, that look at each
// other from less than 0.3 m in one plane. What they share is no outer wall: no wind and no sun, and next
// door is heated.
//
// Data with many buildings on one spot must not cost the square of their number. So
//  - a building whose walls are those of an earlier one, to the centimetre, is its copy: it is no neighbour
//    to anybody, and what covers the first covers it;
//  - a wall that is covered altogether is compared with no more walls;
//  - there are limits to the buildings that one building looks at and to the walls that one wall is compared
//    with, far above what real cities have. Where one is reached, the result says so.
// Walls that cover the same part of a wall all count there, up to its area.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/io/building_shell.hpp"

namespace conurb::io {

struct PartyWallOptions {
  double distance = 0.3;                ///< m, between the planes where the faces overlap
  double angle_deg = 10;                ///< between one normal and the other's opposite
  double smallest = 0.01;               ///< m2, overlaps below are none
  std::size_t most_neighbours = 2000;   ///< buildings whose boxes are near that a building looks at
  std::uint32_t most_candidates = 500;  ///< walls whose boxes are near that a wall is compared with
};

/// What of a wall is covered, m2. Never more than the wall has.
struct Covered {
  double by_neighbours = 0;      ///< by walls of other buildings
  double by_own_parts = 0;       ///< by walls of other parts of the same building
  std::uint32_t candidates = 0;  ///< walls that it was compared with
};

struct PartyWalls {
  std::vector<Covered> covered;        ///< of each face; zero for those that are no walls
  std::vector<std::uint32_t> copy_of;  ///< of each building: the earlier one whose walls it has; kNone
  std::vector<std::uint32_t> crowded;  ///< buildings, ascending, for which a limit was reached
};

/// Faces are ordered by building; `buildings` is how many there are. Time is near to linear in the number of
/// faces. Same input, same bits, for any number of threads.
[[nodiscard]] PartyWalls find_party_walls(const city::GeometryStore& store, city::Point3 origin,
                                          std::span<const ShellFace> faces, std::size_t buildings, Jobs& jobs,
                                          const PartyWallOptions& options = {});

}  // namespace conurb::io
