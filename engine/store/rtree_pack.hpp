// SPDX-License-Identifier: Apache-2.0
// Fills an empty R-tree of SQLite all at once. Row by row through the virtual table every box is searched its
// place and its node written anew; a sorted run of boxes makes the same kind of tree from the leaves up, each
// node written once. Internal to engine/store.
#pragma once

#include <span>
#include <string>

#include "engine/city/table.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// A row on its way into an R-tree.
struct RowBox {
  city::Id id = 0;
  Extent box;  ///< in the CRS
};

/// True if the two-dimensional R-tree `tree` (a name, not quoted) has no row.
[[nodiscard]] bool is_empty_rtree(Connection& connection, const std::string& tree);

/// Puts boxes, near ones after each other and no id twice, into an R-tree that is empty. Writes the tables
/// behind it (`_node`, `_parent`, `_rowid`), whose format is that of SQLite's ext/rtree/rtree.c, "Database
/// Format of R-Tree Tables"; `rtreecheck` accepts it. Inside a transaction.
void pack_rtree(Connection& connection, const std::string& tree, std::span<const RowBox> boxes);

}  // namespace conurb::store
