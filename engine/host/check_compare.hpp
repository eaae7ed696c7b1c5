// SPDX-License-Identifier: Apache-2.0
// What the cases look for in columns. Internal to the conformance check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/host/check_rig.hpp"

namespace conurb::host::check {

/// A column that the plugin writes.
struct Written {
  std::uint32_t use = 0;   ///< index in the manifest
  std::size_t table = 0;   ///< index in the city
  std::size_t column = 0;  ///< index in the table
  std::string label;       ///< "building.heating_demand"
};

/// Those that are in the city; of accumulated ones the plugin's own contribution.
[[nodiscard]] std::vector<Written> written_columns(const Rig& rig);

/// The first place where two runs of one plugin differ in what they computed, as "building.x of row 3: 1
/// against 2"; "" if every bit is the same. NaNs count as one value: their payload carries no meaning.
/// Retired rows do not count.
[[nodiscard]] std::string difference(const Rig& a, const Rig& b);

/// The first value of a written column that is no number where it must be one, as a sentence; "" if all are.
[[nodiscard]] std::string not_finite(const Rig& rig);

/// A column that the plugin may not write, with its content.
struct Kept {
  std::size_t table = 0;
  std::size_t column = 0;
  bool declared = false;  ///< as a column that the plugin reads
  Hash128 content;
};
/// All columns that the plugin does not write, ids and alive flags of tables that are not its own included.
[[nodiscard]] std::vector<Kept> kept_columns(const Rig& rig);
/// Name of the first of them whose content is another now; "" if none.
[[nodiscard]] std::string first_changed(const Rig& rig, const std::vector<Kept>& kept, bool declared);

}  // namespace conurb::host::check
