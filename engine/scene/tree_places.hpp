// SPDX-License-Identifier: Apache-2.0
// Where trees stand: the rows of the table `tree`, and in woods and parks where no row stands some that make
// them look like woods and parks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

struct TreePlace {
  double x = 0, y = 0;       ///< m, local frame
  float height_m = 0;        ///< from the ground to the top; > 0
  float crown_m = 0;         ///< diameter; > 0
  bool needles = false;      ///< a conifer
  std::uint32_t object = 0;  ///< the row of `tree`, or that of the green_area it was made for
};

/// The alive rows of `tree` in their order (columns that are null are estimated), then those made for
/// green areas of a class that has trees: no more than `most`, in an order and at places that depend on the
/// areas alone.
[[nodiscard]] std::vector<TreePlace> tree_places(const city::City& city, const ObjectNumbers& numbers,
                                                 std::size_t most = 300'000);

/// A number of 64 bits that looks random, of two others (finaliser of SplitMix64: Steele, Lea, Flood, OOPSLA
/// 2014).
[[nodiscard]] std::uint64_t mixed(std::uint64_t a, std::uint64_t b);
/// Bits [shift, shift + 16) of such a number as 0 … 1.
[[nodiscard]] double fraction(std::uint64_t bits, int shift);

}  // namespace conurb::scene
