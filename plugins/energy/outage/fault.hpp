// SPDX-License-Identifier: Apache-2.0
// A fault and what it does at once: which breakers trip, who is dark, and which switches cut it out. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/outage/switch_graph.hpp"
#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

struct Fault {
  enum class Kind : std::uint8_t { line, transformer, bus };
  Kind kind = Kind::line;
  std::int32_t row = 0;
};

struct FaultEffect {
  std::int32_t zone = kNone;  ///< that is lost with it
  bool energised = false;     ///< it had supply; else nothing trips
  std::vector<Device>
      tripped;  ///< breakers, and infeeds that no breaker stands before (their own protection)
  std::vector<std::int32_t> dark_buses;  ///< had supply and have none
  double dark_customers = 0, dark_power = 0;
  double faulted_customers = 0, faulted_power = 0;  ///< of these, in the zone itself: dark until repair
  std::vector<std::int32_t> isolation;  ///< switches around the zone that are closed after the trip
  std::vector<std::int32_t> locked;     ///< all switches around it: open until repair
};

/// The zone of what fails. Throws InputError where there is no such row, or it is out of service.
[[nodiscard]] std::int32_t zone_of(const Zones& zones, const Fault& fault);

/// What opens on faults in these zones at once: breakers with an infeed beyond, without a way through a
/// fault, and infeeds that no breaker stands before. Infeeds first, each kind ascending.
[[nodiscard]] std::vector<Device> tripped_by(const Network& network, const Zones& zones,
                                             const Positions& positions,
                                             std::span<const std::int32_t> faulted);

/// From the fault outwards, a current is broken by the first breaker on the way to each infeed. `positions`
/// is the state before.
[[nodiscard]] FaultEffect effect_of(const Network& network, const Zones& zones, const ZoneLoads& loads,
                                    const Fault& fault, const Positions& positions);

/// The state after the trip.
[[nodiscard]] Positions after_trip(const FaultEffect& effect, Positions positions);

}  // namespace conurb::energy
