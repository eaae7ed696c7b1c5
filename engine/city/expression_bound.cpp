// SPDX-License-Identifier: Apache-2.0
// Running a bound expression over rows.
#include "engine/city/expression_bound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city {

namespace {

using expression::kBlock;
using expression::Machine;

std::vector<double> total_values(const BoundExpression::Impl& bound) {
  std::vector<double> values;
  for (const ScalarValue& total : expression::compute_totals(bound)) values.push_back(total.value);
  return values;
}

[[noreturn]] void refuse(const BoundExpression::Impl& bound, std::string_view wanted,
                         const std::string& remedy) {
  throw Error(ErrorCode::incompatible,
              fmt::format("the expression gives a {}, a {} is needed", to_string(bound.type), wanted),
              in_quotes(bound.text), remedy);
}

// Calls f(begin, count, selected) for each block: selected[i] is 1 where the condition holds and the row is
// alive.
template <typename F>
void for_each_block(const BoundExpression::Impl& bound, F f) {
  if (!bound.selects) refuse(bound, "condition", "compare it with something");
  const std::vector<double> totals = total_values(bound);
  Machine machine(bound.conditions, bound.constants, totals);
  const auto* alive = reinterpret_cast<const std::uint8_t*>(bound.alive.data);
  std::array<std::uint8_t, static_cast<std::size_t>(kBlock)> selected{};
  for (std::int64_t begin = 0; begin < bound.rows; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, bound.rows - begin);
    machine.run(begin, count);
    const std::uint8_t* condition = machine.condition(0);
    for (std::int64_t i = 0; i < count; ++i) {
      selected[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(condition[i] & alive[begin + i]);
    }
    f(begin, count, selected.data());
  }
}

}  // namespace

ExpressionType BoundExpression::type() const {
  return impl_->type;
}

std::int64_t BoundExpression::rows() const {
  return impl_->rows;
}

std::vector<std::int64_t> BoundExpression::select() const {
  std::vector<std::int64_t> rows;
  std::array<std::int64_t, static_cast<std::size_t>(kBlock)> found{};
  for_each_block(*impl_, [&](std::int64_t begin, std::int64_t count, const std::uint8_t* selected) {
    std::size_t size = 0;  // written always, counted if selected: no branch to mispredict
    for (std::int64_t i = 0; i < count; ++i) {
      found[size] = begin + i;
      size += selected[i];
    }
    rows.insert(rows.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(size));
  });
  return rows;
}

std::int64_t BoundExpression::count() const {
  std::int64_t total = 0;
  for_each_block(*impl_, [&total](std::int64_t, std::int64_t count, const std::uint8_t* selected) {
    std::int32_t in_block = 0;
    for (std::int64_t i = 0; i < count; ++i) in_block += selected[i];
    total += in_block;
  });
  return total;
}

void BoundExpression::evaluate(std::span<double> out) const {
  const Impl& bound = *impl_;
  if (bound.type == ExpressionType::text) refuse(bound, "number", "read the column itself, or compare it");
  if (static_cast<std::int64_t>(out.size()) != bound.rows) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} elements for the {} rows of '{}'", out.size(), bound.rows, bound.table));
  }
  const std::vector<double> totals = total_values(bound);
  const bool condition = bound.type == ExpressionType::condition;
  Machine machine(condition ? bound.conditions : bound.numbers, bound.constants, totals);
  const auto* alive = reinterpret_cast<const std::uint8_t*>(bound.alive.data);
  for (std::int64_t begin = 0; begin < bound.rows; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, bound.rows - begin);
    machine.run(begin, count);
    double* to = out.data() + begin;
    const auto write = [&](const auto* from) {
      for (std::int64_t i = 0; i < count; ++i) {
        to[i] =
            alive[begin + i] != 0 ? static_cast<double>(from[i]) : std::numeric_limits<double>::quiet_NaN();
      }
    };
    if (condition) {
      write(machine.condition(0));
    } else {
      write(machine.number(0));
    }
  }
}

}  // namespace conurb::city
