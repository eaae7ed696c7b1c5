// SPDX-License-Identifier: Apache-2.0
// The selection language: one line of text over the columns of one table, as in
//   year_of_construction < 1975 and function == "residential"
//   sum(heating_energy where function == "residential") / sum(floor_area)
// It selects rows (scripts, journal, recording), colours layers and defines KPIs.
//
// Grammar, loosest first; all binary operators but ^ group to the left:
//   or | and | not | < <= > >= == != in, is | + - | * / % | - + (sign) | ^ | value
//   value    number, number [unit], "text" or 'text', true, false, column, ref.column, name(…), ( … )
//   x in ["a", "b"], x not in [1, 2], x is null, x is not null
//   row      abs sqrt exp log floor round (x); min max (a, b, …); clamp(x, low, high); if(condition, a, b);
//            starts_with(text, "x"), contains(text, "x")
//   total    count() sum mean min max median p1 … p99 (x), each with an optional filter: sum(x where
//   condition)
// `=` is read as ==, and `~=` (Lua) and `<>` (SQL) as !=: nothing is ever assigned here, so none can mislead.
// Words are in small letters. Texts know the escapes \" \' \\ \n \t \r. `building.height` in table building
// is `height`.
//
// Meaning: numbers are double (whole literals meet i64 columns exactly). Arithmetic with null gives null, and
// so do a division by 0 and a function outside of its domain. A comparison with null is false, whichever it
// is; so `not (x < 5)` holds where x is null, `x >= 5` does not. % is the floored remainder (its sign is the
// divisor's). u8 columns may stand for conditions; conditions count as 1 and 0 in arithmetic and totals.
// Retired rows are never selected or counted, and a ref to a retired row reads as null. Totals skip nulls;
// the sum of nothing is 0, other totals of nothing are null; pN is linearly interpolated between order
// statistics (definition 7 of Hyndman and Fan, 1996).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city {

/// Converts `value` from `unit`, as written in the text, to the unit `to` of the column that it meets; `to`
/// is empty where no column tells the unit, and then the coherent SI unit is meant. Throws Error incompatible
/// if that cannot be.
using UnitConverter = std::function<double(double value, std::string_view unit, std::string_view to)>;

enum class ExpressionType : std::int32_t { number, condition, text };
[[nodiscard]] std::string_view to_string(ExpressionType type);

/// One total and the number of rows behind it; of several totals in one expression, the smallest number of
/// rows, so that groups too small to be shown can be told.
struct ScalarValue {
  double value = 0;  ///< NaN for null
  std::int64_t n = 0;
};

struct GroupValue {
  std::string
      group;  ///< text of the group; a number in its shortest form; the id of a referred row; "" for null
  bool null = false;  ///< the rows whose group is null; always last
  double value = 0;   ///< NaN for null
  std::int64_t n = 0;
};

struct BindOptions {
  UnitConverter convert;  ///< none: a literal with a unit is refused
  std::string
      group_by;  ///< a text, whole-number or ref column, also behind refs ("parcel.district"), or empty
};

class BoundExpression;

/// A parsed text, not yet tied to a table. Immutable and cheap to copy; any thread.
class Expression {
 public:
  static constexpr std::size_t kMaxLength = std::size_t{1} << 18;  ///< bytes of text
  static constexpr int kMaxDepth = 128;                            ///< nested parentheses, calls and signs

  /// Reads any bytes. Throws Error bad_data telling the column (character from 1), what was expected and what
  /// was found; Error limit beyond kMaxLength and kMaxDepth.
  [[nodiscard]] static Expression parse(std::string_view text);

  /// The one canonical spelling; parse(to_string()) means the same and prints the same.
  [[nodiscard]] std::string to_string() const;
  /// Columns as written, dotted where behind refs, each once, in order of appearance.
  [[nodiscard]] std::vector<std::string> columns() const;
  /// True if it is made of totals alone, so that it gives one value and not one for each row.
  [[nodiscard]] bool is_total() const;

  /// Ties it to a table of `city`: finds columns, checks types, looks texts up in dictionaries. Takes
  /// microseconds (longer where starts_with, contains or < meet a column of many distinct texts, each looked
  /// at once). Throws Error not_found (with the nearest name), or incompatible (naming column, type and what
  /// to write instead).
  [[nodiscard]] BoundExpression bind(const City& city, std::string_view table,
                                     const BindOptions& options = {}) const;

  struct Tree;
  explicit Expression(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

 private:
  std::shared_ptr<const Tree> tree_;
};

/// An expression tied to a table as it was at bind(). Holds pins of the columns it reads: it never dangles
/// and never sees later writes, but while it lives a writer must copy those columns, so let go of it after
/// use. Immutable and cheap to copy; any thread, several at once. Results never depend on threads: order of
/// reduction is that of the rows.
class BoundExpression {
 public:
  [[nodiscard]] ExpressionType type() const;
  /// Rows of the table at bind(), retired ones included.
  [[nodiscard]] std::int64_t rows() const;

  /// Rows, ascending, that are alive and for which the condition holds. Throws Error incompatible for other
  /// types.
  [[nodiscard]] std::vector<std::int64_t> select() const;
  /// Their number.
  [[nodiscard]] std::int64_t count() const;

  /// One value for each row: numbers, or 1 and 0 of a condition; NaN for null and for retired rows. `out` has
  /// rows() elements. Throws Error invalid_argument for another size, incompatible for a text.
  void evaluate(std::span<double> out) const;

  /// Value of an expression of totals. Throws Error incompatible if columns stand outside of totals.
  [[nodiscard]] ScalarValue evaluate_scalar() const;
  /// The same for each group of BindOptions::group_by that has rows: texts by their bytes, numbers and ids
  /// ascending, null last. Throws as evaluate_scalar, and Error invalid_argument if bound without group_by.
  [[nodiscard]] std::vector<GroupValue> evaluate_groups() const;

  struct Impl;
  explicit BoundExpression(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace conurb::city
