// SPDX-License-Identifier: Apache-2.0
// A road network to drive on out of the plain streets of a map or of a generated city: lanes, what they lead
// to, who goes first, signals with their programs. The rules, with their reasons and sources, stand in
// docs/transport-roads.md.
//
// 1. Streets that vehicles may use get lanes, a speed and a rank by their class (road_classes.hpp) where the
//    map does not tell.
// 2. Nodes that stand closer together than vehicles need between them become one junction (joining.hpp).
//    Streets inside it get no link: connections run across.
// 3. Links end at their stop lines (stop_lines.hpp); lanes are dealt out over the turns (turns.hpp).
// 4. Who yields to whom (right_of_way.hpp), and signals (signals.hpp).
//
// Not known and so not minded: banned turns, lanes that arrows dedicate to a turn, bus lanes, cycle paths.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/road_network.hpp"
#include "plugins/transport/synthesis/street_network.hpp"

namespace conurb::transport {

struct RoadSynthesisOptions {
  bool drives_left = false;
  double vehicle_space = 7.5;      ///< m of a queue that a vehicle takes; links are at least as long
  double join_length = 15;         ///< m between two nodes of one junction: room for two vehicles
  double signal_join_length = 30;  ///< m, where both nodes have a signal: the two sides of a wide road
  double approach_reach = 30;    ///< m from a signal or sign beside the road to the junction it is meant for
  double largest_junction = 60;  ///< m across
  std::int32_t turn_lane_from = 3;  ///< lanes of an approach with a signal, one of which is then for turns
                                    ///< across oncoming traffic alone
  double lateral_acceleration = 3;  ///< m/s2 in turns
  bool signals_at_major_crossings = false;  ///< also where no tag says so: secondary roads and above
  bool pedestrian_signals = false;          ///< keep signals where no streams of vehicles meet
};

struct RoadSynthesis {
  RoadNetwork roads;
  std::vector<std::int32_t> street_of_link;    ///< by link of `roads`: row of the streets
  std::vector<std::int32_t> link_of_street;    ///< kNone: not for vehicles, or inside a junction
  std::vector<std::int32_t> junction_of_node;  ///< kNone: no vehicle comes there
  /// By link: 1 in the largest part in which every link leads to every other one.
  std::vector<std::uint8_t> in_core;
  std::vector<Finding> findings;
};

/// Depends on its arguments alone, bit by bit. Throws InputError for options that cannot be meant and for
/// columns of different lengths; streets that cannot be used are left out with a finding. Time grows with the
/// number of links times its logarithm, and with the square of the streets that meet in one junction; of more
/// than 256 links into or out of one the rest leads nowhere.
[[nodiscard]] RoadSynthesis synthesize_roads(const StreetNetwork& streets,
                                             const RoadSynthesisOptions& options = {});

}  // namespace conurb::transport
