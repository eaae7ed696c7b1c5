// SPDX-License-Identifier: Apache-2.0
// A grid taken apart into the areas that a hosting capacity is asked for: what hangs below the transformers
// of a station is a network of its own, with the medium voltage held as it is, so that each area is small
// however large the city; its feeders are what its lines lead to. Grids without low voltage stay whole. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// What gets equipment at the same time.
enum class HostingScope : std::uint8_t {
  feeder,   ///< one line of a low-voltage busbar, with all behind it
  station,  ///< all low voltage that hangs together
  island,   ///< all that hangs together, whatever its voltage
};

/// Part of an area.
struct HostingFeeder {
  std::int32_t transformer = kNone;  ///< lowest of those that feed it, of the whole network; none: no station
  std::int32_t line = kNone;         ///< the first one, of the whole network; none: not one line's
  std::vector<std::int32_t> buses;   ///< of the area, ascending
};

struct HostingArea {
  Network network;  ///< with a slack for each bus that feeds it; no bus of these is in a feeder
  std::vector<std::int32_t> bus, line, transformer;  ///< rows of the whole network, by row of the area
  std::vector<HostingFeeder> feeders;                ///< by lowest bus
};

/// `voltage` and `angle` are the state of the whole, by bus, NaN where there is no supply: what has none is
/// in no area. Low voltage is at most 1 kV (IEC 60038). With `feeder` and `station`, islands without low
/// voltage below a transformer or source come whole. Throws InputError as process() does.
[[nodiscard]] std::vector<HostingArea> hosting_areas(const Network& network, std::span<const double> voltage,
                                                     std::span<const double> angle, HostingScope scope);

}  // namespace conurb::energy
