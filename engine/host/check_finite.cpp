// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_finite.hpp"

#include <bit>
#include <cmath>
#include <span>

namespace conurb::host {

namespace {

// All exponent bits set is the mark of infinities and NaNs. One pass without branches, which compilers vectorise.
template <typename Bits, typename T>
bool any_not_finite(std::span<const T> values, Bits exponent) {
  Bits found = 0;
  for (const T value : values) {
    const Bits bits = std::bit_cast<Bits>(value) & exponent;
    found |= static_cast<Bits>(bits == exponent);
  }
  return found != 0;
}

template <typename Bits, typename T>
std::int64_t search(const city::Table& table, const city::Column& column, Bits exponent) {
  const auto values = column.values<T>().first(static_cast<std::size_t>(
      column.spec().list ? column.element_count() : column.rows()));
  if (!any_not_finite<Bits>(values, exponent)) return -1;
  if (column.spec().list) return 0;
  const auto alive = table.alive();
  for (std::size_t row = 0; row < values.size(); ++row) {
    const bool bad = column.spec().nullable ? std::isinf(values[row]) : !std::isfinite(values[row]);
    if (bad && alive[row] != 0) return static_cast<std::int64_t>(row);
  }
  return -1;
}

}  // namespace

std::int64_t first_not_finite(const city::Table& table, const city::Column& column) {
  if (column.spec().scalar == city::Scalar::f32) return search<std::uint32_t, float>(table, column, 0x7f800000U);
  if (column.spec().scalar == city::Scalar::f64) {
    return search<std::uint64_t, double>(table, column, 0x7ff0000000000000ULL);
  }
  return -1;
}

}  // namespace conurb::host
