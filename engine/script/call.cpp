// SPDX-License-Identifier: Apache-2.0
// Arguments and results of bound functions.
#include <algorithm>
#include <cmath>

#include "engine/script/bound.hpp"
#include "engine/script/convert.hpp"
#include "engine/script/failure.hpp"
#include "engine/script/state.hpp"
#include "engine/script/strict.hpp"

namespace conurb::script {

namespace {

constexpr std::size_t kShownText = 40;

std::string describe_given(const Slot& slot) {
  if (slot.index == 0) return "nothing";
  switch (lua_type(slot.L, slot.index)) {
    case LUA_TNIL:
    case LUA_TNONE: return "nil";
    case LUA_TBOOLEAN: return lua_toboolean(slot.L, slot.index) != 0 ? "true" : "false";
    case LUA_TNUMBER: {
      lua_pushvalue(slot.L, slot.index);
      std::string text = std::string("the number ") + lua_tostring(slot.L, -1);
      lua_pop(slot.L, 1);
      return text;
    }
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* const text = lua_tolstring(slot.L, slot.index, &size);
      return "the text \"" + std::string(text, std::min(size, kShownText)) +
             (size > kShownText ? "...\"" : "\"");
    }
    case LUA_TUSERDATA: {
      const TypeInfo* const type = type_of_object(slot.L, slot.index);
      return type != nullptr ? "a " + type->name : "an object";
    }
    default: return std::string("a ") + luaL_typename(slot.L, slot.index);
  }
}

std::string example_hint(const BoundFunction& function) {
  if (function.doc.example.empty()) return {};
  const std::string& example = function.doc.example;
  const std::size_t line = example.find('\n');
  return "for example: " + (line == std::string::npos ? example : example.substr(0, line));
}

[[noreturn]] void refuse(const Slot& slot, const std::string& expected) {
  std::string wanted = expected;
  std::string remedy = example_hint(*slot.function);
  if (slot.doc != nullptr && !slot.doc->unit.empty()) {
    wanted += " (" + slot.doc->unit + ")";
    const bool is_quantity = slot.index != 0 && lua_type(slot.L, slot.index) == LUA_TSTRING;
    if (is_quantity) remedy = "write the number alone, in " + slot.doc->unit + ", without quotes; " + remedy;
  }
  throw Error(
      ErrorCode::invalid_argument,
      slot.function->shown + ": " + slot.label() + " must be " + wanted + ", but is " + describe_given(slot),
      {}, remedy);
}

bool is_absent(const Slot& slot) {
  return slot.index == 0 || lua_isnoneornil(slot.L, slot.index);
}

double read_number(const Slot& slot) {
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TNUMBER) refuse(slot, "a number");
  const double number = lua_tonumber(slot.L, slot.index);
  if (!std::isfinite(number)) refuse(slot, "a finite number");
  return number;
}

std::int64_t read_integer(const Slot& slot) {
  int is_whole = 0;
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TNUMBER) refuse(slot, "a whole number");
  const lua_Integer integer = lua_tointegerx(slot.L, slot.index, &is_whole);
  if (is_whole == 0) refuse(slot, "a whole number");
  return integer;
}

bool read_boolean(const Slot& slot) {
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TBOOLEAN) refuse(slot, "true or false");
  return lua_toboolean(slot.L, slot.index) != 0;
}

std::string_view read_text(const Slot& slot) {
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TSTRING) refuse(slot, "a text");
  std::size_t size = 0;
  const char* const text = lua_tolstring(slot.L, slot.index, &size);
  return {text, size};
}

FunctionRef read_function(const Slot& slot) {
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TFUNCTION) refuse(slot, "a function");
  FunctionRef function;
  lua_pushvalue(slot.L, slot.index);
  ReferenceAccess::take(slot.L, function);
  return function;
}

void check_table(const Slot& slot) {
  if (is_absent(slot) || lua_type(slot.L, slot.index) != LUA_TTABLE) refuse(slot, "a table");
}

}  // namespace

std::string Slot::label() const {
  if (position == 0) return path;
  return "argument " + std::to_string(position) + " '" + doc->name + "'";
}

Table::Table(Slot slot) : slot_(std::move(slot)) {
  if (slot_.doc == nullptr || slot_.doc->fields.empty()) return;
  std::vector<std::string> known;
  for (const ParamDoc& field : slot_.doc->fields) known.push_back(field.name);
  for (const std::string& name : text_keys(slot_.L, slot_.index)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(ErrorCode::invalid_argument,
                slot_.function->shown + ": " + slot_.label() + " has no field '" + name + "'", {},
                did_you_mean(name, known));
  }
}

Slot Table::field(std::string_view name, bool required) const {
  Slot result{slot_.L, 0, nullptr, slot_.function, 0, slot_.label() + " field '" + std::string(name) + "'"};
  for (const ParamDoc& field : slot_.doc->fields) {
    if (field.name == name) result.doc = &field;
  }
  if (result.doc == nullptr) {
    throw Error(ErrorCode::internal,
                slot_.function->shown + ": field '" + std::string(name) + "' has no record");
  }
  luaL_checkstack(slot_.L, 4, "reading a table");
  lua_pushlstring(slot_.L, name.data(), name.size());
  if (lua_rawget(slot_.L, slot_.index) == LUA_TNIL) {
    lua_pop(slot_.L, 1);
    if (required) {
      throw Error(ErrorCode::invalid_argument, slot_.function->shown + ": " + result.label() + " is missing",
                  {}, example_hint(*slot_.function));
    }
    return result;
  }
  result.index = lua_gettop(slot_.L);
  return result;
}

bool Table::has(std::string_view name) const {
  return !is_absent(field(name, false));
}

double Table::number(std::string_view name) const {
  return read_number(field(name, true));
}

double Table::number(std::string_view name, double fallback) const {
  const Slot slot = field(name, false);
  return is_absent(slot) ? fallback : read_number(slot);
}

std::int64_t Table::integer(std::string_view name) const {
  return read_integer(field(name, true));
}

std::int64_t Table::integer(std::string_view name, std::int64_t fallback) const {
  const Slot slot = field(name, false);
  return is_absent(slot) ? fallback : read_integer(slot);
}

bool Table::boolean(std::string_view name) const {
  return read_boolean(field(name, true));
}

bool Table::boolean(std::string_view name, bool fallback) const {
  const Slot slot = field(name, false);
  return is_absent(slot) ? fallback : read_boolean(slot);
}

std::string Table::text(std::string_view name) const {
  return std::string(read_text(field(name, true)));
}

std::string Table::text(std::string_view name, std::string_view fallback) const {
  const Slot slot = field(name, false);
  return std::string(is_absent(slot) ? fallback : read_text(slot));
}

FunctionRef Table::function(std::string_view name) const {
  return read_function(field(name, true));
}

Table Table::table(std::string_view name) const {
  Slot slot = field(name, true);
  check_table(slot);
  return Table(std::move(slot));
}

Value Table::value(std::string_view name) const {
  const Slot slot = field(name, false);
  return is_absent(slot) ? Value() : read_value(slot.L, slot.index);
}

std::size_t Table::size() const {
  return lua_rawlen(slot_.L, slot_.index);
}

std::vector<std::string> Table::texts() const {
  std::vector<std::string> result;
  luaL_checkstack(slot_.L, 2, "reading a list");
  for (std::size_t i = 1; i <= size(); ++i) {
    lua_rawgeti(slot_.L, slot_.index, static_cast<lua_Integer>(i));
    const Slot item{slot_.L, lua_gettop(slot_.L),
                    nullptr, slot_.function,
                    0,       slot_.label() + " item " + std::to_string(i)};
    result.emplace_back(read_text(item));
    lua_pop(slot_.L, 1);
  }
  return result;
}

std::vector<double> Table::numbers() const {
  std::vector<double> result;
  luaL_checkstack(slot_.L, 2, "reading a list");
  for (std::size_t i = 1; i <= size(); ++i) {
    lua_rawgeti(slot_.L, slot_.index, static_cast<lua_Integer>(i));
    if (lua_type(slot_.L, -1) != LUA_TNUMBER || !std::isfinite(lua_tonumber(slot_.L, -1))) {
      refuse({slot_.L, lua_gettop(slot_.L), slot_.doc, slot_.function, 0,
              slot_.label() + " item " + std::to_string(i)},
             "a finite number");
    }
    result.push_back(lua_tonumber(slot_.L, -1));
    lua_pop(slot_.L, 1);
  }
  return result;
}

Call::Call(lua_State* L, const BoundFunction& function, void* self)
    : L_(L), function_(function), self_(self), first_(function.owner == nullptr ? 1 : 2) {
  given_ = lua_gettop(L) - first_ + 1;
  results_top_ = lua_gettop(L);
}

Slot Call::slot(std::string_view name, bool required) const {
  const std::vector<ParamDoc>& params = function_.doc.params;
  const auto found =
      std::find_if(params.begin(), params.end(), [&](const ParamDoc& param) { return param.name == name; });
  if (found == params.end()) {
    throw Error(ErrorCode::internal,
                function_.shown + ": argument '" + std::string(name) + "' has no record");
  }
  const auto position = static_cast<int>(found - params.begin());
  Slot result{L_, position < given_ ? first_ + position : 0, &*found, &function_, position + 1, {}};
  if (required && is_absent(result)) {
    throw Error(ErrorCode::invalid_argument, function_.shown + ": " + result.label() + " is missing", {},
                example_hint(function_));
  }
  return result;
}

bool Call::has(std::string_view name) const {
  return !is_absent(slot(name, false));
}

double Call::number(std::string_view name) const {
  return read_number(slot(name, true));
}

double Call::number(std::string_view name, double fallback) const {
  const Slot given = slot(name, false);
  return is_absent(given) ? fallback : read_number(given);
}

std::int64_t Call::integer(std::string_view name) const {
  return read_integer(slot(name, true));
}

std::int64_t Call::integer(std::string_view name, std::int64_t fallback) const {
  const Slot given = slot(name, false);
  return is_absent(given) ? fallback : read_integer(given);
}

bool Call::boolean(std::string_view name) const {
  return read_boolean(slot(name, true));
}

bool Call::boolean(std::string_view name, bool fallback) const {
  const Slot given = slot(name, false);
  return is_absent(given) ? fallback : read_boolean(given);
}

std::string_view Call::text(std::string_view name) const {
  return read_text(slot(name, true));
}

std::string_view Call::text(std::string_view name, std::string_view fallback) const {
  const Slot given = slot(name, false);
  return is_absent(given) ? fallback : read_text(given);
}

FunctionRef Call::function(std::string_view name) const {
  return read_function(slot(name, true));
}

Table Call::table(std::string_view name) const {
  Slot given = slot(name, true);
  check_table(given);
  return Table(std::move(given));
}

Value Call::value(std::string_view name) const {
  const Slot given = slot(name, false);
  return is_absent(given) ? Value() : read_value(L_, given.index);
}

std::vector<Value> Call::rest() const {
  std::vector<Value> values;
  const auto named = static_cast<int>(function_.doc.params.size()) - 1;
  for (int i = named; i < given_; ++i) values.push_back(read_value(L_, first_ + i));
  return values;
}

void* Call::find_object(std::string_view name, const void* tag) const {
  const Slot given = slot(name, true);
  const auto type = state_of(L_).types.find(tag);
  if (type == state_of(L_).types.end()) throw Error(ErrorCode::internal, "an object type was not installed");
  void* const object = is_absent(given) ? nullptr : object_of_type(L_, given.index, *type->second);
  if (object == nullptr) refuse(given, "a " + type->second->name);
  return object;
}

void Call::fail(std::string_view name, const std::string& problem) const {
  throw Error(ErrorCode::invalid_argument, function_.shown + ": " + std::string(name) + " " + problem, {},
              example_hint(function_));
}

std::string Call::where() const {
  return place_of(L_);
}

// Results lie on top of the stack, above whatever reading tables has left there.
void Call::begin_result() {
  luaL_checkstack(L_, 4, "results");
  if (results_ == 0) results_top_ = lua_gettop(L_);
  if (lua_gettop(L_) != results_top_ + results_) {
    throw Error(ErrorCode::internal, function_.shown + ": arguments were read after a result was given");
  }
}

void Call::give() {
  begin_result();
  lua_pushnil(L_);
  ++results_;
}

void Call::give(bool value) {
  begin_result();
  lua_pushboolean(L_, value ? 1 : 0);
  ++results_;
}

void Call::give(double value) {
  begin_result();
  lua_pushnumber(L_, value);
  ++results_;
}

void Call::give_integer(std::int64_t value) {
  begin_result();
  lua_pushinteger(L_, value);
  ++results_;
}

void Call::give(std::string_view value) {
  begin_result();
  lua_pushlstring(L_, value.data(), value.size());
  ++results_;
}

void Call::give(const Value& value) {
  begin_result();
  push_value(L_, value);
  ++results_;
}

void Call::give(std::span<const double> list) {
  begin_result();
  lua_createtable(L_, static_cast<int>(list.size()), 0);
  ++results_;
  for (std::size_t i = 0; i < list.size(); ++i) {
    lua_pushnumber(L_, list[i]);
    lua_rawseti(L_, -2, static_cast<lua_Integer>(i) + 1);
  }
}

void Call::give(std::span<const std::string> list) {
  begin_result();
  lua_createtable(L_, static_cast<int>(list.size()), 0);
  ++results_;
  for (std::size_t i = 0; i < list.size(); ++i) {
    lua_pushlstring(L_, list[i].data(), list[i].size());
    lua_rawseti(L_, -2, static_cast<lua_Integer>(i) + 1);
  }
}

}  // namespace conurb::script
