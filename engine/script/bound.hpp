// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: objects of registered types in Lua's heap.
#pragma once

#include <lua.hpp>

#include "engine/script/binding.hpp"

namespace conurb::script {

/// The object at `index` if it is of that type, else null.
[[nodiscard]] void* object_of_type(lua_State* L, int index, const TypeInfo& type);

/// The registered type of the object at `index`, or null.
[[nodiscard]] const TypeInfo* type_of_object(lua_State* L, int index);

/// Makes the metatable of `type`, keeps it in the state. Protected context.
void open_type(lua_State* L, const TypeInfo& type);

/// Pushes a bound function as a Lua function.
void push_function(lua_State* L, const BoundFunction& function);

}  // namespace conurb::script
