// SPDX-License-Identifier: Apache-2.0
// The rows of a table of lines – streets, pipes, power lines, flows between places – as tiles of ribbons.
//
//   const NetworkTiles tiles(city, city.index_of("link"), {widths_of(city, layer, scale), {}}, numbers,
//   heights);
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/scene/ground_heights.hpp"
#include "engine/scene/link_lines.hpp"
#include "engine/scene/object_numbers.hpp"
#include "engine/scene/ribbons.hpp"
#include "engine/scene/solid_tree.hpp"

namespace conurb::scene {

/// By row.
struct NetworkRows {
  std::vector<float> widths;       ///< shares of the widest, 0 … 1; empty: all as wide as kPlainRibbon_m
  std::vector<std::int8_t> flows;  ///< as arrows_of() has them; empty: none flows
};

/// Widths on the map; from afar the shader draws them wider, the wide ones more so.
inline constexpr double kNarrowestRibbon_m = 2, kWidestRibbon_m = 14, kPlainRibbon_m = 6;

/// A quadtree that refines by `add`: the widest and longest ribbons first. Levels of a tile are bands that
/// keep to lines and ground within a metre or two, twice (solid_tree.hpp), and outlined ribbons. Rows that
/// lead from a to b and back lie beside each other, each on its right. The column `level`, where there is
/// one, tells bridges.
class NetworkTiles final : public TileSource {
 public:
  /// Keeps a copy of the city (columns are shared). Rows that are not alive or have no line are left out.
  NetworkTiles(const city::City& city, std::size_t table, const NetworkRows& rows,
               const ObjectNumbers& numbers, std::shared_ptr<const GroundHeights> heights);

  [[nodiscard]] const TileTree& tree() const override { return tiles_.tree; }
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;
  /// Rows that are shown.
  [[nodiscard]] std::size_t size() const { return ribbons_.size(); }

 private:
  struct Ribbon {
    std::int32_t row = 0;
    std::uint32_t object = 0;
    float width_m = 0;
    std::int8_t level = 0;
    Flow flow = Flow::none;
    bool beside = false;  // another leads back
  };
  [[nodiscard]] SolidMeasure measure(const Ribbon& ribbon) const;

  city::City city_;
  LinkLines lines_;
  std::shared_ptr<const GroundHeights> heights_;
  std::vector<Ribbon> ribbons_;  // tile after tile
  SolidTree tiles_;
};

}  // namespace conurb::scene
