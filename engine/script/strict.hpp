// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: names that must exist. A read of an unknown name or a write to a name that is
// not the script's own is an error that proposes the nearest known one.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

namespace conurb::script {

/// "did you mean 'x'?" for the nearest of `known`, or empty when none is near. Ties go to the first in order.
[[nodiscard]] std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

/// Insertions, deletions, replacements and swaps of neighbours between two names (optimal string alignment),
/// letter case ignored.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The text keys of the table at `index`, in byte order.
[[nodiscard]] std::vector<std::string> text_keys(lua_State* L, int index);

/// Replaces the table on top of the stack by a read-only front of it that refuses unknown members.
/// The table itself gets a metatable that refuses unknown members too (for s:upper() on texts).
void push_read_only(lua_State* L, std::string_view name);

/// Builds the environment of scripts before the builtins table on top of the stack (popped).
/// Sets State::environment_ref and builtins_ref.
void make_environment(lua_State* L);

}  // namespace conurb::script
