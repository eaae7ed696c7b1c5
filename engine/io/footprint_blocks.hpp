// SPDX-License-Identifier: Apache-2.0
// Buildings that have no 3D model – of maps, of GIS layers, drawn in QGIS – as blocks, for whoever writes or
// shows a city in three dimensions. The tables stay as they are: blocks follow from footprint and height, and
// are made anew each time.
#pragma once

#include <cstdint>
#include <span>

#include "engine/city/city.hpp"

namespace conurb::io {

/// Gives each alive building with an outline and a height, and without an object, an object of type Building
/// with a solid of level of detail 1: from ground_height (0 where unknown) up by height, walls upright,
/// ground and roof flat; one solid for each outer ring. `city` is a copy that is thrown away after use.
/// `vocabulary` gives the columns that the city may lack. Returns the number of blocks.
std::int64_t add_blocks(city::City& city, std::span<const city::TableSpec> vocabulary);

}  // namespace conurb::io
