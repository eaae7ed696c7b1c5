// SPDX-License-Identifier: Apache-2.0
// A primary substation and its open rings: a network of its own, sized until it is legal in operation and
// with any one ring cable or transformer out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/synthesis/low_voltage.hpp"
#include "plugins/energy/synthesis/rings.hpp"
#include "plugins/energy/synthesis/roads.hpp"

namespace conurb::energy::synthesis {

/// Bus 0 is high voltage, with the slack generator; 1 and 2 are the sections of the medium-voltage busbar,
/// each behind a transformer, with an open tie between them; 3 + i is that of station i. A ring leaves
/// section 1, passes its stations and comes back to section 2, and is parted at one leg.
struct MediumVoltageNet : NetworkPiece {
  struct Ring {
    std::vector<std::int32_t> stations;  ///< in their order from section 1
    std::int32_t first_line = 0;         ///< one more line than stations
    std::int32_t open_line = 0;
    std::int32_t step = 0;  ///< rung of the ladder of cables
    Demand demand;
  };

  std::vector<Ring> rings;
  std::vector<Demand> line_demand;  ///< that a line carries with its ring fed from one side, at worst
  std::int32_t transformer_step = 0;
  Demand demand;
  std::string trouble;  ///< why it could not be made legal; empty: it is
};

/// Where a substation is and what it feeds. Stations have p and q set.
struct SubstationCase {
  const StreetGraph& streets;
  const Roads& roads;
  const SynthesisOptions& options;
  std::int32_t vertex = 0;  ///< of the streets; a stop of `roads`
  std::vector<const LowVoltageNet*> stations;
};

[[nodiscard]] MediumVoltageNet lay_substation(const SubstationCase& substation, const ParallelFor& parallel);

/// Raises cables and transformers until voltages and loadings are legal; leaves taps where they then stand.
void make_legal(MediumVoltageNet& net, const SubstationCase& substation);

/// Share of its own peak that a station draws at the peak of `group`.
[[nodiscard]] double share_of_own_peak(const LowVoltageNet& station, const Demand& group);

}  // namespace conurb::energy::synthesis
