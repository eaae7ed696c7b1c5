// SPDX-License-Identifier: Apache-2.0
#include "engine/script/state.hpp"

#include <cstdlib>

#include "engine/script/failure.hpp"
#include "engine/script/library.hpp"

namespace conurb::script {

namespace {

void* allocate(void* meter, void* block, std::size_t old_size, std::size_t new_size) {
  return static_cast<Meter*>(meter)->resize(block, old_size, new_size);
}

void* allocate_and_note(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  State& state = *static_cast<State*>(self);
  void* const moved = allocate(&state.meter, block, old_size, new_size);
  // The error of a full memory passes no handler, so its place has to be taken down here.
  if (moved == nullptr && new_size > 0 && !state.meter.idle()) state.note_place();
  return moved;
}

// The last resort when Lua fails outside of protect(), which would be our mistake: better an exception than
// abort().
int on_panic(lua_State* L) {
  const char* const text = lua_tostring(L, -1);
  throw Error(ErrorCode::internal,
              std::string("unprotected error in Lua: ") + (text != nullptr ? text : "(no message)"));
}

}  // namespace

State::State(SandboxOptions settings) : options(std::move(settings)), meter(options) {
  main = lua_newstate(allocate_and_note, this);
  if (main == nullptr) throw Error(ErrorCode::limit, "no memory for a script");
  running = main;
  *static_cast<State**>(lua_getextraspace(main)) = this;
  lua_atpanic(main, on_panic);
  try {
    protect(*this, [](lua_State* L) { open_libraries(L); });
  } catch (...) {  // no Lua frame is below us here
    lua_close(main);
    throw;
  }
  lua_sethook(main, on_count, LUA_MASKCOUNT, Meter::kPeriod);
}

State::~State() {
  lua_close(main);
}

std::string State::remember_chunk(std::string_view name) {
  constexpr std::size_t kMostChunks = 256;        // a script may load() any number
  constexpr std::size_t kShown = LUA_IDSIZE - 1;  // what Lua keeps of a name
  if (name.starts_with('@') || name.starts_with('=')) name.remove_prefix(1);
  std::string shown(name);
  if (name.size() > kShown) shown = "..." + std::string(name.substr(name.size() - (kShown - 3)));
  if (chunks.size() < kMostChunks) chunks[shown] = std::string(name);
  return std::string(1, '@').append(name);
}

void State::note_place() {
  stop_where = place_of(running);
}

void State::raise_stop(lua_State* L) {
  if (lua_gethookcount(L) != 1) lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
  lua_pushlightuserdata(L, this);
  lua_error(L);
  std::abort();  // lua_error does not return
}

void State::charge(lua_State* L, std::uint64_t instructions) {
  meter.pay(instructions);
  if (stop == Stop::none) {
    if (meter.spent()) {
      stop = Stop::instructions;
    } else if (instructions >= Meter::kPeriod && options.cancelled && options.cancelled()) {
      stop = Stop::cancelled;
    } else {
      return;
    }
    note_place();
  }
  raise_stop(L);
}

void State::unwind_if_stopped(lua_State* L, int status) {
  if (stop == Stop::none) {
    if (status == LUA_ERRMEM) {
      stop = meter.refused();
    } else if (status < LUA_OK || status > LUA_ERRERR) {  // an exception that is not Lua's
      stop = Stop::fault;
    } else {
      return;
    }
  }
  raise_stop(L);
}

void on_count(lua_State* L, lua_Debug* /*record*/) {
  State& state = state_of(L);
  const int period = lua_gethookcount(L);
  const int next = state.meter.look(period);
  if (state.stop == Stop::none) {
    if (state.meter.spent()) {
      state.stop = Stop::instructions;
    } else if (state.options.cancelled && state.options.cancelled()) {
      state.stop = Stop::cancelled;
    } else {
      if (next != period) lua_sethook(L, on_count, LUA_MASKCOUNT, next);
      return;
    }
    state.note_place();
  }
  state.raise_stop(L);
}

Run::Run(State& state, std::uint64_t budget) : state_(state), outer_(state.meter.enter(budget)) {}

Run::~Run() {
  const bool own_budget = state_.stop == Stop::instructions;
  state_.meter.leave(outer_);
  // A call that spent its own budget ends alone; every other reason ends the runs around it as well.
  if (state_.meter.idle() || (own_budget && !state_.meter.spent())) {
    state_.stop = Stop::none;
    state_.fault.reset();
  }
}

}  // namespace conurb::script
