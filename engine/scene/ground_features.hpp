// SPDX-License-Identifier: Apache-2.0
// What of a city lies on the ground or stands on it, made ready to be drawn from above: areas with their
// paint, lines with their width, both to be found by place.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/city/spatial_index.hpp"
#include "engine/scene/ground_palette.hpp"
#include "engine/scene/model_areas.hpp"
#include "engine/scene/object_numbers.hpp"
#include "engine/scene/tree_places.hpp"

namespace conurb::scene {

/// Rows with a shape: of a table, or what ModelAreas has. Metres of the local frame.
struct GroundShapes {
  std::span<const std::int64_t> offsets;
  std::span<const double> values;
  std::vector<std::uint32_t> objects;  ///< by row
  city::SpatialIndex index;

  [[nodiscard]] std::span<const double> shape(std::int64_t row) const {
    const auto i = static_cast<std::size_t>(row);
    return values.subspan(static_cast<std::size_t>(offsets[i]),
                          static_cast<std::size_t>(offsets[i + 1] - offsets[i]));
  }
};

struct GroundAreas : GroundShapes {
  std::vector<Paint> paints;              ///< by row
  std::vector<std::uint8_t> half_metres;  ///< height above the ground by row; empty: 0
  /// What a coarse map needs of an area that is smaller than its texels, without a look at its corners.
  struct Measure {
    float min_x = 0, min_y = 0, max_x = 0, max_y = 0;  ///< bounding box, m; not smaller than the area's
    float area = 0;                                    ///< m2
  };
  std::vector<Measure> measures;   ///< by row
  std::vector<std::int64_t> rows;  ///< of the index, ascending

  /// As index.within, without a search where a box holds everything.
  [[nodiscard]] std::vector<std::int64_t> within(const city::Box2& box) const;
  /// When all else is there.
  void measure();
};

/// How a line is drawn.
struct LineStyle {
  float width_m = 0;        ///< of carriageway, tracks or water; 0: not drawn
  std::uint8_t rank = 0;    ///< 0 a path, 1 a street … 4 a motorway
  std::int8_t level = 0;    ///< above the ground; what is below is not drawn
  bool two_way = false;     ///< a row for each direction lies on the same line; one of them is drawn for both
  bool one_of_two = false;  ///< the row is a direction of such a pair
  bool ends_at_junction[2] = {};  ///< more than two streets meet at its first, its last node
  bool on_deck = false;  ///< it crosses water above the ground: BridgeTiles has it, the ground does not
};

struct GroundLines : GroundShapes {
  std::vector<LineStyle> styles;  ///< by row
};

/// Immutable once made; any thread may read. Keeps what it needs of the city.
struct GroundFeatures {
  /// Reads the columns it needs; `jobs` is used here only.
  GroundFeatures(const city::City& city, const ObjectNumbers& numbers, Jobs& jobs);
  GroundFeatures(const GroundFeatures&) = delete;  // its spans look at its own members
  GroundFeatures& operator=(const GroundFeatures&) = delete;

  city::City city;  ///< a copy: it holds the columns that the spans below look at
  ModelAreas model;
  GroundAreas land_use, parcels, green, water, buildings;
  std::vector<GroundAreas> modelled;  ///< roads, water, plants and land of the 3D model

  GroundLines roads, rails, watercourses;
  std::vector<TreePlace> trees;
  city::SpatialIndex tree_index;  ///< by place in `trees`
};

}  // namespace conurb::scene
