// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: what the parser makes of a text. Nodes lie in one array and name each
// other by index, so that a deep tree is freed without recursion.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/expression.hpp"

namespace conurb::city::expression {

enum class Kind : std::uint8_t {
  number,
  text,
  boolean,
  null,
  column,
  negate,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  power,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  in_list,
  is_null,
  logical_not,
  logical_and,
  logical_or,
  call,
  total,
};

enum class Function : std::uint8_t {
  abs,
  sqrt,
  exp,
  log,
  floor,
  round,
  min,
  max,
  clamp,
  choose,
  starts_with,
  contains
};

enum class Total : std::uint8_t { count, sum, mean, min, max, percentile };

struct Literal {
  bool is_text = false;
  bool whole = false;  ///< written without point and exponent and within int64: `integer` is exact
  double number = 0;
  std::int64_t integer = 0;
  std::string text;
  std::string unit;  ///< as written in brackets; empty: none
};

using NodeIndex = std::uint32_t;

struct Node {
  Kind kind = Kind::null;
  Function function = Function::abs;
  Total total = Total::count;
  bool flag =
      false;  ///< boolean: its value; in_list and is_null: negated; total: the last child is the filter
  std::uint32_t position = 0;     ///< byte in the text
  int height = 1;                 ///< nodes on the longest way down
  double percent = 0;             ///< percentile: 0 … 100
  Literal literal;                ///< number, text
  std::vector<Literal> list;      ///< in_list
  std::vector<std::string> path;  ///< column
  std::vector<NodeIndex> children;
};

/// Spelling of an operator ("<=", "and" …); empty for other kinds.
[[nodiscard]] std::string_view spelling(Kind kind);
[[nodiscard]] std::string_view spelling(Function function);
/// "sum", "p95" …; `median` for p50.
[[nodiscard]] std::string spelling(Total total, double percent);

/// "column 12 of "year < and"": the place of a message. `position` is a byte; the column counts characters
/// from 1.
[[nodiscard]] std::string place_of(std::string_view text, std::size_t position);

}  // namespace conurb::city::expression

namespace conurb::city {

struct Expression::Tree {
  std::string text;
  std::vector<expression::Node> nodes;
  expression::NodeIndex root = 0;

  [[nodiscard]] const expression::Node& at(expression::NodeIndex index) const { return nodes[index]; }
};

}  // namespace conurb::city
