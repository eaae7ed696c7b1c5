// SPDX-License-Identifier: Apache-2.0
// What the measuring parts of an import share. Private to engine/io.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engine/io/building_shell.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/party_walls.hpp"

namespace conurb::io {

/// A building to be measured.
struct Subject {
  std::int64_t row = 0;
  bool whole = false;    ///< all columns are written; else only what neighbours change
  bool context = false;  ///< measured for its neighbours' sake, nothing is written
};

/// Replaces the shapes of rows of a table (ascending, each with a number that `shape_of` turns into
/// coordinates).
void replace_shapes(CityImport::State& state, city::Table& table,
                    const std::vector<std::pair<std::int64_t, std::size_t>>& rows,
                    const std::function<std::span<const double>(std::size_t)>& shape_of);

/// One row of `surface` for each face of the buildings that are written whole. Rows of theirs that are there
/// are used again if they are as many, else retired.
void write_surfaces(CityImport::State& state, std::span<const Subject> subjects,
                    std::span<const ShellFace> faces);

/// What is odd about the buildings that are written whole.
void tell_findings(CityImport::State& state, std::span<const Subject> subjects,
                   std::span<const BuildingMeasure> measures, const PartyWalls& walls);

/// The columns `geometry` of city_object and building.
void write_best_geometry(CityImport::State& state, const GeometryIndex& index, city::Point3 origin);

}  // namespace conurb::io
