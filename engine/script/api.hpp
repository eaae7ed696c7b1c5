// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: what an Api holds.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/script/binding.hpp"

namespace conurb::script {

/// Functions, types and globals, and their records in the same order.
struct Api::Content {
  ApiDoc doc;
  std::vector<std::unique_ptr<BoundFunction>> functions;
  std::vector<std::unique_ptr<TypeInfo>> types;
  std::vector<std::pair<std::string, std::function<void(lua_State*)>>> globals;
};

namespace detail {

/// Pushes a constant. Throws Error, raises Lua errors.
void push_constant(lua_State* L, const Value& value);

}  // namespace detail

}  // namespace conurb::script
