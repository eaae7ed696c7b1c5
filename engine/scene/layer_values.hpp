// SPDX-License-Identifier: Apache-2.0
// Values of a layer's rows as plain arrays, whatever the type of their column. Internal to engine/scene.
#pragma once

#include <utility>
#include <vector>

#include "engine/scene/layer.hpp"

namespace conurb::scene {

/// Calls visit(span of the column's values) with the type that they have. Not for lists.
template <typename Visit>
decltype(auto) with_values(const city::Column& column, Visit&& visit) {
  switch (column.spec().scalar) {
    case city::Scalar::f64: return visit(column.values<double>());
    case city::Scalar::f32: return visit(column.values<float>());
    case city::Scalar::i64: return visit(column.values<std::int64_t>());
    case city::Scalar::u8: return visit(column.values<std::uint8_t>());
    case city::Scalar::i32:
    case city::Scalar::text:
    case city::Scalar::ref: break;
  }
  return visit(column.values<std::int32_t>());
}

/// The first `rows` values of a column of numbers; NaN is null.
[[nodiscard]] std::vector<double> values_of(const city::Column& column, std::size_t rows);

/// B − A of the layer's colour for every row of B: NaN where either has no value, where the row is not the
/// same thing in A, and where either has retired it. Throws Error invalid_argument unless the colour is a
/// column of numbers that both have.
[[nodiscard]] std::vector<double> differences_of(const LayerSpec& layer, const city::City& a,
                                                 const city::City& b);

}  // namespace conurb::scene
