// SPDX-License-Identifier: Apache-2.0
// Values and texts as messages show them.
#pragma once

#include <string>
#include <string_view>

namespace conurb::transport::assignment {

/// Shortest form that reads back.
[[nodiscard]] std::string shown(double value);

/// A text of a file in quotes, short and printable.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace conurb::transport::assignment
