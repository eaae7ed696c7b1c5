// SPDX-License-Identifier: Apache-2.0
// One network of the pieces that were planned by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/synthesis/medium_voltage.hpp"
#include "plugins/energy/synthesis/synthesis.hpp"

namespace conurb::energy::synthesis {

/// What stations and substations are called, by their numbers from 0.
[[nodiscard]] std::string station_name(std::int32_t station);
[[nodiscard]] std::string substation_name(std::int32_t substation);

/// Substations first, then stations in their order. `stations_of[s]` are the stations of substation s, as its
/// net numbers them. Loads are set to their shares of the city's peak. Moves the stations' networks out.
[[nodiscard]] Synthesis assemble(std::size_t buildings, const SynthesisOptions& options,
                                 std::vector<LowVoltageNet>& stations,
                                 std::vector<MediumVoltageNet>& substations,
                                 const std::vector<std::vector<std::int32_t>>& stations_of);

}  // namespace conurb::energy::synthesis
