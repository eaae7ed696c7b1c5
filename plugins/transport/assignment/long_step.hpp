// SPDX-License-Identifier: Apache-2.0
// A long step in the direction of some sweeps. Sweeps move flow between two ways at a time; where many pairs
// of ways, or of origins, share a link whose cost rises steeply, such moves nearly undo each other and come
// near the end in thousands of small steps of one direction. A line search along it does them at once, as
// parallel tangents do for Frank and Wolfe's method (Florian, Guelat, Spiess, Networks 17, 1987).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/assignment/bush.hpp"
#include "plugins/transport/assignment/link_costs.hpp"

namespace conurb::transport::assignment {

class LongStep {
 public:
  /// Keeps the flows of all bushes as they are before the sweeps.
  void remember(std::span<const Bush> bushes);

  /// After the sweeps: goes on as they went as long as the objective falls and no flow is negative. Bushes
  /// that are about to empty a link stay, for they would stop all others.
  void go_on(std::span<Bush> bushes, LinkCosts& costs);

 private:
  void find_direction(std::span<const Bush> bushes);
  [[nodiscard]] double length(const LinkCosts& costs) const;

  std::vector<double> before_;      // of all bushes' links, one bush after the other
  std::vector<double> direction_;   // of each link of the problem, per unit of length
  std::vector<std::uint8_t> goes_;  // of each bush
  double longest_ = 0;
};

}  // namespace conurb::transport::assignment
