// SPDX-License-Identifier: Apache-2.0
#include "engine/script/strict.hpp"

#include <algorithm>
#include <cctype>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// Names longer than this are not typed by hand.
constexpr std::size_t kLongestName = 64;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string key_text(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TSTRING) {
    std::size_t size = 0;
    const char* const text = lua_tolstring(L, index, &size);
    return std::string(text, std::min(size, kLongestName));
  }
  if (lua_isinteger(L, index) != 0) return std::to_string(lua_tointeger(L, index));
  return std::string("(a ") + luaL_typename(L, index) + ")";
}

int missing_member(lua_State* L) {
  return guarded(L, [L]() -> int {
    const std::string owner = lua_tostring(L, lua_upvalueindex(1));
    const std::string key = key_text(L, 2);
    throw Error(ErrorCode::not_found, "'" + owner + "' has no member '" + key + "'", {},
                did_you_mean(key, text_keys(L, 1)));
  });
}

int refuse_member(lua_State* L) {
  return guarded(L, [L]() -> int {
    const std::string owner = lua_tostring(L, lua_upvalueindex(1));
    throw Error(ErrorCode::invalid_argument, "'" + owner + "." + key_text(L, 2) + "' cannot be assigned", {},
                "'" + owner + "' is the same for all; keep your own values in a local variable or table");
  });
}

int pairs_of_front(lua_State* L) {
  return push_ordered_pairs(L, lua_upvalueindex(1));
}

int missing_global(lua_State* L) {
  return guarded(L, [L]() -> int {
    const State& state = state_of(L);
    const std::string key = key_text(L, 2);
    if (state.declared.contains(key)) return 0;
    std::vector<std::string> known = text_keys(L, 1);
    known.insert(known.end(), state.declared.begin(), state.declared.end());
    std::string hint = did_you_mean(key, known);
    if (hint.empty()) hint = "declare it before its first use: local " + key + " = ...";
    throw Error(ErrorCode::not_found, "the name '" + key + "' is not known here", {}, hint);
  });
}

int refuse_global(lua_State* L) {
  return guarded(L, [L]() -> int {
    const std::string key = key_text(L, 2);
    if (lua_type(L, 2) == LUA_TSTRING && state_of(L).declared.contains(key)) {
      lua_settop(L, 3);
      lua_rawset(L, 1);
      return 0;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, state_of(L).builtins_ref);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) {
      throw Error(ErrorCode::invalid_argument, "'" + key + "' is given and cannot be replaced", {},
                  "choose another name: local my_" + key + " = ...");
    }
    throw Error(ErrorCode::invalid_argument, "'" + key + "' is assigned but was never declared", {},
                "write: local " + key + " = ...");
  });
}

void set_closure(lua_State* L, const char* field, std::string_view owner, lua_CFunction function) {
  lua_pushlstring(L, owner.data(), owner.size());
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, field);
}

void lock(lua_State* L) {
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
}

}  // namespace

std::size_t edit_distance(std::string_view first, std::string_view second) {
  const std::string a = lower(first.substr(0, kLongestName));
  const std::string b = lower(second.substr(0, kLongestName));
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  std::size_t best = std::min<std::size_t>(3, (name.size() + 2) / 3);
  std::string nearest;
  for (const std::string& candidate : known) {
    if (candidate.starts_with("__")) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best || (distance == best && nearest.empty()) ||
        (distance == best && candidate < nearest)) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest.empty() ? std::string() : "did you mean '" + nearest + "'?";
}

std::vector<std::string> text_keys(lua_State* L, int index) {
  std::vector<std::string> keys;
  const int table = lua_absindex(L, index);
  if (lua_type(L, table) != LUA_TTABLE) return keys;
  luaL_checkstack(L, 3, "listing names");
  lua_pushnil(L);
  while (lua_next(L, table) != 0) {
    if (lua_type(L, -2) == LUA_TSTRING) keys.push_back(key_text(L, -2));
    lua_pop(L, 1);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

void push_read_only(lua_State* L, std::string_view name) {
  const int members = lua_absindex(L, -1);
  lua_createtable(L, 0, 2);
  set_closure(L, "__index", name, missing_member);
  lock(L);
  lua_setmetatable(L, members);

  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 5);
  lua_pushvalue(L, members);
  lua_setfield(L, -2, "__index");
  set_closure(L, "__newindex", name, refuse_member);
  lua_pushvalue(L, members);
  lua_pushcclosure(L, pairs_of_front, 1);
  lua_setfield(L, -2, "__pairs");
  lua_pushlstring(L, name.data(), name.size());
  lua_setfield(L, -2, "__name");
  lock(L);
  lua_setmetatable(L, -2);
  lua_replace(L, members);
}

void make_environment(lua_State* L) {
  State& state = state_of(L);
  const int builtins = lua_absindex(L, -1);
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, missing_global);
  lua_setfield(L, -2, "__index");
  lock(L);
  lua_setmetatable(L, builtins);

  lua_createtable(L, 0, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, builtins, "_G");
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, builtins);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_global);
  lua_setfield(L, -2, "__newindex");
  lock(L);
  lua_setmetatable(L, -2);
  state.environment_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  state.builtins_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

}  // namespace conurb::script
