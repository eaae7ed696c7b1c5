// SPDX-License-Identifier: Apache-2.0
// Lines and transformers as two-ports: the currents at both ends by the voltages at both ends, in parts of
// the base values. The model is MATPOWER's branch (Zimmerman, Murillo-Sanchez, Thomas, "MATPOWER:
// steady-state operations, planning and analysis tools", IEEE Trans. Power Syst. 26, 2011; its manual,
// eq. 3.2): an ideal transformer at the from end, then a pi circuit. Pure.
#pragma once

#include <complex>

#include "plugins/energy/network.hpp"

namespace conurb::energy {

using Complex = std::complex<double>;

/// i_from = ff v_from + ft v_to, i_to = tf v_from + tt v_to; currents flow into the element.
struct TwoPort {
  Complex ff = 0, ft = 0, tf = 0, tt = 0;
};

/// Of equipment between buses of these nominal voltages (V) at this base power (VA). An impedance of zero is
/// taken as kLeastImpedance: short links are switches, and have none.
[[nodiscard]] TwoPort two_port(const Line& line, double from_voltage, double to_voltage, double base_power);
[[nodiscard]] TwoPort two_port(const Transformer& transformer, double hv_voltage, double lv_voltage,
                               double base_power);

/// The linearised branch of the direct-current flow: active power from end to end = susceptance * (angle_from
/// - angle_to - shift), without losses and at nominal voltages.
struct DcPort {
  double susceptance = 0, shift = 0;
};
[[nodiscard]] DcPort dc_port(const Line& line, double from_voltage, double to_voltage, double base_power);
[[nodiscard]] DcPort dc_port(const Transformer& transformer, double hv_voltage, double lv_voltage,
                             double base_power);

/// ohm; far below that of any equipment, far above what would spoil a solution.
inline constexpr double kLeastImpedance = 1e-6;

/// What the end that is left of an element with its other end open draws: admittance in parts of the base.
[[nodiscard]] Complex open_at_to(const TwoPort& element);
[[nodiscard]] Complex open_at_from(const TwoPort& element);

}  // namespace conurb::energy
