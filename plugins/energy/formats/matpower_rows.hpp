// SPDX-License-Identifier: Apache-2.0
// The columns of the matrices of a MATPOWER case, and a matrix with the words that its rows have in messages.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "plugins/energy/error.hpp"
#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/matpower_text.hpp"
#include "plugins/energy/formats/numbers.hpp"

namespace conurb::energy {

// Columns of the matrices, from 0 (MATPOWER User's Manual, tables B-1 to B-3).
enum BusColumn : std::size_t {
  kBus,
  kType,
  kPd,
  kQd,
  kGs,
  kBs,
  kArea,
  kVm,
  kVa,
  kBaseKv,
  kZone,
  kVmax,
  kVmin
};
enum GenColumn : std::size_t { kGenBus, kPg, kQg, kQmax, kQmin, kVg, kMbase, kGenStatus, kPmax, kPmin };
enum BranchColumn : std::size_t { kFrom, kTo, kR, kX, kB, kRateA, kRateB, kRateC, kRatio, kAngle, kStatus };
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
    if (!is_whole(value)) {
      refuse(row, std::string(name) + " is " + shown(value) + ", must be a whole number");
    }
    return static_cast<std::int64_t>(value);
  }
  [[noreturn]] void refuse(std::size_t row, const std::string& what) const {
    throw InputError(std::string(kind_) + " row " + std::to_string(row + 1) + ": " + what,
                     where_ + ":" + std::to_string(matrix_.lines[row]), "correct the case");
  }

 private:
  const CaseMatrix& matrix_;
  const char* kind_;
  const std::string& where_;
};

}  // namespace conurb::energy
