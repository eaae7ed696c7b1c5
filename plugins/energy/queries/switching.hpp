// SPDX-License-Identifier: Apache-2.0
// The network that plans of switching are made on, and the way back from its switches to rows of tables.
// Files without any switch leave planners nothing to operate: there every line gets one at each end, and an
// operation of a plan names the line and the bus at that end. What a person must know of such assumptions is
// said in words.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

struct SwitchedNetwork {
  Network network;
  std::size_t own_switches = 0;  ///< those of the tables come first, in their rows
  std::string assumed = {};      ///< for people; empty: nothing
};

/// Gives a network without a switch (rows that join nothing do not count) one at each end of each line, where
/// lines out of service become open ties; and a network without a breaker those next to its infeeds. Throws
/// InputError as process() does.
[[nodiscard]] SwitchedNetwork with_switches(Network network);

/// What a table has of a device. One of switch, line and generator is there.
struct Operated {
  std::int32_t own_switch = kNone;  ///< row of power_switch
  std::int32_t line = kNone;        ///< whose end is meant, of a switch that is assumed
  std::int32_t generator = kNone;   ///< an infeed and its own protection
  std::int32_t bus = kNone;         ///< where it is done
};
[[nodiscard]] Operated operated(const SwitchedNetwork& switched, Device device);

}  // namespace conurb::energy
