// SPDX-License-Identifier: Apache-2.0
// From words to a tree, by recursive descent: one function for each level of binding.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/city/expression_lexer.hpp"
#include "engine/city/expression_tree.hpp"

namespace conurb::city {

namespace expression {

namespace {

constexpr int kMaxHeight = 512;  // bounds recursion over a tree; chains of and, or count as one level
constexpr int kAnyNumber = 1 << 20;

struct FunctionForm {
  std::string_view name;
  Function function;
  int least;
  int most;
};
constexpr std::array<FunctionForm, 12> kFunctions{{{"abs", Function::abs, 1, 1},
                                                   {"sqrt", Function::sqrt, 1, 1},
                                                   {"exp", Function::exp, 1, 1},
                                                   {"log", Function::log, 1, 1},
                                                   {"floor", Function::floor, 1, 1},
                                                   {"round", Function::round, 1, 1},
                                                   {"min", Function::min, 2, kAnyNumber},
                                                   {"max", Function::max, 2, kAnyNumber},
                                                   {"clamp", Function::clamp, 3, 3},
                                                   {"if", Function::choose, 3, 3},
                                                   {"starts_with", Function::starts_with, 2, 2},
                                                   {"contains", Function::contains, 2, 2}}};

struct TotalForm {
  std::string_view name;
  Total total;
  double percent;
};
constexpr std::array<TotalForm, 6> kTotals{{{"count", Total::count, 0},
                                            {"sum", Total::sum, 0},
                                            {"mean", Total::mean, 0},
                                            {"min", Total::min, 0},
                                            {"max", Total::max, 0},
                                            {"median", Total::percentile, 50}}};

constexpr std::array<std::string_view, 9> kReserved{"and",  "or",   "not",   "in",   "is",
                                                    "null", "true", "false", "where"};

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

bool find_total(std::string_view name, TotalForm& form) {
  for (const TotalForm& known : kTotals) {
    if (known.name == name) {
      form = known;
      return true;
    }
  }
  if (name.size() < 2 || name.size() > 3 || name[0] != 'p' || name[1] == '0') return false;
  int percent = 0;
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') return false;
    percent = percent * 10 + (c - '0');
  }
  form = {name, Total::percentile, static_cast<double>(percent)};
  return true;
}

const FunctionForm* find_function(std::string_view name) {
  for (const FunctionForm& known : kFunctions) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

class Parser {
 public:
  explicit Parser(Expression::Tree& tree) : tree_(tree), lexer_(tree.text) {}

  void run() {
    if (lexer_.token().kind == TokenKind::end) {
      lexer_.fail(0, "the text is empty", "write a condition, as in height > 20, or a value");
    }
    tree_.root = parse_or();
    if (lexer_.token().kind != TokenKind::end) fail_expected("an operator or the end");
  }

 private:
  // One level of nesting that the person wrote; keeps hostile input from using up the stack.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > Expression::kMaxDepth) {
        throw Error(ErrorCode::limit, fmt::format("nested more than {} deep", Expression::kMaxDepth),
                    place_of(parser_.tree_.text, parser_.lexer_.token().position), "split it into several");
      }
    }
    ~Nesting() { --parser_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  [[nodiscard]] bool at_symbol(std::string_view symbol) const {
    return lexer_.token().kind == TokenKind::symbol && lexer_.token().spelling == symbol;
  }
  [[nodiscard]] bool at_word(std::string_view word) const {
    return lexer_.token().kind == TokenKind::name && lexer_.token().spelling == word;
  }
  bool take_symbol(std::string_view symbol) {
    if (!at_symbol(symbol)) return false;
    lexer_.next();
    return true;
  }
  bool take_word(std::string_view word) {
    if (!at_word(word)) return false;
    lexer_.next();
    return true;
  }
  void need_symbol(std::string_view symbol) {
    if (!take_symbol(symbol)) fail_expected(fmt::format("'{}'", symbol));
  }

  [[noreturn]] void fail_expected(const std::string& what, std::string remedy = {}) const {
    const Token& token = lexer_.token();
    const std::string found = token.kind == TokenKind::end ? "the end" : in_quotes(token.spelling, 40);
    if (remedy.empty() && token.kind == TokenKind::name) {
      const std::string small = to_lower(token.spelling);
      if (small != token.spelling && is_reserved(small)) remedy = fmt::format("write it small: {}", small);
    }
    lexer_.fail(token.position, fmt::format("expected {}, found {}", what, found), remedy);
  }

  NodeIndex add(Node node) {
    for (const NodeIndex child : node.children)
      node.height = std::max(node.height, tree_.at(child).height + 1);
    if (node.height > kMaxHeight) {
      throw Error(ErrorCode::limit, fmt::format("a chain of more than {} operations", kMaxHeight),
                  place_of(tree_.text, node.position), "split it into several");
    }
    tree_.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(tree_.nodes.size() - 1);
  }
  NodeIndex add(Kind kind, std::size_t position, std::vector<NodeIndex> children) {
    Node node;
    node.kind = kind;
    node.position = static_cast<std::uint32_t>(position);
    node.children = std::move(children);
    return add(std::move(node));
  }
  [[nodiscard]] std::size_t position() const { return lexer_.token().position; }

  NodeIndex parse_or() {
    const Nesting nesting(*this);
    return parse_chain("or", Kind::logical_or, [this] {
      return parse_chain("and", Kind::logical_and, [this] { return parse_not(); });
    });
  }

  template <typename Next>
  NodeIndex parse_chain(std::string_view word, Kind kind, Next next) {
    const std::size_t begin = position();
    const NodeIndex first = next();
    if (!at_word(word)) return first;
    std::vector<NodeIndex> terms{first};
    while (take_word(word)) terms.push_back(next());
    return add(kind, begin, std::move(terms));
  }

  NodeIndex parse_not() {
    const std::size_t begin = position();
    if (!take_word("not")) return parse_comparison();
    const Nesting nesting(*this);
    return add(Kind::logical_not, begin, {parse_not()});
  }

  [[nodiscard]] bool comparison_at(Kind& kind) const {
    static constexpr std::array<std::pair<std::string_view, Kind>, 9> kComparisons{
        {{"<", Kind::less},
         {"<=", Kind::less_equal},
         {">", Kind::greater},
         {">=", Kind::greater_equal},
         {"==", Kind::equal},
         {"=", Kind::equal},
         {"!=", Kind::not_equal},
         {"~=", Kind::not_equal},
         {"<>", Kind::not_equal}}};
    for (const auto& [symbol, meaning] : kComparisons) {
      if (at_symbol(symbol)) {
        kind = meaning;
        return true;
      }
    }
    return false;
  }

  NodeIndex parse_comparison() {
    const std::size_t begin = position();
    NodeIndex left = parse_sum();
    Kind kind{};
    if (comparison_at(kind)) {
      const std::size_t place = position();
      lexer_.next();
      left = add(kind, place, {left, parse_sum()});
    } else if (at_word("in") || at_word("not")) {
      const bool negated = take_word("not");
      if (!take_word("in")) fail_expected("'in'", "a negation stands before: not x == 1, or x not in [1, 2]");
      left = parse_list(begin, left, negated);
    } else if (take_word("is")) {
      Node node;
      node.kind = Kind::is_null;
      node.position = static_cast<std::uint32_t>(begin);
      node.flag = take_word("not");
      node.children = {left};
      if (!take_word("null")) fail_expected("'null' or 'not null'", "compare values with ==");
      left = add(std::move(node));
    }
    if (comparison_at(kind) || at_word("in") || at_word("is")) {
      fail_expected("'and', 'or' or the end", "comparisons do not chain: write 1 < x and x < 5");
    }
    return left;
  }

  NodeIndex parse_list(std::size_t begin, NodeIndex left, bool negated) {
    Node node;
    node.kind = Kind::in_list;
    node.position = static_cast<std::uint32_t>(begin);
    node.flag = negated;
    node.children = {left};
    if (!take_symbol("[")) fail_expected("'['", "write the list in brackets, as in x in [1, 2]");
    while (!at_symbol("]")) {
      if (!node.list.empty()) need_symbol(",");
      node.list.push_back(parse_list_literal());
      if (node.list.back().is_text != node.list.front().is_text) {
        lexer_.fail(begin, "the list holds both numbers and texts", "a column holds only one of them");
      }
    }
    lexer_.next();
    return add(std::move(node));
  }

  Literal parse_list_literal() {
    const bool minus = take_symbol("-");
    const TokenKind kind = lexer_.token().kind;
    if (kind != TokenKind::number && (minus || kind != TokenKind::text)) {
      fail_expected("a number or a text in quotes", at_word("null") ? "write x is null" : "");
    }
    Literal literal = lexer_.token().literal;
    lexer_.next();
    if (kind == TokenKind::number && at_symbol("[")) literal.unit = lexer_.unit();
    if (minus) {
      literal.number = -literal.number;
      literal.integer = -literal.integer;
    }
    return literal;
  }

  NodeIndex parse_sum() {
    NodeIndex left = parse_product();
    for (;;) {
      const std::size_t place = position();
      if (take_symbol("+")) {
        left = add(Kind::add, place, {left, parse_product()});
      } else if (take_symbol("-")) {
        left = add(Kind::subtract, place, {left, parse_product()});
      } else {
        return left;
      }
    }
  }

  NodeIndex parse_product() {
    NodeIndex left = parse_sign();
    for (;;) {
      const std::size_t place = position();
      if (take_symbol("*")) {
        left = add(Kind::multiply, place, {left, parse_sign()});
      } else if (take_symbol("/")) {
        left = add(Kind::divide, place, {left, parse_sign()});
      } else if (take_symbol("%")) {
        left = add(Kind::modulo, place, {left, parse_sign()});
      } else {
        return left;
      }
    }
  }

  NodeIndex parse_sign() {
    const std::size_t place = position();
    if (!at_symbol("-") && !at_symbol("+")) return parse_power();
    const Nesting nesting(*this);
    if (take_symbol("+")) return parse_sign();
    lexer_.next();
    return add(Kind::negate, place, {parse_sign()});
  }

  NodeIndex parse_power() {
    const NodeIndex base = parse_value();
    const std::size_t place = position();
    if (!take_symbol("^")) return base;
    const Nesting nesting(*this);
    return add(Kind::power, place, {base, parse_sign()});
  }

  NodeIndex parse_value() {
    Node node;
    node.position = static_cast<std::uint32_t>(position());
    if (take_symbol("(")) {
      const NodeIndex inside = parse_or();
      need_symbol(")");
      return inside;
    }
    const TokenKind kind = lexer_.token().kind;
    if (kind == TokenKind::number || kind == TokenKind::text) {
      node.kind = kind == TokenKind::number ? Kind::number : Kind::text;
      node.literal = lexer_.token().literal;
      lexer_.next();
      if (kind == TokenKind::number && at_symbol("[")) node.literal.unit = lexer_.unit();
      return add(std::move(node));
    }
    if (at_word("true") || at_word("false")) {
      node.kind = Kind::boolean;
      node.flag = at_word("true");
      lexer_.next();
      return add(std::move(node));
    }
    if (take_word("null")) return add(std::move(node));
    if (kind != TokenKind::name || is_reserved(lexer_.token().spelling)) fail_expected("a value");
    const std::string name(lexer_.token().spelling);
    lexer_.next();
    if (take_symbol("(")) return parse_call(std::move(node), name);
    node.kind = Kind::column;
    node.path.push_back(name);
    while (take_symbol(".")) {
      if (lexer_.token().kind != TokenKind::name) fail_expected("the name of a column");
      if (node.path.size() == 8) lexer_.fail(position(), "a column is reached by at most 7 references");
      node.path.emplace_back(lexer_.token().spelling);
      lexer_.next();
    }
    return add(std::move(node));
  }

  // Behind "name(".
  NodeIndex parse_call(Node node, const std::string& name) {
    TotalForm total{};
    const bool is_total = find_total(name, total);
    const FunctionForm* function = find_function(name);
    if (!is_total && function == nullptr) fail_unknown_function(node.position, name);
    while (!at_symbol(")") && !at_word("where")) {
      if (!node.children.empty()) need_symbol(",");
      node.children.push_back(parse_or());
    }
    const std::size_t arguments = node.children.size();
    const bool filtered = take_word("where");
    if (filtered) node.children.push_back(parse_or());
    need_symbol(")");
    // min and max are totals of one argument and functions of several.
    const bool counts = is_total && total.total == Total::count;
    if (is_total && (arguments == 1 || (counts && arguments == 0))) {
      node.kind = Kind::total;
      node.total = total.total;
      node.percent = total.percent;
      node.flag = filtered;
      return add(std::move(node));
    }
    if (function == nullptr || arguments < static_cast<std::size_t>(function->least) ||
        arguments > static_cast<std::size_t>(function->most)) {
      const int wanted = function == nullptr ? 1 : function->least;
      lexer_.fail(node.position, fmt::format("{}() takes {} argument{}, found {}", name, wanted,
                                             wanted == 1 ? "" : "s", arguments));
    }
    if (filtered) {
      lexer_.fail(node.position, fmt::format("{}() takes no 'where'", name),
                  "only totals of one argument do");
    }
    node.kind = Kind::call;
    node.function = function->function;
    return add(std::move(node));
  }

  [[noreturn]] void fail_unknown_function(std::size_t place, const std::string& name) const {
    std::vector<std::string> names;
    for (const FunctionForm& known : kFunctions) names.emplace_back(known.name);
    for (const TotalForm& known : kTotals) names.emplace_back(known.name);
    names.emplace_back("p95");
    std::string remedy = did_you_mean(name, names);
    if (remedy.empty()) remedy = "known are " + join(names, ", ");
    lexer_.fail(place, fmt::format("there is no function {}", in_quotes(name, 40)), remedy);
  }

  Expression::Tree& tree_;
  Lexer lexer_;
  int depth_ = 0;
};

}  // namespace

std::string_view spelling(Function function) {
  for (const FunctionForm& known : kFunctions) {
    if (known.function == function) return known.name;
  }
  return "";
}

std::string spelling(Total total, double percent) {
  for (const TotalForm& known : kTotals) {
    if (known.total == total && known.percent == percent) return std::string(known.name);
  }
  return fmt::format("p{}", percent);
}

}  // namespace expression

Expression Expression::parse(std::string_view text) {
  if (text.size() > kMaxLength) {
    throw Error(ErrorCode::limit,
                fmt::format("an expression of {} bytes; the limit is {}", text.size(), kMaxLength),
                "selection", "split it, or select by a column");
  }
  auto tree = std::make_shared<Tree>();
  tree->text = text;
  expression::Parser(*tree).run();
  return Expression(std::move(tree));
}

}  // namespace conurb::city
