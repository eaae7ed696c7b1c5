// SPDX-License-Identifier: Apache-2.0
// Makes the base city in the file equal to a city in memory. Internal to engine/store.
#pragma once

#include "engine/city/city.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

/// CityFile::save, inside a transaction. What the file then holds is remembered in `core.saved` once it is
/// committed.
void save_city(FileCore& core, Connection& connection, const city::City& city, const SaveOptions& options);

}  // namespace conurb::store
