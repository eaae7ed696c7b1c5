// SPDX-License-Identifier: Apache-2.0
// Reader of comma-separated values (RFC 4180), also with semicolons or tabs, into typed columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::io {

enum class CsvType : std::uint8_t { integer, real, boolean, text };

[[nodiscard]] std::string_view to_string(CsvType type);

/// One column. Only the vector of its type is filled, with one entry per row; a missing value is NaN, 0,
/// false or "".
struct CsvColumn {
  std::string name;
  std::string unit;  ///< from a header such as "area [m2]", empty when there is none
  CsvType type = CsvType::text;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::vector<std::uint8_t> booleans;
  std::vector<std::string> texts;
  std::vector<std::uint8_t> present;  ///< 0 where the cell is missing
  std::size_t missing = 0;

  /// Value as a real for integer and real columns, NaN where it is missing.
  [[nodiscard]] double real(std::size_t row) const {
    if (present[row] == 0) return std::numeric_limits<double>::quiet_NaN();
    return type == CsvType::integer ? static_cast<double>(integers[row]) : reals[row];
  }
};

struct CsvTable {
  std::string name;  ///< of the source, for messages
  std::vector<CsvColumn> columns;
  std::vector<std::size_t> lines;  ///< line of the file on which each row begins, from 1
  char separator = ',';
  bool decimal_comma = false;  ///< some column writes 3,14

  [[nodiscard]] std::size_t rows() const { return lines.size(); }
  /// Column of that name, nullptr when there is none.
  [[nodiscard]] const CsvColumn* find(std::string_view column) const;
  /// "name:line, column N (name)" of a cell, for messages about its value. `row` and `column` count from 0.
  [[nodiscard]] std::string place(std::size_t row, std::size_t column) const;
};

struct CsvOptions {
  char separator = '\0';  ///< ',', ';' or tab; zero: the one that is most frequent in the header
};

/// Reads a file whose first line is a header. Cells are trimmed unless quoted; empty lines are skipped. A
/// column is integer, real or boolean (true/false) when every cell that is not missing is; numbers with
/// leading zeros ("01234") and integers beyond 64 bits stay text. Missing is an empty cell, and in columns of
/// numbers also NA, NaN, null and "-". With ';' or tab a column of reals may use the decimal comma. Throws
/// Error(not_found, io), Error(bad_data) with line and column for a text that is not UTF-8, a broken quote, a
/// row of another length, or headers that are empty or twice the same.
[[nodiscard]] CsvTable read_csv_file(const std::filesystem::path& path, const CsvOptions& options = {});

/// Reads a text in memory; `name` is used in messages. Takes any bytes.
[[nodiscard]] CsvTable read_csv(std::span<const char> bytes, std::string_view name,
                                const CsvOptions& options = {});

}  // namespace conurb::io
