// SPDX-License-Identifier: Apache-2.0
// Emission factors and fleets of the city's tables emission_class, fleet_mix and emission_factor: from files,
// and as the catalogue that the model takes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/city_roads.hpp"
#include "plugins/transport/emissions/emission_class.hpp"

namespace conurb::transport {

/// Whether the first line names the columns of factors by speed, classes or fleets.
[[nodiscard]] bool is_emission_file(std::string_view start);

/// Reads files of the three forms (emissions/emission_tables.hpp) into rows: classes first, then fleets, then
/// factors, each kind in the order of the files. Throws InputError.
void read_emission_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files);

/// The columns of the three tables.
[[nodiscard]] std::span<const std::uint32_t> emission_columns();

/// The built-in catalogue with the city's rows put in. Findings tell what is odd in them or cannot be and
/// is left out (emissions/emission_rows.hpp).
[[nodiscard]] emissions::EmissionCatalogue city_catalogue(const sdk::Host& host, const sdk::View& view,
                                                          std::vector<RowFinding>& findings);

}  // namespace conurb::transport
