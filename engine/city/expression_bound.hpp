// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: what binding makes of a tree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/city/expression.hpp"
#include "engine/city/expression_program.hpp"
#include "engine/city/expression_tree.hpp"

namespace conurb::city::expression {

/// One total: which rows count, and what of them. Registers are those of its own program.
struct TotalPlan {
  Total total = Total::count;
  double percent = 0;
  Program program;
  bool has_value = false;      ///< in number register 0
  bool has_condition = false;  ///< in condition register 0
};

enum class GroupKind : std::uint8_t { none, text, row, whole };

struct GroupPlan {
  GroupKind kind = GroupKind::none;
  Program program;  ///< text, row: index register 0; whole: number register 0
  std::string name;
  std::shared_ptr<const ColumnStorage> texts;  ///< text: whose dictionary the codes are of
  Source ids;                                  ///< row: ids of the table referred to
};

/// The totals of `bound` over all rows, in order of its plans.
[[nodiscard]] std::vector<ScalarValue> compute_totals(const BoundExpression::Impl& bound);

}  // namespace conurb::city::expression

namespace conurb::city {

struct BoundExpression::Impl {
  std::string text;  // as written, for messages
  std::string table;
  ExpressionType type = ExpressionType::number;
  bool is_total = false;
  std::int64_t rows = 0;
  std::int64_t alive_rows = 0;
  expression::Source alive;
  expression::Constants constants;
  expression::Program numbers;     // type number: the value, in number register 0
  expression::Program conditions;  // if `selects`: the condition, in condition register 0
  bool selects = false;            // type condition, or a u8 column, which may stand for one
  std::vector<expression::TotalPlan> totals;
  expression::GroupPlan group;
};

}  // namespace conurb::city
