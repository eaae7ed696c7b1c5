// SPDX-License-Identifier: Apache-2.0
// What a grid may do to its voltages and its equipment, how far a solution is from that, and the words for
// it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/newton.hpp"

namespace conurb::energy {

struct LimitOptions {
  double v_min = kUnknown, v_max = kUnknown;  ///< of the nominal voltage; unknown: those of each bus
  double loading = 1;  ///< share of what equipment may carry; above 1 for a state of emergency
};

/// By row: voltages of the nominal one, loading as a share.
struct Limits {
  std::vector<double> v_min, v_max;  ///< by bus
  std::vector<double> loading;       ///< by branch of the topology
};
/// Throws InputError for voltages that are no numbers, and a loading that is not above 0.
[[nodiscard]] Limits limits_of(const Network& network, const LimitOptions& options);

struct Violation {
  enum class Kind : std::uint8_t { low_voltage, high_voltage, overload, no_solution };
  Kind kind = Kind::low_voltage;
  std::int32_t row = kNone;     ///< of the bus, or of the branch of the topology
  double value = 0, limit = 0;  ///< as the limits are
};

/// "bus 18 is at 0.8931 of its nominal voltage, at least 0.9 is allowed".
[[nodiscard]] std::string text(const Violation& violation, const Network& network);

/// What a solution is worth.
struct Assessment {
  bool solved = true;
  double severity = 0;             ///< sum of what is beyond the limits; 1e6 without a solution
  std::optional<Violation> worst;  ///< largest of them
  double v_min = 0, v_max = 0;     ///< of the nominal voltage, of buses with supply; 0 if there is none
  std::int32_t v_min_bus = kNone, v_max_bus = kNone;
  double most_loading = 0;
  std::int32_t most_loaded = kNone;  ///< branch of the topology
  double loss = 0;                   ///< W

  [[nodiscard]] bool legal() const { return solved && !worst; }
};
[[nodiscard]] Assessment assess(const Network& network, const Grid& grid, const Voltages& voltages,
                                const Limits& limits);

/// Where a state that is there already breaks limits, they give way so far that it does not, and a bit
/// further (a ten-thousandth of the nominal voltage, a thousandth of the loading): what was borne before is
/// not held against what comes.
void give_way(Limits& limits, const Network& network, const Grid& grid, const Voltages& voltages);

}  // namespace conurb::energy
