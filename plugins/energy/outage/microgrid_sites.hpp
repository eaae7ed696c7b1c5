// SPDX-License-Identifier: Apache-2.0
// Which micro-grids a city has at a moment: what lies behind each of its coupling switches when all of these
// are open, and whether the grid on the other side has supply. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

/// One coupling switch.
struct MicrogridSite {
  std::int32_t coupling = 0;
  bool at_bus = false;      ///< the part is at the switch's bus; else beyond
  std::int32_t inside = 0;  ///< the part, of the supply of `MicrogridSites`
  bool grid_there = false;
  std::string trouble = {};  ///< why it is operated like any other switch; empty: it parts a micro-grid
};

struct MicrogridSites {
  Zones zones;
  Supply supply;  ///< with all couplings open that have no trouble
  std::vector<MicrogridSite> sites;
};

/// On which side of a coupling its part was found before; none if it was not.
struct KnownSide {
  std::int32_t coupling = 0;
  bool at_bus = false;
};

/// Switches whose `coupling` is set, ascending, as `known` is. The part is the side without an infeed; where
/// neither has one (the grid is lost), the side known before, or else the only one with a source that can
/// form a grid. Couplings behind others, or several to one part, are in trouble. Throws what find_zones()
/// does.
[[nodiscard]] MicrogridSites microgrid_sites(const Network& network, const std::vector<KnownSide>& known);

}  // namespace conurb::energy
