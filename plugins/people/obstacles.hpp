// SPDX-License-Identifier: Apache-2.0
// Streets, tracks and water, as rings that are cut out of the ground.
#pragma once

#include "plugins/people/box_index.hpp"
#include "plugins/people/parcels.hpp"

namespace conurb::people {

class Obstacles {
 public:
  /// Of those that meet `city`.
  Obstacles(const Ground& ground, const Box& city);
  /// Rings of the streets and tracks that meet `box`; they lie over each other.
  [[nodiscard]] std::vector<Ring> strips_in(const Box& box) const;
  /// Rings of the water in `box`. Takes as long as the outlines that meet it are: cut them for a quarter
  /// first, then for its buildings.
  [[nodiscard]] std::vector<Ring> water_in(const Box& box) const;

 private:
  std::vector<std::vector<Ring>> water_;  // by area
  std::vector<Box> water_boxes_;
  std::vector<Ring> strips_;
  BoxIndex strip_index_{{}};
};

/// The parts of rings in a box; see cut_to_box.
[[nodiscard]] std::vector<Ring> parts_in(std::span<const Ring> rings, const Box& box);

}  // namespace conurb::people
