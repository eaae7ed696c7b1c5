// SPDX-License-Identifier: Apache-2.0
// An import and the city file: what the file remembers of earlier ones, and how the result gets in.
#pragma once

#include "engine/io/city_import.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::io {

/// Identities by source, and the cells that people changed. Throws Error conflict if the base journal holds
/// rows that are not in the tables yet: their ids would meet those of an import.
[[nodiscard]] KnownImports read_known_imports(store::CityFile& file);

/// Writes the city, its geometry, sources, identities, provenance, findings and raw remains in one
/// transaction: all of it or nothing. Throws as CityFile::save.
void commit_import(store::CityFile& file, const ImportResult& result);

}  // namespace conurb::io
