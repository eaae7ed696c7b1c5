// SPDX-License-Identifier: Apache-2.0
// What power flows on one network are calculated with, kept from one to the next.
#pragma once

#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

/// `network` must outlive it. The injections are the caller's to fill before a flow. Not thread-safe.
struct FlowWorkspace {
  explicit FlowWorkspace(Network& network) : grid(network, process(network)), flow(network, grid) {}
  FlowWorkspace(const FlowWorkspace&) = delete;
  FlowWorkspace& operator=(const FlowWorkspace&) = delete;

  Grid grid;
  Injections injections;
  PowerFlow flow;
  Voltages voltages;
};

}  // namespace conurb::energy
