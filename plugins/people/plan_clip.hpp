// SPDX-License-Identifier: Apache-2.0
// Unions, differences and offsets by Angus Johnson's Clipper library (polyclipping 6, Boost licence), which
// works on whole numbers as the plan does; its headers stay behind this file. Rings that go in may cross
// themselves and each other: what they wind around is inside. Any thread.
#pragma once

#include "plugins/people/plan.hpp"

namespace conurb::people {

/// What lies in any of the rings (holes, being clockwise, taken out), without crossings.
[[nodiscard]] std::vector<Ring> joined(std::span<const Ring> rings);
[[nodiscard]] std::vector<Ring> joined(std::span<const Ring> a, std::span<const Ring> b);
[[nodiscard]] std::vector<Ring> common(std::span<const Ring> a, std::span<const Ring> b);
[[nodiscard]] std::vector<Ring> without(std::span<const Ring> a, std::span<const Ring> b);

/// All places within `by` mm of what `joined` gave, or of the places of rings that enclose nothing; round
/// corners are drawn inside of the true arc, by at most 0.1 m.
[[nodiscard]] std::vector<Ring> widened(std::span<const Ring> rings, std::int64_t by);

/// The pieces of what `rings` enclose that share ground with `core`, or the only one; each an outer ring
/// followed by its holes, which are left out below `least_hole` mm2.
[[nodiscard]] std::vector<Ring> pieces_around(std::span<const Ring> rings, std::span<const Ring> core,
                                              double least_hole);

/// Area, mm2, of rings that do not cross, holes counting negative.
[[nodiscard]] double area_of(std::span<const Ring> rings);

}  // namespace conurb::people
