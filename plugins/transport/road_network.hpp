// SPDX-License-Identifier: Apache-2.0
// A road network as it is built: junctions, links of lanes, the connections between lanes, signals with their
// programs, stops. It is what files hold and what the tables of the city hold; the models (flow, routes,
// equilibrium) make their own arrays of it. SI units and rows; elements name each other by row; nothing here
// computes.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// Who travels. A set of classes is an or of bits.
enum class VehicleClass : std::uint8_t {
  passenger,
  taxi,
  bus,
  coach,
  delivery,
  truck,
  trailer,
  motorcycle,
  moped,
  bicycle,
  pedestrian,
  tram,
  rail,
  emergency,
  authority,  ///< police, army, road works
  ship,
  other,
};
inline constexpr int kVehicleClasses = 17;
using ClassSet = std::uint32_t;
[[nodiscard]] constexpr ClassSet set_of(VehicleClass one) {
  return ClassSet{1} << static_cast<unsigned>(one);
}
inline constexpr ClassSet kEveryClass = (ClassSet{1} << kVehicleClasses) - 1;

/// Where links meet.
struct Junction {
  enum class Control : std::uint8_t {
    priority,       ///< minor streams yield to major ones
    right_of_left,  ///< who comes from the right goes first
    all_way_stop,
    signal,
    dead_end,
    open,  ///< no rule: a bend or a rim of the network
  };
  std::string id = {};
  double x = 0, y = 0, z = 0;  ///< m, in the source's coordinates
  Control control = Control::priority;
  bool operator==(const Junction&) const = default;
};

/// Part of the carriageway for one row of vehicles.
struct Lane {
  ClassSet allowed = kEveryClass;
  double speed = 0;  ///< m/s, free flow
  double width = 3.2;
  bool operator==(const Lane&) const = default;
};

/// One direction of a road between two junctions. Its lanes are rows first_lane … first_lane + lanes - 1,
/// from the kerb to the middle of the road.
struct Link {
  std::string id = {};
  std::string name = {};
  std::string type = {};  ///< rank, such as "highway.primary"
  std::int32_t from = kNone, to = kNone;
  std::int32_t first_lane = 0, lanes = 0;
  std::int32_t priority = 0;      ///< higher goes first at a junction without signals
  double length = 0;              ///< m, between the stop lines; > 0
  double speed = 0;               ///< m/s, of the fastest lane
  std::vector<double> path = {};  ///< x, y, z, x, y, z … ; empty: straight
  bool operator==(const Link&) const = default;
};

enum class Turn : std::uint8_t { straight, slight_right, right, slight_left, left, back };

/// Who goes first where connections cross.
enum class Right : std::uint8_t {
  major,     ///< goes
  minor,     ///< yields to `yields_to`
  stop,      ///< stops, then yields
  all_stop,  ///< stops; then in the order of arrival
  equal,     ///< first come, first served
};

/// How a lane goes on beyond a junction.
struct Connection {
  std::int32_t from_link = kNone, from_lane = 0;  ///< lane counted within its link
  std::int32_t to_link = kNone, to_lane = 0;
  std::int32_t junction = kNone;
  Turn turn = Turn::straight;
  Right right = Right::major;
  std::int32_t signal = kNone, light = kNone;  ///< row of `signals`, place in its phases
  double length = 0;                           ///< m, within the junction
  double speed = 0;                            ///< m/s, within the junction; 0: as the links
  std::vector<std::int32_t> yields_to = {};    ///< connections that go first where both are free to go
  std::vector<std::int32_t> crosses = {};      ///< connections whose paths meet this one's, those included
  bool operator==(const Connection&) const = default;
};

enum class Light : std::uint8_t {
  red,
  red_amber,
  amber,
  green,           ///< goes, but yields to `yields_to`
  green_priority,  ///< goes
  flashing,        ///< out of order or at night: as `minor`
  off,             ///< as without a signal
  stop,            ///< green arrow at red: stops, then yields
};

struct Phase {
  Milliseconds duration = 0;
  Milliseconds shortest = 0, longest = 0;    ///< of an actuated program; both = duration otherwise
  std::vector<Light> lights = {};            ///< one for each light of the signal
  std::vector<std::int32_t> following = {};  ///< phases that may come next; empty: the next one in order
  bool operator==(const Phase&) const = default;
};

struct SignalProgram {
  enum class Kind : std::uint8_t {
    fixed,
    actuated,      ///< a green lasts while vehicles come (gap of `max_gap_s`)
    max_pressure,  ///< a green lasts while no other phase has fuller lanes before it, less those beyond
    off,
  };
  std::string id = {};
  Kind kind = Kind::fixed;
  Milliseconds offset = 0;  ///< the cycle begins that long after the start
  double max_gap_s = 3;
  std::vector<Phase> phases = {};
  bool operator==(const SignalProgram&) const = default;
};

/// All lights that one controller switches.
struct Signal {
  std::string id = {};
  std::int32_t lights = 0;
  std::vector<SignalProgram> programs = {};
  std::int32_t active = 0;  ///< row of `programs`; files name the last one that they load
  bool operator==(const Signal&) const = default;
};

/// Where vehicles halt. Ids are those of one kind: a bus stop and a car park may share one.
struct Stop {
  enum class Kind : std::uint8_t { bus, train, container, parking, charging };
  std::string id = {};
  std::string name = {};
  std::int32_t link = kNone, lane = 0;
  double begin = 0, end = 0;  ///< m from the start of the link
  Kind kind = Kind::bus;
  bool operator==(const Stop&) const = default;
};

struct RoadNetwork {
  std::string name = {};
  std::string projection = {};        ///< as PROJ reads it; empty: unknown
  double offset_x = 0, offset_y = 0;  ///< m, that the source added to the projection's coordinates
  bool drives_left = false;
  std::vector<Junction> junctions = {};
  std::vector<Link> links = {};
  std::vector<Lane> lanes = {};
  std::vector<Connection> connections = {};  ///< sorted by from_link, then as in the source
  std::vector<Signal> signals = {};
  std::vector<Stop> stops = {};
  bool operator==(const RoadNetwork&) const = default;
};

}  // namespace conurb::transport
