// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: values between the Lua stack and C++.
#pragma once

#include <memory>

#include <lua.hpp>

#include "engine/script/value.hpp"

namespace conurb::script {

/// The hold behind a Reference.
struct Reference::Anchor {
  std::weak_ptr<State> state;
  int ref;
  Anchor(std::weak_ptr<State> owner, int reference) : state(std::move(owner)), ref(reference) {}
  ~Anchor();
  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;
};

/// Makes and reads references.
struct ReferenceAccess {
  /// Takes the value on top of the stack (popped). Protected context.
  static void take(lua_State* L, Reference& reference);
  /// The state, or null when the reference is empty or the sandbox gone.
  static std::shared_ptr<State> state(const Reference& reference);
  /// Pushes the value; the reference must be of the state of L. Throws Error invalid_argument otherwise.
  static void push(lua_State* L, const Reference& reference);
};

/// Pushes a copy of `value`. Raises Lua errors, throws Error.
void push_value(lua_State* L, const Value& value);

/// A copy of the value at `index`. Throws Error: invalid_argument (cyclic table, key without a place,
/// coroutine), limit (more than a million values).
[[nodiscard]] Value read_value(lua_State* L, int index);

}  // namespace conurb::script
