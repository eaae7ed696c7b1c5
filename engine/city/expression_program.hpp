// SPDX-License-Identifier: Apache-2.0
// Inside of the selection language: a small machine that computes a tree over blocks of rows. Registers hold
// one block each and come in three files: numbers (double), conditions (u8, 0 or 1) and indices (int32: text
// codes and rows of other tables, -1 for null). Binding allots registers like a stack, so a chain of any
// length needs two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "engine/city/column.hpp"

namespace conurb::city::expression {

/// Rows computed at once: a block of doubles is 8 KiB, so that a handful of registers stays in the first
/// cache.
constexpr std::int64_t kBlock = 1024;

/// A number that is null.
inline constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

// clang-format off
/// n: number register, c: condition register, i: index register; a, b, c are registers read, in this order. The order of
/// the groups is that of Machine::run.
enum class Op : std::uint8_t {
  // n, from elsewhere
  load_number,    ///< source
  gather_number,  ///< source at rows a(i)
  constant,       ///< value
  total,          ///< the total of number `payload`
  as_number,      ///< 1 or 0 of a(c)
  choose_number,  ///< a(c) ? b(n) : c(n)
  // n, from a(n) and b(n)
  negate, add, subtract, multiply, divide, modulo, power,
  abs, sqrt, exp, log, floor, round, minimum, maximum,
  // c, from a(n) and b(n); from a(n) and value; from source (i64) and payload
  less, less_equal, equal, not_equal,
  less_value, less_equal_value, greater_value, greater_equal_value, equal_value, not_equal_value,
  whole_less, whole_less_equal, whole_greater, whole_greater_equal, whole_equal, whole_not_equal,
  // c, from a(c) and b(c)
  logical_and, logical_or, logical_not,
  choose_condition,    ///< a(c) ? b(c) : c(c)
  // c, from elsewhere
  constant_condition,  ///< value is not 0
  load_condition,      ///< source (u8) is not 0
  gather_condition,    ///< source (u8) at rows a(i) is not 0
  in_numbers,          ///< a(n) is in numbers[payload], ascending
  in_wholes,           ///< source (i64) is in wholes[payload], ascending
  is_null_number,      ///< a(n)
  is_null_index,       ///< a(i)
  index_equal_value, index_not_equal_value,  ///< a(i) and payload; null is neither
  index_equal, index_not_equal,              ///< a(i) and b(i); null is neither
  index_in,            ///< flags[payload] of a(i)
  // i
  load_index,    ///< source
  gather_index,  ///< source at rows a(i)
  only_alive,    ///< a(i) where that row is alive in source (u8), else -1
  translate,     ///< indices[payload] of a(i): codes of one dictionary in another, -2 for none
};
// clang-format on

struct Instruction {
  Op op = Op::constant;
  std::uint32_t to = 0;
  std::uint32_t a = 0, b = 0, c = 0;
  std::uint32_t source = 0;
  std::int64_t payload = 0;
  double value = 0;
};

/// A column that is read, and what keeps it.
struct Source {
  std::shared_ptr<const ColumnStorage> pin;
  const std::byte* data = nullptr;
  Scalar scalar = Scalar::f64;
  std::int64_t rows = 0;
};

/// What the programs of one bound expression share.
struct Constants {
  std::vector<Source> sources;
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<std::int64_t>> wholes;
  std::vector<std::vector<std::int32_t>> indices;
  std::vector<std::vector<std::uint8_t>> flags;  ///< by code + 1, so that null has a flag of its own
};

struct Program {
  std::vector<Instruction> instructions;
  std::uint32_t number_registers = 0;
  std::uint32_t condition_registers = 0;
  std::uint32_t index_registers = 0;
};

/// The registers of one run. Not thread-safe; make one for each thread.
class Machine {
 public:
  /// Both must outlive the machine. `totals` are the values that Op::total reads.
  Machine(const Program& program, const Constants& constants, std::span<const double> totals);

  /// Computes rows [begin, begin + count), count at most kBlock. No allocation.
  void run(std::int64_t begin, std::int64_t count);

  [[nodiscard]] const double* number(std::uint32_t reg) const { return number_[reg]; }
  [[nodiscard]] const std::uint8_t* condition(std::uint32_t reg) const { return condition_[reg]; }
  [[nodiscard]] const std::int32_t* index(std::uint32_t reg) const { return index_[reg]; }

 private:
  void run_load(const Instruction& in);
  void run_arithmetic(const Instruction& in);
  void run_comparison(const Instruction& in);
  void run_logic(const Instruction& in);
  void run_test(const Instruction& in);
  void run_index(const Instruction& in);
  double* number_to(std::uint32_t reg);
  std::uint8_t* condition_to(std::uint32_t reg);
  std::int32_t* index_to(std::uint32_t reg);

  const Program& program_;
  const Constants& constants_;
  std::span<const double> totals_;
  std::int64_t begin_ = 0;
  std::size_t count_ = 0;
  std::vector<double> numbers_;
  std::vector<std::uint8_t> conditions_;
  std::vector<std::int32_t> indices_;
  // Where a register's block is: its own memory, or the column itself where that needs no conversion.
  std::vector<const double*> number_;
  std::vector<const std::uint8_t*> condition_;
  std::vector<const std::int32_t*> index_;
};

}  // namespace conurb::city::expression
