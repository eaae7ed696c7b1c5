// SPDX-License-Identifier: Apache-2.0
// What one unit of each quantity of an INP file is in SI units. EPANET rounds its constants and calculates in
// feet and cubic feet a second; values go through these constants, and from feet by the exact foot, so that
// heads agree with EPANET's (the flow constants are off by 5e-6).
#pragma once

#include <optional>
#include <string_view>

#include "plugins/water/formats/inp.hpp"

namespace conurb::water {

inline constexpr double kFoot = 0.3048;                         ///< m
inline constexpr double kHorsepower = 745.7;                    ///< W: 0.7457 kW of EPANET
inline constexpr double kViscosity = 1.1e-5 * kFoot * kFoot;    ///< m2/s, of water at 20 C
inline constexpr double kDiffusivity = 1.3e-8 * kFoot * kFoot;  ///< m2/s, of chlorine at 20 C
inline constexpr double kSecondsPerDay = 86400, kSecondsPerHour = 3600;
inline constexpr double kPricePerKilowattHour = 1 / 3.6e6;  ///< a J
inline constexpr double kChargePerKilowatt = 1e-3;          ///< a W
inline constexpr double kPercentShare = 0.01;

/// Factors: SI value = value of the file * factor.
struct InpScales {
  double length = kFoot;  ///< elevations, heads, levels, lengths, diameters of tanks
  double diameter = 0;    ///< of pipes and valves
  double roughness = 1;   ///< by the head loss law
  double flow = 0;
  double volume = 0;
  double power = 0;
  double pressure = 0;  ///< to metres of water column
  double emitter = 0;   ///< coefficients
  double area = 0;      ///< viscosity and diffusivity, where they are no multiples
  double leak_area = 0, leak_expansion = 0;
  double concentration = 0;                  ///< kg/m3
  double mass_rate = 0;                      ///< of sources, kg/s
  double quality = 0;                        ///< initial quality and tolerance: by what is followed
  double bulk = 0, tank_bulk = 0, wall = 0;  ///< reactions, by their orders
};

[[nodiscard]] bool is_metric(FlowUnit unit);
[[nodiscard]] std::string_view unit_name(FlowUnit unit);
[[nodiscard]] std::string_view unit_name(PressureUnit unit);

/// By the keyword in [OPTIONS]; none for an unknown one.
[[nodiscard]] std::optional<FlowUnit> flow_unit_of(std::string_view word);
[[nodiscard]] std::optional<PressureUnit> pressure_unit_of(std::string_view word);

/// The pressure unit of a file that names none.
[[nodiscard]] PressureUnit usual_pressure_unit(FlowUnit flow);

/// By the file's units and the network's head loss law, specific gravity, emitter exponent and reaction
/// orders.
[[nodiscard]] InpScales scales_of(const InpUnits& units, const SupplyNetwork& network);

/// Of the setting of a link: pressure, flow, share of an opening, or as it is.
[[nodiscard]] double setting_scale(const InpScales& scales, LinkKind kind);

/// Of the axes of a curve of the kind.
struct CurveScale {
  double x = 1, y = 1;
};
[[nodiscard]] CurveScale curve_scale(const InpScales& scales, Curve::Kind kind);

}  // namespace conurb::water
