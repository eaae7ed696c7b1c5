// SPDX-License-Identifier: Apache-2.0
// Which lanes of an approach lead to which of its turns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport::synthesis {

/// Lanes first … last of an approach, from the kerb, lead to one turn.
struct LaneShare {
  std::int32_t first = 0, last = 0;
  enum class Align : std::uint8_t { kerb, middle_of_road, onward } align = Align::kerb;
};

/// Deals out `lanes` over turns that are ordered from the near side to the far one and lead to roads of
/// `targets` lanes. `onward` is the place of the turn that goes straight on, kNone where there is none; then
/// `nears` of the turns are to the near side. `far_lane`: the innermost lane is for far turns alone.
/// Every lane gets a turn, every turn a lane; lanes of different turns never cross.
[[nodiscard]] std::vector<LaneShare> lane_shares(std::int32_t lanes, std::span<const std::int32_t> targets,
                                                 std::int32_t onward, std::int32_t nears, bool far_lane);

/// Lane of a road with `target` lanes that lane `lane` of a share leads to.
[[nodiscard]] std::int32_t lane_beyond(const LaneShare& share, std::int32_t lanes, std::int32_t lane,
                                       std::int32_t target);

}  // namespace conurb::transport::synthesis
