// SPDX-License-Identifier: Apache-2.0
// Street nets of several shapes with houses along them, for tests of the synthesis.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/energy/synthesis/city.hpp"

namespace conurb::energy::test {

struct InventedCity {
  std::string name;
  CityStreets streets;
  CityBuildings buildings;
};

/// Adds houses on both sides of every link that takes them; a few shops, offices and works among them, and
/// one hospital.
void add_houses(InventedCity& city, std::uint64_t seed);

/// columns x rows blocks, none quite square.
[[nodiscard]] InventedCity grid_city(int columns, int rows);
/// Streets from a centre outwards, with rings between them.
[[nodiscard]] InventedCity radial_city(int arms, int circles);
/// A road with side streets that end somewhere: no loops at all.
[[nodiscard]] InventedCity tree_city(int levels);
/// Three villages without a road between them and a farm far from any street.
[[nodiscard]] InventedCity scattered_city();
/// Houses without a street.
[[nodiscard]] InventedCity streetless_city(int count);
[[nodiscard]] InventedCity single_building();
[[nodiscard]] InventedCity empty_city();

/// A small one of each of the above by its name; throws for another name.
[[nodiscard]] InventedCity city_named(const std::string& name);

}  // namespace conurb::energy::test
