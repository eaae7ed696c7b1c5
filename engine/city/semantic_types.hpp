// SPDX-License-Identifier: Apache-2.0
// Which types of surface the classes of city objects have: CityJSON 2.0, section 3.3, and the thematic
// modules of CityGML that it takes them from.
#pragma once

#include <cstdint>
#include <string_view>

namespace conurb::city {

enum class SurfaceTypeFit : std::uint8_t {
  fits,       ///< of this class, of an extension, or the class is one for which no types are laid down
  of_others,  ///< a type that other classes have
  unknown,    ///< no type of CityJSON, and no "+" of an extension in front
};

/// How a type of surface ("RoofSurface") fits a class of object ("BuildingPart").
[[nodiscard]] SurfaceTypeFit fit_of(std::string_view object_type, std::string_view surface_type);

}  // namespace conurb::city
