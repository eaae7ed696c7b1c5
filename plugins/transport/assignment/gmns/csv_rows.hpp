// SPDX-License-Identifier: Apache-2.0
// Rows of comma-separated text (RFC 4180) by the names of their columns, without copies.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

class CsvRows {
 public:
  /// Reads the header. Throws InputError for a text without one and for two columns of one name.
  explicit CsvRows(const SourceText& source);

  /// The column of the first of these names that is there, whatever the case of letters; kNone for none.
  [[nodiscard]] std::int32_t column(std::initializer_list<std::string_view> names) const;
  /// The same; throws InputError where there is none.
  [[nodiscard]] std::int32_t needed_column(std::initializer_list<std::string_view> names) const;

  /// Goes to the next row that is not empty; false at the end. Throws InputError for a row with more cells
  /// than the header and for a quote that is not closed.
  bool next();
  /// Cell of this row, without blanks and quotes around it; empty where the row or the column misses it.
  [[nodiscard]] std::string_view cell(std::int32_t column) const;
  /// The same as a finite number; none where it is empty. Throws InputError for other text.
  [[nodiscard]] std::optional<double> number(std::int32_t column) const;

  [[nodiscard]] const std::string& where() const { return where_; }
  /// Throws InputError at this row.
  [[noreturn]] void refuse(const std::string& what, const std::string& remedy = {}) const;

 private:
  bool read_row();
  std::string_view read_quoted();

  std::string_view text_;
  std::string where_;
  std::size_t next_ = 0;
  std::int64_t next_line_ = 1, line_ = 1;
  std::vector<std::string> names_;
  std::vector<std::string_view> cells_;
};

}  // namespace conurb::transport::assignment
