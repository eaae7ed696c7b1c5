// SPDX-License-Identifier: Apache-2.0
// Columns as floats for drawing; the same from the living city and from what a run recorded. Internal to
// engine/room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/city/table.hpp"

namespace conurb::room {

/// `values.size() / size_of(scalar)` floats: what is null in the column's type becomes NaN. i64 times and ids
/// lose their last digits, which no colour shows (see as_whole).
[[nodiscard]] std::vector<float> as_floats(city::Scalar scalar, std::span<const std::byte> values);

/// A plain column of a table, with NaN where rows are retired.
[[nodiscard]] std::vector<float> as_floats(const city::Table& table, std::size_t column);

/// Exact values of an i64 column, which floats cannot hold: times of things that move. Null for other types.
[[nodiscard]] std::shared_ptr<const std::vector<std::int64_t>> as_whole(city::Scalar scalar,
                                                                        std::span<const std::byte> values);

}  // namespace conurb::room
