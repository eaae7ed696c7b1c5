// SPDX-License-Identifier: Apache-2.0
// The words and columns of a city's tables in the terms of the synthesis: what a road is for a cable, what a
// building's function says of its power, where its middle is.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/energy/synthesis/city.hpp"

namespace conurb::energy::synthesis {

/// By the class of a road (road_link.road_class, the words of OpenStreetMap) and its level above the ground.
/// Nobody joins bridges, tunnels, trunk roads, ramps and paths; nothing lies under motorways and inside of
/// houses. A class that says nothing is a street.
[[nodiscard]] Passage passage_of(std::string_view road_class, std::int32_t level);

struct PowerNeed {
  PowerUse use = PowerUse::dwelling;
  std::int32_t priority = 0;  ///< 2: hospitals, fire stations, police; 1: homes for the elderly, water works
  bool known = false;         ///< the text says something; else it is taken as a dwelling
};
/// By building.function or usage: our words, those of OpenStreetMap, codes of CityGML and ALKIS.
[[nodiscard]] PowerNeed need_of(std::string_view function);

/// The need of a building that was built for one use and is used for another, with its gross floor area (m2)
/// and homes, NaN where not known: shops below flats do not make it a department store, nor the flat above a
/// hall a house.
[[nodiscard]] PowerNeed need_of_both(const PowerNeed& built, const PowerNeed& used, double floor_area,
                                     double dwellings);

/// W/m2 of gross floor area that heating draws in the cold, by building.heat_source; 0 for what does not heat
/// by electricity.
[[nodiscard]] double heating_of(std::string_view heat_source);

struct Middle {
  double x = kUnknown, y = kUnknown;
};
/// Of the area of closed rings x, y, x, y … (holes turn the other way); of the points where they have none.
[[nodiscard]] Middle middle_of(std::span<const double> outline);

/// Columns of the table road_link. `reverse` and `level` may be empty.
struct RoadColumns {
  std::span<const std::uint8_t> alive;        ///< one for each row
  std::span<const std::int32_t> from, to;     ///< rows of nodes, below 0 for none
  std::span<const std::int32_t> reverse;      ///< row of the other direction
  std::span<const std::int32_t> road_class;   ///< code, below 0 for none
  std::span<const std::int32_t> level;        ///< 0 on the ground
  std::span<const std::string_view> classes;  ///< text of each code
  std::span<const std::int64_t> first;        ///< of `points`, in numbers of values: one more than rows
  std::span<const double> points;             ///< x, y, x, y …
};
/// Each road once, by the direction that stands first. An end without a node is a node of its own; `nodes`
/// is the number of rows that they have.
[[nodiscard]] CityStreets streets_of(const RoadColumns& roads, std::int32_t nodes);

}  // namespace conurb::energy::synthesis
