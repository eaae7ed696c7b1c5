// SPDX-License-Identifier: Apache-2.0
// The plugins' levers as sliders and switches know them, and what moving one does to the city.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sim/commands.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::room {

/// A lever in one branch. Values in `unit`.
struct LeverInfo {
  std::string id;  ///< "buildings.heat_pump_share": plugin and name
  std::string label, description, unit;
  std::string type;                  ///< "number", "integer", "boolean" or "choice"
  std::vector<std::string> choices;  ///< of a choice: value n stands for the n-th
  double value = 0;                  ///< NaN if its rows differ, or there are none
  double initial = 0;
  double min = 0, max = 0, step = 0;     ///< min = max: unlimited; step 0: any
  bool at_restart = false;               ///< takes effect when the branch is run anew
  std::string table, column, selection;  ///< of a lever on a column; empty for one on a parameter
  std::int64_t rows = 0;                 ///< that it moves

  bool operator==(const LeverInfo&) const = default;
};

/// All levers with their values in a branch, in the order of plugins and manifests. Levers on columns that
/// the city does not have are left out. `effective`: what counts in the branch. On the thread of the twin.
[[nodiscard]] std::vector<LeverInfo> levers(sim::Twin& twin, std::int32_t branch,
                                            std::span<const city::JournalEntry> effective);

/// The command that moves a lever. Throws Error not_found for an unknown lever (with the nearest name),
/// invalid_argument for a value out of range or of the wrong type.
[[nodiscard]] sim::Command move_lever(sim::Twin& twin, std::int32_t branch, std::string_view id,
                                      double value);

}  // namespace conurb::room
