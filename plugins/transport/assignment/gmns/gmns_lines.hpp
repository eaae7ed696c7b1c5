// SPDX-License-Identifier: Apache-2.0
// How links of GMNS run: lines as well-known text, in the links' own rows or in geometry.csv.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

/// x, y, x, y … of a LINESTRING (OGC 06-103r4, 7.2), whose heights and measures are left out; empty for any
/// other text and for fewer than two points.
[[nodiscard]] std::vector<double> line_of_text(std::string_view wkt);

/// Texts by geometry_id; they point into the source, which must outlive them.
using TextsById = std::unordered_map<std::string_view, std::string_view>;

/// Reads geometry.csv (geometry_id, geometry); nothing of an empty text. Throws InputError for an id that
/// stands twice.
[[nodiscard]] TextsById read_gmns_lines(const SourceText& source);

}  // namespace conurb::transport::assignment
