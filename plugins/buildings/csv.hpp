// SPDX-License-Identifier: Apache-2.0
// The plain tables of assets/archetypes: comma-separated, one header line, lines that begin with # are
// comments, no quoting. Any bytes may come in; a bad table ends in one InputError that names table, line and
// column.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::buildings {

/// One data line; the fields are views into the text that was parsed and stand in the order of the expected
/// columns.
struct CsvRow {
  std::size_t line = 0;  ///< counted from 1 in the text, comments included
  std::vector<std::string_view> fields;
};

/// Reads `text` and returns its rows with the fields in the order of `columns`, whatever their order in the
/// header. `table` names the text in errors. Carriage returns and a byte order mark are taken off. Throws
/// InputError if the header lacks a column, holds an unknown or doubled one, or a line has another number of
/// fields.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, std::span<const std::string_view> columns,
                                            const std::string& table);

/// A field as a finite number within [low, high]; throws InputError naming table, line, column and range.
[[nodiscard]] double csv_number(const CsvRow& row, std::size_t field,
                                std::span<const std::string_view> columns, double low, double high,
                                const std::string& table);

/// "table, line n", as errors name a place.
[[nodiscard]] std::string csv_place(const std::string& table, const CsvRow& row);

}  // namespace conurb::buildings
