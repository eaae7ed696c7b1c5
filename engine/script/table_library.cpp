// SPDX-License-Identifier: Apache-2.0
// The table functions, written anew: stock Lua's run loops of up to 2⁶³ turns in one call (table.move), and
// its sort picks pivots by the clock, so that equal elements come out in another order each time. This sort
// is a stable merge sort: n log n calls at most, whatever the comparison answers.
#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// A turn reads and writes one element: a few instructions.
constexpr std::uint64_t kTurnPrice = 4;

// Pays for the turns of a loop in batches.
class Turns {
 public:
  explicit Turns(lua_State* L) : L_(L) {}
  void operator++() {
    if (++count_ % Meter::kPeriod == 0) state_of(L_).charge(L_, kTurnPrice * Meter::kPeriod);
  }

 private:
  lua_State* L_;
  std::uint64_t count_ = 0;
};

// Read and written through metamethods, as in stock Lua; anything with the needed metamethods passes.
void check_table(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TTABLE) return;
  if (lua_type(L, index) == LUA_TUSERDATA && luaL_getmetafield(L, index, "__index") != LUA_TNIL) {
    lua_pop(L, 1);
    return;
  }
  luaL_checktype(L, index, LUA_TTABLE);
}

lua_Integer length(lua_State* L, int index) {
  check_table(L, index);
  return luaL_len(L, index);
}

int concat(lua_State* L) {
  lua_Integer last = length(L, 1);
  std::size_t separator_size = 0;
  const char* const separator = luaL_optlstring(L, 2, "", &separator_size);
  const lua_Integer first = luaL_optinteger(L, 3, 1);
  last = luaL_optinteger(L, 4, last);
  luaL_Buffer result;
  luaL_buffinit(L, &result);
  Turns turns(L);
  for (lua_Integer i = first; i <= last; ++i) {
    lua_geti(L, 1, i);
    if (lua_isstring(L, -1) == 0) {
      return luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1),
                        static_cast<LUAI_UACINT>(i));
    }
    luaL_addvalue(&result);
    if (i == last) break;  // also keeps i from passing the largest integer
    luaL_addlstring(&result, separator, separator_size);
    ++turns;
  }
  luaL_pushresult(&result);
  return 1;
}

int insert(lua_State* L) {
  const auto end = static_cast<lua_Integer>(static_cast<lua_Unsigned>(length(L, 1)) + 1);
  if (lua_gettop(L) == 2) {
    lua_seti(L, 1, end);
    return 0;
  }
  if (lua_gettop(L) != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
  const lua_Integer position = luaL_checkinteger(L, 2);
  luaL_argcheck(L, static_cast<lua_Unsigned>(position) - 1U < static_cast<lua_Unsigned>(end), 2,
                "position out of bounds");
  Turns turns(L);
  for (lua_Integer i = end; i > position; --i) {
    lua_geti(L, 1, i - 1);
    lua_seti(L, 1, i);
    ++turns;
  }
  lua_seti(L, 1, position);
  return 0;
}

int remove(lua_State* L) {
  const lua_Integer size = length(L, 1);
  lua_Integer position = luaL_optinteger(L, 2, size);
  if (position != size) {
    luaL_argcheck(L, static_cast<lua_Unsigned>(position) - 1U <= static_cast<lua_Unsigned>(size), 2,
                  "position out of bounds");
  }
  lua_geti(L, 1, position);
  Turns turns(L);
  for (; position < size; ++position) {
    lua_geti(L, 1, position + 1);
    lua_seti(L, 1, position);
    ++turns;
  }
  lua_pushnil(L);
  lua_seti(L, 1, position);
  return 1;
}

// move(from, first, last, to [, target])
int move(lua_State* L) {
  const lua_Integer first = luaL_checkinteger(L, 2);
  const lua_Integer last = luaL_checkinteger(L, 3);
  const lua_Integer to = luaL_checkinteger(L, 4);
  const int target = lua_isnoneornil(L, 5) ? 1 : 5;
  check_table(L, 1);
  check_table(L, target);
  if (last >= first) {
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    const lua_Integer count = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    const bool overlaps =
        to > first && to <= last && (target == 1 || lua_compare(L, 1, target, LUA_OPEQ) != 0);
    Turns turns(L);
    for (lua_Integer i = 0; i < count; ++i) {
      const lua_Integer step = overlaps ? count - 1 - i : i;
      lua_geti(L, 1, first + step);
      lua_seti(L, target, to + step);
      ++turns;
    }
  }
  lua_pushvalue(L, target);
  return 1;
}

int pack(lua_State* L) {
  const int count = lua_gettop(L);
  lua_createtable(L, count, 1);
  lua_insert(L, 1);
  for (int i = count; i >= 1; --i) lua_rawseti(L, 1, i);
  lua_pushinteger(L, count);
  lua_setfield(L, 1, "n");
  state_of(L).charge(L, static_cast<std::uint64_t>(count) / 4);
  return 1;
}

int unpack(lua_State* L) {
  const lua_Integer first = luaL_optinteger(L, 2, 1);
  const lua_Integer last = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
  if (first > last) return 0;
  const lua_Unsigned span = static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first);
  if (span >= static_cast<lua_Unsigned>(INT_MAX) || lua_checkstack(L, static_cast<int>(span + 1)) == 0) {
    return luaL_error(L, "too many results to unpack");
  }
  Turns turns(L);
  for (lua_Unsigned i = 0; i <= span; ++i) {
    lua_geti(L, 1, static_cast<lua_Integer>(static_cast<lua_Unsigned>(first) + i));
    ++turns;
  }
  return static_cast<int>(span) + 1;
}

// Bottom-up merge sort of `count` ranks in `order`, with `spare` of the same length. `less` may answer
// anything.
template <class Less>
void merge_sort(std::uint32_t* order, std::uint32_t* spare, std::size_t count, Less&& less) {
  for (std::size_t width = 1; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, count);
      const std::size_t end = std::min(begin + 2 * width, count);
      std::size_t left = begin;
      std::size_t right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool take_right = right < end && (left >= middle || less(order[right], order[left]));
        spare[out] = take_right ? order[right++] : order[left++];
      }
    }
    std::copy(spare, spare + count, order);
  }
}

bool text_less(lua_State* L, lua_Integer a, lua_Integer b) {
  std::size_t size_a = 0;
  std::size_t size_b = 0;
  lua_rawgeti(L, 3, a);
  lua_rawgeti(L, 3, b);
  const char* const text_a = lua_tolstring(L, -2, &size_a);
  const char* const text_b = lua_tolstring(L, -1, &size_b);
  const bool less = std::string_view(text_a, size_a) < std::string_view(text_b, size_b);
  lua_pop(L, 2);
  return less;
}

// Elements a and b of the copy at index 3 by the script's function at index 2, or by `<`.
bool element_less(lua_State* L, bool by_function, lua_Integer a, lua_Integer b) {
  bool less = false;
  if (by_function) {
    lua_pushvalue(L, 2);
    lua_rawgeti(L, 3, a);
    lua_rawgeti(L, 3, b);
    lua_call(L, 2, 1);
    less = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return less;
  }
  lua_rawgeti(L, 3, a);
  lua_rawgeti(L, 3, b);
  less = lua_compare(L, -2, -1, LUA_OPLT) != 0;
  lua_pop(L, 2);
  return less;
}

// Copies the list to index 3; true if all are texts, which are ordered by their bytes whatever the locale.
bool copy_list(lua_State* L, lua_Integer count, Turns& turns) {
  lua_createtable(L, static_cast<int>(count), 0);
  bool only_texts = true;
  for (lua_Integer i = 1; i <= count; ++i) {
    only_texts = lua_geti(L, 1, i) == LUA_TSTRING && only_texts;
    lua_rawseti(L, 3, i);
    ++turns;
  }
  return only_texts;
}

int sort(lua_State* L) {
  const lua_Integer count = length(L, 1);
  if (count < 2) return 0;
  luaL_argcheck(L, count < INT_MAX, 1, "array too big");
  const bool by_function = !lua_isnoneornil(L, 2);
  if (by_function) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  Turns turns(L);
  const bool only_texts = copy_list(L, count, turns);
  const auto size = static_cast<std::size_t>(count);
  auto* const order = static_cast<std::uint32_t*>(lua_newuserdatauv(L, size * 2 * sizeof(std::uint32_t), 0));
  for (std::size_t i = 0; i < size; ++i) order[i] = static_cast<std::uint32_t>(i + 1);
  merge_sort(order, order + size, size, [&](std::uint32_t a, std::uint32_t b) {
    ++turns;
    return only_texts && !by_function ? text_less(L, a, b) : element_less(L, by_function, a, b);
  });
  for (std::size_t i = 0; i < size; ++i) {
    lua_rawgeti(L, 3, order[i]);
    lua_seti(L, 1, static_cast<lua_Integer>(i) + 1);
    ++turns;
  }
  return 0;
}

}  // namespace

void open_table(lua_State* L) {
  const luaL_Reg functions[] = {{"concat", concat}, {"insert", insert}, {"remove", remove},
                                {"move", move},     {"pack", pack},     {"unpack", unpack},
                                {"sort", sort},     {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

}  // namespace conurb::script
