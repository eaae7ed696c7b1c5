// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_finite.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <span>

namespace conurb::host {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 17;  // elements one job looks at

/// What must not be: bits & mask == exponent. All exponent bits set is the mark of infinities and NaNs; with
/// the fraction in the mask, of infinities alone.
template <typename Bits>
struct Rule {
  Bits mask;
  Bits exponent;
  template <typename T>
  [[nodiscard]] bool broken_by(T value) const {
    return (std::bit_cast<Bits>(value) & mask) == exponent;
  }
};

// True if a value has all exponent bits set. Adding the lowest of them then carries into the sign bit, which
// needs no comparison: SSE2, which every processor has, knows none of 64-bit integers.
template <typename Bits, typename T>
bool any_suspect(std::span<const T> values, Rule<Bits> rule) {
  const Bits lowest = rule.exponent & (~rule.exponent + 1);
  Bits carried = 0;
  for (const T value : values) carried |= (std::bit_cast<Bits>(value) & rule.exponent) + lowest;
  return (carried & ~(~Bits{0} >> 1)) != 0;
}

template <typename Bits, typename T>
bool any_broken(std::span<const T> values, Rule<Bits> rule) {
  return any_suspect(values, rule) &&
         std::any_of(values.begin(), values.end(), [rule](T value) { return rule.broken_by(value); });
}

template <typename Bits, typename T>
bool any_broken(std::span<const T> values, Rule<Bits> rule, Jobs* jobs) {
  if (jobs == nullptr || values.size() < 2 * kPiece) return any_broken(values, rule);
  std::atomic<bool> found{false};
  jobs->parallel_for(0, values.size(), kPiece, [&](std::size_t begin, std::size_t end) {
    if (any_broken(values.subspan(begin, end - begin), rule)) found.store(true, std::memory_order_relaxed);
  });
  return found.load();
}

template <typename T, typename Bits>
std::int64_t search(const city::Table& table, const city::Column& column, Rule<Bits> rule,
                    const std::vector<std::int64_t>* only, Jobs* jobs) {
  const bool list = column.spec().list;
  const auto values =
      column.values<T>().first(static_cast<std::size_t>(list ? column.element_count() : column.rows()));
  const auto alive = table.alive();
  if (only != nullptr && !list) {
    const auto bad = std::find_if(only->begin(), only->end(), [&](std::int64_t row) {
      const auto at = static_cast<std::size_t>(row);
      return rule.broken_by(values[at]) && alive[at] != 0;
    });
    return bad == only->end() ? -1 : *bad;
  }
  if (!any_broken(values, rule, jobs)) return -1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!rule.broken_by(values[i])) continue;
    std::size_t row = i;
    if (list) {
      const auto offsets = column.offsets();
      row = static_cast<std::size_t>(
          std::upper_bound(offsets.begin(), offsets.end(), static_cast<std::int64_t>(i)) - offsets.begin() -
          1);
    }
    if (alive[row] != 0) return static_cast<std::int64_t>(row);
  }
  return -1;
}

}  // namespace

std::int64_t first_not_finite(const city::Table& table, std::size_t index,
                              const std::vector<std::int64_t>* only, Jobs* jobs) {
  const city::Column& column = table.column(index);
  const bool nullable = column.spec().nullable;
  if (column.spec().scalar == city::Scalar::f32) {
    const Rule<std::uint32_t> rule{nullable ? 0x7fffffffU : 0x7f800000U, 0x7f800000U};
    return search<float>(table, column, rule, only, jobs);
  }
  if (column.spec().scalar == city::Scalar::f64) {
    const Rule<std::uint64_t> rule{nullable ? 0x7fffffffffffffffULL : 0x7ff0000000000000ULL,
                                   0x7ff0000000000000ULL};
    return search<double>(table, column, rule, only, jobs);
  }
  return -1;
}

}  // namespace conurb::host
