// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: the compiler from a tree and a table to programs. One object binds one
// expression.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/city/expression_bound.hpp"
#include "engine/city/expression_columns.hpp"

namespace conurb::city::expression {

class Binder {
 public:
  /// All must outlive the binder.
  Binder(const Expression::Tree& tree, const City& city, const Table& table, const BindOptions& options);

  /// Throws Error not_found or incompatible, each with its place in the text.
  [[nodiscard]] std::shared_ptr<const BoundExpression::Impl> run(bool is_total);

 private:
  // Registers in use, per file.
  struct Tops {
    std::uint32_t number = 0;
    std::uint32_t condition = 0;
    std::uint32_t index = 0;
  };

  [[nodiscard]] const Node& at(NodeIndex index) const { return tree_.at(index); }
  [[nodiscard]] std::string place(const Node& node) const { return place_of(tree_.text, node.position); }
  [[noreturn]] void fail(const Node& node, const std::string& what, const std::string& remedy) const;

  [[nodiscard]] ResolvedColumn resolve(const Node& node) const;
  [[nodiscard]] ExpressionType type_of(const Node& node) const;
  // The unit that the first column in a sum, a choice … tells; empty if none does.
  [[nodiscard]] std::string unit_of(const Node& node) const;
  [[nodiscard]] double convert(const Literal& literal, const Node& node, const std::string& unit) const;
  // A literal, perhaps with a sign.
  [[nodiscard]] std::optional<Literal> constant(const Node& node) const;

  // Each leaves its result in the first free register of its file and returns that register.
  std::uint32_t bind_number(const Node& node, const std::string& unit);
  std::uint32_t bind_condition(const Node& node);
  std::uint32_t bind_index(const ResolvedColumn& column);

  std::uint32_t bind_column_number(const Node& node);
  std::uint32_t bind_arithmetic(const Node& node, const std::string& unit);
  std::uint32_t bind_call(const Node& node, const std::string& unit);
  std::uint32_t bind_total(const Node& node);
  void bind_filter(const Node& node, TotalPlan& plan);
  std::uint32_t bind_column_condition(const Node& node);
  std::uint32_t bind_chain(const Node& node);
  std::uint32_t bind_choice(const Node& node);
  std::uint32_t bind_comparison(const Node& node);
  std::uint32_t bind_text_comparison(const Node& node);
  std::uint32_t bind_text_columns(const Node& node);
  std::uint32_t bind_whole(Kind kind, const Column& column, std::int64_t value);
  std::uint32_t bind_list(const Node& node);
  std::uint32_t bind_text_list(const Node& node);
  std::uint32_t bind_null_check(const Node& node);
  std::uint32_t bind_text_search(const Node& node);
  void bind_group();

  // A text column of the given node; fails for others, saying what is needed.
  [[nodiscard]] ResolvedColumn text_column(const Node& node) const;
  // The i64 column that stands there by itself, not behind a ref; null for others.
  [[nodiscard]] const Column* whole_column(const Node& node) const;
  template <typename Holds>
  std::uint32_t bind_flags(const ResolvedColumn& column, Holds holds);

  std::uint32_t source(const Column& column);
  void emit(Instruction instruction) { program_->instructions.push_back(instruction); }
  std::uint32_t push_number();
  std::uint32_t push_condition();
  std::uint32_t push_index();
  std::uint32_t constant_condition(bool value);
  void negate(std::uint32_t condition);

  const Expression::Tree& tree_;
  const City& city_;
  const Table& table_;
  const BindOptions& options_;
  std::shared_ptr<BoundExpression::Impl> bound_;
  Program* program_ = nullptr;
  Tops tops_;
  bool in_total_ = false;
};

}  // namespace conurb::city::expression
