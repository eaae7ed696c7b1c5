// SPDX-License-Identifier: Apache-2.0
// Nameplates of transformers as circuits. A short-circuit test gives the series impedance, a no-load test the
// magnetising admittance (IEC 60076-1); a transformer of three windings becomes a star of three.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// Series impedance and shunt admittance of a pi circuit, the shunt half at each end; ohm and S.
struct PiCircuit {
  double r = 0, x = 0, g = 0, b = 0;
};

/// Two tests of a transformer, in parts of the rated values.
struct Nameplate {
  double rated_power = 0;  ///< VA
  double vk = 0;   ///< voltage that drives the rated current into a short circuit; its sign is that of x
  double vkr = 0;  ///< the part of vk over the resistance: losses of the test by rated power
  double iron_loss = 0;  ///< W
  double no_load_current = 0;
};

/// The circuit seen from the side whose voltage is `voltage` (V) at no load. Where vkr exceeds vk, x is 0;
/// likewise b where the iron loss exceeds the no-load power.
[[nodiscard]] PiCircuit circuit_of(const Nameplate& nameplate, double voltage);

/// A T circuit, its impedance half at each side of the shunt, as the pi circuit of the same two-port.
[[nodiscard]] PiCircuit pi_of_t(const PiCircuit& t);

/// Gives the transformer the circuit as seen from its lv side, with the tap where it stands.
void set_circuit(Transformer& t, const PiCircuit& circuit);

/// Of a transformer of three windings the tests between pairs 1-2, 2-3, 1-3, each referred to the smaller
/// rated power of its pair.
struct ThreeWindings {
  std::array<double, 3> rated_power = {};  ///< VA, of the windings
  std::array<double, 3> value = {};        ///< of the pairs
};

/// The values of the three windings around the star, each referred to its winding's rated power.
[[nodiscard]] std::array<double, 3> star_of(const ThreeWindings& pairs);

/// A whole number above the ids of all buses: the first for those of stars.
[[nodiscard]] std::int64_t free_bus_id(const Network& network);

/// Adds the bus in the middle of the transformer `name`, with nominal voltage and place of the bus `at`, and
/// gives its row.
std::int32_t add_star_bus(Network& network, const std::string& name, std::int32_t at, std::int64_t id);

}  // namespace conurb::energy
