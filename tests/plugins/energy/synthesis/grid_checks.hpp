// SPDX-License-Identifier: Apache-2.0
// What holds of every synthesised grid, for tests.
#pragma once

#include <string>
#include <vector>

#include "plugins/energy/synthesis/synthesis.hpp"

namespace conurb::energy::test {

/// The first thing wrong with columns, geometry, supply, radial operation or the sum of loads; empty if
/// nothing is.
[[nodiscard]] std::string faults(const Synthesis& grid, const CityBuildings& buildings);

/// A power flow of a network as it stands.
struct Solution {
  bool converged = false;
  std::vector<double> voltage;  ///< of the nominal one, by bus; 0 where there is no source
  std::vector<double> loading;  ///< lines, then transformers
};
[[nodiscard]] Solution solve(Network network, bool regulate = false);

/// The first bus or branch beyond its limit; empty if none is.
[[nodiscard]] std::string excess(const Network& network, const Solution& solution, double max_loading);

/// Equal in every bit of every number.
[[nodiscard]] bool same_bits(const Synthesis& a, const Synthesis& b);

}  // namespace conurb::energy::test
