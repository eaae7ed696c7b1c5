// SPDX-License-Identifier: Apache-2.0
// Solids of LoD2 over a footprint: closed shells with outward normals. Footprints are simple and
// counter-clockwise; heights in m above the vertical datum.
#pragma once

#include <array>
#include <span>

#include "plugins/generator/city.hpp"

namespace conurb::generator {

/// Corners counter-clockwise: front left, front right, back right, back left. Profile roofs need the back
/// parallel to the front, hipped ones a rectangle; then all their surfaces are plane (to the millimetre).
using Quad = std::array<Point, 4>;

/// A point of a roof's profile: share of the way from front to back, height.
struct ProfilePoint {
  double t{};
  double z{};
};

/// Walls and flat roof over any footprint.
void add_prism(Shells& shells, std::span<const Point> footprint, double ground, double top);
/// A roof of constant profile along the front: gabled, shed, mansard, sawtooth. `profile` leads from t = 0
/// to 1.
void add_profile_solid(Shells& shells, const Quad& quad, double ground,
                       std::span<const ProfilePoint> profile);
/// A hipped roof of equal slopes; a pyramid over a square.
void add_hipped_solid(Shells& shells, Quad quad, double ground, double eaves, double rise);
/// A mansard roof with a flat top, its slopes `inset` m wide, over any footprint. False, and nothing added,
/// if a side is too short for that.
[[nodiscard]] bool add_inset_solid(Shells& shells, std::span<const Point> footprint, double ground,
                                   double eaves, double rise, double inset);

/// Volume in m3 of a shell (divergence theorem over fans of its surfaces).
[[nodiscard]] double volume(const Shells& shells, std::size_t shell);

}  // namespace conurb::generator
