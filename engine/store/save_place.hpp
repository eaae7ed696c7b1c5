// SPDX-License-Identifier: Apache-2.0
// Where the city lies, in the settings of the file and in GeoPackage's table of reference systems. Internal
// to engine/store.
#pragma once

#include <cstdint>

#include "engine/city/city.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

struct SavedPlace {
  std::int32_t srs_id = -1;  ///< of the layers
  bool moved = false;        ///< layers that are there must be written anew: their coordinates moved
};

/// Inside a transaction. The reference system is kept from before where `crs` says nothing new.
SavedPlace save_place(Connection& connection, const city::Place& place, const CrsDefinition& crs);

}  // namespace conurb::store
