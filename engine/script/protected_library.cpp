// SPDX-License-Identifier: Apache-2.0
// pcall, xpcall and coroutines that cannot hold back a stop. Stock Lua's catch every error, the one of a
// spent budget included; and a message handler that runs for an error of the hook runs with hooks off: an
// endless loop in there would never be seen.
#include <algorithm>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// A coroutine counts instructions by its own: what it ran since its last hook is lost when it dies.
constexpr std::uint64_t kCoroutinePrice = Meter::kPeriod;
// An error, and a yield as well, is a C++ exception in this build of Lua: unwinding takes 1 to 3 µs.
constexpr std::uint64_t kUnwindPrice = 300;
// Closing a coroutine starts a C stack count of its own in Lua, so nesting is bounded here.
constexpr int kDeepestClosing = 8;

int finish_protected(lua_State* L, int status, lua_KContext before) {
  if (status != LUA_OK && status != LUA_YIELD) {
    State& state = state_of(L);
    state.unwind_if_stopped(L, status);
    state.charge(L, kUnwindPrice);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - static_cast<int>(before);
}

int protected_call(lua_State* L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  const int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_protected);
  return finish_protected(L, status, 0);
}

int handle_unless_stopped(lua_State* L) {
  if (state_of(L).stop != Stop::none) return 1;
  state_of(L).charge(L, kUnwindPrice);
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

int protected_call_with_handler(lua_State* L) {
  const int arguments = lua_gettop(L) - 2;
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, handle_unless_stopped, 1);
  lua_replace(L, 2);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  const int status = lua_pcallk(L, arguments, LUA_MULTRET, 2, 2, finish_protected);
  return finish_protected(L, status, 2);
}

lua_State* check_coroutine(lua_State* L) {
  lua_State* const co = lua_tothread(L, 1);
  luaL_argexpected(L, co != nullptr, 1, "coroutine");
  return co;
}

// Runs the pending __close of a coroutine; its error, if any, is left on its stack.
int close_thread(lua_State* L, lua_State* co) {
  State& state = state_of(L);
  if (state.closing_depth >= kDeepestClosing)
    luaL_error(L, "C stack overflow (coroutines closed in __close)");
  struct Closing {
    State& state;
    lua_State* outer;
    ~Closing() {
      --state.closing_depth;
      state.running = outer;
    }
  } const closing{state, state.running};
  ++state.closing_depth;
  state.running = co;
  return lua_resetthread(co);
}

// Resumes `co` with `arguments` values from the top of L. Gives the number of values now on top of L, or -1
// and one error value there.
int resume(lua_State* L, lua_State* co, int arguments) {
  State& state = state_of(L);
  if (lua_checkstack(co, arguments) == 0) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, co, arguments);
  int results = 0;
  int status = LUA_OK;
  {
    struct Running {
      State& state;
      lua_State* outer;
      ~Running() { state.running = outer; }
    } const running{state, state.running};
    state.running = co;
    status = lua_resume(co, L, arguments, &results);
  }
  if (status == LUA_YIELD) state.charge(L, kUnwindPrice);
  if (status == LUA_OK || status == LUA_YIELD) {
    if (lua_checkstack(L, results + 1) == 0) {
      lua_pop(co, results);
      lua_pushliteral(L, "too many results to resume");
      return -1;
    }
    lua_xmove(co, L, results);
    return results;
  }
  state.unwind_if_stopped(L, status);
  state.charge(L, kUnwindPrice);
  // Closed at once, unlike in stock Lua: what is left for coroutine.close() to run on a thread that died in a
  // hook would run with hooks off.
  lua_checkstack(L, 1);
  if (lua_status(co) == LUA_OK ||
      lua_status(co) == LUA_YIELD) {  // refused to start: it is dead or running already
    lua_xmove(co, L, 1);
    return -1;
  }
  status = close_thread(L, co);
  state.unwind_if_stopped(L, status);
  lua_xmove(co, L, 1);
  return -1;
}

int create(lua_State* L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  state_of(L).charge(L, kCoroutinePrice);
  lua_State* const co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  return 1;
}

int resume_checked(lua_State* L) {
  lua_State* const co = check_coroutine(L);
  const int results = resume(L, co, lua_gettop(L) - 1);
  lua_pushboolean(L, results >= 0 ? 1 : 0);
  const int count = std::max(results, 1);
  if (results == 0) return 1;
  lua_insert(L, -(count + 1));
  return count + 1;
}

int resume_wrapped(lua_State* L) {
  lua_State* const co = lua_tothread(L, lua_upvalueindex(1));
  const int results = resume(L, co, lua_gettop(L));
  if (results < 0) return lua_error(L);
  return results;
}

int wrap(lua_State* L) {
  create(L);
  lua_pushcclosure(L, resume_wrapped, 1);
  return 1;
}

bool may_be_closed(lua_State* L, lua_State* co) {
  if (co == L) return false;
  if (lua_status(co) == LUA_YIELD) return true;
  lua_Debug record{};
  return lua_getstack(co, 0, &record) == 0;
}

int close(lua_State* L) {
  lua_State* const co = check_coroutine(L);
  if (lua_status(co) != LUA_OK &&
      lua_status(co) != LUA_YIELD) {  // stopped for good: nothing of it may run any more
    lua_pushboolean(L, 0);
    lua_pushliteral(L, "the coroutine was stopped");
    return 2;
  }
  if (!may_be_closed(L, co)) return luaL_error(L, "cannot close a running coroutine");
  const int status = close_thread(L, co);
  if (status == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  state_of(L).unwind_if_stopped(L, status);
  lua_pushboolean(L, 0);
  lua_xmove(co, L, 1);
  return 2;
}

}  // namespace

void open_protected(lua_State* L) {
  const luaL_Reg functions[] = {
      {"pcall", protected_call}, {"xpcall", protected_call_with_handler}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

void open_coroutine(lua_State* L) {
  const luaL_Reg functions[] = {
      {"create", create}, {"resume", resume_checked}, {"wrap", wrap}, {"close", close}, {nullptr, nullptr}};
  luaL_setfuncs(L, functions, 0);
}

}  // namespace conurb::script
