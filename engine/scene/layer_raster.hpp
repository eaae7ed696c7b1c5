// SPDX-License-Identifier: Apache-2.0
// A grid of the city as a picture to lay over the ground.
#pragma once

#include <vector>

#include "engine/city/query_shape.hpp"
#include "engine/scene/layer_colours.hpp"
#include "engine/scene/picture.hpp"

namespace conurb::scene {

struct RasterDrape {
  Picture picture;             ///< alpha 0 where there is no value
  city::Box2 extent;           ///< of the picture on the map, metres, local frame
  bool smooth = true;          ///< blend neighbouring pixels; else every cell has its edges
  std::vector<float> heights;  ///< metres, one a pixel, of the raised surface if `height` is bound; or empty
  int cells = 1;               ///< cells along a pixel's side
};

/// The layer's grid as a picture of at most `most` pixels a side: of larger grids a pixel is the mean of
/// square blocks of cells, or their south-west cell where it shows categories. Heights are in the column's
/// own metres, NaN where there is no value. Empty for a table that is no grid or has no cells, and for a
/// layer without colour.
[[nodiscard]] RasterDrape raster_of(const city::City& city, const LayerSpec& layer, const Scale& scale,
                                    const UnitSystem& units, int most = 4096);
/// The same of B − A on a scale of differences. Throws as difference_scale_of.
[[nodiscard]] RasterDrape difference_raster_of(const city::City& a, const city::City& b,
                                               const LayerSpec& layer, const Scale& scale, int most = 4096);

}  // namespace conurb::scene
