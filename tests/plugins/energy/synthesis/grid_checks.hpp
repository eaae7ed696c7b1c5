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

/// Every bit of every field, one after another; a field that is added and left out does not compile.
[[nodiscard]] std::string bits(const Synthesis& grid);

/// Work on `count` threads, which take pieces from the last to the first: another order than that of one
/// thread even where the pieces are too small for a second thread to get any.
[[nodiscard]] ParallelFor on_threads(int count);

}  // namespace conurb::energy::test
