// SPDX-License-Identifier: Apache-2.0
// Links of GMNS: what stands in their columns and what is taken where it does not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/assignment/gmns/gmns_lines.hpp"
#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

/// Rows by the ids of the file.
using RowsById = std::unordered_map<std::string, std::int32_t>;

/// Adds the file's links to the problem, whose nodes are known by `node_rows`, and what it says of them
/// besides, with `lines` for those that name theirs. Throws InputError.
void read_gmns_links(const SourceText& source, const RowsById& node_rows, const TextsById& lines,
                     Import& import, FindingList& findings);

}  // namespace conurb::transport::assignment
