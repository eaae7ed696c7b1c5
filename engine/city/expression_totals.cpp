// SPDX-License-Identifier: Apache-2.0
// Totals over all rows and by groups. The order of every reduction is that of the rows, in blocks of fixed
// size, so results depend on nothing but the data.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/city/expression_bound.hpp"
#include "engine/city/expression_program.hpp"

namespace conurb::city {

namespace expression {

namespace {

/// A sum that keeps what the additions round away (Neumaier 1974), in four lanes that take turns: each waits
/// for its own last addition only.
class Sum {
 public:
  void add(std::span<const double> values) {
    std::size_t i = 0;
    for (; next_ != 0 && i < values.size(); ++i) add_next(values[i]);
    for (; i + kLanes <= values.size(); i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, values[i + lane]);
    for (; i < values.size(); ++i) add_next(values[i]);
  }
  /// Beyond the range of doubles there is no rest to speak of.
  [[nodiscard]] double value() const {
    Sum whole;
    for (const double total : total_) whole.add(0, total);
    const double total = whole.total_[0];
    double rest = whole.rest_[0];
    for (const double one : rest_) rest += one;
    return std::isfinite(total) ? total + rest : total;
  }

 private:
  static constexpr std::size_t kLanes = 4;

  void add(std::size_t lane, double value) {
    const double before = total_[lane], total = before + value;
    const double kept = (before - total) + value, taken = (value - total) + before;
    rest_[lane] += std::abs(before) >= std::abs(value) ? kept : taken;
    total_[lane] = total;
  }
  void add_next(double value) {
    add(next_, value);
    next_ = (next_ + 1) % kLanes;
  }

  std::array<double, kLanes> total_{}, rest_{};
  std::size_t next_ = 0;
};

/// Definition 7 of Hyndman and Fan (1996): linear between the order statistics around (n - 1) p. Reorders
/// `values`.
double percentile(std::vector<double>& values, double percent) {
  if (values.empty()) return kNull;
  const double place = static_cast<double>(values.size() - 1) * percent / 100.0;
  const auto below = static_cast<std::ptrdiff_t>(std::floor(place));
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (below + 1 == static_cast<std::ptrdiff_t>(values.size())) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (high - low) * (place - static_cast<double>(below));
}

/// What one total has gathered for one group.
class Gatherer {
 public:
  explicit Gatherer(Total total) : total_(total) {}

  void add(std::span<const double> values) {
    if (values.empty()) return;
    const bool first = n_ == 0;
    n_ += static_cast<std::int64_t>(values.size());
    switch (total_) {
      case Total::count: break;
      case Total::sum:
      case Total::mean: sum_.add(values); break;
      case Total::min: {
        const double least = *std::min_element(values.begin(), values.end());
        extreme_ = first ? least : std::min(extreme_, least);
        break;
      }
      case Total::max: {
        const double most = *std::max_element(values.begin(), values.end());
        extreme_ = first ? most : std::max(extreme_, most);
        break;
      }
      case Total::percentile: values_.insert(values_.end(), values.begin(), values.end()); break;
    }
  }

  [[nodiscard]] ScalarValue result(double percent) {
    switch (total_) {
      case Total::count: return {static_cast<double>(n_), n_};
      case Total::sum: return {sum_.value(), n_};
      case Total::mean: return {n_ == 0 ? kNull : sum_.value() / static_cast<double>(n_), n_};
      case Total::percentile: return {percentile(values_, percent), n_};
      default: return {n_ == 0 ? kNull : extreme_, n_};
    }
  }

 private:
  Total total_;
  std::int64_t n_ = 0;
  Sum sum_;
  double extreme_ = 0;
  std::vector<double> values_;
};

// Calls f(rows, values) for blocks of rows, ascending, that are alive, meet the plan's condition and have a
// value (0 where the plan has none: they are counted).
template <typename F>
void for_each_block(const BoundExpression::Impl& bound, const TotalPlan& plan, F f) {
  Machine machine(plan.program, bound.constants, {});
  const auto* alive = reinterpret_cast<const std::uint8_t*>(bound.alive.data);
  std::array<std::int64_t, kBlock> rows;
  std::array<double, kBlock> values;
  for (std::int64_t begin = 0; begin < bound.rows; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, bound.rows - begin);
    machine.run(begin, count);
    const std::uint8_t* condition = plan.has_condition ? machine.condition(0) : nullptr;
    const double* value = plan.has_value ? machine.number(0) : nullptr;
    std::size_t kept = 0;
    for (std::int64_t i = 0; i < count; ++i) {  // without branches: any row may go either way
      const double one = value == nullptr ? 0 : value[i];
      const bool counts = alive[begin + i] != 0 && (condition == nullptr || condition[i] != 0) && one == one;
      rows[kept] = begin + i;
      values[kept] = one;
      kept += counts ? 1 : 0;
    }
    f(std::span<const std::int64_t>(rows.data(), kept), std::span<const double>(values.data(), kept));
  }
}

/// Where each row belongs: groups in order of appearance, and -1 for retired rows.
struct Groups {
  std::vector<std::int32_t> of_row;
  std::vector<std::int64_t> keys;  // text: code; row: row; whole: the number; null: kNullKey
};
constexpr std::int64_t kNullKey = std::numeric_limits<std::int64_t>::min();

Groups find_groups(const BoundExpression::Impl& bound) {
  const GroupPlan& plan = bound.group;
  Groups groups;
  groups.of_row.assign(static_cast<std::size_t>(bound.rows), -1);
  std::map<std::int64_t, std::int32_t> known;
  Machine machine(plan.program, bound.constants, {});
  const auto* alive = reinterpret_cast<const std::uint8_t*>(bound.alive.data);
  std::int64_t last_key = 0;
  std::int32_t last_group = -1;  // neighbours often share a group
  for (std::int64_t begin = 0; begin < bound.rows; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, bound.rows - begin);
    machine.run(begin, count);
    for (std::int64_t i = 0; i < count; ++i) {
      if (alive[begin + i] == 0) continue;
      std::int64_t key = kNullKey;
      if (plan.kind == GroupKind::whole) {
        const double number = machine.number(0)[i];
        if (std::abs(number) > 9007199254740992.0) {
          throw Error(ErrorCode::limit, fmt::format("'{}' holds {}, beyond 2^53", plan.name, number),
                      "group_by", "group by a column of smaller numbers");
        }
        if (!std::isnan(number)) key = static_cast<std::int64_t>(number);
      } else if (machine.index(0)[i] >= 0) {
        key = machine.index(0)[i];
      }
      if (last_group < 0 || key != last_key) {
        const auto [place, fresh] = known.try_emplace(key, static_cast<std::int32_t>(groups.keys.size()));
        if (fresh) groups.keys.push_back(key);
        last_key = key;
        last_group = place->second;
      }
      groups.of_row[static_cast<std::size_t>(begin + i)] = last_group;
    }
  }
  return groups;
}

std::string group_name(const GroupPlan& plan, std::int64_t key) {
  switch (plan.kind) {
    case GroupKind::text: return plan.texts->dictionary->text(static_cast<std::int32_t>(key));
    case GroupKind::row: return fmt::format("{}", reinterpret_cast<const std::int64_t*>(plan.ids.data)[key]);
    default: return fmt::format("{}", key);
  }
}

// Rows of the groups, in the order that they are shown in.
std::vector<std::size_t> order_of(const Groups& groups, const std::vector<GroupValue>& values,
                                  GroupKind kind) {
  std::vector<std::size_t> order(groups.keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (values[a].null != values[b].null) return values[b].null;
    if (kind == GroupKind::text) return values[a].group < values[b].group;
    return groups.keys[a] < groups.keys[b];  // ids ascend with rows
  });
  return order;
}

// The expression's value, its totals being given; n is that of the smallest.
ScalarValue combine(const BoundExpression::Impl& bound, std::span<const ScalarValue> totals,
                    std::int64_t rows) {
  std::vector<double> values;
  std::int64_t n = rows;
  for (const ScalarValue& total : totals) {
    values.push_back(total.value);
    n = std::min(n, total.n);
  }
  const bool condition = bound.type == ExpressionType::condition;
  Machine machine(condition ? bound.conditions : bound.numbers, bound.constants, values);
  machine.run(0, 1);
  return {condition ? static_cast<double>(machine.condition(0)[0]) : machine.number(0)[0], n};
}

void require_total(const BoundExpression::Impl& bound) {
  if (bound.is_total && bound.type != ExpressionType::text) return;
  throw Error(ErrorCode::incompatible, "the expression gives a value for each row, one value is needed",
              in_quotes(bound.text), "put its columns into totals, as in sum(x) or mean(x)");
}

}  // namespace

std::vector<ScalarValue> compute_totals(const BoundExpression::Impl& bound) {
  std::vector<ScalarValue> results;
  for (const TotalPlan& plan : bound.totals) {
    Gatherer gatherer(plan.total);
    for_each_block(bound, plan, [&gatherer](std::span<const std::int64_t>, std::span<const double> values) {
      gatherer.add(values);
    });
    results.push_back(gatherer.result(plan.percent));
  }
  return results;
}

}  // namespace expression

ScalarValue BoundExpression::evaluate_scalar() const {
  expression::require_total(*impl_);
  return expression::combine(*impl_, expression::compute_totals(*impl_), impl_->alive_rows);
}

std::vector<GroupValue> BoundExpression::evaluate_groups() const {
  const Impl& bound = *impl_;
  expression::require_total(bound);
  if (bound.group.kind == expression::GroupKind::none) {
    throw Error(ErrorCode::invalid_argument, "the expression was bound without a column to group by",
                in_quotes(bound.text), "name it in BindOptions::group_by");
  }
  const expression::Groups groups = expression::find_groups(bound);
  const std::size_t size = groups.keys.size();
  std::vector<std::int64_t> rows(size, 0);
  for (const std::int32_t group : groups.of_row) {
    if (group >= 0) ++rows[static_cast<std::size_t>(group)];
  }
  std::vector<std::vector<ScalarValue>> totals(size);
  for (const expression::TotalPlan& plan : bound.totals) {
    std::vector<expression::Gatherer> gatherers(size, expression::Gatherer(plan.total));
    expression::for_each_block(
        bound, plan, [&](std::span<const std::int64_t> block, std::span<const double> values_of_rows) {
          for (std::size_t k = 0; k < block.size(); ++k) {
            const std::int32_t group = groups.of_row[static_cast<std::size_t>(block[k])];
            gatherers[static_cast<std::size_t>(group)].add(values_of_rows.subspan(k, 1));
          }
        });
    for (std::size_t i = 0; i < size; ++i) totals[i].push_back(gatherers[i].result(plan.percent));
  }
  std::vector<GroupValue> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    const ScalarValue value = expression::combine(bound, totals[i], rows[i]);
    values[i].null = groups.keys[i] == expression::kNullKey;
    values[i].value = value.value;
    values[i].n = value.n;
    if (!values[i].null) values[i].group = expression::group_name(bound.group, groups.keys[i]);
  }
  std::vector<GroupValue> ordered;
  for (const std::size_t i : expression::order_of(groups, values, bound.group.kind))
    ordered.push_back(values[i]);
  return ordered;
}

}  // namespace conurb::city
