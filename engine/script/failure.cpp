// SPDX-License-Identifier: Apache-2.0
#include "engine/script/failure.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <new>

#include "engine/script/library.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

constexpr const char* kErrorName = "Error";

std::string chunk_name(const lua_Debug& record) {
  if (record.source[0] == '@' || record.source[0] == '=') return record.source + 1;
  return record.short_src;
}

std::string readable(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

Error stop_error(State& state) {
  const std::string& where = state.stop_where;
  switch (state.stop) {
    case Stop::instructions: {
      const bool all = state.meter.used() >= state.meter.total();
      const std::uint64_t budget = all ? state.meter.total() : state.meter.frame_budget();
      return Error(
          ErrorCode::limit,
          "the script used up its " + readable(budget) + " instructions" + (all ? "" : " for one call"),
          where, "look for a loop that does not end, or allow more instructions");
    }
    case Stop::memory:
      return Error(ErrorCode::limit,
                   "the script used up its " + readable(state.meter.cap() >> 20) + " MiB of memory", where,
                   "look for a table or text that grows without end, or allow more memory");
    case Stop::string_length:
      return Error(ErrorCode::limit,
                   "a text of " + readable(state.meter.refused_bytes()) + " bytes is longer than the " +
                       readable(state.options.string_bytes) + " allowed",
                   where, "build it in parts");
    case Stop::cancelled: return Error(ErrorCode::cancelled, "the script was cancelled", where);
    case Stop::fault:
      if (state.fault) return *state.fault;
      return Error(ErrorCode::internal, "an unknown exception came out of a bound function", where);
    case Stop::none: break;
  }
  return Error(ErrorCode::internal, "a script was stopped without a reason", where);
}

// True for "file.lua:12" of a script of ours.
bool is_script_place(const State& state, std::string_view where) {
  const std::size_t colon = where.rfind(':');
  if (colon == std::string_view::npos) return false;
  for (const auto& [short_name, name] : state.chunks) {
    if (where.substr(0, colon) == name) return true;
  }
  return false;
}

// An Error of C++ gets the line of the script that led to it; an Error that already came from a script (a
// callback) keeps its own.
Error with_place(const State& state, const Error& error, const std::string& line) {
  if (line.empty() || is_script_place(state, error.where())) return error;
  const std::string text = error.where().empty() ? error.message() : error.where() + ": " + error.message();
  return Error(error.code(), text, line, error.remedy());
}

// The text of an error value that is neither a text nor one of ours.
std::string describe_value(State& state, lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TTABLE) {
    lua_pushliteral(L, "message");
    if (lua_rawget(L, index) == LUA_TSTRING) {
      std::string text = lua_tostring(L, -1);
      lua_pop(L, 1);
      return text;
    }
    lua_pop(L, 1);
  }
  std::string text =
      std::string("error() was called with a value that is no text (") + luaL_typename(L, index) + ")";
  if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) return text;
  lua_pop(L, 1);
  lua_pushcfunction(L, [](lua_State* inner) {
    push_text(inner, 1);
    return 1;
  });
  lua_pushvalue(L, index);
  const int status = lua_pcall(L, 1, 1, 0);
  if (status != LUA_OK) state.unwind_if_stopped(L, status);
  if (status == LUA_OK) text = lua_tostring(L, -1);
  lua_pop(L, 1);
  return text;
}

Error describe(State& state, lua_State* L, int index) {
  if (state.stop != Stop::none) return stop_error(state);
  if (const Error* const error = error_object(L, index)) return *error;
  Located located{{}, {}};
  if (lua_type(L, index) == LUA_TSTRING || lua_type(L, index) == LUA_TNUMBER) {
    lua_pushvalue(L, index);
    std::size_t size = 0;
    const char* const text = lua_tolstring(L, -1, &size);
    located = split_place(state, std::string_view(text, size));
    lua_pop(L, 1);
  } else {
    located.text = describe_value(state, L, index);
  }
  if (located.where.empty()) located.where = place_of(L);
  return Error(code_for(located.text), located.text, located.where, hint_for(state, located.text));
}

int error_text(lua_State* L) {
  const Error* const error = error_object(L, 1);
  lua_pushstring(L, error != nullptr ? error->what() : "error");
  return 1;
}

int error_concat(lua_State* L) {
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (int i = 1; i <= 2; ++i) {
    push_text(L, i);
    luaL_addvalue(&text);
  }
  luaL_pushresult(&text);
  return 1;
}

int error_member(lua_State* L) {
  return guarded(L, [L]() -> int {
    const Error* const error = error_object(L, 1);
    const std::string key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    std::string text;
    if (error == nullptr) return 0;
    if (key == "message") {
      text = error->message();
    } else if (key == "where") {
      text = error->where();
    } else if (key == "remedy") {
      text = error->remedy();
    } else if (key == "code") {
      text = to_string(error->code());
    } else {
      throw Error(ErrorCode::not_found, "an error has no member '" + key + "'", {},
                  "it has message, where, remedy and code");
    }
    lua_pushlstring(L, text.data(), text.size());
    return 1;
  });
}

int error_destroy(lua_State* L) {
  static_cast<Error*>(lua_touserdata(L, 1))->~Error();
  return 0;
}

/// Pushes the calls that led here. Of a deep stack the last ones: Lua's own description walks all of it many
/// times, which costs a script that calls itself without end more than all it did.
void push_traceback(lua_State* L) {
  constexpr int kDeep = 1000, kShown = 20;
  lua_Debug record{};
  if (lua_getstack(L, kDeep, &record) == 0) {
    luaL_traceback(L, L, nullptr, 1);
    return;
  }
  std::string text = "stack traceback:";
  for (int level = 1; level <= kShown && lua_getstack(L, level, &record) != 0; ++level) {
    lua_getinfo(L, "Sln", &record);
    text += fmt::format("\n\t{}:{}: in {}", record.short_src, record.currentline,
                        record.name != nullptr ? fmt::format("function '{}'", record.name) : "a function");
  }
  text += "\n\t...";
  lua_pushlstring(L, text.data(), text.size());
}

}  // namespace

std::string place_of(lua_State* L) {
  lua_Debug record{};
  for (int level = 0; lua_getstack(L, level, &record) != 0; ++level) {
    lua_getinfo(L, "Sl", &record);
    if (record.currentline > 0) return chunk_name(record) + ":" + std::to_string(record.currentline);
  }
  return {};
}

const Error* error_object(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA) return nullptr;
  return static_cast<const Error*>(luaL_testudata(L, index, kErrorName));
}

Located split_place(const State& state, std::string_view message) {
  for (const auto& [short_name, name] : state.chunks) {
    if (!message.starts_with(short_name) || message.size() <= short_name.size()) continue;
    std::size_t at = short_name.size();
    if (message[at] != ':') continue;
    const std::size_t digits = ++at;
    while (at < message.size() && message[at] >= '0' && message[at] <= '9') ++at;
    if (at == digits || message.substr(at, 2) != ": ") continue;
    return {name + ":" + std::string(message.substr(digits, at - digits)),
            std::string(message.substr(at + 2))};
  }
  return {{}, std::string(message)};
}

ErrorCode code_for(std::string_view message) {
  const bool full = message.find("stack overflow") != std::string_view::npos ||
                    message.find("error in error handling") != std::string_view::npos ||
                    message.find("too complex") != std::string_view::npos ||
                    message.find("too many results") != std::string_view::npos;
  return full ? ErrorCode::limit : ErrorCode::invalid_argument;
}

void raise(lua_State* L, const Error& error) {
  State& state = state_of(L);
  Error located = with_place(state, error, place_of(L));
  if (error.code() == ErrorCode::cancelled && state.stop == Stop::none) {
    state.stop = Stop::fault;
    state.stop_where = located.where();
    state.fault = std::move(located);
  }
  if (state.stop != Stop::none) state.raise_stop(L);
  luaL_checkstack(L, 4, "raising an error");
  void* const memory = lua_newuserdatauv(L, sizeof(Error), 0);
  new (memory) Error(std::move(located));
  luaL_setmetatable(L, kErrorName);
  lua_error(L);
  std::abort();  // lua_error does not return
}

int on_error(lua_State* L) {
  State& state = state_of(L);
  if (state.describing) return 1;
  struct Describing {
    State& state;
    explicit Describing(State& s) : state(s) {
      state.describing = true;
      state.meter.open_reserve(true);
    }
    ~Describing() {
      state.describing = false;
      state.meter.open_reserve(false);
    }
  } const describing(state);
  return guarded(L, [&]() -> int {
    state.failure = describe(state, L, 1);
    push_traceback(L);
    state.traceback = lua_tostring(L, -1);
    lua_settop(L, 1);
    return 1;
  });
}

Error take_failure(State& state, lua_State* L, int status) {
  if (state.stop == Stop::none && status == LUA_ERRMEM) {
    state.stop = state.meter.idle() ? Stop::memory : state.meter.refused();
    state.failure.reset();
    state.traceback.clear();
  }
  if (state.stop != Stop::none) {
    state.failure.reset();
    const Error error = stop_error(state);
    if (state.meter.idle()) state.stop = Stop::none;
    return error;
  }
  std::optional<Error> failure;
  failure.swap(state.failure);
  if (failure) return *std::move(failure);
  if (status == LUA_ERRERR || lua_type(L, -1) == LUA_TSTRING) {
    const char* const text =
        lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "error while handling an error";
    const Located located = split_place(state, text);
    return Error(ErrorCode::limit, located.text, located.where,
                 "look for a function that calls itself without end");
  }
  return Error(ErrorCode::internal, "a script failed without a message");
}

void open_failure(lua_State* L) {
  luaL_newmetatable(L, kErrorName);
  const luaL_Reg members[] = {{"__tostring", error_text},
                              {"__concat", error_concat},
                              {"__index", error_member},
                              {"__gc", error_destroy},
                              {nullptr, nullptr}};
  luaL_setfuncs(L, members, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

}  // namespace conurb::script
