// SPDX-License-Identifier: Apache-2.0
// What a place in the city is meant for before blocks are drawn: it sets the size of blocks and the kind of
// houses.
#pragma once

#include <cstdint>

#include "plugins/generator/form.hpp"

namespace conurb::generator {

/// Kind of quarter, by intended density and place.
enum class Zone : std::uint8_t {
  core,        ///< old town: shops, offices and dwellings on small parcels, wall to wall
  perimeter,   ///< closed blocks of four to six storeys around courtyards
  apartments,  ///< free-standing apartment houses and slabs
  rows,        ///< rows of houses, some small apartment houses
  houses,      ///< detached and semi-detached houses
  commerce,    ///< offices, shops and hotels
  industry,    ///< works, halls and warehouses
  rural,       ///< outside the city
};
inline constexpr std::size_t kZoneCount = 8;

/// Width and length of a block between the middle lines of its streets, m.
struct BlockSize {
  double width{};
  double length{};
};

class Zoning {
 public:
  explicit Zoning(const Form& form);
  [[nodiscard]] Zone at(Vec p) const;
  [[nodiscard]] static BlockSize block_size(Zone zone);

 private:
  const Form& form_;
  Noise work_, mix_, commerce_;
};

}  // namespace conurb::generator
