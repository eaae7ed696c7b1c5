// SPDX-License-Identifier: Apache-2.0
// Binding: types, units, numbers and totals. Conditions are in expression_binder_conditions.cpp.
#include "engine/city/expression_binder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city {

namespace expression {

Binder::Binder(const Expression::Tree& tree, const City& city, const Table& table, const BindOptions& options)
    : tree_(tree),
      city_(city),
      table_(table),
      options_(options),
      bound_(std::make_shared<BoundExpression::Impl>()) {}

std::shared_ptr<const BoundExpression::Impl> Binder::run(bool is_total) {
  bound_->text = tree_.text;
  bound_->table = table_.name();
  bound_->is_total = is_total;
  bound_->rows = table_.rows();
  bound_->alive_rows = table_.alive_rows();
  bound_->alive = bound_->constants.sources[source(table_.column(Table::kAlive))];
  const Node& root = at(tree_.root);
  bound_->type = type_of(root);
  if (bound_->type == ExpressionType::number) {
    program_ = &bound_->numbers;
    bind_number(root, "");
  }
  const bool is_byte = root.kind == Kind::column && resolve(root).column->spec().scalar == Scalar::u8;
  if (bound_->type == ExpressionType::condition || is_byte) {
    program_ = &bound_->conditions;
    tops_ = Tops{};
    bind_condition(root);
    bound_->selects = true;
  }
  if (!options_.group_by.empty()) bind_group();
  return bound_;
}

void Binder::fail(const Node& node, const std::string& what, const std::string& remedy) const {
  throw Error(ErrorCode::incompatible, what, place(node), remedy);
}

ResolvedColumn Binder::resolve(const Node& node) const {
  return resolve_column(city_, table_, node.path, place(node));
}

ExpressionType Binder::type_of(const Node& node) const {
  switch (node.kind) {
    case Kind::text: return ExpressionType::text;
    case Kind::boolean:
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
    case Kind::equal:
    case Kind::not_equal:
    case Kind::in_list:
    case Kind::is_null:
    case Kind::logical_not:
    case Kind::logical_and:
    case Kind::logical_or: return ExpressionType::condition;
    case Kind::column:
      return resolve(node).column->spec().scalar == Scalar::text ? ExpressionType::text
                                                                 : ExpressionType::number;
    case Kind::call:
      if (node.function == Function::choose) return type_of(at(node.children[1]));
      return node.function == Function::starts_with || node.function == Function::contains
                 ? ExpressionType::condition
                 : ExpressionType::number;
    default: return ExpressionType::number;
  }
}

std::string Binder::unit_of(const Node& node) const {
  switch (node.kind) {
    case Kind::column: return resolve(node).column->spec().unit;
    case Kind::negate:
    case Kind::add:
    case Kind::subtract: break;
    case Kind::call:
      if (node.function == Function::sqrt || node.function == Function::exp || node.function == Function::log)
        return {};
      break;
    case Kind::total:
      if (node.total == Total::count) return {};
      return unit_of(at(node.children[0]));
    default: return {};
  }
  const std::size_t first = node.kind == Kind::call && node.function == Function::choose ? 1 : 0;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    if (std::string unit = unit_of(at(node.children[i])); !unit.empty()) return unit;
  }
  return {};
}

double Binder::convert(const Literal& literal, const Node& node, const std::string& unit) const {
  if (literal.unit.empty()) return literal.number;
  if (!options_.convert) {
    fail(node, fmt::format("the unit [{}] cannot be converted here", literal.unit),
         unit.empty() ? "write the number in SI units" : fmt::format("write the number in '{}'", unit));
  }
  double value = 0;
  try {
    value = options_.convert(literal.number, literal.unit, unit);
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), place(node), error.remedy());
  }
  if (!std::isfinite(value))
    fail(node, fmt::format("{} [{}] is too large", literal.number, literal.unit), "");
  return value;
}

std::optional<Literal> Binder::constant(const Node& node) const {
  if (node.kind == Kind::number) return node.literal;
  if (node.kind != Kind::negate || at(node.children[0]).kind != Kind::number) return std::nullopt;
  Literal literal = at(node.children[0]).literal;
  literal.number = -literal.number;
  literal.integer = -literal.integer;
  return literal;
}

std::uint32_t Binder::source(const Column& column) {
  auto& sources = bound_->constants.sources;
  const std::byte* data = column.bytes();  // loads a column that is read at first use
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    if (sources[i].pin == column.pin()) return i;
  }
  sources.push_back({column.pin(), data, column.spec().scalar, column.rows()});
  return static_cast<std::uint32_t>(sources.size() - 1);
}

std::uint32_t Binder::push_number() {
  program_->number_registers = std::max(program_->number_registers, tops_.number + 1);
  return tops_.number++;
}

std::uint32_t Binder::push_condition() {
  program_->condition_registers = std::max(program_->condition_registers, tops_.condition + 1);
  return tops_.condition++;
}

std::uint32_t Binder::push_index() {
  program_->index_registers = std::max(program_->index_registers, tops_.index + 1);
  return tops_.index++;
}

std::uint32_t Binder::bind_number(const Node& node, const std::string& unit) {
  if (type_of(node) == ExpressionType::condition) {
    const std::uint32_t condition = bind_condition(node);
    tops_.condition = condition;
    const std::uint32_t to = push_number();
    emit({.op = Op::as_number, .to = to, .a = condition});
    return to;
  }
  switch (node.kind) {
    case Kind::number:
    case Kind::null: {
      const double value = node.kind == Kind::null ? std::numeric_limits<double>::quiet_NaN()
                                                   : convert(node.literal, node, unit);
      const std::uint32_t to = push_number();
      emit({.op = Op::constant, .to = to, .value = value});
      return to;
    }
    case Kind::text: fail(node, "a text stands where a number is needed", "compare a text column with it");
    case Kind::column: return bind_column_number(node);
    case Kind::call: return bind_call(node, unit);
    case Kind::total: return bind_total(node);
    default: return bind_arithmetic(node, unit);
  }
}

std::uint32_t Binder::bind_column_number(const Node& node) {
  const ResolvedColumn column = resolve(node);
  const Scalar scalar = column.column->spec().scalar;
  if (scalar == Scalar::text) {
    fail(node, describe(column) + ", a number is needed here",
         fmt::format("compare it with a text, as in {} == \"…\"", column.name));
  }
  if (scalar == Scalar::ref) {
    fail(node, describe(column) + ", a number is needed here",
         fmt::format("name a column behind it, as in {}.id", column.name));
  }
  const std::uint32_t from = source(*column.column);
  if (column.hops.empty()) {
    const std::uint32_t to = push_number();
    emit({.op = Op::load_number, .to = to, .source = from});
    return to;
  }
  const std::uint32_t rows = bind_index(column);
  tops_.index = rows;
  const std::uint32_t to = push_number();
  emit({.op = Op::gather_number, .to = to, .a = rows, .source = from});
  return to;
}

// Rows of the last table on the way for number columns, codes for text columns, rows referred to for ref
// columns.
std::uint32_t Binder::bind_index(const ResolvedColumn& column) {
  const std::uint32_t to = push_index();
  bool first = true;
  const auto follow = [&](const Column& ref) {
    emit({.op = first ? Op::load_index : Op::gather_index, .to = to, .a = to, .source = source(ref)});
    first = false;
  };
  for (const Hop& hop : column.hops) {
    follow(*hop.ref);
    emit({.op = Op::only_alive, .to = to, .a = to, .source = source(hop.target->column(Table::kAlive))});
  }
  const ColumnSpec& spec = column.column->spec();
  if (spec.scalar != Scalar::text && spec.scalar != Scalar::ref) return to;
  follow(*column.column);
  if (spec.scalar == Scalar::ref) {
    if (const std::int32_t target = city_.find(spec.refers_to); target >= 0) {
      const Table& table = city_.table(static_cast<std::size_t>(target));
      emit({.op = Op::only_alive, .to = to, .a = to, .source = source(table.column(Table::kAlive))});
    }
  }
  return to;
}

std::uint32_t Binder::bind_arithmetic(const Node& node, const std::string& unit) {
  const bool keeps_unit = node.kind == Kind::negate || node.kind == Kind::add || node.kind == Kind::subtract;
  const std::string inner = !keeps_unit ? std::string() : unit.empty() ? unit_of(node) : unit;
  const std::uint32_t left = bind_number(at(node.children[0]), inner);
  if (node.kind == Kind::negate) {
    emit({.op = Op::negate, .to = left, .a = left});
    return left;
  }
  const std::uint32_t right = bind_number(at(node.children[1]), inner);
  tops_.number = left + 1;
  Op op = Op::power;
  switch (node.kind) {
    case Kind::add: op = Op::add; break;
    case Kind::subtract: op = Op::subtract; break;
    case Kind::multiply: op = Op::multiply; break;
    case Kind::divide: op = Op::divide; break;
    case Kind::modulo: op = Op::modulo; break;
    default: break;
  }
  emit({.op = op, .to = left, .a = left, .b = right});
  return left;
}

std::uint32_t Binder::bind_call(const Node& node, const std::string& unit) {
  const bool keeps_unit =
      node.function != Function::sqrt && node.function != Function::exp && node.function != Function::log;
  const std::string inner = !keeps_unit ? std::string() : unit.empty() ? unit_of(node) : unit;
  if (node.function == Function::choose) {
    const std::uint32_t condition = bind_condition(at(node.children[0]));
    const std::uint32_t left = bind_number(at(node.children[1]), inner);
    const std::uint32_t right = bind_number(at(node.children[2]), inner);
    tops_.condition = condition;
    tops_.number = left + 1;
    emit({.op = Op::choose_number, .to = left, .a = condition, .b = left, .c = right});
    return left;
  }
  const std::uint32_t first = bind_number(at(node.children[0]), inner);
  const auto fold = [&](Op op, std::size_t child) {
    const std::uint32_t next = bind_number(at(node.children[child]), inner);
    tops_.number = first + 1;
    emit({.op = op, .to = first, .a = first, .b = next});
  };
  switch (node.function) {
    case Function::abs: emit({.op = Op::abs, .to = first, .a = first}); break;
    case Function::sqrt: emit({.op = Op::sqrt, .to = first, .a = first}); break;
    case Function::exp: emit({.op = Op::exp, .to = first, .a = first}); break;
    case Function::log: emit({.op = Op::log, .to = first, .a = first}); break;
    case Function::floor: emit({.op = Op::floor, .to = first, .a = first}); break;
    case Function::round: emit({.op = Op::round, .to = first, .a = first}); break;
    case Function::clamp:
      fold(Op::maximum, 1);
      fold(Op::minimum, 2);
      break;
    default:
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        fold(node.function == Function::min ? Op::minimum : Op::maximum, i);
      }
      break;
  }
  return first;
}

std::uint32_t Binder::bind_total(const Node& node) {
  if (in_total_) {
    fail(node, fmt::format("{}() stands inside of another total", spelling(node.total, node.percent)),
         "a total is made of columns");
  }
  TotalPlan plan;
  plan.total = node.total;
  plan.percent = node.percent;
  Program* const outer = std::exchange(program_, &plan.program);
  const Tops tops = std::exchange(tops_, Tops{});
  in_total_ = true;
  bind_filter(node, plan);
  if (node.total != Total::count) {
    const Node& argument = at(node.children[0]);
    bind_number(argument, "");
    plan.has_value = true;
  }
  in_total_ = false;
  program_ = outer;
  tops_ = tops;
  bound_->totals.push_back(std::move(plan));
  const std::uint32_t to = push_number();
  emit({.op = Op::total, .to = to, .payload = static_cast<std::int64_t>(bound_->totals.size() - 1)});
  return to;
}

// The condition under which a row counts: the filter and, for count(x), that x holds or is not null.
void Binder::bind_filter(const Node& node, TotalPlan& plan) {
  if (node.flag) bind_condition(at(node.children.back()));
  const bool counts = node.total == Total::count && node.children.size() > (node.flag ? 1U : 0U);
  if (counts) {
    const Node& argument = at(node.children[0]);
    if (type_of(argument) == ExpressionType::condition) {
      bind_condition(argument);
    } else {
      negate(bind_null_check(argument));
    }
  }
  if (node.flag && counts) emit({.op = Op::logical_and, .to = 0, .a = 0, .b = 1});
  plan.has_condition = node.flag || counts;
  tops_.condition = plan.has_condition ? 1 : 0;
}

void Binder::bind_group() {
  GroupPlan& group = bound_->group;
  const std::string place = fmt::format("group_by \"{}\"", options_.group_by);
  std::vector<std::string> path;
  for (const std::string_view part : split(options_.group_by, '.')) path.emplace_back(part);
  const ResolvedColumn column = resolve_column(city_, table_, path, place);
  const ColumnSpec& spec = column.column->spec();
  program_ = &group.program;
  tops_ = Tops{};
  group.name = column.name;
  if (is_float(spec.scalar)) {
    throw Error(ErrorCode::incompatible, describe(column) + ", which makes no groups", place,
                "group by a text, a whole number or a reference");
  }
  if (spec.scalar != Scalar::text && spec.scalar != Scalar::ref) {
    group.kind = GroupKind::whole;
    const std::uint32_t from = source(*column.column);
    if (column.hops.empty()) {
      emit({.op = Op::load_number, .to = push_number(), .source = from});
    } else {
      const std::uint32_t rows = bind_index(column);
      emit({.op = Op::gather_number, .to = push_number(), .a = rows, .source = from});
    }
    return;
  }
  bind_index(column);
  if (spec.scalar == Scalar::text) {
    group.kind = GroupKind::text;
    group.texts = column.column->pin();
    return;
  }
  group.kind = GroupKind::row;
  const std::size_t target = city_.index_of(spec.refers_to);
  group.ids = bound_->constants.sources[source(city_.table(target).column(Table::kId))];
}

}  // namespace expression

BoundExpression Expression::bind(const City& city, std::string_view table, const BindOptions& options) const {
  return BoundExpression(expression::Binder(*tree_, city, city.table(table), options).run(is_total()));
}

}  // namespace conurb::city
