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

std::size_t number_of(const std::uint8_t* selected, std::int64_t count) {
  std::uint32_t number = 0;  // narrow, so that the sum is vectorised
  for (std::int64_t i = 0; i < count; ++i) number += selected[i];
  return number;
}

}  // namespace

ExpressionType BoundExpression::type() const {
  return impl_->type;
}

std::int64_t BoundExpression::rows() const {
  return impl_->rows;
}

std::vector<std::int64_t> BoundExpression::select() const {
  // Flags first, a byte each: then the rows are written once, into memory of the right size.
  std::vector<std::uint8_t> flags;
  flags.reserve(static_cast<std::size_t>(impl_->rows));
  std::size_t size = 0;
  for_each_block(*impl_, [&](std::int64_t, std::int64_t count, const std::uint8_t* selected) {
    flags.insert(flags.end(), selected, selected + count);
    size += number_of(selected, count);
  });
  std::vector<std::int64_t> rows;
  rows.reserve(size);
  std::array<std::int64_t, static_cast<std::size_t>(kBlock)> found{};
  for (std::size_t begin = 0; begin < flags.size(); begin += found.size()) {
    const std::size_t end = std::min(flags.size(), begin + found.size());
    std::size_t in_block = 0;  // written always, counted if selected: no branch to mispredict
    for (std::size_t row = begin; row < end; ++row) {
      found[in_block] = static_cast<std::int64_t>(row);
      in_block += flags[row];
    }
    rows.insert(rows.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(in_block));
  }
  return rows;
}

std::int64_t BoundExpression::count() const {
  std::size_t total = 0;
  for_each_block(*impl_, [&total](std::int64_t, std::int64_t count, const std::uint8_t* selected) {
    total += number_of(selected, count);
  });
  return static_cast<std::int64_t>(total);
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
