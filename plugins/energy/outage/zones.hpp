// SPDX-License-Identifier: Apache-2.0
// A grid as its switches part it. A zone is what hangs together whatever the switches do: buses, and lines
// and transformers up to their switches. A fault takes its whole zone, a switch joins two zones, and an
// infeed (a generator whose control is slack: the grid beyond) joins its zone to the root, which is always
// alive. So a grid is radial where its zones and closed switches form a forest, and a zone has supply where
// it hangs together with the root: a loop and two infeeds that are joined are the same thing here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

struct Zones {
  /// The zones that a switch joins: that at its bus and that beyond. None, or the same, where it parts
  /// nothing: an end is out of service, or there is a way around it that no switch closes.
  struct Sides {
    std::int32_t at_bus = kNone, beyond = kNone;
    [[nodiscard]] bool parts() const { return at_bus != kNone && beyond != kNone && at_bus != beyond; }
    [[nodiscard]] bool touches(std::int32_t zone) const { return at_bus == zone || beyond == zone; }
  };
  std::int32_t count = 0;
  std::vector<std::int32_t> of_bus, of_line, of_transformer;  ///< none: out of service
  std::vector<Sides> of_switch;
  std::vector<std::int32_t> of_generator;  ///< of infeeds in service; none for all other generators

  [[nodiscard]] std::int32_t root() const { return count; }
};

/// A zone of a line or transformer between its switches has no bus. Two switches at one end of an element are
/// in series, with an empty zone between them. Throws InputError as process() does.
[[nodiscard]] Zones find_zones(const Network& network);

/// Where all switches and infeeds stand: 1 is closed, or on. By row.
struct Positions {
  std::vector<std::uint8_t> switches;
  std::vector<std::uint8_t> infeeds;  ///< by generator; 0 for those that are none

  [[nodiscard]] bool operator==(const Positions&) const = default;
};
/// As the network stands. Its rows are not checked here; find_zones() and process() do that.
[[nodiscard]] Positions positions_of(const Network& network);

/// What is operated: a switch, or the connection of an infeed, which has no row of its own.
struct Device {
  enum class Kind : std::uint8_t { bus_switch, infeed };
  Kind kind = Kind::bus_switch;
  std::int32_t row = kNone;  ///< of the switch or generator

  [[nodiscard]] bool operator==(const Device&) const = default;
};
void set(Positions& positions, Device device, bool closed);
[[nodiscard]] bool is_closed(const Positions& positions, Device device);
[[nodiscard]] Zones::Sides sides_of(const Zones& zones, Device device);  ///< of an infeed: the root first

/// "switch 12 (Ring 3)", "infeed 0".
[[nodiscard]] std::string device_name(const Network& network, Device device);

/// What hangs together at these positions.
struct Supply {
  std::vector<std::int32_t> part;   ///< by zone, the root last: the lowest zone of its part
  std::vector<std::uint8_t> alive;  ///< by zone
  std::int32_t loops = 0;           ///< closed switches and infeeds beyond those of a forest
};
[[nodiscard]] Supply supply_of(const Zones& zones, const Positions& positions);

/// For grids from files that know no switches: gives every line one at each end that has none. A line out of
/// service becomes a tie: in service, with a switch at its `to` end open (the first there, if all are
/// closed).
void add_line_switches(Network& network);

/// For grids from files that know no breakers: where no switch is one, all that border the zone of an infeed
/// in service become breakers, operated remotely.
void assume_feeder_breakers(Network& network);

}  // namespace conurb::energy
