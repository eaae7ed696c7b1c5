// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: how an error of a script becomes an Error with place and hint, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/base/error.hpp"

namespace conurb::script {

struct State;

/// "file.lua:12" of the innermost Lua function that runs on L; empty when there is none. Allocates nothing in
/// Lua.
[[nodiscard]] std::string place_of(lua_State* L);

/// The Error behind a value that raise() made, or null.
[[nodiscard]] const Error* error_object(lua_State* L, int index);

/// Splits "file.lua:12: text" off a message of Lua, if the file is a chunk of this sandbox.
struct Located {
  std::string where;
  std::string text;
};
[[nodiscard]] Located split_place(const State& state, std::string_view message);

/// What to do about a message of Lua, in one sentence; empty when there is nothing to say. (hints.cpp)
[[nodiscard]] std::string hint_for(const State& state, std::string_view message);

/// The kind of failure that a message of Lua stands for.
[[nodiscard]] ErrorCode code_for(std::string_view message);

/// Makes the metatable of error objects; once per state, protected.
void open_failure(lua_State* L);

}  // namespace conurb::script
