// SPDX-License-Identifier: Apache-2.0
// Levers of the plugins, as scripts and the room move them: parameters, and columns for a selection of rows.
#pragma once

#include <span>
#include <string_view>

#include "engine/host/manifest.hpp"
#include "engine/sim/commands.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::sim {

/// What a parameter was last set to by the entries that count in a branch (Twin::effective), or its default;
/// in the parameter's unit. Throws Error not_found for an unknown name.
[[nodiscard]] double parameter_value(std::span<const city::JournalEntry> effective,
                                     const host::Manifest& manifest, std::string_view name);

/// The command that moves a lever on a column; `value` in the lever's unit. `city` says in which unit the
/// column is kept. Throws Error invalid_argument if the value is beyond the lever's range.
[[nodiscard]] SetCommand move_lever(const UnitSystem& units, const city::City& city,
                                    const host::Manifest& manifest, const host::ColumnLever& lever,
                                    double value);

}  // namespace conurb::sim
