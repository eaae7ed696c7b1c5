// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/transformer_model.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

namespace conurb::energy {

PiCircuit circuit_of(const Nameplate& nameplate, double voltage) {
  const double z = voltage * voltage / nameplate.rated_power;
  PiCircuit out;
  out.r = nameplate.vkr * z;
  const double vx = std::sqrt(std::max(0.0, nameplate.vk * nameplate.vk - nameplate.vkr * nameplate.vkr));
  out.x = std::copysign(vx, nameplate.vk) * z;
  out.g = nameplate.iron_loss / (voltage * voltage);
  const double no_load = nameplate.no_load_current * nameplate.rated_power;
  const double reactive =
      std::sqrt(std::max(0.0, no_load * no_load - nameplate.iron_loss * nameplate.iron_loss));
  out.b = -std::copysign(reactive, no_load) / (voltage * voltage);
  return out;
}

PiCircuit pi_of_t(const PiCircuit& t) {
  // Star-delta of z/2, z/2, 1/y: the series is z + z^2 y / 4, each shunt 1 / (2/y + z/2).
  const std::complex<double> z(t.r, t.x), y(t.g, t.b);
  const std::complex<double> series = z + z * z * y / 4.0;
  const std::complex<double> shunt = y / (1.0 + y * z / 4.0);
  return {series.real(), series.imag(), shunt.real(), shunt.imag()};
}

void set_circuit(Transformer& t, const PiCircuit& circuit) {
  t.r = circuit.r;
  t.x = circuit.x;
  t.g = circuit.g;
  t.b = circuit.b;
}

std::array<double, 3> star_of(const ThreeWindings& pairs) {
  const auto& s = pairs.rated_power;
  // Referred to the power of the first winding, the delta between terminals becomes a star by half sums.
  const double v12 = pairs.value[0] * s[0] / std::min(s[0], s[1]);
  const double v23 = pairs.value[1] * s[0] / std::min(s[1], s[2]);
  const double v13 = pairs.value[2] * s[0] / std::min(s[0], s[2]);
  return {0.5 * (v12 + v13 - v23), 0.5 * (v12 + v23 - v13) * s[1] / s[0],
          0.5 * (v13 + v23 - v12) * s[2] / s[0]};
}

std::int64_t free_bus_id(const Network& network) {
  std::int64_t id = 0;
  for (const Bus& bus : network.buses) id = std::max(id, bus.id + 1);
  return id;
}

std::int32_t add_star_bus(Network& network, const std::string& name, std::int32_t at, std::int64_t id) {
  const Bus& of = network.buses[static_cast<std::size_t>(at)];
  Bus star;
  star.id = id;
  star.name = name + " star";
  star.nominal_voltage = of.nominal_voltage;
  star.x = of.x;
  star.y = of.y;
  network.buses.push_back(std::move(star));
  return static_cast<std::int32_t>(network.buses.size() - 1);
}

}  // namespace conurb::energy
