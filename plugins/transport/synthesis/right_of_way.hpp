// SPDX-License-Identifier: Apache-2.0
// Who crosses whom at a junction, and who then goes first.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/synthesis/roads.hpp"

namespace conurb::transport::synthesis {

/// A link that comes to a junction.
struct Approach {
  enum class Sign : std::uint8_t { none, give_way, stop };
  std::int32_t link = kNone, way = kNone;
  std::int32_t rank = 0;  ///< of its road at this junction: higher goes first
  Sign sign = Sign::none;
  Vec heading = {};
  std::int32_t stage = kNone;  ///< of the signal: those of one stage have green together
};

/// A junction while its rules are made.
struct Meeting {
  std::int32_t junction = kNone;
  std::vector<Approach> approaches;       ///< by row of their ways
  std::vector<std::int32_t> connections;  ///< rows; those of one approach stand together
  std::vector<std::int32_t> approach_of;  ///< by place in `connections`
  bool mini_roundabout = false;
};

/// Ahead, against, from the right or from the left of one another.
enum class Side : std::uint8_t { along, right, opposite, left };
/// Where `other` comes from, as seen from `one`.
[[nodiscard]] Side side_of(const Approach& one, const Approach& other);

/// All approaches of the junction with their connections, ranks and signs.
[[nodiscard]] Meeting meeting_at(const Draft& draft, const Roads& roads, std::int32_t junction);

/// Fills `crosses` of the meeting's connections. False where too many streets meet to tell.
[[nodiscard]] bool find_crossings(const Draft& draft, Roads& roads, const Meeting& meeting);

/// Fills `yields_to` and `right`, and the control of the junction. Crossings and stages are known.
void settle_right_of_way(const Draft& draft, Roads& roads, Meeting& meeting);

}  // namespace conurb::transport::synthesis
