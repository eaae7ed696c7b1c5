// SPDX-License-Identifier: Apache-2.0
// Hashes of what columns hold, for telling equal content from changed content.
#pragma once

#include "engine/base/hash.hpp"
#include "engine/city/column.hpp"

namespace conurb::city {

/// Adds a column's values to `hasher`: its elements to the bit, the bounds of its lists, the texts behind its
/// codes. Reads the column if it was not read yet. Equal hashes mean equal values.
void add_content(Hasher& hasher, const Column& column);

/// The same for one column alone.
[[nodiscard]] Hash128 content_hash(const Column& column);

}  // namespace conurb::city
