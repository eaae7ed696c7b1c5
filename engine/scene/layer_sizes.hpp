// SPDX-License-Identifier: Apache-2.0
// What of a layer is not colour: how high, how wide, which way, and where its marks stand.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/terrain.hpp"
#include "engine/city/vector3.hpp"
#include "engine/scene/layer.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

/// From a value to a size: shares of the largest, by amount (a flow of either sign is as wide).
struct SizeScale {
  double top = 1;     ///< amount that has the whole size, above 0; in the column's unit
  Display display;    ///< how the legend tells it
  double metres = 0;  ///< metres per unit of a column of lengths, which are drawn as they are; else 0
  [[nodiscard]] double share(double value) const;  ///< 0 … 1; NaN for NaN
};

/// Height of the tallest extrusion of what is no length, m.
inline constexpr double kTallest_m = 120;

/// One scale for the column `name` of all cities; the top is their 98 % quantile, rounded up.
[[nodiscard]] SizeScale size_scale_of(const LayerSpec& layer, const std::string& name,
                                      std::span<const city::City* const> cities, const UnitSystem& units);

/// Height of each row's extrusion in metres above its foot: lengths as they are, else shares of kTallest_m.
/// 0 for rows without a value and such as are gone. Empty if the layer binds no height.
[[nodiscard]] std::vector<float> heights_of(const city::City& city, const LayerSpec& layer,
                                            const SizeScale& scale);
/// Width of each row's line as a share of the widest, 0 … 1; 0 as above.
[[nodiscard]] std::vector<float> widths_of(const city::City& city, const LayerSpec& layer,
                                           const SizeScale& scale);
/// Which way each row flows: 1 along its line, -1 against it, 0 not at all. Empty unless the layer binds
/// `arrow`.
[[nodiscard]] std::vector<std::int8_t> arrows_of(const city::City& city, const LayerSpec& layer);

/// A mark on the ground.
struct Glyph {
  city::Point3 position{};   ///< metres, local frame
  float size = 1;            ///< of its diameter, 0 … 1: its area grows with the value of `width`
  std::uint32_t object = 0;  ///< object number: its texel has the colour
};

/// A glyph for each row of a point table that is there, on the terrain (z 0 where that is unknown).
[[nodiscard]] std::vector<Glyph> glyphs_of(const city::City& city, const LayerSpec& layer,
                                           const SizeScale& scale, const ObjectNumbers& numbers,
                                           const city::Terrain& terrain);

}  // namespace conurb::scene
