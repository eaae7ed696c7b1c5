// SPDX-License-Identifier: Apache-2.0
// A whole grid at one moment: what its power flow, island by island, means for each row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/flows.hpp"

namespace conurb::energy {

inline constexpr Complex kNoPower{kUnknown, kUnknown};

/// An island that has no solution: its rows are as without supply.
struct UnsolvedIsland {
  std::int32_t bus = 0;    ///< the lowest
  std::int32_t buses = 0;  ///< how many
  std::string reason;      ///< for people
};

/// By row of the network; NaN where there is no supply.
struct GridState {
  std::vector<double> voltage, angle;   ///< by bus: of the nominal voltage, rad
  std::vector<std::uint8_t> energised;  ///< by bus
  std::vector<BranchFlow> line, transformer;
  std::vector<std::uint8_t> line_live, transformer_live;  ///< with supply at an end that is closed
  std::vector<double> line_loading, transformer_loading;  ///< NaN also where there is no limit
  std::vector<Complex> through_switch;                    ///< VA, from its bus on; NaN of open ones
  std::vector<Complex> generator;                         ///< VA fed in
  std::vector<UnsolvedIsland> unsolved;
};

}  // namespace conurb::energy
