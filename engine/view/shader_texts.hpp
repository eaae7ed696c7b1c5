// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace conurb::view {

/// Text of a file of engine/view/shaders; empty if there is none.
[[nodiscard]] std::string_view shader_text(std::string_view file);

}  // namespace conurb::view
