// SPDX-License-Identifier: Apache-2.0
#include "engine/script/bound.hpp"

#include <algorithm>

#include "engine/script/api.hpp"
#include "engine/script/convert.hpp"
#include "engine/script/state.hpp"
#include "engine/script/strict.hpp"

namespace conurb::script {

namespace {

// What stands before each object in its userdata. The other userdata that scripts can hold, errors, never has
// a TypeInfo's address as its first word.
struct ObjectHeader {
  const TypeInfo* type;
  void* object;
};

const TypeInfo& type_upvalue(lua_State* L) {
  return *static_cast<const TypeInfo*>(lua_touserdata(L, lua_upvalueindex(1)));
}

bool takes_any_number(const FunctionDoc& doc) {
  return !doc.params.empty() && doc.params.back().name == "...";
}

void check_count(lua_State* L, const BoundFunction& function) {
  const int most = static_cast<int>(function.doc.params.size()) + (function.owner != nullptr ? 1 : 0);
  const int given = lua_gettop(L);
  if (given <= most || takes_any_number(function.doc)) return;
  for (int i = most + 1; i <= given; ++i) {
    if (lua_isnil(L, i)) continue;
    throw Error(ErrorCode::invalid_argument,
                function.shown + " takes " + std::to_string(function.doc.params.size()) +
                    " argument(s), not " + std::to_string(given - (function.owner != nullptr ? 1 : 0)));
  }
}

}  // namespace

struct CallAccess {
  // Runs the body on the arguments on the stack; `declined` tells whether it did not know the key.
  static int invoke(lua_State* L, const BoundFunction& function, void* self, bool& declined) {
    Call call(L, function, self);
    if (function.duration == Duration::quick) {
      function.body(call);
    } else {
      struct Excluded {
        Meter& meter;
        std::int64_t begin = thread_time_ns();
        ~Excluded() { meter.exclude(thread_time_ns() - begin); }
      } const excluded{state_of(L).meter};
      function.body(call);
    }
    declined = call.declined_;
    return call.results_;
  }

  static int invoke(lua_State* L, const BoundFunction& function, void* self) {
    bool declined = false;
    check_count(L, function);
    return invoke(L, function, self, declined);
  }
};

namespace {

int call_plain(lua_State* L) {
  const auto& function = *static_cast<const BoundFunction*>(lua_touserdata(L, lua_upvalueindex(1)));
  return guarded(L, [&] { return CallAccess::invoke(L, function, nullptr); });
}

int call_method(lua_State* L) {
  const auto& function = *static_cast<const BoundFunction*>(lua_touserdata(L, lua_upvalueindex(1)));
  return guarded(L, [&] {
    void* const self = object_of_type(L, 1, *function.owner);
    if (self == nullptr) {
      throw Error(ErrorCode::invalid_argument,
                  function.shown + " was called without its " + function.owner->name, {},
                  "write a colon: object:" + function.doc.name + "(...)");
    }
    return CallAccess::invoke(L, function, self);
  });
}

[[noreturn]] void refuse_member(lua_State* L, const TypeInfo& type, void* self) {
  std::vector<std::string> known;
  for (const auto& method : type.methods) known.push_back(method->doc.name);
  for (const auto& getter : type.getters) known.push_back(getter->doc.name);
  if (type.names) {
    for (std::string& name : type.names(self)) known.push_back(std::move(name));
  }
  std::sort(known.begin(), known.end());
  std::string key = "?";
  if (lua_type(L, 2) == LUA_TSTRING) key = lua_tostring(L, 2);
  if (lua_isinteger(L, 2) != 0) key = std::to_string(lua_tointeger(L, 2));
  throw Error(ErrorCode::not_found, type.name + " has no member '" + key + "'", {}, did_you_mean(key, known));
}

// Upvalues: type, members (methods as functions, properties as light userdata).
int index_object(lua_State* L) {
  lua_pushvalue(L, 2);
  const int found = lua_rawget(L, lua_upvalueindex(2));
  if (found == LUA_TFUNCTION) return 1;
  const TypeInfo& type = type_upvalue(L);
  return guarded(L, [&]() -> int {
    void* const self = object_of_type(L, 1, type);
    if (self == nullptr) throw Error(ErrorCode::invalid_argument, "this is no " + type.name);
    bool declined = false;
    if (found == LUA_TLIGHTUSERDATA) {
      const auto& getter = *static_cast<const BoundFunction*>(lua_touserdata(L, -1));
      lua_settop(L, 1);
      return CallAccess::invoke(L, getter, self, declined);
    }
    lua_settop(L, 2);
    if (type.index != nullptr) {
      const int results = CallAccess::invoke(L, *type.index, self, declined);
      if (!declined) return results;
    }
    refuse_member(L, type, self);
  });
}

// Upvalues: type, setters as light userdata, and false for read-only properties.
int assign_object(lua_State* L) {
  lua_pushvalue(L, 2);
  const int found = lua_rawget(L, lua_upvalueindex(2));
  const TypeInfo& type = type_upvalue(L);
  return guarded(L, [&]() -> int {
    void* const self = object_of_type(L, 1, type);
    if (self == nullptr) throw Error(ErrorCode::invalid_argument, "this is no " + type.name);
    bool declined = false;
    if (found == LUA_TLIGHTUSERDATA) {
      const auto& setter = *static_cast<const BoundFunction*>(lua_touserdata(L, -1));
      lua_settop(L, 3);
      lua_remove(L, 2);
      return CallAccess::invoke(L, setter, self, declined), 0;
    }
    if (found == LUA_TBOOLEAN) {
      throw Error(ErrorCode::invalid_argument, type.name + "." + lua_tostring(L, 2) + " cannot be assigned");
    }
    lua_settop(L, 3);
    if (type.newindex != nullptr) {
      CallAccess::invoke(L, *type.newindex, self, declined);
      if (!declined) return 0;
    }
    refuse_member(L, type, self);
  });
}

int text_of_object(lua_State* L) {
  const TypeInfo& type = type_upvalue(L);
  return guarded(L, [&]() -> int {
    void* const self = object_of_type(L, 1, type);
    const std::string text = type.text && self != nullptr ? type.text(self) : type.name;
    lua_pushlstring(L, text.data(), text.size());
    return 1;
  });
}

int compare_objects(lua_State* L) {
  const TypeInfo& type = type_upvalue(L);
  return guarded(L, [&]() -> int {
    void* const a = object_of_type(L, 1, type);
    void* const b = object_of_type(L, 2, type);
    lua_pushboolean(L, a != nullptr && b != nullptr && type.equal(a, b) ? 1 : 0);
    return 1;
  });
}

int length_of_object(lua_State* L) {
  const TypeInfo& type = type_upvalue(L);
  return guarded(L, [&]() -> int {
    void* const self = object_of_type(L, 1, type);
    lua_pushinteger(L, self != nullptr ? type.length(self) : 0);
    return 1;
  });
}

int destroy_object(lua_State* L) {
  auto* const header = static_cast<ObjectHeader*>(lua_touserdata(L, 1));
  if (header->type != nullptr) header->type->destroy(header->object);
  header->type = nullptr;
  return 0;
}

void set_with_type(lua_State* L, const char* field, const TypeInfo& type, lua_CFunction function) {
  lua_pushlightuserdata(L, const_cast<TypeInfo*>(&type));
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, field);
}

void push_record(lua_State* L, const BoundFunction& function) {
  lua_pushlightuserdata(L, const_cast<BoundFunction*>(&function));
}

void set_members(lua_State* L, const TypeInfo& type) {
  lua_pushlightuserdata(L, const_cast<TypeInfo*>(&type));
  lua_createtable(L, 0, static_cast<int>(type.methods.size() + type.getters.size()));
  for (const auto& method : type.methods) {
    push_function(L, *method);
    lua_setfield(L, -2, method->doc.name.c_str());
  }
  for (const auto& getter : type.getters) {
    push_record(L, *getter);
    lua_setfield(L, -2, getter->doc.name.c_str());
  }
  lua_pushcclosure(L, index_object, 2);
  lua_setfield(L, -2, "__index");

  lua_pushlightuserdata(L, const_cast<TypeInfo*>(&type));
  lua_createtable(L, 0, static_cast<int>(type.methods.size() + type.getters.size()));
  for (const auto* const members : {&type.methods, &type.getters}) {
    for (const auto& member : *members) {
      lua_pushboolean(L, 0);
      lua_setfield(L, -2, member->doc.name.c_str());
    }
  }
  for (const auto& setter : type.setters) {
    push_record(L, *setter);
    lua_setfield(L, -2, setter->doc.name.c_str());
  }
  lua_pushcclosure(L, assign_object, 2);
  lua_setfield(L, -2, "__newindex");
}

}  // namespace

void* object_of_type(lua_State* L, int index, const TypeInfo& type) {
  if (lua_type(L, index) != LUA_TUSERDATA) return nullptr;
  const auto* const header = static_cast<const ObjectHeader*>(lua_touserdata(L, index));
  return header->type == &type ? header->object : nullptr;
}

const TypeInfo* type_of_object(lua_State* L, int index) {
  for (const auto& [type, metatable] : state_of(L).metatables) {
    if (object_of_type(L, index, *type) != nullptr) return type;
  }
  return nullptr;
}

void push_function(lua_State* L, const BoundFunction& function) {
  push_record(L, function);
  lua_pushcclosure(L, function.owner == nullptr ? call_plain : call_method, 1);
}

void open_type(lua_State* L, const TypeInfo& type) {
  lua_createtable(L, 0, 10);
  set_members(L, type);
  set_with_type(L, "__tostring", type, text_of_object);
  if (type.equal) set_with_type(L, "__eq", type, compare_objects);
  if (type.length) set_with_type(L, "__len", type, length_of_object);
  if (type.call != nullptr) {
    push_function(L, *type.call);
    lua_setfield(L, -2, "__call");
  }
  lua_pushcfunction(L, destroy_object);
  lua_setfield(L, -2, "__gc");
  lua_pushstring(L, type.name.c_str());
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  State& state = state_of(L);
  state.metatables[&type] = luaL_ref(L, LUA_REGISTRYINDEX);
  state.types[type.tag] = &type;
}

namespace detail {

void push_object(lua_State* L, const void* tag, std::size_t size, void (*construct)(void*, void*),
                 void* source) {
  const State& state = state_of(L);
  const auto type = state.types.find(tag);
  if (type == state.types.end()) throw Error(ErrorCode::internal, "an object's type was not installed");
  luaL_checkstack(L, 4, "an object");
  auto* const memory = static_cast<char*>(lua_newuserdatauv(L, sizeof(ObjectHeader) + size, 0));
  auto* const header = new (memory) ObjectHeader{type->second, memory + sizeof(ObjectHeader)};
  construct(header->object, source);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state.metatables.at(type->second));
  lua_setmetatable(L, -2);
}

void push_constant(lua_State* L, const Value& value) {
  push_value(L, value);
}

ObjectRef make_object(State& state, const std::function<void(lua_State*)>& push) {
  ObjectRef reference;
  protect(state, [&](lua_State* L) {
    push(L);
    ReferenceAccess::take(L, reference);
  });
  return reference;
}

}  // namespace detail

void* ObjectRef::find(const void* tag) const {
  const std::shared_ptr<State> state = ReferenceAccess::state(*this);
  if (state == nullptr) return nullptr;
  const auto type = state->types.find(tag);
  if (type == state->types.end()) return nullptr;
  void* object = nullptr;
  protect(*state, [&](lua_State* L) {
    ReferenceAccess::push(L, *this);
    object = object_of_type(L, -1, *type->second);
  });
  return object;
}

namespace {

// The module tables by name, filled with their functions; functions without a module go into builtins.
void install_functions(lua_State* L, const Api::Content& content, int builtins) {
  for (const ModuleDoc& module : content.doc.modules) {
    lua_createtable(L, 0, 8);
    const std::string prefix = module.name + ".";
    for (const auto& function : content.functions) {
      if (!function->doc.name.starts_with(prefix)) continue;
      push_function(L, *function);
      lua_setfield(L, -2, function->doc.name.c_str() + prefix.size());
    }
    push_read_only(L, module.name);
    lua_setfield(L, builtins, module.name.c_str());
  }
  for (const auto& function : content.functions) {
    if (function->doc.name.find('.') != std::string::npos) continue;
    push_function(L, *function);
    lua_setfield(L, builtins, function->doc.name.c_str());
  }
}

void check_names(lua_State* L, const Api::Content& content, int builtins) {
  const auto check = [&](const auto& records) {
    for (const auto& record : records) {
      lua_pushstring(L, record.name.c_str());
      if (lua_rawget(L, builtins) != LUA_TNIL) {
        throw Error(ErrorCode::conflict, "the script name '" + record.name + "' is taken already");
      }
      lua_pop(L, 1);
    }
  };
  check(content.doc.modules);
  check(content.doc.values);
  check(content.doc.functions);
  for (const auto& type : content.types) {
    if (state_of(L).types.contains(type->tag)) {
      throw Error(ErrorCode::conflict, "the script type '" + type->name + "' is installed already");
    }
  }
}

void note_names(State& state, const Api::Content& content) {
  for (const auto& function : content.functions) {
    const std::string& name = function->doc.name;
    state.known_names.insert(name.substr(name.rfind('.') + 1));
  }
  for (const auto& type : content.types) {
    for (const auto& method : type->methods) state.known_names.insert(method->doc.name);
  }
}

}  // namespace

void Sandbox::install(const Api& api) {
  const Api::Content& content = *api.content_;
  state_->held.push_back(api.content_);
  protect(*state_, [&](lua_State* L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, state_->builtins_ref);
    const int builtins = lua_gettop(L);
    check_names(L, content, builtins);
    for (const auto& type : content.types) open_type(L, *type);
    install_functions(L, content, builtins);
    for (const auto& [name, push] : content.globals) {
      push(L);
      lua_setfield(L, builtins, name.c_str());
    }
  });
  note_names(*state_, content);
}

}  // namespace conurb::script
