// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/admittance.hpp"

#include <algorithm>

namespace conurb::energy {

namespace {

Complex series(double r, double x) {
  const Complex z(r, x);
  return 1.0 / (std::abs(z) < kLeastImpedance ? Complex(0, kLeastImpedance) : z);
}

/// What limits active power: the reactance, or all of the impedance where there is none.
double reactance(double r, double x) {
  if (std::abs(x) >= kLeastImpedance) return x;
  return std::max(std::abs(r), kLeastImpedance);
}

/// Complex ratio of turns as the tap stands: what the hv voltage is divided by.
Complex ratio_of(const Transformer& t) {
  const double steps = t.tap.position - t.tap.neutral;
  const double turns = 1 + steps * t.tap.step;
  const double angle = t.shift + (t.tap.side == TapChanger::Side::hv ? 1 : -1) * steps * t.tap.step_angle;
  const double magnitude = t.rated_hv / t.rated_lv * (t.tap.side == TapChanger::Side::hv ? turns : 1 / turns);
  return std::polar(magnitude, angle);
}

}  // namespace

TwoPort two_port(const Line& line, double from_voltage, double to_voltage, double base_power) {
  // A line between buses of unlike nominal voltage has no ratio of its own: volts are volts at both ends.
  const Complex y = series(line.r, line.x), half = 0.5 * Complex(line.g, line.b);
  TwoPort port;
  port.ff = (y + half) * (from_voltage * from_voltage / base_power);
  port.tt = (y + half) * (to_voltage * to_voltage / base_power);
  port.ft = port.tf = -y * (from_voltage * to_voltage / base_power);
  return port;
}

TwoPort two_port(const Transformer& transformer, double hv_voltage, double lv_voltage, double base_power) {
  const Complex y = series(transformer.r, transformer.x), half = 0.5 * Complex(transformer.g, transformer.b);
  const double to_base = lv_voltage * lv_voltage / base_power;
  const Complex ratio = ratio_of(transformer) * (lv_voltage / hv_voltage);  // of the nominal voltages
  TwoPort port;
  port.tt = (y + half) * to_base;
  port.ff = port.tt / std::norm(ratio);
  port.ft = -y * to_base / std::conj(ratio);
  port.tf = -y * to_base / ratio;
  return port;
}

DcPort dc_port(const Line& line, double from_voltage, double to_voltage, double base_power) {
  return {from_voltage * to_voltage / base_power / reactance(line.r, line.x), 0};
}

DcPort dc_port(const Transformer& transformer, double hv_voltage, double lv_voltage, double base_power) {
  const Complex ratio = ratio_of(transformer) * (lv_voltage / hv_voltage);
  const double x = reactance(transformer.r, transformer.x) * base_power / (lv_voltage * lv_voltage);
  return {1 / (x * std::abs(ratio)),
          transformer.shift + std::arg(ratio * std::polar(1.0, -transformer.shift))};
}

Complex open_at_to(const TwoPort& e) {
  return e.ff - e.ft * e.tf / e.tt;
}

Complex open_at_from(const TwoPort& e) {
  return e.tt - e.tf * e.ft / e.ff;
}

}  // namespace conurb::energy
