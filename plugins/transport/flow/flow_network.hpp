// SPDX-License-Identifier: Apache-2.0
// A road network as the flow model drives on it: constant arrays in whole millimetres and milliseconds. Lanes
// of a link that lead to the same links and admit the same classes are one lane group: one queue, so that a
// queue of left-turners does not stop those who go straight on. A movement leads from a group to a link; a
// turn is what a route is made of: from a link to the next one, with all movements that do it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/transport/flow/driving.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

struct FlowLink {
  std::int32_t first_group = 0, groups = 0;
  std::int32_t first_turn = 0, turns = 0;  ///< the first one ends the trip here
  std::int32_t length = 0;                 ///< mm
  std::int32_t junction = kNone;           ///< where it ends
};

struct LaneGroup {
  std::int32_t link = kNone;
  std::int32_t lanes = 1;
  std::int32_t first_lane = 0;  ///< within the link
  ClassSet allowed = kEveryClass;
  std::int32_t storage = 0;  ///< mm of lanes
  std::int32_t pace = 0;     ///< us/m in free flow
  Milliseconds wave = 0;     ///< until the space of one who left can be taken at the entry
  std::int32_t first_movement = 0, movements = 0;
};

/// A stream that goes first, with what who yields has to know of it: all of it lies together, since a
/// junction is looked at more often than passed.
struct Foe {
  std::int32_t movement = kNone;
  std::int32_t group = kNone;  ///< of the movement
  std::int32_t to = kNone;     ///< link to which it goes in the end
  Milliseconds lead = 0;       ///< from its stop line to the one before the place where paths meet
  Milliseconds clear = 0;      ///< as the movement's
  std::uint16_t join = 0;      ///< ms, as the movement's
  std::uint8_t links = 0;      ///< short links between those two lines; 0: it is the same line
  Right right = Right::major;
};

/// From a lane group over a junction to the next link. One cache line.
struct alignas(64) Movement {
  std::int32_t group = kNone;
  std::int32_t to = kNone;                    ///< link; kNone: trips end here
  std::int32_t light = kNone;                 ///< counted over all signals
  std::int32_t first_yield = 0, yields = 0;   ///< in FlowNetwork::foes: who goes first, and who feeds them
  std::int32_t first_cross = 0, crosses = 0;  ///< in FlowNetwork::foes: whose paths meet
  std::int32_t length = 0;                    ///< mm over the junction
  std::int32_t pace = 0;                      ///< us/m at the stop line and over the junction
  Milliseconds pass = 0;                      ///< over the junction, moving
  Milliseconds gap = 0;                       ///< critical gap, from standing
  Milliseconds gap_inside = 0;                ///< of who waits on the junction
  Milliseconds clear = 0;                     ///< from the stop line until the conflict area is free again
  std::uint16_t approach_loss = 0;            ///< ms, by braking for the turn or for sight
  std::uint16_t join = 0;    ///< ms that who joins this stream from standing needs to reach its speed
  std::uint16_t weight = 1;  ///< share of a full link that it gets where others want in (Daganzo, 1995)
  Right right = Right::major;
  std::uint8_t lands = 0;   ///< lane groups of `to` that its lanes lead into: bits, see group_bit()
  std::uint8_t inside = 0;  ///< vehicles that may wait on the junction for a gap while the light is green
};
static_assert(sizeof(Movement) == 64);

/// Bit of a lane group among those of its link, counted from the link's first; all beyond the seventh share
/// one.
[[nodiscard]] constexpr std::int32_t group_bit(std::int32_t group_of_link) {
  return 1 << (group_of_link < 7 ? group_of_link : 7);
}

/// From one link to the next one of a route.
struct LinkTurn {
  std::int32_t from = kNone, to = kNone;
  std::int32_t first = 0, count = 0;  ///< rows of FlowNetwork::turn_movements
  std::int32_t first_group = 0;       ///< of `from`
};

struct FlowNetwork {
  DrivingRules rules = {};
  std::vector<FlowLink> links = {};
  std::vector<LaneGroup> groups = {};
  std::vector<Movement> movements = {};
  std::vector<Foe> foes = {};
  std::vector<LinkTurn> turns = {};
  std::vector<std::int32_t> turn_movements = {};
  std::vector<Signal> signals = {};
  std::vector<std::int32_t> first_light = {};   ///< by signal, and one past the last
  std::vector<std::int32_t> light_signal = {};  ///< by light

  /// The turn between two links; kNone: they are not connected. `to` = kNone: the end of a trip.
  [[nodiscard]] std::int32_t turn_between(std::int32_t from, std::int32_t to) const;
};

/// Throws InputError where a row names another that is not there, a length or a speed is not above zero, or a
/// link is longer than 100 km.
[[nodiscard]] FlowNetwork flow_network(const RoadNetwork& roads, const DrivingRules& rules = {});

}  // namespace conurb::transport
