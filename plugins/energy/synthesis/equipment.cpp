// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/equipment.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb::energy {

namespace {

const CableType& of(const std::vector<CableType>& types, Rung r) {
  return types[static_cast<std::size_t>(r.type)];
}

}  // namespace

// Resistance, reactance and current of NAYY 4x50 and 4x150 and all of NA2XS2Y: the standard types of
// pandapower (Thurner et al., IEEE Trans. Power Syst. 33, 2018; their source: Heuck et al., Elektrische
// Energieversorgung, 2013). Those of NAYY 4x240: DIN VDE 0276-603 by the data sheet of Faber Kabel, as those
// who use ding0's cables quote it (0.254 mH/km). Capacitances of NAYY 4x150 and 4x240: the line types of
// SimBench (Meinecke et al., Energies 13, 2020), 260.752 and 273.319 microsiemens/km at 50 Hz. The 261 nF/km
// that pandapower has for 4x150 are these microsiemens by their number; its 210 for 4x50 are read as such
// too, there being no other source.
std::vector<CableType> service_cables() {
  return {{"NAYY 4x50 SE", 0.642, 0.083, 668, 142},
          {"NAYY 4x150 SE", 0.208, 0.080, 830, 270},
          {"NAYY 4x240 SE", 0.125, 0.080, 870, 364}};
}

std::vector<CableType> low_voltage_cables() {
  return {{"NAYY 4x150 SE", 0.208, 0.080, 830, 270}, {"NAYY 4x240 SE", 0.125, 0.080, 870, 364}};
}

std::vector<CableType> medium_voltage_cables() {
  return {{"NA2XS2Y 3x1x150 RM/25 12/20 kV", 0.206, 0.116, 250, 319},
          {"NA2XS2Y 3x1x240 RM/25 12/20 kV", 0.122, 0.112, 304, 421}};
}

// Losses: the most that Commission Regulation (EU) 548/2014, annex I, table I.1 (liquid-immersed, up to 24 kV
// and 1.1 kV), allows from July 2021 (tier 2). Short-circuit voltages: 4 % up to 630 kVA and 6 % above, the
// preferred values of EN 50588-1; the standard types of pandapower, older machines, have 6 % throughout at 20
// kV. The no-load current is not regulated: 0.3 %, where those have 0.26 to 0.34 %. Taps: two steps of 2.5 %
// as those.
std::vector<TransformerType> station_transformers() {
  return {{"100 kVA 20/0.4 kV", 100e3, 0.04, 1250, 130, 0.003, 2, 0.025},
          {"160 kVA 20/0.4 kV", 160e3, 0.04, 1750, 189, 0.003, 2, 0.025},
          {"250 kVA 20/0.4 kV", 250e3, 0.04, 2350, 270, 0.003, 2, 0.025},
          {"400 kVA 20/0.4 kV", 400e3, 0.04, 3250, 387, 0.003, 2, 0.025},
          {"630 kVA 20/0.4 kV", 630e3, 0.04, 4600, 540, 0.003, 2, 0.025},
          {"800 kVA 20/0.4 kV", 800e3, 0.06, 6000, 585, 0.003, 2, 0.025},
          {"1000 kVA 20/0.4 kV", 1000e3, 0.06, 7600, 693, 0.003, 2, 0.025}};
}

// The standard types of pandapower "25 MVA 110/20 kV" and "40 MVA 110/20 kV": vk 12 and 16.2 %, vkr 0.41 and
// 0.34 % (load losses of 102.5 and 136 kW), pfe 14 and 18 kW, i0 0.07 and 0.05 %, nine taps of 1.5 % either
// side.
std::vector<TransformerType> primary_transformers() {
  return {{"25 MVA 110/20 kV", 25e6, 0.12, 102.5e3, 14e3, 0.0007, 9, 0.015},
          {"40 MVA 110/20 kV", 40e6, 0.162, 136e3, 18e3, 0.0005, 9, 0.015}};
}

Rung rung(std::size_t types, std::int32_t step) {
  const auto last = static_cast<std::int32_t>(types) - 1;
  return step <= last ? Rung{step, 1} : Rung{last, step - last + 1};
}

double max_power(const std::vector<CableType>& types, std::int32_t step, double voltage) {
  const Rung r = rung(types.size(), step);
  return std::numbers::sqrt3 * voltage * of(types, r).max_current * r.parallel;
}

double drop_factor(const std::vector<CableType>& types, std::int32_t step, double voltage,
                   double power_factor) {
  const Rung r = rung(types.size(), step);
  const CableType& type = of(types, r);
  const double sine = std::sqrt(1 - power_factor * power_factor);
  return 1e-3 * (type.resistance * power_factor + type.reactance * sine) / (r.parallel * voltage * voltage);
}

void make_line(const std::vector<CableType>& types, std::int32_t step, double length, double frequency,
               Line& line) {
  const Rung r = rung(types.size(), step);
  const CableType& type = of(types, r);
  const double km = length / 1000;
  line.r = type.resistance * km / r.parallel;
  line.x = type.reactance * km / r.parallel;
  line.b = 2 * std::numbers::pi * frequency * type.capacitance * 1e-9 * km * r.parallel;
  line.length = length;
  line.max_current = type.max_current * r.parallel;
}

void make_transformer(const std::vector<TransformerType>& types, std::int32_t step, double rated_hv,
                      double rated_lv, Transformer& t) {
  const Rung r = rung(types.size(), step);
  const TransformerType& type = types[static_cast<std::size_t>(r.type)];
  const double base = rated_lv * rated_lv / type.rated_power;  // ohm, of one
  const double resistance = type.load_loss / type.rated_power;
  t.rated_hv = rated_hv;
  t.rated_lv = rated_lv;
  t.shift = 150 * kDegree;
  t.r = resistance * base / r.parallel;
  t.x = std::sqrt(std::max(
            0.0, type.short_circuit_voltage * type.short_circuit_voltage - resistance * resistance)) *
        base / r.parallel;
  const double conductance = type.no_load_loss / type.rated_power;
  t.g = conductance / base * r.parallel;
  t.b = -std::sqrt(std::max(0.0, type.no_load_current * type.no_load_current - conductance * conductance)) /
        base * r.parallel;
  t.rated_power = type.rated_power * r.parallel;
  t.max_power = t.rated_power;
  t.tap.side = TapChanger::Side::hv;
  t.tap.lowest = -type.taps;
  t.tap.highest = type.taps;
  t.tap.step = type.tap_step;
}

std::int32_t step_for(const std::vector<TransformerType>& types, double power) {
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].rated_power >= power) return static_cast<std::int32_t>(i);
  const double parallel = std::ceil(power / types.back().rated_power);
  return static_cast<std::int32_t>(types.size()) - 2 +
         static_cast<std::int32_t>(std::min(parallel, double{kMostSteps}));
}

}  // namespace conurb::energy
