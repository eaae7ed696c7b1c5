// SPDX-License-Identifier: Apache-2.0
// What the parts of the import of a map share. Private to engine/io.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/io/import_rows.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/osm.hpp"

namespace conurb::io {

/// Turns the map's positions from degrees into metres of the city's local frame; what cannot be converted
/// becomes NaN. A city without a place gets its CRS (--crs, else the UTM zone of the map's median position)
/// and its origin. Throws Error incompatible if the city has no CRS, bad_data if no position is left.
void project_map(CityImport::State& state, OsmMap& map, std::size_t source);

/// road_node, road_link, rail_node, rail_link.
void import_networks(CityImport::State& state, const OsmMap& map, std::size_t source);
/// watercourse, water_area, green_area, land_use_area, tree, place, point_of_interest.
void import_map_features(CityImport::State& state, const OsmMap& map, std::size_t source);
/// Buildings and their parts, to be placed by import_map_buildings().
[[nodiscard]] std::vector<MapBuilding> read_map_buildings(CityImport::State& state, const OsmMap& map,
                                                          std::size_t source);

/// The area as city::Shape::polygon in local metres: outer rings counter-clockwise, each followed by its
/// holes. Empty if a corner could not be converted or nothing is left with an area of 0.01 m2.
[[nodiscard]] std::vector<double> polygon_of(const OsmMap& map, const OsmFeature& area);

/// Objects of one table in the making: their ids and shapes, and the objects themselves.
struct MapRows {
  std::vector<std::string> externals;
  std::vector<std::vector<double>> shapes;
  std::vector<const OsmFeature*> features;
  void add(const OsmFeature& feature, std::vector<double> shape) {
    externals.push_back(external_id(feature));
    shapes.push_back(std::move(shape));
    features.push_back(&feature);
  }
};

}  // namespace conurb::io
