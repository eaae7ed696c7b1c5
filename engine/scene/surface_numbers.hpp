// SPDX-License-Identifier: Apache-2.0
// Which object number stands for a surface of the 3D model: the roofs and walls of a building are rows of the
// table surface, and have numbers of their own beside that of the building.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

/// Immutable; any thread.
class SurfaceNumbers {
 public:
  SurfaceNumbers() = default;
  /// Knows nothing if the city has no table surface as the 3D model's importer makes it.
  SurfaceNumbers(const city::City& city, const ObjectNumbers& numbers);

  /// The number of a surface (of the geometry store) of the building that has a number; 0 if it has no row.
  [[nodiscard]] std::uint32_t number(std::uint32_t building, std::uint32_t surface) const;

 private:
  struct Entry {
    std::uint32_t surface, number;
  };
  std::uint32_t first_building_ = 0;
  std::vector<std::uint32_t> begin_;  // in entries_, by row of the table building, and the end
  std::vector<Entry> entries_;        // of each building ascending by surface
};

}  // namespace conurb::scene
