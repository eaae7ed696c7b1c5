// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/matpower_text.hpp"

#include <cmath>
#include <utility>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/matpower_scan.hpp"
#include "plugins/energy/formats/text_limits.hpp"

namespace conurb::energy {
namespace {

constexpr std::size_t kLongestStatement = 4000;  // bytes in normal form; known code has less than 300
constexpr const char* kNoCode =
    "only matrices, numbers and texts are read, and the conversions of units that "
    "published cases end with; let MATPOWER's savecase write the case as plain data";

class CaseParser {
 public:
  CaseParser(std::string_view text, const std::string& where, const StatementSink& code)
      : in_(text, where), code_(code) {}

  MatpowerCase parse() {
    for (;;) {
      skip_separators();
      if (in_.at_end()) return std::move(case_);
      statement();
    }
  }

 private:
  void skip_separators() {
    for (;;) {
      in_.skip_blanks();
      const char c = in_.peek();
      if (in_.at_end() || (c != '\n' && c != ';' && c != ',')) return;
      in_.step();
    }
  }

  /// Of statements, numbers of matrices and cells.
  void count_value() {
    if (++values_ > kValueLimit) in_.refuse(too_many_values(), in_.line());
  }

  void statement() {
    const CaseScanner::Mark begin = in_.mark();
    count_value();
    const std::string_view root = in_.name();
    if (root == "function") return header(begin);
    std::string field;
    while (in_.peek() == '.') {
      in_.step();
      field.append(field.empty() ? "" : ".").append(in_.name());
    }
    in_.skip_blanks();
    const bool assigns = in_.peek() == '=' && in_.peek(1) != '=';
    if (!root.empty() && !field.empty() && assigns) {
      if (structure_.empty()) structure_ = root;
      in_.step();
      in_.skip_blanks();
      if (root == structure_ && value_follows()) return assign(field, begin);
    }
    in_.go_back(begin);
    code_({normal_form(), begin.line}, case_);
  }

  /// "function mpc = case9". Six results are version 1, which has no structure.
  void header(const CaseScanner::Mark& begin) {
    in_.skip_blanks();
    if (in_.peek() == '[') {
      in_.refuse("the function returns a list of matrices, as cases of version 1 do", begin.line,
                 "convert it to version 2 with MATPOWER's savecase(file, loadcase(file))");
    }
    structure_ = in_.name();
    in_.skip_blanks();
    const bool sound = !structure_.empty() && in_.peek() == '=' && case_.name.empty() && case_.fields.empty();
    if (sound) in_.step();
    in_.skip_blanks();
    case_.name = in_.name();
    in_.skip_blanks();
    if (!sound || case_.name.empty() || !at_statement_end()) {
      in_.refuse(in_quotes(in_.rest_of_line(begin)) + " is not the head of a case", begin.line,
                 "a case begins with 'function mpc = NAME' and holds one function");
    }
  }

  [[nodiscard]] bool at_statement_end() const {
    const char c = in_.peek();
    return in_.at_end() || c == '\n' || c == ';' || c == ',';
  }

  [[nodiscard]] bool value_follows() {
    const char c = in_.peek();
    return c == '[' || c == '{' || c == '\'' || c == '"' || c == '-' || c == '+' || in_.number_follows();
  }

  void assign(const std::string& field, const CaseScanner::Mark& begin) {
    CaseValue value = read_value(begin);
    in_.skip_blanks();
    if (!at_statement_end()) refuse_code(begin);
    case_.fields.insert_or_assign(field, std::move(value));
  }

  CaseValue read_value(const CaseScanner::Mark& begin) {
    switch (in_.peek()) {
      case '[': return read_matrix();
      case '{': return read_cells();
      case '\'':
      case '"': return in_.string();
      default: return signed_number(begin);
    }
  }

  double signed_number(const CaseScanner::Mark& begin) {
    const bool minus = in_.peek() == '-';
    if (minus || in_.peek() == '+') in_.step();
    if (!in_.number_follows()) refuse_code(begin);
    const double value = in_.number();
    return minus ? -value : value;
  }

  CaseMatrix read_matrix() {
    const CaseScanner::Mark begin = in_.mark();
    in_.step();
    CaseMatrix matrix;
    std::size_t columns = 0;  // of the row so far
    bool parted = true;       // from the number before
    std::uint32_t row_line = in_.line();
    for (;;) {
      parted = in_.skip_blanks() || parted;
      const CaseScanner::Mark here = in_.mark();
      const char c = in_.peek();
      if (in_.at_end()) in_.refuse("the matrix is not closed", begin.line, "end it with ]");
      if (c == '\n' || c == ';' || c == ']') {
        end_row(matrix, columns, row_line);
        columns = 0;
        parted = true;
        in_.step();
        row_line = in_.line();
        if (c == ']') return matrix;
      } else if (c == ',' && columns > 0) {
        parted = true;
        in_.step();
      } else {
        if (!parted) refuse_code(here);  // "1-5" is a difference
        if (columns == 0) row_line = here.line;
        count_value();
        matrix.values.push_back(signed_number(here));
        ++columns;
        parted = false;
      }
    }
  }

  void end_row(CaseMatrix& matrix, std::size_t columns, std::uint32_t line) {
    if (columns == 0) return;
    if (matrix.rows == 0) matrix.columns = columns;
    if (columns != matrix.columns) {
      in_.refuse("the row has " + std::to_string(columns) + " numbers, the first of the matrix has " +
                     std::to_string(matrix.columns),
                 line);
    }
    ++matrix.rows;
    matrix.lines.push_back(line);
  }

  CaseCells read_cells() {
    const CaseScanner::Mark begin = in_.mark();
    in_.step();
    CaseCells cells;
    for (;;) {
      in_.skip_blanks();
      const CaseScanner::Mark here = in_.mark();
      const char c = in_.peek();
      if (in_.at_end()) in_.refuse("the cell array is not closed", begin.line, "end it with }");
      if (c == '\'' || c == '"') {
        count_value();
        cells.push_back(in_.string());
      } else if (c == '-' || c == '+' || in_.number_follows()) {
        count_value();
        (void)signed_number(here);
        cells.emplace_back();
      } else if (c == '}' || c == '\n' || c == ';' || c == ',') {
        in_.step();
        if (c == '}') return cells;
      } else {
        refuse_code(here);
      }
    }
  }

  /// The statement from here to its end, in normal form.
  std::string normal_form() {
    const CaseScanner::Mark begin = in_.mark();
    std::string out, open;  // brackets not closed yet
    for (;;) {
      const bool blank = in_.skip_blanks();
      if (in_.at_end() || (open.empty() && at_statement_end())) return out;
      if (out.size() > kLongestStatement) refuse_code(begin);
      const char c = in_.peek();
      const bool word = in_.number_follows() || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (blank && word && open.ends_with('[') && ends_element(out.back())) out += ',';
      if (in_.number_follows()) {
        out += shown(in_.number());
      } else if (word) {
        const std::string_view name = in_.name();
        out += name == structure_ ? "mpc" : name;
      } else {
        if (c == '[' || c == '(') open += c;
        if (c == ']' || c == ')') {
          if (!open.ends_with(c == ']' ? '[' : '(')) refuse_code(begin);
          open.pop_back();
        }
        out += c;
        in_.step();
      }
    }
  }

  static bool ends_element(char c) { return c != ',' && c != '[' && c != ';' && c != '.'; }

  [[noreturn]] void refuse_code(const CaseScanner::Mark& begin) {
    in_.refuse(in_quotes(in_.rest_of_line(begin)) + " is code, which is not run", begin.line, kNoCode);
  }

  CaseScanner in_;
  const StatementSink& code_;
  MatpowerCase case_;
  std::string structure_;
  std::size_t values_ = 0;
};

}  // namespace

MatpowerCase parse_matpower(std::string_view text, const std::string& where, const StatementSink& code) {
  return CaseParser(bounded_text(text, where), where, code).parse();
}

}  // namespace conurb::energy
