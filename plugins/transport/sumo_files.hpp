// SPDX-License-Identifier: Apache-2.0
// The files of a SUMO scenario as rows of the city.
#pragma once

#include <span>
#include <string_view>

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Whether a file begins as a network, an additional file or a route file does.
[[nodiscard]] bool is_sumo_file(std::string_view start);

/// Reads the network first, then additional files, then routes, each kind in the order given. Throws
/// InputError.
void read_sumo_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files);

}  // namespace conurb::transport
