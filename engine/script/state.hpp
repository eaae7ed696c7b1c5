// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: one Lua state with its accounts, and the only ways into it from C++.
//
// Rationale. Lua is linked in its C++ build (lua5.4-c++): a Lua error is a C++ exception that runs the
// destructors of every function of ours it passes. Three rules keep both worlds apart:
//  1. Lua is entered through protect(): outside of a protected call an error of Lua would end the program.
//  2. A function that Lua calls lets no exception of ours out: guarded() turns it into a Lua error.
//  3. Nobody writes catch (...) between Lua frames: that would swallow Lua's own errors.
#pragma once

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <lua.hpp>

#include "engine/base/error.hpp"
#include "engine/script/meter.hpp"
#include "engine/script/sandbox.hpp"

namespace conurb::script {

struct TypeInfo;

/// What compiling costs: instructions a byte.
inline constexpr std::uint64_t kCompilePrice = 10;

/// Everything of one sandbox. Reached from a lua_State through its extra space.
struct State : std::enable_shared_from_this<State> {
  explicit State(SandboxOptions settings);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  SandboxOptions options;
  Meter meter;
  lua_State* main = nullptr;
  lua_State* running = nullptr;  ///< the thread that runs now: main or the innermost coroutine
  Stop stop = Stop::none;
  std::optional<Error> fault;    ///< the Error of a bound function that stops the script (cancelled)
  std::string stop_where;        ///< place where it was stopped
  std::optional<Error> failure;  ///< what the error handler made of the error on its way out
  std::string traceback;
  bool describing = false;  ///< the error handler is at work
  int closing_depth = 0;

  std::map<std::string, std::string> chunks;       ///< Lua's short name of a chunk -> its full name
  std::set<std::string, std::less<>> declared;     ///< globals that scripts may assign
  std::map<const void*, const TypeInfo*> types;    ///< C++ type tag -> registered type
  std::map<const TypeInfo*, int> metatables;       ///< registered type -> its metatable in the registry
  std::vector<std::shared_ptr<const void>> held;   ///< installed functions and types, alive as long as we are
  std::set<std::string, std::less<>> known_names;  ///< for "did you mean" after calling nil
  int builtins_ref = LUA_NOREF;                    ///< what every script sees
  int environment_ref = LUA_NOREF;                 ///< the empty table in front of it: _ENV of scripts

  /// Ends the script: raises an error that our protected calls never hold back.
  [[noreturn]] void raise_stop(lua_State* L);
  /// Pays for work inside a library function; ends the script when the budget is spent or the person
  /// cancelled.
  void charge(lua_State* L, std::uint64_t instructions);
  /// After a failed protected call inside a script: goes on unwinding if the script was stopped.
  void unwind_if_stopped(lua_State* L, int status);
  /// Takes the name of a chunk into `chunks`; gives the form that Lua wants. A leading '@' or '=' is dropped.
  [[nodiscard]] std::string remember_chunk(std::string_view name);
  /// Remembers the line that runs now as the place of a stop. Allocates nothing in Lua.
  void note_place();
};

[[nodiscard]] inline State& state_of(lua_State* L) {
  return **static_cast<State**>(lua_getextraspace(L));
}

/// The count hook of every thread.
void on_count(lua_State* L, lua_Debug* record);

/// Message handler of protect(): describes the error while its call stack still stands.
int on_error(lua_State* L);

/// Raises `error` as a Lua error (failure.cpp).
[[noreturn]] void raise(lua_State* L, const Error& error);

/// Turns the failed status of lua_pcall into an Error. The error value is on top of the stack.
[[nodiscard]] Error take_failure(State& state, lua_State* L, int status);

/// Runs `body` and turns what it throws into a Lua error; for functions that Lua calls.
template <class Body>
auto guarded(lua_State* L, Body&& body) -> std::invoke_result_t<Body> {
  std::optional<Error> error;
  try {
    return body();
  } catch (const Error& thrown) {
    error = thrown;
  } catch (const std::bad_alloc&) {
    error.emplace(ErrorCode::limit, "the machine's memory is full");
  } catch (const std::exception& thrown) {
    error.emplace(ErrorCode::internal, std::string("a bound function failed: ") + thrown.what());
  }
  raise(L, *error);
}

/// What a run or call may use; ends with it, so that a stop of this run does not outlive it.
class Run {
 public:
  Run(State& state, std::uint64_t budget);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  State& state_;
  Meter::Frame outer_;
};

/// Calls body(L) under lua_pcall, on the thread that runs now, with an empty stack of its own. Throws what
/// the body threw, or the Error that a Lua error amounts to. The body leaves nothing behind on the Lua stack.
template <class Body>
void protect(State& state, Body&& body) {
  struct Job {
    std::remove_reference_t<Body>* body;
    std::exception_ptr thrown;
  };
  Job job{&body, nullptr};
  const lua_CFunction call = [](lua_State* L) {
    auto* const self = static_cast<Job*>(lua_touserdata(L, 1));
    lua_settop(L, 0);
    try {
      (*self->body)(L);
    } catch (const std::exception&) {
      self->thrown = std::current_exception();
    }
    return 0;
  };
  lua_State* const L = state.running;
  if (lua_checkstack(L, 8) == 0) throw Error(ErrorCode::limit, "the script's call stack is full");
  const int top = lua_gettop(L);
  lua_pushcfunction(L, on_error);
  lua_pushcfunction(L, call);
  lua_pushlightuserdata(L, &job);
  const int status = lua_pcall(L, 1, 0, top + 1);
  if (status != LUA_OK) {
    const Error error = take_failure(state, L, status);
    lua_settop(L, top);
    throw error;
  }
  lua_settop(L, top);
  if (job.thrown != nullptr) std::rethrow_exception(job.thrown);
}

}  // namespace conurb::script
