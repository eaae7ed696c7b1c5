// SPDX-License-Identifier: Apache-2.0
// What both levels are built of: a network, and what its buses and switches are there for.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/synthesis/options.hpp"
#include "plugins/energy/synthesis/roles.hpp"

namespace conurb::energy::synthesis {

/// What a switch can do, and from where.
enum class SwitchGear : std::uint8_t {
  load_break,         ///< by hand; breaks no fault
  remote_load_break,  ///< the same, from the control room
  fuse,               ///< blows on a fault; put back by hand
  circuit_breaker,    ///< with protection, from the control room
};

struct NetworkPiece {
  Network network;
  std::vector<BusRole> bus_role;
  std::vector<SwitchRole> switch_role;

  /// Returns the bus' row.
  std::int32_t add_bus(double x, double y, double voltage, BusRole role, const SynthesisOptions& options) {
    Bus bus;
    bus.nominal_voltage = voltage;
    bus.v_min = options.v_min;
    bus.v_max = options.v_max;
    bus.x = x;
    bus.y = y;
    network.buses.push_back(std::move(bus));
    bus_role.push_back(role);
    return row_of(network.buses.size()) - 1;
  }

  /// At `bus`, of an element of `kind`. Open where its role is to be open in operation.
  void add_switch(Switch::Kind kind, std::int32_t bus, std::int32_t element, SwitchGear gear,
                  SwitchRole role) {
    Switch s;
    s.kind = kind;
    s.bus = bus;
    s.element = element;
    s.closed = role != SwitchRole::busbar_tie && role != SwitchRole::open_point;
    s.breaker = gear == SwitchGear::fuse || gear == SwitchGear::circuit_breaker;
    s.remote = gear == SwitchGear::remote_load_break || gear == SwitchGear::circuit_breaker;
    network.switches.push_back(std::move(s));
    switch_role.push_back(role);
  }
};

}  // namespace conurb::energy::synthesis
