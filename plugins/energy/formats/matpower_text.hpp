// SPDX-License-Identifier: Apache-2.0
// The text of a MATPOWER case: the small part of MATLAB that cases are written in. Assignments to fields of
// the returned structure are read; every other statement comes out as its text with the line, for
// matpower_code to recognise or refuse. Nothing is evaluated here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conurb::energy {

/// A matrix of numbers by rows; `lines` holds the line of the text where each row begins.
struct CaseMatrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;
  std::vector<std::uint32_t> lines;

  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return values[row * columns + column];
  }
  double& at(std::size_t row, std::size_t column) { return values[row * columns + column]; }
};

/// The texts of a cell array in order; what is no text in it is an empty one.
using CaseCells = std::vector<std::string>;
using CaseValue = std::variant<double, std::string, CaseMatrix, CaseCells>;

/// The structure as far as it was assigned, by the name of the field ("bus", "order.state").
struct MatpowerCase {
  std::string name;
  std::map<std::string, CaseValue, std::less<>> fields;

  /// The field where it is there and of this type, else null.
  template <class Type>
  [[nodiscard]] Type* find(std::string_view field) {
    const auto place = fields.find(field);
    return place == fields.end() ? nullptr : std::get_if<Type>(&place->second);
  }
};

/// One statement that is no plain assignment, in normal form: no blanks, elements of [ ] parted by commas,
/// numbers in their shortest form, the structure called mpc.
struct CaseStatement {
  std::string text;
  std::uint32_t line = 0;
};

/// Called with the statements in the order in which they stand, when the assignments before them are made.
using StatementSink = std::function<void(const CaseStatement& statement, MatpowerCase& to)>;

/// Reads a case; `where` names the file. Throws InputError "file:line: …" for what is no such text, for the
/// function of version 1 with its six results, and for more than kTextLimit or kValueLimit (text_limits.hpp).
[[nodiscard]] MatpowerCase parse_matpower(std::string_view text, const std::string& where,
                                          const StatementSink& code);

}  // namespace conurb::energy
