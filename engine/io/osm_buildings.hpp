// SPDX-License-Identifier: Apache-2.0
// What a building of a map is for and how tall it is (https://wiki.openstreetmap.org/wiki/Key:building and
// Simple_3D_Buildings). Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "engine/io/osm.hpp"

namespace conurb::io {

/// Height of a storey where only storeys are known, metres.
inline constexpr double kStoreyHeight_m = 3;
/// Height of a building of which nothing is known, metres: two storeys; sheds, garages and the like one.
inline constexpr double kDefaultHeight_m = 6, kDefaultLowHeight_m = 3;

/// In the words of building.function (residential, office, retail, school …), "" where the tags do not say.
[[nodiscard]] std::string building_function(const OsmTags& tags);
/// Use of today where a second tag says another than building=* does, "" else.
[[nodiscard]] std::string building_usage(const OsmTags& tags);

struct BuildingHeight {
  double height_m = 0;                               ///< from the ground to the top
  double storeys = 1;                                ///< full storeys above the ground, the roof's counted
  bool height_given = false, storeys_given = false;  ///< by height=*, by building:levels=*
  bool odd = false;                                  ///< a value that is none was left out
};

/// height, else building:levels (and roof:levels) times kStoreyHeight_m plus roof:height, else the default.
/// Heights up to 1000 m and 200 storeys are believed.
[[nodiscard]] BuildingHeight building_height(const OsmTags& tags);
/// Height of the lower end of a part above the ground: min_height, else building:min_level times
/// kStoreyHeight_m, else 0.
[[nodiscard]] double building_min_height_m(const OsmTags& tags);
/// In the words of building.roof_type, "" where the tags do not say.
[[nodiscard]] std::string_view roof_type(const OsmTags& tags);

}  // namespace conurb::io
