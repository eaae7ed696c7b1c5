// SPDX-License-Identifier: Apache-2.0
// Comma-separated files of zones, trips between them and counts, as rows of the city. Links are kept by the
// ids that the files have for them: the reader does not see the city that the files are for.
#pragma once

#include <span>
#include <string_view>

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Whether the first line names the columns of zones, trips or counts.
[[nodiscard]] bool is_demand_file(std::string_view start);

/// Reads up to four files, in any order: zones with their links, zones with their places, trips, counts.
/// Throws InputError.
void read_demand_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files);

}  // namespace conurb::transport
