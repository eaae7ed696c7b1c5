// SPDX-License-Identifier: Apache-2.0
// Blocks: the faces of the street plan less the streets' corridors.
#pragma once

#include "plugins/generator/clip.hpp"
#include "plugins/generator/street_growth.hpp"
#include "plugins/generator/street_network.hpp"

namespace conurb::generator {

/// A straight piece of a link's corridor.
struct StreetStrip {
  Strip strip;
  std::uint32_t link = kNone;
};

/// A block under construction; sides are tagged with the link that runs along them, -1 for none.
struct Block {
  TaggedPolygon outline;
  Face face = 0;
  bool city = false;
  Zone zone = Zone::rural;
  std::uint32_t district = kNone;
  double surface{};  ///< m2
  Vec centre;
  std::vector<StreetStrip> streets;  ///< around the block; of blocks in the city
};

/// The link whose corridor's edge runs along the side a-b, kNone if none does.
[[nodiscard]] std::uint32_t link_along(Point a, Point b, const std::vector<StreetStrip>& streets);

/// All blocks, by face; the same for any `parallel`. Pieces under 150 m2 are left to the streets.
[[nodiscard]] std::vector<Block> make_blocks(const StreetPlan& plan, const std::vector<std::uint8_t>& city,
                                             const Network& network, const ParallelFor& parallel);

}  // namespace conurb::generator
