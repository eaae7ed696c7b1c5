// SPDX-License-Identifier: Apache-2.0
// What must hold of every restoration plan, looked at without the code that made it: buses and branches of a
// network whose switches are set one after the other.
#pragma once

#include <span>
#include <vector>

#include "plugins/energy/outage/restoration.hpp"

namespace conurb::energy::testing {

/// A network as its switches stand.
struct StateSeen {
  std::int32_t loops = 0;       ///< through branches, closed switches and sources beyond those of a forest
  std::vector<bool> bus_alive;  ///< by bus
  double supplied = 0;          ///< customers
  bool legal = false;           ///< has a power flow, in the buses' voltage bands and the ratings of all
};
StateSeen look_at(Network network, std::span<const double> customers);
/// Whether the element that failed is under voltage from either end.
bool fault_is_alive(const Network& network, const Fault& fault, const StateSeen& seen);

/// Replays the plan and fails the test where a step is illegal, makes a loop, feeds the fault, or does not
/// report what it does; where the customers do not add up; and where the way back does not end in the normal
/// state.
void check_plan(const Network& network, const Fault& fault, std::span<const double> customers,
                const RestorationPlan& plan);

}  // namespace conurb::energy::testing
