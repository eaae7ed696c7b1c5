// SPDX-License-Identifier: Apache-2.0
// Attributes of the objects of one type as sparse typed columns. A column starts with the type of its first
// value and widens when a later value does not fit: integers to reals where nothing is lost, anything else to
// raw JSON text. A number that stood otherwise in the file than its column would write it (5 among reals,
// 12.50, 1e3) is remembered apart, so that every value can be written as it came.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/geometry_array.hpp"
#include "engine/city/geometry_names.hpp"

namespace conurb::io {

using city::kNone;

enum class AttributeKind : std::uint8_t {
  none,     ///< only nulls so far
  integer,  ///< i64
  real,     ///< f64
  boolean,
  text,  ///< code of the model's table of texts
  json,  ///< code of the model's table of texts, holding minified JSON: nested values, or a column of mixed
         ///< types
};

[[nodiscard]] std::string_view to_string(AttributeKind kind);

/// Eight bytes that hold a value of the column's kind: the integer, the bits of the real, 0 or 1, or a text
/// code.
using AttributeBits = std::uint64_t;

/// One attribute of one object type. Rows are ordinals within the type, added in ascending order; a row
/// without value is either absent or null in the file, and both are told apart.
class AttributeColumn {
 public:
  explicit AttributeColumn(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] AttributeKind kind() const { return kind_; }
  /// Number of rows that have a value.
  [[nodiscard]] std::size_t count() const { return values_.size(); }
  /// Row of the n-th value, ascending in n.
  [[nodiscard]] std::uint32_t row(std::size_t n) const {
    return rows_.empty() ? static_cast<std::uint32_t>(n) : rows_[n];
  }
  /// Position of a row among the values, or SIZE_MAX when the row has none. Logarithmic at worst.
  [[nodiscard]] std::size_t position(std::uint32_t row) const;
  [[nodiscard]] bool has(std::uint32_t row) const { return position(row) != static_cast<std::size_t>(-1); }
  [[nodiscard]] bool is_null(std::uint32_t row) const;
  [[nodiscard]] const city::PodArray<std::uint32_t>& null_rows() const { return nulls_; }

  /// The n-th value; the caller minds the kind (as_real also reads an integer column).
  [[nodiscard]] std::int64_t as_integer(std::size_t n) const { return static_cast<std::int64_t>(values_[n]); }
  [[nodiscard]] double as_real(std::size_t n) const;
  [[nodiscard]] bool as_boolean(std::size_t n) const { return values_[n] != 0; }
  [[nodiscard]] std::uint32_t as_code(std::size_t n) const { return static_cast<std::uint32_t>(values_[n]); }

  /// Adds a value; `row` is above every row added before (a second value of one row is refused: returns
  /// false). The column widens as needed, and needs the table of texts for that. `token` is how a number
  /// stood in the file; empty: as json() writes it.
  bool add(std::uint32_t row, AttributeKind kind, AttributeBits bits, city::NameTable& texts,
           std::string_view token = {});
  bool add_null(std::uint32_t row);
  /// The n-th value as JSON, numbers to the digit as they stood in the file.
  [[nodiscard]] std::string json(std::size_t n, const city::NameTable& texts) const;

  /// How the n-th value's text differs from the usual one of its kind: kUsual, kAsInteger (among reals),
  /// kDecimals + number of digits after the point, or a code of the table of texts.
  [[nodiscard]] std::uint32_t form(std::size_t n) const;
  static constexpr std::uint32_t kUsual = 0xFFFFFFFFu;
  static constexpr std::uint32_t kAsInteger = 0xFFFFFFFEu;
  static constexpr std::uint32_t kDecimals = 0x80000000u;  ///< text codes are below
  [[nodiscard]] const city::PodArray<std::uint32_t>& form_rows() const { return form_rows_; }
  [[nodiscard]] const city::PodArray<std::uint32_t>& forms() const { return forms_; }
  /// The raw content of the n-th value, as put() takes it.
  [[nodiscard]] AttributeBits bits(std::size_t n) const { return values_[n]; }
  /// Puts a column together from what the functions above gave: for readers of stored columns. Rows ascend
  /// and, but for nulls, have one value each; the caller has checked the codes.
  void put(AttributeKind kind, city::PodArray<std::uint32_t> rows, city::PodArray<AttributeBits> values,
           city::PodArray<std::uint32_t> nulls, city::PodArray<std::uint32_t> form_rows,
           city::PodArray<std::uint32_t> forms);
  /// Rows of the values; empty as long as they are 0, 1, 2, ...
  [[nodiscard]] const city::PodArray<std::uint32_t>& rows() const { return rows_; }
  /// Forgets the rows from `row` on; the kind stays as it is.
  void truncate(std::uint32_t row);

 private:
  void widen(AttributeKind kind, city::NameTable& texts);
  void widen_to_reals();
  void set_form(std::uint32_t row, std::uint32_t form);
  [[nodiscard]] bool is_last(std::uint32_t row) const;

  std::string name_;
  AttributeKind kind_ = AttributeKind::none;
  city::PodArray<std::uint32_t> rows_;  ///< empty as long as the values are those of rows 0, 1, 2, ...
  city::PodArray<AttributeBits> values_;
  city::PodArray<std::uint32_t> nulls_;
  city::PodArray<std::uint32_t> form_rows_, forms_;  ///< rows whose form is not kUsual, ascending
};

/// Columns of one object type in the order of their first appearance.
class AttributeTable {
 public:
  [[nodiscard]] const std::vector<AttributeColumn>& columns() const { return columns_; }
  /// Column of that name, nullptr when there is none.
  [[nodiscard]] const AttributeColumn* find(std::string_view name) const;
  /// Column of that name, made when new. Fast when names come in the same order for every object.
  AttributeColumn& column(std::string_view name);
  void truncate(std::uint32_t row);

 private:
  city::NameTable names_;
  std::vector<AttributeColumn> columns_;
  std::size_t next_ = 0;  ///< guess: the column after the one used last
};

/// A real as JSON: the fewest digits that give it back, never in the form of an integer.
[[nodiscard]] std::string json_real(double value);

/// `text` as a JSON string with its quotes. Used when a text column becomes raw JSON, and by writers.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace conurb::io
