// SPDX-License-Identifier: Apache-2.0
// string.format without addresses, string.rep that says no before it tries, and payment for functions that
// walk over long texts without allocating.
#include <string>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// Pays for the length of the text arguments, then calls the stock function (upvalue 1).
int paid_call(lua_State* L) {
  std::uint64_t bytes = 0;
  const int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) {
    if (lua_type(L, i) == LUA_TSTRING) bytes += lua_rawlen(L, i);
  }
  state_of(L).charge(L, bytes / 4);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// The stock function runs as our own frame, so that its messages name it as ever; it has no upvalues.
void pay_for(lua_State* L, const char* name) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, paid_call, 1);
  lua_setfield(L, -2, name);
}

int repeat(lua_State* L) {
  std::size_t size = 0;
  std::size_t separator = 0;
  luaL_checklstring(L, 1, &size);
  const lua_Integer count = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  State& state = state_of(L);
  const std::size_t each = size + separator;
  if (each == 0) {  // stock Lua copies nothing, `count` times
    lua_pushliteral(L, "");
    return 1;
  }
  if (count > 1) {
    const auto times = static_cast<std::uint64_t>(count);
    if (times > state.options.string_bytes / each) {
      return guarded(L, [&]() -> int {
        throw Error(ErrorCode::limit, "string.rep: the text would be longer than the " +
                                          std::to_string(state.options.string_bytes) + " bytes allowed");
      });
    }
    state.charge(L, times * (1 + each / 16));
  }
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// Turns the arguments of %s that are no texts into texts by our tostring, and refuses %p; then stock Lua
// formats.
int format(lua_State* L) {
  std::size_t size = 0;
  const char* const text = luaL_checklstring(L, 1, &size);
  const std::string_view pattern(text, size);
  state_of(L).charge(L, size / 16);
  const int last = lua_gettop(L);
  int argument = 1;
  for (std::size_t i = pattern.find('%'); i < size; i = pattern.find('%', i)) {
    const std::size_t letter = pattern.find_first_not_of("-+ #0123456789.", i + 1);
    if (letter == std::string_view::npos) break;
    i = letter + 1;
    if (pattern[letter] == '%') continue;
    ++argument;
    if (pattern[letter] == 'p')
      return luaL_error(L, "invalid conversion '%%p' to 'format': addresses are not shown");
    if (pattern[letter] == 's' && argument <= last && lua_type(L, argument) != LUA_TSTRING) {
      push_text(L, argument);
      lua_replace(L, argument);
    }
  }
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void wrap(lua_State* L, const char* name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

}  // namespace

void open_utf8(lua_State* L) {
  for (const char* const name : {"codepoint", "len", "offset"}) pay_for(L, name);
}

void open_string(lua_State* L) {
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  wrap(L, "rep", repeat);
  wrap(L, "format", format);
  for (const char* const name : {"byte", "pack", "packsize", "unpack", "lower", "upper", "reverse"})
    pay_for(L, name);
}

}  // namespace conurb::script
