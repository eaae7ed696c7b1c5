// SPDX-License-Identifier: Apache-2.0
// Watch over what plugins write: a NaN or an infinity is caught where it is born, not where it is seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/city/table.hpp"

namespace conurb::host {

/// First alive row of a float column that is not finite, or -1. A nullable column may hold NaN but no
/// infinity; a row of a list column is as good as its elements. `only`, if not null, are ascending rows: the
/// others are not looked at. Runs at memory speed, long columns on `jobs` if given.
[[nodiscard]] std::int64_t first_not_finite(const city::Table& table, std::size_t column,
                                            const std::vector<std::int64_t>* only, Jobs* jobs);

}  // namespace conurb::host
