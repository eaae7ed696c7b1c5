// SPDX-License-Identifier: Apache-2.0
// How C++ is made known to scripts. An Api is built once, with a record for everything (api_doc.hpp), and
// installed into any number of sandboxes. A bound function reads its arguments from a Call by the names of
// its record; what does not fit becomes an error that names the argument, what it should be, what it was, and
// an example.
//
//   Api api("Roads");
//   api.function({.name = "close", .summary = "Closes a road link.",
//                 .params = {{"link", "string", "", "", "Id of the link."}},
//                 .example = "close(\"L12\")"},
//                [&](Call& call) { roads.close(call.text("link")); });
//   sandbox.install(api);
//
// Rationale: arguments are asked for by name, not by position, so that an undocumented argument cannot be
// read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/script/api_doc.hpp"
#include "engine/script/sandbox.hpp"
#include "engine/script/value.hpp"

struct lua_State;

namespace conurb::script {

class Call;
struct TypeInfo;

/// How a bound function's own time counts. `quick` is paid by the script's budget if it is extraordinary;
/// `long_running` (a simulation) is not, and should ask SandboxOptions::cancelled itself.
enum class Duration : std::uint8_t { quick, long_running };

using Function = std::function<void(Call&)>;

/// A function with its record. Made by Api.
struct BoundFunction {
  FunctionDoc doc;
  Function body;
  Duration duration = Duration::quick;
  std::string shown;                ///< as messages name it: "city.open", "Run:at"
  const TypeInfo* owner = nullptr;  ///< the type whose object is argument 0; null for plain functions
};

/// One value among a call's arguments: where it is and what the record says about it. Used by Call and Table.
struct Slot {
  lua_State* L;
  int index;            ///< on the Lua stack; 0 when absent
  const ParamDoc* doc;  ///< null for list items
  const BoundFunction* function;
  int position;      ///< of an argument, from 1; 0 for fields and items
  std::string path;  ///< of a field or item: "argument 1 'options' field 'name'"

  /// How messages name it.
  [[nodiscard]] std::string label() const;
};

/// A table argument. Valid during the call. Fields are read without metamethods. All getters throw Error
/// invalid_argument when the value does not fit, or is missing where no fallback is given.
class Table {
 public:
  [[nodiscard]] bool has(std::string_view field) const;
  [[nodiscard]] double number(std::string_view field) const;
  [[nodiscard]] double number(std::string_view field, double fallback) const;
  [[nodiscard]] std::int64_t integer(std::string_view field) const;
  [[nodiscard]] std::int64_t integer(std::string_view field, std::int64_t fallback) const;
  [[nodiscard]] bool boolean(std::string_view field) const;
  [[nodiscard]] bool boolean(std::string_view field, bool fallback) const;
  [[nodiscard]] std::string text(std::string_view field) const;
  [[nodiscard]] std::string text(std::string_view field, std::string_view fallback) const;
  [[nodiscard]] FunctionRef function(std::string_view field) const;
  [[nodiscard]] Table table(std::string_view field) const;
  [[nodiscard]] Value value(std::string_view field) const;

  /// Number of list items t[1..n].
  [[nodiscard]] std::size_t size() const;
  /// The whole list as texts or numbers; any other item is an error.
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] std::vector<double> numbers() const;

 private:
  friend class Call;
  explicit Table(Slot slot);
  [[nodiscard]] Slot field(std::string_view name, bool required) const;
  Slot slot_;
};

/// One call of a bound function: its arguments by the names of the record, its results, its object.
class Call {
 public:
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// False for nil and for what was not given.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Numbers are finite; integers may be given as floats with integral value; texts are not turned into
  /// numbers.
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name, double fallback) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t fallback) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name, bool fallback) const;
  /// Valid during the call.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  [[nodiscard]] std::string_view text(std::string_view name, std::string_view fallback) const;
  [[nodiscard]] FunctionRef function(std::string_view name) const;
  [[nodiscard]] Table table(std::string_view name) const;
  /// Anything, as a copy.
  [[nodiscard]] Value value(std::string_view name) const;
  /// The arguments from "..." on.
  [[nodiscard]] std::vector<Value> rest() const;
  /// An argument of a registered type; valid during the call.
  template <class T>
  [[nodiscard]] T& object(std::string_view name) const {
    return *static_cast<T*>(find_object(name, &kTypeTag<T>));
  }
  /// The object of a method or property.
  template <class T>
  [[nodiscard]] T& self() const {
    return *static_cast<T*>(self_);
  }

  /// Results, in order. Give them after all arguments were read.
  void give();  ///< nil
  void give(bool value);
  void give(double value);
  template <std::integral I>
  requires(!std::is_same_v<I, bool>) void give(I value) { give_integer(static_cast<std::int64_t>(value)); }
  void give(std::string_view value);
  void give(const std::string& value) { give(std::string_view(value)); }
  void give(const char* value) { give(std::string_view(value)); }
  void give(const Value& value);
  void give(std::span<const double> list);
  void give(std::span<const std::string> list);
  template <class T>
  void give_object(T object);

  /// In an index or newindex function: this key is not known; the script gets an error with the nearest
  /// names.
  void decline() { declined_ = true; }

  /// "file.lua:12" of the line that called.
  [[nodiscard]] std::string where() const;

  /// An error that names argument `name` and closes with the function's example.
  [[noreturn]] void fail(std::string_view name, const std::string& problem) const;

 private:
  friend struct CallAccess;
  Call(lua_State* L, const BoundFunction& function, void* self);
  [[nodiscard]] Slot slot(std::string_view name, bool required) const;
  [[nodiscard]] void* find_object(std::string_view name, const void* tag) const;
  void begin_result();
  void give_integer(std::int64_t value);

  lua_State* L_;
  const BoundFunction& function_;
  void* self_;
  int first_;  ///< stack index of the first argument of the record
  int given_;  ///< number of arguments
  int results_ = 0;
  int results_top_ = 0;
  bool declined_ = false;
};

/// A registered type: what its objects can do. Made by TypeBuilder.
struct TypeInfo {
  std::string name;
  const void* tag = nullptr;
  std::size_t doc_index = 0;
  void (*destroy)(void*) = nullptr;
  std::vector<std::unique_ptr<BoundFunction>> methods;
  std::vector<std::unique_ptr<BoundFunction>> getters;
  std::vector<std::unique_ptr<BoundFunction>> setters;
  std::unique_ptr<BoundFunction> index;
  std::unique_ptr<BoundFunction> newindex;
  std::unique_ptr<BoundFunction> call;
  std::function<std::string(const void*)> text;
  std::function<bool(const void*, const void*)> equal;
  std::function<std::int64_t(const void*)> length;
  std::function<std::vector<std::string>(const void*)> names;
};

namespace detail {

/// Moves `source` into a new userdata of the type registered for `tag`, on top of the stack.
void push_object(lua_State* L, const void* tag, std::size_t size, void (*construct)(void*, void*),
                 void* source);

template <class T>
void push(lua_State* L, T& object) {
  static_assert(alignof(T) <= alignof(double),
                "Lua aligns its memory for doubles only; hold such a T by pointer");
  static_assert(std::is_nothrow_move_constructible_v<T>);
  push_object(
      L, &kTypeTag<T>, sizeof(T),
      [](void* memory, void* from) { new (memory) T(std::move(*static_cast<T*>(from))); }, &object);
}

[[nodiscard]] ObjectRef make_object(State& state, const std::function<void(lua_State*)>& push);

}  // namespace detail

template <class T>
class TypeBuilder;

/// Functions, types and values with their records. Copies share their content.
class Api {
 public:
  explicit Api(std::string title, std::string introduction = {});

  /// A table for functions named "name.function". All registrations throw Error invalid_argument when the
  /// record is incomplete and conflict when the name is taken.
  void module(ModuleDoc doc);
  void function(FunctionDoc doc, Function body, Duration duration = Duration::quick);
  /// A global constant.
  void value(ValueDoc doc, Value value);
  /// A global object, such as `city`; each sandbox gets a copy.
  template <class T>
  void object(ValueDoc doc, T object) {
    add_global(std::move(doc), [object = std::move(object)](lua_State* L) {
      T copy = object;
      detail::push(L, copy);
    });
  }
  /// Registers T; add its members with the builder before any install().
  template <class T>
  TypeBuilder<T> type(TypeDoc doc);

  [[nodiscard]] const ApiDoc& doc() const;

  struct Content;  ///< internal to engine/script

 private:
  friend class Sandbox;
  template <class T>
  friend class TypeBuilder;
  void add_global(ValueDoc doc, std::function<void(lua_State*)> push);
  TypeInfo& add_type(TypeDoc doc, const void* tag, void (*destroy)(void*));
  void add_method(TypeInfo& type, FunctionDoc doc, Function body, Duration duration);
  void add_property(TypeInfo& type, PropertyDoc doc, Function get, Function set);
  void add_index(TypeInfo& type, FunctionDoc doc, Function body);
  void add_newindex(TypeInfo& type, FunctionDoc doc, Function body);
  void add_call(TypeInfo& type, FunctionDoc doc, Function body, Duration duration);
  std::shared_ptr<Content> content_;
};

/// Adds members to a type. Objects live in Lua's heap and are destroyed by its collector, at the latest with
/// the sandbox.
template <class T>
class TypeBuilder {
 public:
  using Body = std::function<void(T&, Call&)>;

  TypeBuilder(Api api, TypeInfo& type) : api_(std::move(api)), type_(type) {}

  TypeBuilder& method(FunctionDoc doc, Body body, Duration duration = Duration::quick) {
    api_.add_method(type_, std::move(doc), bind(std::move(body)), duration);
    return *this;
  }
  /// `get` gives one value; `set` reads the argument "value". Without `set` it is read-only.
  TypeBuilder& property(PropertyDoc doc, Body get, Body set = {}) {
    api_.add_property(type_, std::move(doc), bind(std::move(get)), set ? bind(std::move(set)) : Function());
    return *this;
  }
  /// object[key] and object[key] = value for names that are no member. The records name the arguments.
  TypeBuilder& index(FunctionDoc doc, Body body) {
    api_.add_index(type_, std::move(doc), bind(std::move(body)));
    return *this;
  }
  TypeBuilder& newindex(FunctionDoc doc, Body body) {
    api_.add_newindex(type_, std::move(doc), bind(std::move(body)));
    return *this;
  }
  /// object(...): also what `for x in object do` calls.
  TypeBuilder& call(FunctionDoc doc, Body body, Duration duration = Duration::quick) {
    api_.add_call(type_, std::move(doc), bind(std::move(body)), duration);
    return *this;
  }
  TypeBuilder& text(std::function<std::string(const T&)> f) {
    type_.text = [f = std::move(f)](const void* object) { return f(*static_cast<const T*>(object)); };
    return *this;
  }
  TypeBuilder& equal(std::function<bool(const T&, const T&)> f) {
    type_.equal = [f = std::move(f)](const void* a, const void* b) {
      return f(*static_cast<const T*>(a), *static_cast<const T*>(b));
    };
    return *this;
  }
  TypeBuilder& length(std::function<std::int64_t(const T&)> f) {
    type_.length = [f = std::move(f)](const void* object) { return f(*static_cast<const T*>(object)); };
    return *this;
  }
  /// Names that index() knows, for "did you mean".
  TypeBuilder& names(std::function<std::vector<std::string>(const T&)> f) {
    type_.names = [f = std::move(f)](const void* object) { return f(*static_cast<const T*>(object)); };
    return *this;
  }

 private:
  static Function bind(Body body) {
    return [body = std::move(body)](Call& call) { body(call.self<T>(), call); };
  }
  Api api_;
  TypeInfo& type_;
};

template <class T>
TypeBuilder<T> Api::type(TypeDoc doc) {
  TypeInfo& info =
      add_type(std::move(doc), &kTypeTag<T>, [](void* object) { static_cast<T*>(object)->~T(); });
  return TypeBuilder<T>(*this, info);
}

template <class T>
void Call::give_object(T object) {
  begin_result();
  detail::push(L_, object);
  ++results_;
}

template <class T>
ObjectRef Sandbox::make_object(T object) {
  return detail::make_object(*state_, [&object](lua_State* L) { detail::push(L, object); });
}

}  // namespace conurb::script
