// SPDX-License-Identifier: Apache-2.0
// A column of the city on its way into a table of another program: in its display unit, refs as ids, numbers
// of few people left out. Private to engine/io.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/city/city.hpp"

namespace conurb::io {

/// The number of fewest digits that a float stands for: 293.15, not 293.149994.
[[nodiscard]] double shortest(float value);

enum class ExportKind : std::uint8_t { real, integer, truth, id, text };

class ExportColumn {
 public:
  /// For a column that is no list. City and units must outlive it.
  ExportColumn(const city::City& city, const city::Column& column, const UnitSystem& units);

  [[nodiscard]] const city::ColumnSpec& spec() const { return column_->spec(); }
  [[nodiscard]] ExportKind kind() const;
  /// The unit in which values are given; empty for pure numbers.
  [[nodiscard]] std::string unit() const;
  /// "heating_energy [kWh]".
  [[nodiscard]] std::string named() const;

  /// Makes ready the values of some rows, which must live as long as they are asked for. Returns how many
  /// numbers of people were left out.
  std::int64_t prepare(std::span<const std::int64_t> rows);

  // Values of the n-th of the rows made ready.
  /// Of kind real: NaN for none.
  [[nodiscard]] double real(std::size_t n) const { return values_[n]; }
  /// Of the kinds integer and truth, which always have one, and id.
  [[nodiscard]] std::optional<std::int64_t> integer(std::size_t n) const;
  /// Of kind text.
  [[nodiscard]] std::optional<std::string_view> text(std::size_t n) const;

 private:
  [[nodiscard]] double number(std::size_t row) const;

  const city::Column* column_;
  const UnitSystem* units_;
  Unit from_, to_;
  bool convert_ = false;
  std::span<const city::Id> ids_;
  std::span<const std::int64_t> rows_;
  std::vector<double> values_;
};

}  // namespace conurb::io
