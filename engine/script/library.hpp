// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: the library that scripts see. Each function that is not stock Lua's is here
// because stock Lua's would run without bound, swallow a stop, show an address or depend on the hash seed.
#pragma once

#include <lua.hpp>

namespace conurb::script {

/// Fills the state's builtins and environment. Call it once, protected.
void open_libraries(lua_State* L);

/// Each adds to or replaces functions of the table on top of the stack, which it leaves there.
void open_base(lua_State* L);       ///< the basic functions; the stock ones are looked up in the Lua globals
void open_protected(lua_State* L);  ///< pcall, xpcall
void open_coroutine(lua_State* L);
void open_order(lua_State* L);  ///< pairs, next
void open_string(lua_State* L);
void open_pattern(lua_State* L);  ///< string.find, match, gmatch, gsub
void open_table(lua_State* L);
void open_math(lua_State* L);
void open_utf8(lua_State* L);

/// Pushes the text of the value at `index`: tostring() without addresses. May run a __tostring of the script.
void push_text(lua_State* L, int index);

/// The iteration triple of the script's ordered pairs() over the table at `index`, without __pairs. Pushes 3
/// values.
int push_ordered_pairs(lua_State* L, int index);

}  // namespace conurb::script
