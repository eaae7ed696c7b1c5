// SPDX-License-Identifier: Apache-2.0
// What crosses the border between C++ and a script: plain values, tables as copies, and counted references to
// the functions and objects that stay on the Lua side.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace conurb::script {

struct State;
struct Value;

/// One address per C++ type: how a userdata says what it holds.
template <class T>
inline constexpr char kTypeTag = 0;

/// A counted hold on one Lua value; let go when the last copy dies. It may outlive its sandbox: it is then
/// empty. Only to be used on the thread that runs the sandbox.
class Reference {
 public:
  Reference() = default;

  /// True while it holds a value of a living sandbox.
  [[nodiscard]] explicit operator bool() const;

 private:
  friend struct ReferenceAccess;
  struct Anchor;
  std::shared_ptr<Anchor> anchor_;
};

/// A function of a script, kept to be called later (an event, a KPI, a callback).
class FunctionRef : public Reference {
 public:
  /// Calls it with copies of `arguments` and gives copies of what it returns. `instructions` is this call's
  /// budget (0: the sandbox's call_instructions). Throws Error: invalid_argument when empty, else what the
  /// script raised, or limit / cancelled. A function of a script cannot yield out of such a call.
  std::vector<Value> call(std::span<const Value> arguments, std::uint64_t instructions = 0) const;
};

/// An object of a registered type (binding.hpp) that lives in Lua's heap.
class ObjectRef : public Reference {
 public:
  /// The object, or null when it is of another type or the sandbox is gone. Valid while this reference lives.
  template <class T>
  [[nodiscard]] T* get() const {
    return static_cast<T*>(find(&kTypeTag<T>));
  }

 private:
  [[nodiscard]] void* find(const void* tag) const;
};

/// A table as a copy: t[1..n] in `items`, the text keys in `fields` in byte order. Other keys have no place
/// here.
struct TableValue {
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> fields;

  /// The field of that name, or null.
  [[nodiscard]] const Value* find(std::string_view name) const;
};

/// One Lua value. monostate is nil; integers and numbers are told apart as Lua does.
struct Value : std::variant<std::monostate, bool, std::int64_t, double, std::string, TableValue, FunctionRef,
                            ObjectRef> {
  using variant::variant;

  Value(const char* text) : variant(std::string(text)) {}       // NOLINT: a literal must not become a bool
  Value(std::string_view text) : variant(std::string(text)) {}  // NOLINT
  Value(int number) : variant(static_cast<std::int64_t>(number)) {}  // NOLINT

  [[nodiscard]] bool is_nil() const { return std::holds_alternative<std::monostate>(*this); }
  /// The alternative, or null.
  template <class T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(static_cast<const variant*>(this));
  }
};

}  // namespace conurb::script
