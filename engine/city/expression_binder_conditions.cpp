// SPDX-License-Identifier: Apache-2.0
// Binding of conditions: comparisons, lists, nulls, texts.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/city/expression_binder.hpp"

namespace conurb::city::expression {

namespace {

constexpr std::int32_t kNoCode = -2;  // of a text that no row can have; -1 is null

// a < b said from b's side.
Kind mirrored(Kind kind) {
  switch (kind) {
    case Kind::less: return Kind::greater;
    case Kind::less_equal: return Kind::greater_equal;
    case Kind::greater: return Kind::less;
    case Kind::greater_equal: return Kind::less_equal;
    default: return kind;
  }
}

bool compare(Kind kind, int order) {
  switch (kind) {
    case Kind::less: return order < 0;
    case Kind::less_equal: return order <= 0;
    case Kind::greater: return order > 0;
    case Kind::greater_equal: return order >= 0;
    case Kind::equal: return order == 0;
    default: return order != 0;
  }
}

Op value_op(Kind kind) {
  switch (kind) {
    case Kind::less: return Op::less_value;
    case Kind::less_equal: return Op::less_equal_value;
    case Kind::greater: return Op::greater_value;
    case Kind::greater_equal: return Op::greater_equal_value;
    case Kind::equal: return Op::equal_value;
    default: return Op::not_equal_value;
  }
}

Op whole_op(Kind kind) {
  switch (kind) {
    case Kind::less: return Op::whole_less;
    case Kind::less_equal: return Op::whole_less_equal;
    case Kind::greater: return Op::whole_greater;
    case Kind::greater_equal: return Op::whole_greater_equal;
    case Kind::equal: return Op::whole_equal;
    default: return Op::whole_not_equal;
  }
}

Op number_op(Kind kind) {
  switch (kind) {
    case Kind::less:
    case Kind::greater: return Op::less;
    case Kind::less_equal:
    case Kind::greater_equal: return Op::less_equal;
    case Kind::equal: return Op::equal;
    default: return Op::not_equal;
  }
}

bool is_equality(Kind kind) {
  return kind == Kind::equal || kind == Kind::not_equal;
}

}  // namespace

std::uint32_t Binder::constant_condition(bool value) {
  const std::uint32_t to = push_condition();
  emit({.op = Op::constant_condition, .to = to, .value = value ? 1.0 : 0.0});
  return to;
}

void Binder::negate(std::uint32_t condition) {
  emit({.op = Op::logical_not, .to = condition, .a = condition});
}

std::uint32_t Binder::bind_condition(const Node& node) {
  switch (node.kind) {
    case Kind::boolean: return constant_condition(node.flag);
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
    case Kind::equal:
    case Kind::not_equal: return bind_comparison(node);
    case Kind::in_list: return bind_list(node);
    case Kind::is_null: {
      const std::uint32_t to = bind_null_check(at(node.children[0]));
      if (node.flag) negate(to);
      return to;
    }
    case Kind::logical_not: {
      const std::uint32_t to = bind_condition(at(node.children[0]));
      negate(to);
      return to;
    }
    case Kind::logical_and:
    case Kind::logical_or: return bind_chain(node);
    case Kind::column: return bind_column_condition(node);
    case Kind::call:
      if (node.function == Function::choose) return bind_choice(node);
      if (type_of(node) == ExpressionType::condition) return bind_text_search(node);
      break;
    case Kind::null: fail(node, "null stands where a condition is needed", "write x is null");
    case Kind::text: fail(node, "a text stands where a condition is needed", "compare a text column with it");
    default: break;
  }
  fail(node, "a number stands where a condition is needed", "compare it, as in height > 20");
}

std::uint32_t Binder::bind_column_condition(const Node& node) {
  const ResolvedColumn column = resolve(node);
  const Scalar scalar = column.column->spec().scalar;
  if (scalar != Scalar::u8) {
    std::string remedy = fmt::format("compare it, as in {} > 0", column.name);
    if (scalar == Scalar::text) remedy = fmt::format("compare it, as in {} == \"…\"", column.name);
    if (scalar == Scalar::ref) remedy = fmt::format("write {} is not null", column.name);
    fail(node, describe(column) + ", a condition is needed here", remedy);
  }
  const std::uint32_t from = source(*column.column);
  if (column.hops.empty()) {
    const std::uint32_t to = push_condition();
    emit({.op = Op::load_condition, .to = to, .source = from});
    return to;
  }
  const std::uint32_t rows = bind_index(column);
  tops_.index = rows;
  const std::uint32_t to = push_condition();
  emit({.op = Op::gather_condition, .to = to, .a = rows, .source = from});
  return to;
}

std::uint32_t Binder::bind_chain(const Node& node) {
  const Op op = node.kind == Kind::logical_and ? Op::logical_and : Op::logical_or;
  const std::uint32_t first = bind_condition(at(node.children[0]));
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const std::uint32_t next = bind_condition(at(node.children[i]));
    tops_.condition = first + 1;
    emit({.op = op, .to = first, .a = first, .b = next});
  }
  return first;
}

std::uint32_t Binder::bind_choice(const Node& node) {
  const std::uint32_t which = bind_condition(at(node.children[0]));
  const std::uint32_t left = bind_condition(at(node.children[1]));
  const std::uint32_t right = bind_condition(at(node.children[2]));
  tops_.condition = which + 1;
  emit({.op = Op::choose_condition, .to = which, .a = which, .b = left, .c = right});
  return which;
}

const Column* Binder::whole_column(const Node& node) const {
  if (node.kind != Kind::column) return nullptr;
  const ResolvedColumn column = resolve(node);
  return column.hops.empty() && column.column->spec().scalar == Scalar::i64 ? column.column : nullptr;
}

std::uint32_t Binder::bind_comparison(const Node& node) {
  const Node& left = at(node.children[0]);
  const Node& right = at(node.children[1]);
  if (left.kind == Kind::null || right.kind == Kind::null) {
    fail(node, "nothing compares with null", "write x is null, or x is not null");
  }
  if (type_of(left) == ExpressionType::text || type_of(right) == ExpressionType::text) {
    return bind_text_comparison(node);
  }
  if (is_equality(node.kind) && (left.kind == Kind::boolean || right.kind == Kind::boolean)) {
    // `x == true` is x, whatever number other than 0 a u8 column uses for true.
    const bool left_constant = left.kind == Kind::boolean;
    const bool wanted = (left_constant ? left : right).flag == (node.kind == Kind::equal);
    const std::uint32_t to = bind_condition(left_constant ? right : left);
    if (!wanted) negate(to);
    return to;
  }
  const std::string unit = unit_of(left).empty() ? unit_of(right) : unit_of(left);
  const std::optional<Literal> constant_left = constant(left);
  const std::optional<Literal> constant_right = constant(right);
  if (constant_left.has_value() != constant_right.has_value()) {
    const Node& other = constant_left ? right : left;
    const Node& place = constant_left ? left : right;
    const Literal& literal = constant_left ? *constant_left : *constant_right;
    const Kind kind = constant_left ? mirrored(node.kind) : node.kind;
    const Column* whole = whole_column(other);
    if (whole != nullptr && literal.whole && literal.unit.empty()) {
      return bind_whole(kind, *whole, literal.integer);
    }
    const double value = convert(literal, place, unit);
    const std::uint32_t number = bind_number(other, unit);
    tops_.number = number;
    const std::uint32_t to = push_condition();
    emit({.op = value_op(kind), .to = to, .a = number, .value = value});
    return to;
  }
  const std::uint32_t a = bind_number(left, unit);
  const std::uint32_t b = bind_number(right, unit);
  const bool swapped = node.kind == Kind::greater || node.kind == Kind::greater_equal;
  tops_.number = a;
  const std::uint32_t to = push_condition();
  emit({.op = number_op(node.kind), .to = to, .a = swapped ? b : a, .b = swapped ? a : b});
  return to;
}

std::uint32_t Binder::bind_whole(Kind kind, const Column& column, std::int64_t value) {
  const std::uint32_t from = source(column);
  const std::uint32_t to = push_condition();
  emit({.op = whole_op(kind), .to = to, .source = from, .payload = value});
  return to;
}

ResolvedColumn Binder::text_column(const Node& node) const {
  if (node.kind == Kind::column) {
    ResolvedColumn column = resolve(node);
    if (column.column->spec().scalar == Scalar::text) return column;
    fail(node, describe(column) + ", a text is needed here",
         "texts compare with texts, numbers with numbers");
  }
  const std::string found = node.kind == Kind::text                      ? "a text in quotes"
                            : type_of(node) == ExpressionType::condition ? "a condition"
                            : type_of(node) == ExpressionType::text      ? "a choice of texts"
                                                                         : "a number";
  fail(node, found + " stands where a text column is needed",
       node.kind == Kind::number ? "write a text in quotes, as in function == \"office\"" : "");
}

// Asks `holds` once for each distinct text; rows then need one look at a table. Null never holds.
template <typename Holds>
std::uint32_t Binder::bind_flags(const ResolvedColumn& column, Holds holds) {
  const Dictionary& dictionary = column.column->dictionary();
  std::vector<std::uint8_t> flags(static_cast<std::size_t>(dictionary.size()) + 1, 0);
  for (std::int32_t code = 0; code < dictionary.size(); ++code) {
    flags[static_cast<std::size_t>(code) + 1] = holds(dictionary.text(code)) ? 1 : 0;
  }
  const std::uint32_t index = bind_index(column);
  tops_.index = index;
  const std::uint32_t to = push_condition();
  emit({.op = Op::index_in,
        .to = to,
        .a = index,
        .payload = static_cast<std::int64_t>(bound_->constants.flags.size())});
  bound_->constants.flags.push_back(std::move(flags));
  return to;
}

std::uint32_t Binder::bind_text_comparison(const Node& node) {
  const Node& left = at(node.children[0]);
  const Node& right = at(node.children[1]);
  if (left.kind == Kind::text && right.kind == Kind::text) {
    return constant_condition(compare(node.kind, left.literal.text.compare(right.literal.text)));
  }
  if (left.kind != Kind::text && right.kind != Kind::text) return bind_text_columns(node);
  const bool literal_left = left.kind == Kind::text;
  const ResolvedColumn column = text_column(literal_left ? right : left);
  const std::string& text = (literal_left ? left : right).literal.text;
  const Kind kind = literal_left ? mirrored(node.kind) : node.kind;
  if (!is_equality(kind)) {
    return bind_flags(column, [&](const std::string& each) { return compare(kind, each.compare(text)); });
  }
  const std::int32_t code = column.column->dictionary().find(text);
  const std::uint32_t index = bind_index(column);
  tops_.index = index;
  const std::uint32_t to = push_condition();
  emit({.op = kind == Kind::equal ? Op::index_equal_value : Op::index_not_equal_value,
        .to = to,
        .a = index,
        .payload = code >= 0 ? code : kNoCode});
  return to;
}

std::uint32_t Binder::bind_text_columns(const Node& node) {
  const ResolvedColumn left = text_column(at(node.children[0]));
  const ResolvedColumn right = text_column(at(node.children[1]));
  if (!is_equality(node.kind)) {
    fail(node, fmt::format("'{}' and '{}' are both text columns", left.name, right.name),
         "two text columns compare with == and != only");
  }
  const Dictionary& known = left.column->dictionary();
  const Dictionary& other = right.column->dictionary();
  const std::uint32_t a = bind_index(left);
  const std::uint32_t b = bind_index(right);
  if (&known != &other) {
    std::vector<std::int32_t> codes(static_cast<std::size_t>(other.size()));
    for (std::int32_t code = 0; code < other.size(); ++code) {
      const std::int32_t same = known.find(other.text(code));
      codes[static_cast<std::size_t>(code)] = same >= 0 ? same : kNoCode;
    }
    emit({.op = Op::translate,
          .to = b,
          .a = b,
          .payload = static_cast<std::int64_t>(bound_->constants.indices.size())});
    bound_->constants.indices.push_back(std::move(codes));
  }
  tops_.index = a;
  const std::uint32_t to = push_condition();
  emit({.op = node.kind == Kind::equal ? Op::index_equal : Op::index_not_equal, .to = to, .a = a, .b = b});
  return to;
}

std::uint32_t Binder::bind_list(const Node& node) {
  const Node& operand = at(node.children[0]);
  if (type_of(operand) == ExpressionType::text) return bind_text_list(node);
  if (!node.list.empty() && node.list.front().is_text) {
    (void)text_column(operand);  // says what it is instead
  }
  const bool whole = std::all_of(node.list.begin(), node.list.end(), [](const Literal& literal) {
    return literal.whole && literal.unit.empty();
  });
  if (const Column* column = whole_column(operand); column != nullptr && whole) {
    std::vector<std::int64_t> wholes;
    for (const Literal& literal : node.list) wholes.push_back(literal.integer);
    std::sort(wholes.begin(), wholes.end());
    const std::uint32_t from = source(*column);
    const std::uint32_t to = push_condition();
    emit({.op = Op::in_wholes,
          .to = to,
          .source = from,
          .payload = static_cast<std::int64_t>(bound_->constants.wholes.size())});
    bound_->constants.wholes.push_back(std::move(wholes));
    if (node.flag) negate(to);
    return to;
  }
  const std::string unit = unit_of(operand);
  std::vector<double> numbers;
  for (const Literal& literal : node.list) numbers.push_back(convert(literal, node, unit));
  std::sort(numbers.begin(), numbers.end());
  const std::uint32_t number = bind_number(operand, unit);
  tops_.number = number;
  const std::uint32_t to = push_condition();
  emit({.op = Op::in_numbers,
        .to = to,
        .a = number,
        .payload = static_cast<std::int64_t>(bound_->constants.numbers.size())});
  bound_->constants.numbers.push_back(std::move(numbers));
  if (node.flag) {  // null is neither in nor out
    const std::uint32_t null = push_condition();
    emit({.op = Op::is_null_number, .to = null, .a = number});
    emit({.op = Op::logical_or, .to = to, .a = to, .b = null});
    tops_.condition = to + 1;
    negate(to);
  }
  return to;
}

std::uint32_t Binder::bind_text_list(const Node& node) {
  const ResolvedColumn column = text_column(at(node.children[0]));
  if (!node.list.empty() && !node.list.front().is_text) {
    fail(node, describe(column) + ", the list holds numbers", "write the texts in quotes");
  }
  std::vector<std::string_view> texts;
  for (const Literal& literal : node.list) texts.emplace_back(literal.text);
  std::sort(texts.begin(), texts.end());
  return bind_flags(column, [&](const std::string& text) {
    return std::binary_search(texts.begin(), texts.end(), std::string_view(text)) != node.flag;
  });
}

std::uint32_t Binder::bind_null_check(const Node& node) {
  if (node.kind == Kind::text || type_of(node) == ExpressionType::condition) return constant_condition(false);
  if (node.kind == Kind::column) {
    const ResolvedColumn column = resolve(node);
    const Scalar scalar = column.column->spec().scalar;
    if (scalar == Scalar::text || scalar == Scalar::ref) {
      const std::uint32_t index = bind_index(column);
      tops_.index = index;
      const std::uint32_t to = push_condition();
      emit({.op = Op::is_null_index, .to = to, .a = index});
      return to;
    }
  }
  const std::uint32_t number = bind_number(node, "");
  tops_.number = number;
  const std::uint32_t to = push_condition();
  emit({.op = Op::is_null_number, .to = to, .a = number});
  return to;
}

std::uint32_t Binder::bind_text_search(const Node& node) {
  const Node& wanted = at(node.children[1]);
  if (wanted.kind != Kind::text) {
    fail(wanted, fmt::format("{}() searches for a fixed text", spelling(node.function)),
         "write it in quotes");
  }
  const ResolvedColumn column = text_column(at(node.children[0]));
  const std::string& text = wanted.literal.text;
  if (node.function == Function::starts_with) {
    return bind_flags(column, [&text](const std::string& each) { return each.starts_with(text); });
  }
  return bind_flags(column,
                    [&text](const std::string& each) { return each.find(text) != std::string::npos; });
}

}  // namespace conurb::city::expression
