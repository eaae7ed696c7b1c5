// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_units.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "plugins/water/formats/inp_words.hpp"

namespace conurb::water {
namespace {

constexpr double kCubicFoot = kFoot * kFoot * kFoot;
constexpr double kPsiPerFoot = 0.4333, kKilopascalPerPsi = 6.895, kBarPerPsi = 0.068948;
constexpr double kSquareMillimetre = 1e-6;
constexpr double kLeakSection = 100;  // units of length of pipe that a leak area is given for

struct FlowUnitRow {
  std::string_view name;
  double per_cfs;
};
constexpr std::array<FlowUnitRow, 11> kFlowUnits = {{{"CFS", 1},
                                                     {"GPM", 448.831},
                                                     {"MGD", 0.64632},
                                                     {"IMGD", 0.5382},
                                                     {"AFD", 1.9837},
                                                     {"LPS", 28.317},
                                                     {"LPM", 1699.0},
                                                     {"MLD", 2.4466},
                                                     {"CMH", 101.94},
                                                     {"CMD", 2446.6},
                                                     {"CMS", 0.028317}}};
constexpr std::array<std::string_view, 5> kPressureUnits = {"PSI", "KPA", "METERS", "BAR", "FEET"};

/// Feet of water column that the unit is. The gravity tells a pressure from a column of the fluid.
double feet_of(PressureUnit unit, double specific_gravity) {
  const double psi = 1 / (kPsiPerFoot * specific_gravity);
  switch (unit) {
    case PressureUnit::psi: return psi;
    case PressureUnit::kpa: return psi / kKilopascalPerPsi;
    case PressureUnit::meters: return 1 / kFoot;
    case PressureUnit::bar: return psi / kBarPerPsi;
    case PressureUnit::feet: return 1;
  }
  return 1;
}

/// Of a rate coefficient in (mass/L)^(1-order) a day. Orders below 0 stand for Michaelis-Menten kinetics,
/// whose rate is a concentration a day.
double rate_scale(double concentration, double order) {
  return std::pow(concentration, 1 - std::max(order, 0.0)) / kSecondsPerDay;
}

void set_quality_scales(InpScales& out, const InpUnits& units, const QualityOptions& quality) {
  const bool micrograms = begins(units.quality, "UG");
  out.concentration = micrograms ? 1e-6 : 1e-3;
  const double mass = micrograms ? 1e-9 : 1e-6;  // kg
  out.mass_rate = mass / 60;
  out.quality = out.concentration;
  if (quality.kind == QualityOptions::Kind::age) out.quality = kSecondsPerHour;
  if (quality.kind == QualityOptions::Kind::trace) out.quality = kPercentShare;
  out.bulk = rate_scale(out.concentration, quality.bulk_order);
  out.tank_bulk = rate_scale(out.concentration, quality.tank_order);
  out.wall = (quality.wall_order == 0 ? mass / (out.length * out.length) : out.length) / kSecondsPerDay;
}

}  // namespace

bool is_metric(FlowUnit unit) {
  return unit >= FlowUnit::lps;
}

std::string_view unit_name(FlowUnit unit) {
  return kFlowUnits[static_cast<std::size_t>(unit)].name;
}

std::string_view unit_name(PressureUnit unit) {
  return kPressureUnits[static_cast<std::size_t>(unit)];
}

std::optional<FlowUnit> flow_unit_of(std::string_view word) {
  for (std::size_t i = 0; i < kFlowUnits.size(); ++i) {
    if (begins(word, kFlowUnits[i].name)) return static_cast<FlowUnit>(i);
  }
  return begins(word, "SI") ? std::optional(FlowUnit::lps) : std::nullopt;
}

std::optional<PressureUnit> pressure_unit_of(std::string_view word) {
  for (std::size_t i = 0; i < kPressureUnits.size(); ++i) {
    if (begins(word, kPressureUnits[i])) return static_cast<PressureUnit>(i);
  }
  return same_word(word, "M") ? std::optional(PressureUnit::meters) : std::nullopt;
}

PressureUnit usual_pressure_unit(FlowUnit flow) {
  return is_metric(flow) ? PressureUnit::meters : PressureUnit::psi;
}

InpScales scales_of(const InpUnits& units, const SupplyNetwork& network) {
  const HydraulicOptions& hydraulics = network.hydraulics;
  const bool metric = is_metric(units.flow);
  InpScales out;
  out.length = metric ? 1 : kFoot;
  out.diameter = metric ? 1e-3 : kFoot / 12;
  if (hydraulics.law == HeadLossLaw::darcy_weisbach) out.roughness = metric ? 1e-3 : kFoot / 1000;
  out.flow = kCubicFoot / kFlowUnits[static_cast<std::size_t>(units.flow)].per_cfs;
  out.volume = metric ? 1 : kCubicFoot;
  out.power = metric ? 1e3 : kHorsepower;
  out.pressure = units.pressure == PressureUnit::meters
                     ? 1
                     : feet_of(units.pressure, hydraulics.specific_gravity) * kFoot;
  // Emitters are flow at 1 psi or 1 m, whatever pressures are given in.
  const double emitter_pressure =
      metric ? 1 : feet_of(PressureUnit::psi, hydraulics.specific_gravity) * kFoot;
  out.emitter = out.flow / std::pow(emitter_pressure, hydraulics.emitter_exponent);
  out.area = metric ? 1 : kFoot * kFoot;
  out.leak_area = kSquareMillimetre / (kLeakSection * out.length);
  out.leak_expansion = out.leak_area / out.length;
  set_quality_scales(out, units, network.quality);
  return out;
}

double setting_scale(const InpScales& scales, LinkKind kind) {
  switch (kind) {
    case LinkKind::pressure_reducing:
    case LinkKind::pressure_sustaining:
    case LinkKind::pressure_breaker: return scales.pressure;
    case LinkKind::flow_control: return scales.flow;
    case LinkKind::positional: return kPercentShare;
    default: return 1;
  }
}

CurveScale curve_scale(const InpScales& scales, Curve::Kind kind) {
  switch (kind) {
    case Curve::Kind::unused: return {};
    case Curve::Kind::pump_head:
    case Curve::Kind::head_loss: return {scales.flow, scales.length};
    case Curve::Kind::efficiency: return {scales.flow, kPercentShare};
    case Curve::Kind::volume: return {scales.length, scales.volume};
    case Curve::Kind::opening: return {kPercentShare, kPercentShare};
  }
  return {};
}

}  // namespace conurb::water
