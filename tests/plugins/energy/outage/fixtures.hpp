// SPDX-License-Identifier: Apache-2.0
// Grids that the tests of outages share, and what they check of every plan.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"

namespace conurb::energy::testing {

/// File of the shared data folder (CONURB_SHARED_DATA, default ../shared/data); may not exist.
std::filesystem::path shared_file(const std::string& name);

/// Whole file as text; empty if it cannot be read.
std::string read_text(const std::filesystem::path& path);

/// Lines of a comma-separated file; the first is the header.
std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path);

/// The 33-bus feeder of Baran and Wu ("Network reconfiguration in distribution systems for loss reduction and
/// load balancing", IEEE Trans. Power Delivery 4, 1989): 32 lines and 5 ties, 12.66 kV, 3.715 MW. A switch at
/// each end of each line, of a tie that at its `to` end open; the first switch of line 0 is a breaker. Rows
/// are the paper's numbers less one; the voltage band is 0.9 … 1.1.
Network baran_wu();
/// The switch at the `to` end of a line, which is the one that the ties are open at.
std::int32_t to_switch(const Network& network, std::int32_t line);

/// Two feeders of equal cables from one busbar with a tie between their ends, 10 kV, 50 Hz:
///   infeed 0 - bus 0 - line 0 - bus 1 - line 1 - bus 2 - (line 2, open) - bus 4 - line 4 - bus 3 - line 3 -
///   bus 0
/// with a switch at both ends of each line, breakers at bus 0, 100 kW at each of the buses 1 … 4.
Network two_feeders();

}  // namespace conurb::energy::testing
