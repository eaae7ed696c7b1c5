// SPDX-License-Identifier: Apache-2.0
// What can be told of an expression without a table: its spelling, its columns, its kind.
#include "engine/city/expression.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/city/expression_tree.hpp"

namespace conurb::city {

namespace expression {

namespace {

// How tightly a node binds; a child that binds looser than its place asks for is printed in parentheses.
enum Binding : int { kOr = 1, kAnd, kNot, kComparison, kSum, kProduct, kSign, kPower, kValue };

Binding binding(Kind kind) {
  switch (kind) {
    case Kind::logical_or: return kOr;
    case Kind::logical_and: return kAnd;
    case Kind::logical_not: return kNot;
    case Kind::less:
    case Kind::less_equal:
    case Kind::greater:
    case Kind::greater_equal:
    case Kind::equal:
    case Kind::not_equal:
    case Kind::in_list:
    case Kind::is_null: return kComparison;
    case Kind::add:
    case Kind::subtract: return kSum;
    case Kind::multiply:
    case Kind::divide:
    case Kind::modulo: return kProduct;
    case Kind::negate: return kSign;
    case Kind::power: return kPower;
    default: return kValue;
  }
}

class Printer {
 public:
  explicit Printer(const Expression::Tree& tree) : tree_(tree) {}

  std::string run() {
    print(tree_.root, kOr);
    return std::move(out_);
  }

 private:
  void print(NodeIndex index, int needed) {
    const Node& node = tree_.at(index);
    const bool parentheses = binding(node.kind) < needed;
    if (parentheses) out_ += '(';
    print_bare(node);
    if (parentheses) out_ += ')';
  }

  void print_bare(const Node& node) {
    const auto own = static_cast<int>(binding(node.kind));
    switch (node.kind) {
      case Kind::number:
      case Kind::text: print(node.literal); break;
      case Kind::boolean: out_ += node.flag ? "true" : "false"; break;
      case Kind::null: out_ += "null"; break;
      case Kind::column: out_ += join(node.path, "."); break;
      case Kind::negate:
        out_ += '-';
        print(node.children[0], kSign);
        break;
      case Kind::logical_not:
        out_ += "not ";
        print(node.children[0], kNot);
        break;
      case Kind::power:
        print(node.children[0], kValue);
        out_ += " ^ ";
        print(node.children[1], kSign);
        break;
      case Kind::in_list: print_list(node); break;
      case Kind::is_null:
        print(node.children[0], kSum);
        out_ += node.flag ? " is not null" : " is null";
        break;
      case Kind::call:
      case Kind::total: print_call(node); break;
      default: print_operator(node, own); break;
    }
  }

  void print_operator(const Node& node, int own) {
    // Only sums and products may stand bare on their own left; and, or are one node for a whole chain.
    const bool left_grouping = own == kSum || own == kProduct;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out_ += fmt::format(" {} ", spelling(node.kind));
      print(node.children[i], i == 0 && left_grouping ? own : own + 1);
    }
  }

  void print_list(const Node& node) {
    print(node.children[0], kSum);
    out_ += node.flag ? " not in [" : " in [";
    for (std::size_t i = 0; i < node.list.size(); ++i) {
      if (i > 0) out_ += ", ";
      print(node.list[i]);
    }
    out_ += ']';
  }

  void print_call(const Node& node) {
    const bool total = node.kind == Kind::total;
    out_ += total ? spelling(node.total, node.percent) : std::string(spelling(node.function));
    out_ += '(';
    const std::size_t arguments = node.children.size() - (total && node.flag ? 1 : 0);
    for (std::size_t i = 0; i < arguments; ++i) {
      if (i > 0) out_ += ", ";
      print(node.children[i], kOr);
    }
    if (arguments < node.children.size()) {
      out_ += arguments == 0 ? "where " : " where ";
      print(node.children.back(), kOr);
    }
    out_ += ')';
  }

  void print(const Literal& literal) {
    if (literal.is_text) {
      print_text(literal.text);
      return;
    }
    out_ += literal.whole ? fmt::format("{}", literal.integer) : fmt::format("{}", literal.number);
    if (!literal.unit.empty()) out_ += fmt::format(" [{}]", literal.unit);
  }

  void print_text(const std::string& text) {
    out_ += '"';
    for (const char c : text) {
      switch (c) {
        case '"': out_ += "\\\""; break;
        case '\\': out_ += "\\\\"; break;
        case '\n': out_ += "\\n"; break;
        case '\t': out_ += "\\t"; break;
        case '\r': out_ += "\\r"; break;
        default: out_ += c; break;
      }
    }
    out_ += '"';
  }

  const Expression::Tree& tree_;
  std::string out_;
};

bool totals_only(const Expression::Tree& tree, NodeIndex index) {
  const Node& node = tree.at(index);
  if (node.kind == Kind::total) return true;
  if (node.kind == Kind::column) return false;
  return std::all_of(node.children.begin(), node.children.end(),
                     [&tree](NodeIndex child) { return totals_only(tree, child); });
}

}  // namespace

std::string_view spelling(Kind kind) {
  switch (kind) {
    case Kind::add: return "+";
    case Kind::subtract:
    case Kind::negate: return "-";
    case Kind::multiply: return "*";
    case Kind::divide: return "/";
    case Kind::modulo: return "%";
    case Kind::power: return "^";
    case Kind::less: return "<";
    case Kind::less_equal: return "<=";
    case Kind::greater: return ">";
    case Kind::greater_equal: return ">=";
    case Kind::equal: return "==";
    case Kind::not_equal: return "!=";
    case Kind::logical_not: return "not";
    case Kind::logical_and: return "and";
    case Kind::logical_or: return "or";
    case Kind::in_list: return "in";
    default: return "";
  }
}

}  // namespace expression

std::string_view to_string(ExpressionType type) {
  switch (type) {
    case ExpressionType::number: return "number";
    case ExpressionType::condition: return "condition";
    case ExpressionType::text: return "text";
  }
  return "unknown";
}

std::string Expression::to_string() const {
  return expression::Printer(*tree_).run();
}

std::vector<std::string> Expression::columns() const {
  std::vector<const expression::Node*> found;
  for (const expression::Node& node : tree_->nodes) {
    if (node.kind == expression::Kind::column) found.push_back(&node);
  }
  std::vector<std::string> names;
  for (const expression::Node* node : found) {
    std::string name = join(node->path, ".");
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

bool Expression::is_total() const {
  return expression::totals_only(*tree_, tree_->root);
}

}  // namespace conurb::city
