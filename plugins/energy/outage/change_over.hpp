// SPDX-License-Identifier: Apache-2.0
// From one set of switch positions to another by single operations, so that the grid is radial after each:
// back to the normal state after a repair, or over to one of less loss. What is closed although both its
// sides have supply goes with an opening in the loop that it would make; between two forests there always is
// such an opening (the exchange property of their matroid), so the way never gets stuck.
#pragma once

#include <vector>

#include "plugins/energy/outage/part_search.hpp"

namespace conurb::energy {

struct Operation {
  Device device;
  bool close = false;
};

/// Operations from `from` to `to`. With Loops::never the opening goes first and what is beyond it is dark
/// for a while; else the closing does. Of the pairs possible, that with least beyond the limits after it
/// comes first, then that which interrupts least. Switches that part nothing come last.
[[nodiscard]] std::vector<Operation> change_over(const SearchContext& context, const Positions& from,
                                                 const Positions& to, Loops loops);

}  // namespace conurb::energy
