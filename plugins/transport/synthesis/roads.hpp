// SPDX-License-Identifier: Apache-2.0
// The network while it is made, and what the lanes of its links lead to: the turns of a junction and how
// lanes are dealt out over them.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/synthesis/draft.hpp"

namespace conurb::transport::synthesis {

/// Of turns that meet on one right of way the lower one goes first. The near side is the one that traffic
/// keeps to: a near turn follows the kerb, a far turn crosses oncoming traffic.
enum class TurnRank : std::uint8_t { onward, near, far, back };

/// Links that enter and leave a junction beyond this number are not joined.
inline constexpr std::size_t kMostWays = 256;
/// Of more streets than this in one junction nobody works out who crosses whom.
inline constexpr std::size_t kMostApproaches = 24;

/// The network while it is made. Links are those of the draft's ways that are not inner, in their order.
struct Roads {
  RoadNetwork net = {};
  std::vector<std::int32_t> way_of_link, link_of_way;
  std::vector<TurnRank> rank_of;               ///< by connection
  std::vector<std::int32_t> first_turn = {0};  ///< connections of link i are first_turn[i] … [i + 1] - 1
};

/// Junctions, links and lanes, without connections.
[[nodiscard]] Roads roads_of(const Draft& draft, FindingList& findings);

/// The connections of each link with their turns, lengths and speeds.
void add_turns(const Draft& draft, Roads& roads, FindingList& findings);

/// In the middle of a lane, where it begins or ends.
[[nodiscard]] Vec lane_middle(const Draft& draft, const Way& way, std::int32_t lane, bool at_end);

/// Whether a signal stands at the junction.
[[nodiscard]] bool has_signal(const Draft& draft, std::int32_t junction);

}  // namespace conurb::transport::synthesis
