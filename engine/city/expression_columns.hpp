// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: from dotted names to columns.
#pragma once

#include <string>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city::expression {

/// A ref column on the way, and the table that it leads to.
struct Hop {
  const Column* ref = nullptr;
  const Table* target = nullptr;
};

struct ResolvedColumn {
  std::vector<Hop> hops;
  const Column* column = nullptr;
  std::string name;  ///< dotted, as written
};

/// Follows `path` from `table`; the table's own name may stand first. `place` begins messages. Throws Error
/// not_found with the nearest name, incompatible for lists and for a dot behind what is no ref.
[[nodiscard]] ResolvedColumn resolve_column(const City& city, const Table& table,
                                            const std::vector<std::string>& path, const std::string& place);

/// "'building.function' is a text column".
[[nodiscard]] std::string describe(const ResolvedColumn& column);

}  // namespace conurb::city::expression
