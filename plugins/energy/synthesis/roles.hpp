// SPDX-License-Identifier: Apache-2.0
// What each element of a synthesised grid is there for.
#pragma once

#include <cstdint>

namespace conurb::energy {

enum class BusRole : std::uint8_t {
  high_voltage,  ///< at a primary substation; the grid beyond feeds in here
  substation,    ///< medium-voltage busbar section of a primary substation
  station,       ///< medium-voltage busbar of a station
  station_low,   ///< low-voltage busbar of a station
  joint,         ///< where services or branches leave a feeder
  building,      ///< where a building is fed
};

enum class LineRole : std::uint8_t {
  ring,     ///< medium voltage, from station to station
  feeder,   ///< low voltage, along streets
  service,  ///< low voltage, to a building
};

enum class TransformerRole : std::uint8_t {
  primary,           ///< high to medium voltage
  station,           ///< medium to low voltage, of the neighbourhood
  customer_station,  ///< of one large building
};

enum class SwitchRole : std::uint8_t {
  busbar_tie,   ///< circuit breaker between the sections of a substation, open
  transformer,  ///< at both ends of a transformer: circuit breakers at substations, fuses at stations
  ring_end,     ///< circuit breaker of a ring cable at a substation
  ring,         ///< of a ring cable at a station
  open_point,   ///< the same, open: where a ring is parted
  feeder,       ///< fuse of a low-voltage feeder at its station
};

}  // namespace conurb::energy
