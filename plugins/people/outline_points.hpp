// SPDX-License-Identifier: Apache-2.0
// Points along outlines that stand for them in a Voronoi diagram.
#pragma once

#include "plugins/people/nearest_ground.hpp"

namespace conurb::people {

struct Site {
  Place place;
  std::uint32_t owner = 0;
  auto operator<=>(const Site&) const = default;
};

/// Corners and, between them, points of the sides in the window, each place once; ascending.
[[nodiscard]] std::vector<Site> outline_points(std::span<const Outline> outlines, const Box& window);

}  // namespace conurb::people
