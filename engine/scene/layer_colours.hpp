// SPDX-License-Identifier: Apache-2.0
// The colours of a layer: one texel for each object number of its table, and how many rows look how.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/scene/layer.hpp"
#include "engine/scene/looks.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

/// What is known of rows besides their values.
struct RowMarks {
  bool stale = false;                      ///< the run that computed them is out of date
  std::span<const std::int64_t> pinned;    ///< rows whose value a person holds
  std::span<const std::int64_t> selected;  ///< rows that are selected; those beyond the table do not count
};

/// Texels of the object numbers first, first + 1 …
struct TexelRange {
  std::uint32_t first = 0;
  std::vector<Texel> texels;
};

/// Texels of the layer's table, all numbers that it has: rows that are not there are hidden, rows without a
/// value have the layer's null look, a pinned value shows as such even where the run is stale. A layer
/// without colour shows things plain. Empty if the table has no numbers. Any thread; about 2 ms for a million
/// rows.
[[nodiscard]] TexelRange colours_of(const city::City& city, const LayerSpec& layer, const Scale& scale,
                                    const ObjectNumbers& numbers, const RowMarks& marks = {});
/// Texels of B − A on a scale of differences. Throws as difference_scale_of.
[[nodiscard]] TexelRange difference_colours_of(const city::City& a, const city::City& b,
                                               const LayerSpec& layer, const Scale& scale,
                                               const ObjectNumbers& numbers, const RowMarks& marks = {});

/// Texels of the first texels.size() rows of a column that is no list; values only, whatever rows are there.
void paint(const city::Column& column, const Scale& scale, host::NullLook null_look, bool stale,
           std::span<Texel> texels);

/// The same of numbers, NaN being none; not for categories.
void paint(std::span<const double> values, const Scale& scale, host::NullLook null_look, bool stale,
           std::span<Texel> texels);

/// How many texels have each look, by its code.
using LookCounts = std::array<std::int64_t, 6>;
[[nodiscard]] LookCounts count_looks(std::span<const Texel> texels);

/// Rows that are there in each class, or in each category with the others behind them.
[[nodiscard]] std::vector<std::int64_t> class_counts(const city::Table& table, const city::Column& column,
                                                     const Scale& scale);

}  // namespace conurb::scene
