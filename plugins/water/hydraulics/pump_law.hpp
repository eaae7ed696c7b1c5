// SPDX-License-Identifier: Apache-2.0
// What a pump lifts at a flow, by its curve or its power. As EPANET has it (EPANET 2.2 manual, 3.1.6): one
// point (q1, h1) is a curve through 4/3 h1 at rest, h1, and nothing at 2 q1; three points of which the first
// is at rest give h0 - r q^n; any others are joined by straight lines.
#pragma once

#include <string>
#include <vector>

#include "plugins/water/network.hpp"

namespace conurb::water {

struct PumpLaw {
  enum class Kind : std::uint8_t { power_function, points, constant_power };
  Kind kind = Kind::power_function;
  double shutoff = 0, resistance = 0, exponent = 2;  ///< h0 m, r, n
  double lift_power = 0;                             ///< m4/s: head times flow, of constant power
  double most_head = 0, most_flow = 0;               ///< at full speed; of constant power without end
  double design_flow = 0;                            ///< m3/s, to begin with
  std::vector<double> flows = {}, heads = {};        ///< of points

  struct Lift {
    double head = 0;   ///< m
    double slope = 0;  ///< -dh/dq, s/m2, > 0
  };
  /// At a flow > 0 and a relative speed > 0, by the laws of affinity.
  [[nodiscard]] Lift lift_at(double flow, double speed) const;
};

/// Throws InputError with `where` for a curve that no pump has: heads that do not fall, no points.
[[nodiscard]] PumpLaw pump_law(const Link& pump, const std::vector<Curve>& curves, const std::string& where);

/// The straight piece of a curve at x, beyond its ends the first and the last one; none of fewer than two
/// points. y = intercept + slope x.
struct Piece {
  double intercept = 0, slope = 0;
};
[[nodiscard]] Piece piece_at(const std::vector<double>& x, const std::vector<double>& y, double at);
/// y at x, beyond the ends that of the end.
[[nodiscard]] double value_at(const std::vector<double>& x, const std::vector<double>& y, double at);

}  // namespace conurb::water
