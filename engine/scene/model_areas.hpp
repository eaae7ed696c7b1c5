// SPDX-License-Identifier: Apache-2.0
// What of a city's 3D model covers the ground without being a row with a shape: roads, water, plants and land
// of CityJSON and CityGML, seen from above.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/scene_colours.hpp"

namespace conurb::scene {

/// Polygons as city::Shape says, metres of the local frame; each a surface that looks up.
struct ModelAreas {
  std::vector<std::int64_t> offsets{0};  ///< polygon i is values[offsets[i] … offsets[i + 1])
  std::vector<double> values;
  std::vector<io::SceneKind> kinds;
  std::vector<std::int64_t> rows;  ///< of city_object
  city::Box2 extent;               ///< of these and of everything else of the model but buildings

  [[nodiscard]] std::size_t size() const { return kinds.size(); }
  [[nodiscard]] std::span<const double> polygon(std::size_t i) const {
    return std::span(values).subspan(static_cast<std::size_t>(offsets[i]),
                                     static_cast<std::size_t>(offsets[i + 1] - offsets[i]));
  }
};

[[nodiscard]] ModelAreas model_areas(const city::City& city);

/// By row of city_object: 1 for those that an alive row with a polygon stands for.
[[nodiscard]] std::vector<std::uint8_t> objects_with_shape(const city::City& city);
/// By row of a table: the kind of the object of the 3D model that its column `object` names; `other` without.
[[nodiscard]] std::vector<io::SceneKind> kinds_of_rows(const city::City& city, const city::Table& table);

}  // namespace conurb::scene
