// SPDX-License-Identifier: Apache-2.0
// Numbers of INP files, read into SI units and written back so that the same digits stand there again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conurb::water {

/// Numbers beyond this are none that a network can have; products of a few of them stay finite.
inline constexpr double kLargestNumber = 1e30;

/// The number that a word is, and nothing else; magnitudes below 1e-30 are 0. None for what is no number, not
/// finite or beyond kLargestNumber.
[[nodiscard]] std::optional<double> inp_number(std::string_view word);

/// The whole number at the beginning of a text, as ranges of ids are compared; 0 where there is none.
[[nodiscard]] std::int64_t leading_number(std::string_view text);

/// The digits that, read and multiplied by `factor`, give exactly `si`: of 12 digits where that many do, else
/// as few as possible. The nearest number where no double does.
[[nodiscard]] std::string file_number(double si, double factor = 1);

}  // namespace conurb::water
