// SPDX-License-Identifier: Apache-2.0
// pairs and next in an order that depends on the keys alone. Stock Lua goes by its hash, which is seeded from
// addresses and the clock: two runs of the same scenario would visit in two orders.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

enum class Rank : std::uint8_t { sequence, number, text, boolean };

// A key as it is ordered. Texts point into Lua's heap: the key must stay reachable.
struct Key {
  Rank rank;
  bool is_float;
  lua_Integer integer;  // also the length of a text, and a boolean
  union {
    lua_Number number;
    const char* text;
  };
  std::uint64_t prefix;  // first 8 bytes of a text, so that most comparisons need not look at it
  std::size_t index;     // place in the list of keys
};

constexpr std::uint64_t kPricePerKey = 16;

std::uint64_t prefix_of(const char* text, std::size_t size) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof prefix; ++i) {
    prefix = (prefix << 8) | (i < size ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return prefix;
}

// Exact order of an integer and a float that is no integer (Lua turns float keys with integral value into
// integers).
bool integer_before_float(lua_Integer integer, lua_Number number) {
  if (number >= 0x1p63) return true;
  if (number < -0x1p63) return false;
  return integer <= static_cast<lua_Integer>(std::floor(number));
}

bool number_before(const Key& a, const Key& b) {
  if (!a.is_float && !b.is_float) return a.integer < b.integer;
  if (a.is_float && b.is_float) return a.number < b.number;
  if (a.is_float) return !integer_before_float(b.integer, a.number);
  return integer_before_float(a.integer, b.number);
}

bool before(const Key& a, const Key& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.rank == Rank::text) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return std::string_view(a.text, static_cast<std::size_t>(a.integer)) <
           std::string_view(b.text, static_cast<std::size_t>(b.integer));
  }
  if (a.rank == Rank::boolean) return a.integer < b.integer;
  return number_before(a, b);
}

// The key at `index` of the stack; `sequence` is the length of the run t[1..n] that goes first.
Key read_key(lua_State* L, int index, lua_Integer sequence) {
  Key key{Rank::number, false, 0, {0.0}, 0, 0};
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      if (lua_isinteger(L, index) != 0) {
        key.integer = lua_tointeger(L, index);
        if (key.integer >= 1 && key.integer <= sequence) key.rank = Rank::sequence;
      } else {
        key.is_float = true;
        key.number = lua_tonumber(L, index);
      }
      return key;
    case LUA_TSTRING: {
      std::size_t size = 0;
      key.rank = Rank::text;
      key.text = lua_tolstring(L, index, &size);
      key.integer = static_cast<lua_Integer>(size);
      key.prefix = prefix_of(key.text, size);
      return key;
    }
    case LUA_TBOOLEAN:
      key.rank = Rank::boolean;
      key.integer = lua_toboolean(L, index);
      return key;
    default:
      luaL_error(L, "pairs: a %s as key has no order; keep such things in a list", luaL_typename(L, index));
      return key;
  }
}

struct Shape {
  lua_Integer sequence;  // t[1..sequence] are set
  std::size_t keys;
};

Shape shape_of(lua_State* L, int table) {
  State& state = state_of(L);
  Shape shape{0, 0};
  lua_pushnil(L);
  while (lua_next(L, table) != 0) {
    lua_pop(L, 1);
    ++shape.keys;
    if (shape.keys % Meter::kPeriod == 0) state.charge(L, Meter::kPeriod);
  }
  const auto most = static_cast<lua_Integer>(shape.keys);
  while (shape.sequence < most && lua_rawgeti(L, table, shape.sequence + 1) != LUA_TNIL) {
    lua_pop(L, 1);
    ++shape.sequence;
    if (shape.sequence % Meter::kPeriod == 0) state.charge(L, Meter::kPeriod);
  }
  if (shape.sequence < most) lua_pop(L, 1);
  return shape;
}

// Upvalues: table, length, position.
int sequence_step(lua_State* L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
  const lua_Integer last = lua_tointeger(L, lua_upvalueindex(2));
  while (at < last) {
    ++at;
    if (lua_rawgeti(L, lua_upvalueindex(1), at) != LUA_TNIL) {
      lua_pushinteger(L, at);
      lua_copy(L, -1, lua_upvalueindex(3));
      lua_insert(L, -2);
      return 2;
    }
    lua_pop(L, 1);
    if (at % Meter::kPeriod == 0) state_of(L).charge(L, Meter::kPeriod);
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(3));
  lua_pushnil(L);
  return 1;
}

// Upvalues: table, list of keys, their order, how many, position.
int ordered_step(lua_State* L) {
  auto at = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(5)));
  const auto count = static_cast<std::size_t>(lua_tointeger(L, lua_upvalueindex(4)));
  const auto* const order = static_cast<const Key*>(lua_touserdata(L, lua_upvalueindex(3)));
  while (at < count) {
    lua_rawgeti(L, lua_upvalueindex(2), static_cast<lua_Integer>(order[at++].index));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {  // gone meanwhile: as in stock Lua, not visited
      lua_pushinteger(L, static_cast<lua_Integer>(at));
      lua_replace(L, lua_upvalueindex(5));
      return 2;
    }
    lua_pop(L, 2);
    if (at % Meter::kPeriod == 0) state_of(L).charge(L, Meter::kPeriod);
  }
  lua_pushinteger(L, static_cast<lua_Integer>(at));
  lua_replace(L, lua_upvalueindex(5));
  lua_pushnil(L);
  return 1;
}

void push_sorted_steps(lua_State* L, int table, const Shape& shape) {
  lua_pushvalue(L, table);
  lua_createtable(L, static_cast<int>(std::min<std::size_t>(shape.keys, INT32_MAX)), 0);
  auto* const order = static_cast<Key*>(lua_newuserdatauv(L, shape.keys * sizeof(Key), 0));
  std::size_t count = 0;
  lua_pushnil(L);
  while (count < shape.keys && lua_next(L, table) != 0) {
    lua_pop(L, 1);
    order[count] = read_key(L, -1, shape.sequence);
    order[count].index = count + 1;
    ++count;
    lua_pushvalue(L, -1);
    lua_rawseti(L, -4, static_cast<lua_Integer>(count));
  }
  lua_settop(L, table + 3);
  std::sort(order, order + count, before);
  lua_pushinteger(L, static_cast<lua_Integer>(count));
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, ordered_step, 5);
}

int pairs(lua_State* L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  return push_ordered_pairs(L, 1);
}

// next(t) and next(t, key): the first key, and the one after `key`, in the same order as pairs. Each call
// looks at all keys.
int next(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  const Shape shape = shape_of(L, 1);
  state_of(L).charge(L, shape.keys * kPricePerKey + 1);
  const bool from_start = lua_isnil(L, 2);
  const Key last = from_start ? Key{Rank::sequence, false, 0, {0.0}, 0, 0} : read_key(L, 2, shape.sequence);
  Key best{};
  lua_pushnil(L);  // 3: the best key so far
  lua_pushnil(L);
  while (lua_next(L, 1) != 0) {
    lua_pop(L, 1);
    const Key key = read_key(L, -1, shape.sequence);
    const bool after = from_start || before(last, key);
    if (after && (lua_isnil(L, 3) || before(key, best))) {
      best = key;
      lua_pushvalue(L, -1);
      lua_replace(L, 3);
    }
  }
  if (lua_isnil(L, 3)) return 1;
  lua_pushvalue(L, 3);
  lua_rawget(L, 1);
  return 2;
}

}  // namespace

int push_ordered_pairs(lua_State* L, int index) {
  lua_pushvalue(L, index);
  const int table = lua_gettop(L);
  luaL_checkstack(L, 10, "pairs");
  const Shape shape = shape_of(L, table);
  if (static_cast<std::size_t>(shape.sequence) == shape.keys) {
    lua_pushvalue(L, table);
    lua_pushinteger(L, shape.sequence);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, sequence_step, 3);
  } else {
    state_of(L).charge(L, shape.keys * kPricePerKey);
    push_sorted_steps(L, table, shape);
  }
  lua_pushvalue(L, table);
  lua_pushnil(L);
  return 3;
}

void open_order(lua_State* L) {
  const luaL_Reg functions[] = {{"pairs", pairs}, {"next", next}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

}  // namespace conurb::script
