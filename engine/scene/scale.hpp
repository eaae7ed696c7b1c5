// SPDX-License-Identifier: Apache-2.0
// From a value to its place in a palette: one scale for all scenarios and times that are compared, with a
// range that a few outliers do not stretch and that begins and ends at round numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "engine/city/table.hpp"
#include "engine/host/layer.hpp"
#include "engine/plot/numbers.hpp"
#include "engine/scene/palette.hpp"

namespace conurb::scene {

using plot::Display;

/// What values a column has, without the outer 2 % on either side. Default-made it is empty.
struct DataRange {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  double positive = std::numeric_limits<double>::quiet_NaN();  ///< low end of the values above 0

  [[nodiscard]] bool empty() const { return !(low <= high); }
  /// Grows to hold another.
  void add(const DataRange& other);
};

/// The 2 % and 98 % quantiles of the values; the least and the greatest where these are the same. Values that
/// are not finite do not count. Reorders `values`.
[[nodiscard]] DataRange robust_range(std::span<double> values);
/// The same of the rows that are there of a number column; of a long one every n-th row, a million at most.
/// Empty for lists, texts and refs.
[[nodiscard]] DataRange robust_range(const city::Table& table, const city::Column& column);

/// A column with the table that it is of.
struct ColumnOf {
  const city::Table* table = nullptr;
  const city::Column* column = nullptr;
};

/// Whether a column says yes or no: u8 of range 0 to 1.
[[nodiscard]] bool is_yes_or_no(const city::ColumnSpec& column);
/// Whether its values are kinds of things: texts, yes or no.
[[nodiscard]] bool is_categorical(const city::ColumnSpec& column);

/// Values are in the column's unit; texts of people in `display`.
struct Scale {
  host::LayerScale kind = host::LayerScale::linear;
  Palette palette;
  Display display;
  double low = 0, high = 1;    ///< low < high; of log above 0
  double centre = 0;           ///< diverging: low < centre < high
  std::vector<double> breaks;  ///< classes: ascending; class i is below breaks[i], the last above all
  std::vector<std::string> categories;  ///< categories: texts; of yes or no "no", "yes"
  bool others = false;                  ///< categories: there are texts beyond them, drawn in kOtherColour

  /// One scale for all columns given, as a layer wants it. `recorded` are ranges of other times. An empty
  /// range (no value anywhere) becomes 0 to 1 of the shown
  /// unit. Throws Error not_found for an unknown palette.
  [[nodiscard]] static Scale of(std::span<const ColumnOf> columns, const host::Layer& wanted,
                                const Display& display, std::span<const DataRange> recorded = {});
  /// For differences: symmetric around 0, its colours telling better from worse where the layer knows.
  [[nodiscard]] static Scale of_differences(const DataRange& range, host::Better better,
                                            const Display& display);

  /// 0 … 1 in the palette, cut there; NaN for NaN. Not for categories.
  [[nodiscard]] double position(double value) const;
  /// The value at a place of the palette: the other way round, for linear, log and diverging.
  [[nodiscard]] double value_at(double position) const;
  [[nodiscard]] std::size_t class_count() const { return breaks.size() + 1; }
  [[nodiscard]] std::size_t class_of(double value) const;
  /// Colour of a value that is no NaN; not for categories.
  [[nodiscard]] Rgb colour(double value) const;
  /// Colour of a category by index; beyond them that of the others.
  [[nodiscard]] Rgb category_colour(std::size_t index) const;
};

}  // namespace conurb::scene
