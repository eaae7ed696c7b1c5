// SPDX-License-Identifier: Apache-2.0
// A power grid as its equipment, in SI units and rows: what files hold and what the tables of the city hold.
// The calculation works on the bus-branch model that topology.hpp makes of it. Balanced three-phase: voltages
// are line to line, powers and impedances of all three phases together (one-line equivalent). Elements name
// each other by row; nothing here computes.
#pragma once

#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

namespace conurb::energy {

inline constexpr double kUnlimited = std::numeric_limits<double>::infinity();
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A place of one voltage. Buses joined by closed switches are one node of the calculation.
struct Bus {
  std::int64_t id = 0;  ///< as the source numbers it; any whole number
  std::string name = {};
  double nominal_voltage = 0;           ///< V, line to line; > 0
  double v_min = 0.9, v_max = 1.1;      ///< allowed band, of the nominal voltage
  double v_start = 1, angle_start = 0;  ///< where a solution may start, of the nominal voltage, rad
  double x = kUnknown, y = kUnknown;    ///< place in the source's coordinates
  bool in_service = true;
};

/// Overhead line or cable, as a pi circuit.
struct Line {
  std::string name = {};
  std::int32_t from = 0, to = 0;
  double r = 0, x = 0;              ///< ohm, whole length
  double g = 0, b = 0;              ///< S, whole length, half at each end
  double length = 0;                ///< m; 0 where the source knows none
  double max_current = kUnlimited;  ///< A
  std::vector<double> path = {};    ///< x, y, x, y … in the source's coordinates; empty: straight
  bool in_service = true;
};

/// How a transformer's ratio is stepped: at position p the turns of `side` are 1 + (p - neutral) * step as
/// many, turned by (p - neutral) * step_angle.
struct TapChanger {
  enum class Side : std::uint8_t { hv, lv };
  Side side = Side::hv;
  std::int32_t position = 0, neutral = 0, lowest = 0, highest = 0;
  double step = 0;                      ///< of the rated voltage
  double step_angle = 0;                ///< rad
  bool automatic = false;               ///< holds `target` at `controlled` within +- `dead_band` / 2
  std::int32_t controlled = -1;         ///< bus; -1: that at the low-voltage side
  double target = 1, dead_band = 0.03;  ///< of the nominal voltage
};

/// Two windings: an ideal transformer at the high-voltage side, then a pi circuit whose values are those seen
/// from the low-voltage side. A transformer of three windings is three of these around a bus of its own, with
/// the same `star`.
struct Transformer {
  std::string name = {};
  std::int32_t hv = 0, lv = 0;
  double rated_hv = 0, rated_lv = 0;  ///< V at no load; their quotient is the ratio at the neutral tap
  double shift = 0;        ///< rad, by which the low-voltage side lags (vector group: 150 degrees for Dyn5)
  double r = 0, x = 0;     ///< ohm
  double g = 0, b = 0;     ///< S, half at each end; b < 0 for a magnetising current
  double rated_power = 0;  ///< VA; 0: unknown
  double max_power = kUnlimited;  ///< VA, of either side
  TapChanger tap = {};
  std::int32_t star = -1;  ///< number of the three-winding transformer that it is a part of
  bool in_service = true;
};

/// A switch between two buses, or at the end of a line or transformer that lies at `bus`. It has no
/// impedance.
struct Switch {
  enum class Kind : std::uint8_t { bus, line, transformer };
  std::string name = {};
  Kind kind = Kind::bus;
  std::int32_t bus = 0;
  std::int32_t element = 0;  ///< row of the other bus, the line or the transformer
  bool closed = true;
  bool remote = false;    ///< operated from the control room; by hand otherwise
  bool breaker = false;   ///< opens by itself on a fault that it feeds; others do not break its current
  bool coupling = false;  ///< parts a micro-grid from the grid, and opens by itself when that is lost
};

/// Draws (> 0) power that may depend on the voltage: share_z goes with its square, share_i with it, the rest
/// not at all.
struct Load {
  std::string name = {};
  std::int32_t bus = 0;
  double p = 0, q = 0;  ///< W, var, at the nominal voltage
  double share_z = 0, share_i = 0;
  std::int32_t priority = 0;  ///< higher is shed later
  bool in_service = true;
};

/// Draws power with the square of the voltage; capacitors have q < 0.
struct Shunt {
  std::string name = {};
  std::int32_t bus = 0;
  double p = 0, q = 0;                     ///< W, var of one step, at the nominal voltage
  std::int32_t steps = 1, most_steps = 1;  ///< in use, built
  bool automatic = false;                  ///< steps hold `target` at the bus within +- `dead_band` / 2
  double target = 1, dead_band = 0.04;
  bool in_service = true;
};

/// Feeds power in (> 0). A grid beyond this one is a `slack`.
struct Generator {
  enum class Control : std::uint8_t {
    pq,     ///< p and q are given
    pv,     ///< p and the voltage; q follows within q_min … q_max
    slack,  ///< voltage and angle; p and q follow
  };
  std::string name = {};
  std::int32_t bus = 0;
  Control control = Control::pq;
  double p = 0, q = 0;                             ///< W, var
  double v = 1, angle = 0;                         ///< of the nominal voltage, rad
  double q_min = -kUnlimited, q_max = kUnlimited;  ///< var
  double rated_power = 0;                          ///< VA; 0: unknown
  double share =
      0;  ///< of the island's imbalance that it takes beside the slack (distributed slack); 0: none
  bool grid_forming = false;  ///< can hold voltage and frequency of an island by itself
  bool in_service = true;
  double fuel = kUnlimited;  ///< m3 in its tank
};

/// Feeds in (p > 0) or draws. Its state of charge is kept by whoever steps time.
struct Storage {
  std::string name = {};
  std::int32_t bus = 0;
  double p = 0, q = 0;       ///< W, var
  double capacity = 0;       ///< J
  double charge = 0;         ///< J
  double max_power = 0;      ///< VA
  double efficiency = 0.95;  ///< one way
  bool grid_forming = false;
  bool in_service = true;
};

/// Where a branch of a file stands now: N-1 tables and results of other programs count rows of one list.
struct BranchRef {
  enum class Kind : std::uint8_t { line, transformer, bus_switch };
  Kind kind = Kind::line;
  std::int32_t row = 0;
};

struct Network {
  std::string name = {};
  double base_power = 1e6;  ///< VA; powers of the calculation are parts of it
  double frequency = 50;    ///< Hz
  std::vector<Bus> buses;
  std::vector<Line> lines;
  std::vector<Transformer> transformers;
  std::vector<Switch> switches;
  std::vector<Load> loads;
  std::vector<Shunt> shunts;
  std::vector<Generator> generators;
  std::vector<Storage> storages;
  std::vector<BranchRef> branch_order;  ///< of files with one list of branches, in its order; else empty
};

inline constexpr double kDegree = std::numbers::pi / 180;

}  // namespace conurb::energy
