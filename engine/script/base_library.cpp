// SPDX-License-Identifier: Apache-2.0
// The basic functions: which of stock Lua's stay, and those that had to become other ones.
#include <cstring>

#include "engine/script/failure.hpp"
#include "engine/script/library.hpp"
#include "engine/script/state.hpp"
#include "engine/script/strict.hpp"

namespace conurb::script {

namespace {

constexpr const char* kStockBasics[] = {"assert", "error",  "getmetatable", "ipairs",   "rawequal", "rawget",
                                        "rawlen", "select", "tonumber",     "_VERSION", "type"};

int to_text(lua_State* L) {
  luaL_checkany(L, 1);
  push_text(L, 1);
  return 1;
}

int print(lua_State* L) {
  const int count = lua_gettop(L);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = 1; i <= count; ++i) {
    if (i > 1) luaL_addchar(&line, '\t');
    push_text(L, i);
    luaL_addvalue(&line);
  }
  luaL_pushresult(&line);
  std::size_t size = 0;
  const char* const text = lua_tolstring(L, -1, &size);
  State& state = state_of(L);
  state.charge(L, size / 16);
  guarded(L, [&] {
    if (state.options.print) state.options.print(std::string_view(text, size));
  });
  return 0;
}

int set_metatable(lua_State* L) {
  const int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) {
      return luaL_error(L,
                        "finalizers (__gc) are not available: when they run is not determined; use <close>");
    }
    lua_pushliteral(L, "__mode");
    if (lua_rawget(L, 2) != LUA_TNIL) {
      return luaL_error(L, "weak tables (__mode) are not available: when entries go is not determined");
    }
    lua_pop(L, 2);
  }
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
    return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

int raw_set(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  luaL_checkany(L, 3);
  lua_settop(L, 3);
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
    return luaL_error(L, "cannot change a protected table");
  lua_rawset(L, 1);
  return 1;
}

int collect_garbage(lua_State* L) {
  const std::string_view option = luaL_optstring(L, 1, "collect");
  if (option != "count") return luaL_error(L, "collectgarbage knows only \"count\" here");
  lua_pushnumber(L, static_cast<lua_Number>(state_of(L).meter.bytes()) / 1024.0);
  return 1;
}

// Leaves the text to compile on top: the argument itself, or what the reader function gives piece by piece.
void gather_source(lua_State* L) {
  if (lua_type(L, 1) == LUA_TSTRING) {
    lua_pushvalue(L, 1);
    return;
  }
  luaL_checktype(L, 1, LUA_TFUNCTION);
  luaL_Buffer source;
  luaL_buffinit(L, &source);
  for (;;) {
    lua_pushvalue(L, 1);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) break;
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "reader function must return a string");
    if (lua_rawlen(L, -1) == 0) break;
    luaL_addvalue(&source);
  }
  lua_pop(L, 1);
  luaL_pushresult(&source);
}

// load(chunk [, name [, mode [, env]]]) of texts only; the environment is the sandbox's unless one is given.
int load(lua_State* L) {
  const bool has_environment = !lua_isnone(L, 4);
  const std::string_view wanted_name = luaL_optstring(L, 2, "(load)");
  const std::string_view mode = luaL_optstring(L, 3, "t");
  if (mode.find('t') == std::string_view::npos)
    return luaL_argerror(L, 3, "only texts can be loaded, mode \"t\"");
  lua_settop(L, 4);
  gather_source(L);
  State& state = state_of(L);
  std::size_t size = 0;
  const char* const text = lua_tolstring(L, 5, &size);
  if (size > state.options.source_bytes)
    return luaL_error(L, "a script of %d bytes is too long", static_cast<int>(size));
  state.charge(L, size * kCompilePrice);
  const int status = guarded(L, [&] {
    const std::string name = state.remember_chunk(wanted_name);
    return luaL_loadbufferx(L, text, size, name.c_str(), "t");
  });
  if (status != LUA_OK) {
    state.unwind_if_stopped(L, status);
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
  } else {
    lua_rawgeti(L, LUA_REGISTRYINDEX, state.environment_ref);
  }
  if (lua_setupvalue(L, -2, 1) == nullptr) lua_pop(L, 1);
  return 1;
}

void push_library(lua_State* L, lua_CFunction open) {
  lua_pushcfunction(L, open);
  lua_call(L, 0, 1);
}

// The table on top becomes builtins[name], read-only; under "_LOADED" Lua finds the names for its messages.
void publish(lua_State* L, int builtins, const char* name) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
  push_read_only(L, name);
  lua_setfield(L, builtins, name);
}

void open_math_and_utf8(lua_State* L, int builtins) {
  push_library(L, luaopen_math);
  open_math(L);
  publish(L, builtins, LUA_MATHLIBNAME);
  push_library(L, luaopen_utf8);
  open_utf8(L);
  publish(L, builtins, LUA_UTF8LIBNAME);
}

}  // namespace

void push_text(lua_State* L, int index) {
  luaL_checkstack(L, 4, "tostring");
  if (luaL_callmeta(L, index, "__tostring") != 0) {
    if (lua_isstring(L, -1) == 0) luaL_error(L, "'__tostring' must return a string");
    return;
  }
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING: luaL_tolstring(L, index, nullptr); return;
    default: break;
  }
  const int name = luaL_getmetafield(L, index, "__name");
  if (name == LUA_TSTRING) return;
  if (name != LUA_TNIL) lua_pop(L, 1);
  lua_pushstring(L, luaL_typename(L, index));
}

void open_base(lua_State* L) {
  const int builtins = lua_absindex(L, -1);
  lua_pushglobaltable(L);
  for (const char* const name : kStockBasics) {
    lua_getfield(L, -1, name);
    lua_setfield(L, builtins, name);
  }
  lua_pop(L, 1);
  const luaL_Reg functions[] = {{"tostring", to_text}, {"print", print}, {"setmetatable", set_metatable},
                                {"rawset", raw_set},   {"load", load},   {"collectgarbage", collect_garbage},
                                {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

void open_libraries(lua_State* L) {
  open_failure(L);
  lua_createtable(L, 0, 32);
  const int builtins = lua_gettop(L);
  push_library(L, luaopen_base);
  lua_pop(L, 1);
  open_base(L);
  open_protected(L);
  open_order(L);
  // No chunk ever sees Lua's own globals; emptied, nothing can leak from them by mistake.
  lua_createtable(L, 0, 0);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);

  push_library(L, luaopen_string);
  open_string(L);
  open_pattern(L);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushliteral(L, "string");
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
  publish(L, builtins, LUA_STRLIBNAME);
  push_library(L, luaopen_table);
  open_table(L);
  publish(L, builtins, LUA_TABLIBNAME);
  push_library(L, luaopen_coroutine);
  open_coroutine(L);
  publish(L, builtins, LUA_COLIBNAME);
  open_math_and_utf8(L, builtins);
  lua_settop(L, builtins);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_pushvalue(L, builtins);
  lua_setfield(L, -2, LUA_GNAME);
  lua_pop(L, 1);
  for (const std::string& name : text_keys(L, builtins)) state_of(L).known_names.insert(name);
  make_environment(L);
}

}  // namespace conurb::script
