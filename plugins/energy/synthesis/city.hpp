// SPDX-License-Identifier: Apache-2.0
// A city as the synthesis of its grid sees it: streets that cables may follow and buildings that want power.
// Structures of arrays; NaN says that nobody knows, an empty column that nobody knows it of any building.
// Places in metres of the city's local frame, SI units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/parallel.hpp"

namespace conurb::energy {

/// What a street is for a cable.
enum class Passage : std::uint8_t {
  street,  ///< cables run along it and buildings join them
  cables,  ///< cables may pass, nobody joins: bridges, tunnels, roads without houses
  closed,  ///< no cable: motorways
};

/// Links between nodes 0 … nodes - 1. Links meet at nodes only: what crosses on another level does not.
struct CityStreets {
  std::int32_t nodes = 0;
  std::vector<std::int32_t> from, to;
  std::vector<Passage> passage;
  std::vector<std::size_t> first = {0};  ///< points of link i are first[i] … first[i + 1] - 1 of the path
  std::vector<double> path;              ///< x, y, x, y … from end to end

  [[nodiscard]] std::size_t size() const { return from.size(); }
  /// Adds a link along the places x, y, x, y …; makes room for its nodes.
  void add(std::int32_t from_node, std::int32_t to_node, std::span<const double> places,
           Passage kind = Passage::street);
};

/// How the power of a building is estimated where only its size or its energy is known (demand.hpp).
enum class PowerUse : std::uint8_t {
  dwelling,
  office,
  retail,
  hospitality,
  school,
  hospital,
  industry,
  warehouse,
  other,
};
inline constexpr std::size_t kPowerUseCount = 9;

/// x and y have an entry for each building; the other columns one for each, or none.
struct CityBuildings {
  std::vector<double> x, y;            ///< middle, or where the cable comes in
  std::vector<double> peak_power;      ///< W, largest of the building as a whole
  std::vector<double> annual_energy;   ///< J drawn in a year
  std::vector<double> floor_area;      ///< m2, gross
  std::vector<double> dwellings;       ///< number of homes, each a customer
  std::vector<double> heating_power;   ///< W that electric heating draws besides, at the peak for certain
  std::vector<double> roof_power;      ///< W that its solar panels feed in at best
  std::vector<PowerUse> use;           ///< dwelling where there is no column
  std::vector<std::int32_t> priority;  ///< higher is shed later; a hospital's is above 0

  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// Where a primary substation stands or is to stand.
struct SubstationSite {
  double x = 0, y = 0;
};

}  // namespace conurb::energy
