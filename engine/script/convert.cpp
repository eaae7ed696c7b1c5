// SPDX-License-Identifier: Apache-2.0
#include "engine/script/convert.hpp"

#include <algorithm>

#include "engine/script/state.hpp"

namespace conurb::script {

namespace {

constexpr int kDeepestTable = 64;
constexpr std::size_t kMostValues =
    1'000'000;  // shared tables are copied for each mention: 2ⁿ in the worst case

struct Reader {
  lua_State* L;
  std::size_t values = 0;

  Value read(int index, int depth) {
    if (++values > kMostValues)
      throw Error(ErrorCode::limit, "a table with more than 1,000,000 values cannot be copied");
    switch (lua_type(L, index)) {
      case LUA_TNIL:
      case LUA_TNONE: return {};
      case LUA_TBOOLEAN: return lua_toboolean(L, index) != 0;
      case LUA_TNUMBER:
        if (lua_isinteger(L, index) != 0) return static_cast<std::int64_t>(lua_tointeger(L, index));
        return lua_tonumber(L, index);
      case LUA_TSTRING: {
        std::size_t size = 0;
        const char* const text = lua_tolstring(L, index, &size);
        return std::string(text, size);
      }
      case LUA_TTABLE: return read_table(lua_absindex(L, index), depth);
      case LUA_TFUNCTION: return reference<FunctionRef>(index);
      case LUA_TUSERDATA: return reference<ObjectRef>(index);
      default:
        throw Error(ErrorCode::invalid_argument,
                    std::string("a ") + luaL_typename(L, index) + " cannot be handed over");
    }
  }

  template <class Ref>
  Value reference(int index) {
    Ref result;
    lua_pushvalue(L, index);
    ReferenceAccess::take(L, result);
    return result;
  }

  Value read_table(int index, int depth) {
    if (depth >= kDeepestTable) {
      throw Error(ErrorCode::invalid_argument,
                  "a table that holds itself, or is nested deeper than 64, cannot be copied");
    }
    luaL_checkstack(L, 4, "copying a table");
    TableValue table;
    for (lua_Integer i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; ++i) {
      table.items.push_back(read(-1, depth + 1));
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
    const auto count = static_cast<lua_Integer>(table.items.size());
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
      if (lua_type(L, -2) == LUA_TSTRING) {
        std::size_t size = 0;
        const char* const key = lua_tolstring(L, -2, &size);
        table.fields.emplace_back(std::string(key, size), read(-1, depth + 1));
      } else if (lua_isinteger(L, -2) == 0 || lua_tointeger(L, -2) < 1 || lua_tointeger(L, -2) > count) {
        throw Error(ErrorCode::invalid_argument, "a table to hand over has keys 1..n and texts only", {},
                    "make a list without holes, or use texts as keys");
      }
      lua_pop(L, 1);
    }
    std::sort(table.fields.begin(), table.fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return table;
  }
};

}  // namespace

Reference::Anchor::~Anchor() {
  // Freeing a registry slot writes to an existing element: it allocates nothing and cannot fail.
  if (const std::shared_ptr<State> owner = state.lock()) luaL_unref(owner->main, LUA_REGISTRYINDEX, ref);
}

Reference::operator bool() const {
  return anchor_ != nullptr && !anchor_->state.expired();
}

void ReferenceAccess::take(lua_State* L, Reference& reference) {
  const int ref = luaL_ref(L, LUA_REGISTRYINDEX);
  reference.anchor_ = std::make_shared<Reference::Anchor>(state_of(L).weak_from_this(), ref);
}

std::shared_ptr<State> ReferenceAccess::state(const Reference& reference) {
  return reference.anchor_ == nullptr ? nullptr : reference.anchor_->state.lock();
}

void ReferenceAccess::push(lua_State* L, const Reference& reference) {
  if (state(reference).get() != &state_of(L)) {
    throw Error(ErrorCode::invalid_argument,
                "a function or object of another or a closed script cannot be used here");
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, reference.anchor_->ref);
}

void push_value(lua_State* L, const Value& value) {
  luaL_checkstack(L, 4, "handing over a value");
  struct Pusher {
    lua_State* L;
    void operator()(std::monostate) const { lua_pushnil(L); }
    void operator()(bool b) const { lua_pushboolean(L, b ? 1 : 0); }
    void operator()(std::int64_t i) const { lua_pushinteger(L, i); }
    void operator()(double d) const { lua_pushnumber(L, d); }
    void operator()(const std::string& text) const { lua_pushlstring(L, text.data(), text.size()); }
    void operator()(const FunctionRef& f) const { ReferenceAccess::push(L, f); }
    void operator()(const ObjectRef& object) const { ReferenceAccess::push(L, object); }
    void operator()(const TableValue& table) const {
      lua_createtable(L, static_cast<int>(table.items.size()), static_cast<int>(table.fields.size()));
      lua_Integer i = 0;
      for (const Value& item : table.items) {
        push_value(L, item);
        lua_rawseti(L, -2, ++i);
      }
      for (const auto& [name, field] : table.fields) {
        lua_pushlstring(L, name.data(), name.size());
        push_value(L, field);
        lua_rawset(L, -3);
      }
    }
  };
  std::visit(Pusher{L}, static_cast<const Value::variant&>(value));
}

Value read_value(lua_State* L, int index) {
  return Reader{L}.read(index, 0);
}

const Value* TableValue::find(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? nullptr : &found->second;
}

}  // namespace conurb::script
