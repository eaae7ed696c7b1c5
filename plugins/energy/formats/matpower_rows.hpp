// SPDX-License-Identifier: Apache-2.0
// A matrix of a MATPOWER case with the words that its rows and columns have in messages.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/findings.hpp"
#include "plugins/energy/formats/matpower_text.hpp"

namespace conurb::energy {

/// Values by row and column, from 0; messages count rows from 1, as MATPOWER does, and name the line.
class CaseRows {
 public:
  CaseRows(const CaseMatrix& matrix, const char* kind, const std::string& where)
      : matrix_(matrix), kind_(kind), where_(where) {}

  [[nodiscard]] std::size_t size() const { return matrix_.rows; }
  [[nodiscard]] double raw(std::size_t row, std::size_t column) const { return matrix_.at(row, column); }
  [[nodiscard]] double finite(std::size_t row, std::size_t column, const char* name) const {
    const double value = raw(row, column);
    if (!std::isfinite(value)) refuse(row, std::string(name) + " is " + shown(value) + ", must be finite");
    return value;
  }
  [[nodiscard]] std::int64_t whole(std::size_t row, std::size_t column, const char* name) const {
    const double value = raw(row, column);
    if (!(std::abs(value) <= kLargestWhole) || value != std::trunc(value)) {
      refuse(row, std::string(name) + " is " + shown(value) + ", must be a whole number");
    }
    return static_cast<std::int64_t>(value);
  }
  [[noreturn]] void refuse(std::size_t row, const std::string& what) const {
    throw InputError(std::string(kind_) + " row " + std::to_string(row + 1) + ": " + what,
                     where_ + ":" + std::to_string(matrix_.lines[row]), "correct the case");
  }

 private:
  static constexpr double kLargestWhole = 9007199254740992.0;  // 2^53: beyond it doubles skip numbers

  const CaseMatrix& matrix_;
  const char* kind_;
  const std::string& where_;
};

}  // namespace conurb::energy
