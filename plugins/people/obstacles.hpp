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
  /// Rings of what meets `box`, water only as far as it lies in it; several may lie over each other.
  [[nodiscard]] std::vector<Ring> in(const Box& box) const;

 private:
  std::vector<std::vector<Ring>> water_;  // by area
  std::vector<Box> water_boxes_;
  std::vector<Ring> strips_;
  BoxIndex strip_index_{{}};
};

}  // namespace conurb::people
