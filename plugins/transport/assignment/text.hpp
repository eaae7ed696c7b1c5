// SPDX-License-Identifier: Apache-2.0
// Numbers as files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace conurb::transport::assignment {

/// The whole text as a finite number, written with a decimal point; none where it is not one.
[[nodiscard]] std::optional<double> number_of(std::string_view text);

/// The number as a whole one where it is that and within the limits.
[[nodiscard]] std::optional<std::int32_t> whole_of(double value, std::int32_t least, std::int32_t most);

}  // namespace conurb::transport::assignment
