// SPDX-License-Identifier: Apache-2.0
// A district with its own sources behind a coupling switch, for the tests of micro-grids.
#pragma once

#include "plugins/energy/outage/microgrid.hpp"

namespace conurb::energy::testing {

inline constexpr double kKilowattHour = 3.6e6;

/// infeed 0 (20 kV) - bus 0 - line 0 - bus 1 with a load outside; transformer 0 from bus 1 to bus 2 (400 V);
/// the coupling switch 0 between buses 2 and 3; behind it, at the ends of lines 1 … 4 from bus 3:
///   bus 4: battery (storage 0: 200 kWh, 100 kVA, half full), diesel (generator 1: 80 kVA), sun (generator 2)
///   bus 5: hospital (load 1: 30 kW, priority 9)     bus 6: homes (loads 2, 3: 20 kW each, priority 1)
///   bus 7: shops (load 4: 40 kW, priority 0), half of it by constant impedance
Network district();

/// All units with their defaults, a tank of 500 l.
MicrogridOptions district_options(const Network& network);

/// `steps` of `dt_s` seconds with full load and no sun, and the grid away from step `first` on.
MicrogridSeries outage_from(std::size_t first, std::size_t steps, double dt_s);

}  // namespace conurb::energy::testing
