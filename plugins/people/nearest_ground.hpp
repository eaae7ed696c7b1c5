// SPDX-License-Identifier: Apache-2.0
// Which ground is nearer to one outline than to any other: cells of a Voronoi diagram of points along the
// outlines (Boost.Polygon's sweep line, exact predicates on whole numbers), joined by owner. Points stand the
// closer the nearer another owner is, so that a border is off by at most kOff; within it borders are made
// straight.
#pragma once

#include "plugins/people/plan.hpp"

namespace conurb::people {

inline constexpr double kOff = 100;            // mm, of a border from the true middle
inline constexpr std::int64_t kWidest = 2000;  // mm, between points along an outline
/// Beyond it another owner has no influence on where points stand, mm: kWidest^2 = 8 kOff (d - kWidest / 2).
inline constexpr std::int64_t kSeen = 6000;

/// A footprint and whose it is. Where two share a place, the lower owner has it.
struct Outline {
  std::vector<Ring> rings;
  std::uint32_t owner = 0;
};

/// For each of the `wanted` owners (ascending) the rings of its ground, counter-clockwise, holes clockwise;
/// none if other owners have all of its places. It is right within `reach` / 2 mm of their outlines if
/// `outlines` has all that are within `reach` of these; what is farther than `reach` + kSeen + kWidest makes
/// no difference. Any thread.
[[nodiscard]] std::vector<std::vector<Ring>> nearest_ground(std::span<const Outline> outlines,
                                                            std::span<const std::uint32_t> wanted,
                                                            std::int64_t reach);

}  // namespace conurb::people
