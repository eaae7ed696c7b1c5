// SPDX-License-Identifier: Apache-2.0
// math.random from the run's own generator: the seed is part of the run record, so scripts cannot set it.
#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

std::uint64_t draw(lua_State* L) {
  const State& state = state_of(L);
  return guarded(L, [&]() -> std::uint64_t {
    if (!state.options.random) {
      throw Error(ErrorCode::not_found, "there is no random generator here", {},
                  "math.random works inside a run, which has a seed");
    }
    return state.options.random();
  });
}

// A whole number in 0..span, each as likely: bits above the span's are masked off, and what still lies
// outside is drawn again (less than once on average).
std::uint64_t draw_below_or_at(lua_State* L, std::uint64_t span) {
  std::uint64_t mask = span;
  for (const int shift : {1, 2, 4, 8, 16, 32}) mask |= mask >> shift;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const std::uint64_t bits = draw(L) & mask;
    if (bits <= span) return bits;
  }
  luaL_error(L, "the random generator gives no usable bits");
  return 0;
}

// random(): [0, 1) with 53 bits; random(n): 1..n; random(m, n): m..n; random(0): 64 bits.
int random(lua_State* L) {
  lua_Integer low = 1;
  lua_Integer high = 0;
  switch (lua_gettop(L)) {
    case 0: lua_pushnumber(L, static_cast<lua_Number>(draw(L) >> 11) * 0x1p-53); return 1;
    case 1:
      high = luaL_checkinteger(L, 1);
      if (high == 0) {
        lua_pushinteger(L, static_cast<lua_Integer>(draw(L)));
        return 1;
      }
      break;
    case 2:
      low = luaL_checkinteger(L, 1);
      high = luaL_checkinteger(L, 2);
      break;
    default: return luaL_error(L, "wrong number of arguments");
  }
  luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  lua_pushinteger(L, static_cast<lua_Integer>(static_cast<std::uint64_t>(low) + draw_below_or_at(L, span)));
  return 1;
}

int random_seed(lua_State* L) {
  return luaL_error(L, "math.randomseed is not available: the seed belongs to the run");
}

}  // namespace

void open_math(lua_State* L) {
  const luaL_Reg functions[] = {{"random", random}, {"randomseed", random_seed}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

}  // namespace conurb::script
