// SPDX-License-Identifier: Apache-2.0
#include "engine/script/sandbox.hpp"

#include "engine/script/convert.hpp"
#include "engine/script/failure.hpp"
#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

// Leaves the compiled chunk on the stack, with the sandbox's environment.
void compile(State& state, lua_State* L, std::string_view text, std::string_view name) {
  if (text.size() > state.options.source_bytes) {
    throw Error(ErrorCode::limit,
                "a script of " + std::to_string(text.size()) + " bytes is longer than the " +
                    std::to_string(state.options.source_bytes) + " allowed",
                std::string(name), "keep data in files, not in the script");
  }
  state.charge(L, text.size() * kCompilePrice);
  const std::string chunk = state.remember_chunk(name);
  const int status = luaL_loadbufferx(L, text.data(), text.size(), chunk.c_str(), "t");
  if (status != LUA_OK) {
    state.unwind_if_stopped(L, status);
    const Located located = split_place(state, lua_tostring(L, -1));
    throw Error(ErrorCode::bad_data, located.text, located.where.empty() ? std::string(name) : located.where,
                hint_for(state, located.text));
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, state.environment_ref);
  if (lua_setupvalue(L, -2, 1) == nullptr) lua_pop(L, 1);
}

// Calls the function below its `arguments` and copies the results.
std::vector<Value> call_and_read(lua_State* L, int arguments) {
  const int base = lua_gettop(L) - arguments - 1;
  lua_call(L, arguments, LUA_MULTRET);
  std::vector<Value> results;
  for (int i = base + 1; i <= lua_gettop(L); ++i) results.push_back(read_value(L, i));
  return results;
}

}  // namespace

Sandbox::Sandbox(SandboxOptions options) : state_(std::make_shared<State>(std::move(options))) {}
Sandbox::~Sandbox() = default;
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;

void Sandbox::declare(std::string_view name) {
  state_->declared.emplace(name);
}

void Sandbox::check(std::string_view text, std::string_view name) {
  const Run run(*state_, state_->options.instructions);
  protect(*state_, [&](lua_State* L) { compile(*state_, L, text, name); });
}

std::vector<Value> Sandbox::run(std::string_view text, std::string_view name) {
  const std::shared_ptr<State> state = state_;  // the script may end us
  state->traceback.clear();
  const Run run(*state, state->options.instructions);
  std::vector<Value> results;
  try {
    protect(*state, [&](lua_State* L) {
      compile(*state, L, text, name);
      results = call_and_read(L, 0);
    });
  } catch (const Error& error) {
    if (!error.where().empty()) throw;
    throw Error(error.code(), error.message(), std::string(name), error.remedy());
  }
  return results;
}

std::vector<Value> FunctionRef::call(std::span<const Value> arguments, std::uint64_t instructions) const {
  const std::shared_ptr<State> state = ReferenceAccess::state(*this);
  if (state == nullptr) {
    throw Error(ErrorCode::invalid_argument, "the script of a function to be called is closed");
  }
  const Run run(*state, instructions == 0 ? state->options.call_instructions : instructions);
  std::vector<Value> results;
  protect(*state, [&](lua_State* L) {
    luaL_checkstack(L, static_cast<int>(arguments.size()) + 4, "too many arguments");
    ReferenceAccess::push(L, *this);
    for (const Value& argument : arguments) push_value(L, argument);
    results = call_and_read(L, static_cast<int>(arguments.size()));
  });
  return results;
}

Value Sandbox::global(std::string_view name) {
  Value result;
  protect(*state_, [&](lua_State* L) {
    for (const int table : {state_->environment_ref, state_->builtins_ref}) {
      lua_rawgeti(L, LUA_REGISTRYINDEX, table);
      lua_pushlstring(L, name.data(), name.size());
      if (lua_rawget(L, -2) == LUA_TNIL) continue;
      result = read_value(L, -1);
      return;
    }
  });
  return result;
}

SandboxUsage Sandbox::usage() const {
  const Meter& meter = state_->meter;
  return {meter.used(), meter.bytes(), meter.peak()};
}

const std::string& Sandbox::traceback() const {
  return state_->traceback;
}

int fuzz_script(std::span<const std::uint8_t> bytes) {
  SandboxOptions options;
  options.memory_bytes = std::size_t{16} << 20;
  options.string_bytes = std::size_t{1} << 20;
  options.source_bytes = std::size_t{64} << 10;
  options.instructions = 1'000'000;
  options.random = [state = std::uint64_t{1}]() mutable {
    state = state * 6364136223846793005U + 1442695040888963407U;  // any bits will do here
    return state ^ (state >> 33);
  };
  Sandbox sandbox(std::move(options));
  sandbox.declare("run");
  try {
    sandbox.run(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), "fuzz.lua");
    if (const Value run = sandbox.global("run");
        const FunctionRef* const function = run.get_if<FunctionRef>()) {
      function->call({}, 100'000);
    }
  } catch (const Error&) {  // any script may fail; it must fail this way
  }
  return 0;
}

}  // namespace conurb::script
