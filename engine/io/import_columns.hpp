// SPDX-License-Identifier: Apache-2.0
// Columns of a file that go into rows of a table: of CSV files joined by an id, of GIS layers. A name that is
// one of the table's (as it is, or in snake_case) fills that column, converted to its unit; of buildings also
// one that the attribute map knows ("bouwjaar"). Any other becomes a column of its own: numbers f64 in SI,
// with the unit given, truths f32, everything else text. Empty cells change nothing. Private to engine/io.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/city_import.hpp"
#include "engine/io/csv.hpp"

namespace conurb::io {

/// By row of the file: the rows of the table that it speaks of.
using RowsOfLines = std::vector<std::vector<std::int64_t>>;

/// A cell as text, whatever its type.
[[nodiscard]] std::string cell_text(const CsvColumn& column, std::size_t row);

/// Writes all columns but the one that identifies rows. Values out of range are left out, with a finding.
/// Throws Error bad_data for columns that cannot be taken: names that the city file keeps, texts where the
/// table has numbers, lists, references.
void import_columns(CityImport::State& state, const CsvTable& csv, city::Table& table,
                    const RowsOfLines& rows, std::optional<std::size_t> id_column, const UnitSystem& units,
                    std::size_t source);

}  // namespace conurb::io
