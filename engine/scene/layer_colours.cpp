// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_colours.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

#include "engine/scene/layer_values.hpp"

namespace conurb::scene {
namespace {

using host::LayerScale;

constexpr std::size_t kShades = 1024;  // colours that a palette is cut into
constexpr std::uint32_t kLogBins = 4096;
constexpr std::size_t kBlock = 1024;  // rows whose classes fit the cache

Texel null_texel(host::NullLook look) {
  switch (look) {
    case host::NullLook::plain: return kPlainTexel;
    case host::NullLook::hidden: return kHiddenTexel;
    case host::NullLook::hatched: break;
  }
  return kMissingTexel;
}

/// Colours by index; entry 0 is that of rows without a value.
struct Shades {
  std::vector<Texel> texels;
  Look look;
  Shades(Texel none, bool stale) : texels{none}, look(stale ? Look::stale : Look::value) {}
  void add(Rgb colour) { texels.push_back(pack(colour, look)); }
};

/// True but for NaN; a comparison that vectorises.
template <typename T>
bool known(T value) {
  if constexpr (std::is_floating_point_v<T>) return value == value;
  return true;
}

/// Either side of the centre is a straight line from value to shade; of a linear scale both are the same.
template <typename T>
void paint_straight(std::span<const T> values, const Scale& scale, Shades shades, std::span<Texel> texels) {
  using Real = std::conditional_t<std::is_same_v<T, float>, float, double>;
  for (std::size_t i = 0; i < kShades; ++i)
    shades.add(scale.palette.at((static_cast<double>(i) + 0.5) / kShades));
  const bool diverging = scale.kind == LayerScale::diverging;
  const double middle = diverging ? scale.centre : 0.5 * (scale.low + scale.high);
  const auto centre = static_cast<Real>(middle);
  const auto below = static_cast<Real>(kShades / 2 / (middle - scale.low));
  const auto above = static_cast<Real>(kShades / 2 / (scale.high - middle));
  const Texel* table = shades.texels.data();
  for (std::size_t row = 0; row < texels.size(); ++row) {
    const auto value = static_cast<Real>(values[row]);
    const Real from = value - centre;
    Real at = from * (from < 0 ? below : above) + Real{kShades / 2 + 1};
    at = at > 1 ? at : 1;  // NaN becomes 1
    at = at < Real{kShades} ? at : Real{kShades};
    texels[row] = table[known(value) ? static_cast<std::uint32_t>(at) : 0];
  }
}

/// A positive float's bits grow as its logarithm does, piece by piece: they are the index, no logarithm is
/// taken.
template <typename T>
void paint_log(std::span<const T> values, const Scale& scale, Shades shades, std::span<Texel> texels) {
  const auto low = std::bit_cast<std::int32_t>(static_cast<float>(scale.low));
  const auto high = std::bit_cast<std::int32_t>(static_cast<float>(scale.high));
  int shift = 0;
  while ((static_cast<std::uint32_t>(high - low) >> shift) >= kLogBins) ++shift;
  const std::int32_t last = (high - low) >> shift;
  for (std::int32_t i = 0; i <= last; ++i) {
    const std::int32_t middle = low + (i << shift) + ((1 << shift) >> 1);
    shades.add(scale.colour(std::bit_cast<float>(middle)));
  }
  const Texel* table = shades.texels.data();
  for (std::size_t row = 0; row < texels.size(); ++row) {
    const auto value = static_cast<float>(values[row]);
    std::int32_t at = std::max(std::bit_cast<std::int32_t>(value), low) - low;
    at = std::min(at >> shift, last) + 1;
    texels[row] = table[known(value) ? at : 0];
  }
}

/// Class of each value of a block: how many breaks are not above it. In the column's type, so that 0.7 in a
/// float column is not below a break at 0.7.
template <typename T>
void classify(std::span<const T> values, const Scale& scale, std::span<std::uint32_t> classes) {
  std::fill(classes.begin(), classes.end(), 0);
  for (const double at : scale.breaks) {
    if constexpr (std::is_floating_point_v<T>) {
      const T limit = static_cast<T>(at);
      for (std::size_t i = 0; i < classes.size(); ++i) classes[i] += values[i] >= limit ? 1u : 0u;
    } else {
      for (std::size_t i = 0; i < classes.size(); ++i)
        classes[i] += static_cast<double>(values[i]) >= at ? 1u : 0u;
    }
  }
}

template <typename T>
void paint_classes(std::span<const T> values, const Scale& scale, Shades shades, std::span<Texel> texels) {
  for (std::size_t i = 0; i < scale.class_count(); ++i)
    shades.add(scale.palette.of_class(i, scale.class_count()));
  std::array<std::uint32_t, kBlock> classes;
  for (std::size_t from = 0; from < texels.size(); from += kBlock) {
    const std::size_t rows = std::min(kBlock, texels.size() - from);
    const std::span<const T> block = values.subspan(from, rows);
    classify(block, scale, std::span(classes).first(rows));
    for (std::size_t i = 0; i < rows; ++i)
      texels[from + i] = shades.texels[known(block[i]) ? classes[i] + 1 : 0];
  }
}

/// Category of each code of a text column, by index; one beyond the last for the others.
std::vector<std::uint32_t> categories_of(const city::Dictionary& dictionary, const Scale& scale) {
  const auto others = static_cast<std::uint32_t>(scale.categories.size());
  std::vector<std::uint32_t> of_code(static_cast<std::size_t>(dictionary.size()), others);
  for (std::uint32_t i = 0; i < others; ++i) {
    if (const std::int32_t code = dictionary.find(scale.categories[i]); code >= 0)
      of_code[static_cast<std::size_t>(code)] = i;
  }
  return of_code;
}

/// Index of each row's category + 1, 0 for none: calls visit(row, index).
template <typename Visit>
void for_each_category(const city::Column& column, const Scale& scale, std::size_t rows, Visit visit) {
  if (column.spec().scalar != city::Scalar::text) {
    with_values(column, [&](auto values) {
      for (std::size_t row = 0; row < rows; ++row)
        visit(row, known(values[row]) ? std::size_t{values[row] != 0} + 1 : 0);
    });
    return;
  }
  const std::vector<std::uint32_t> of_code = categories_of(column.dictionary(), scale);
  const auto codes = column.values<std::int32_t>();
  for (std::size_t row = 0; row < rows; ++row)
    visit(row,
          codes[row] < 0 ? std::size_t{0} : std::size_t{of_code[static_cast<std::size_t>(codes[row])]} + 1);
}

void paint_categories(const city::Column& column, const Scale& scale, Shades shades,
                      std::span<Texel> texels) {
  for (std::size_t i = 0; i <= scale.categories.size(); ++i) shades.add(scale.category_colour(i));
  for_each_category(column, scale, texels.size(),
                    [&](std::size_t row, std::size_t index) { texels[row] = shades.texels[index]; });
}

template <typename T>
void paint_numbers(std::span<const T> values, const Scale& scale, Shades shades, std::span<Texel> texels) {
  switch (scale.kind) {
    case LayerScale::log: return paint_log(values, scale, std::move(shades), texels);
    case LayerScale::classes: return paint_classes(values, scale, std::move(shades), texels);
    default: return paint_straight(values, scale, std::move(shades), texels);
  }
}

/// Texels for all numbers of a table, all hidden.
TexelRange hidden_range(const city::City& city, const LayerSpec& layer, const ObjectNumbers& numbers) {
  const std::int32_t table = city.find(layer.look.table);
  if (table < 0) return {};
  const ObjectNumbers::Range range = numbers.range(static_cast<std::size_t>(table));
  return {range.first, std::vector<Texel>(range.count, kHiddenTexel)};
}

/// Hides the rows that are gone and lays the marks over the others.
void mark(const city::Table& table, const RowMarks& marks, std::span<Texel> texels) {
  const auto alive = table.alive();
  for (std::size_t row = 0; row < texels.size(); ++row) texels[row] &= alive[row] != 0 ? ~Texel{0} : 0;
  const auto for_each = [&](std::span<const std::int64_t> rows, auto change) {
    for (const std::int64_t row : rows) {
      if (row < 0 || static_cast<std::size_t>(row) >= texels.size()) continue;
      Texel& texel = texels[static_cast<std::size_t>(row)];
      if (texel != kHiddenTexel) change(texel);
    }
  };
  for_each(marks.pinned, [](Texel& texel) {
    const Look look = look_of(texel);
    if (look == Look::value || look == Look::stale) texel = with_look(texel, Look::pinned);
  });
  for_each(marks.selected, [](Texel& texel) { texel |= kSelected; });
}

std::size_t painted_rows(const city::Table& table, const TexelRange& range) {
  return std::min(static_cast<std::size_t>(table.rows()), range.texels.size());
}

}  // namespace

void paint(const city::Column& column, const Scale& scale, host::NullLook null_look, bool stale,
           std::span<Texel> texels) {
  Shades shades(null_texel(null_look), stale);
  if (scale.kind == LayerScale::categories) return paint_categories(column, scale, std::move(shades), texels);
  with_values(column, [&](auto values) { paint_numbers(values, scale, std::move(shades), texels); });
}

void paint(std::span<const double> values, const Scale& scale, host::NullLook null_look, bool stale,
           std::span<Texel> texels) {
  paint_numbers(values, scale, Shades(null_texel(null_look), stale), texels);
}

TexelRange colours_of(const city::City& city, const LayerSpec& layer, const Scale& scale,
                      const ObjectNumbers& numbers, const RowMarks& marks) {
  TexelRange range = hidden_range(city, layer, numbers);
  if (range.texels.empty()) return range;
  const city::Table& table = city.table(layer.look.table);
  const std::span<Texel> texels = std::span(range.texels).first(painted_rows(table, range));
  const city::Column* column = layer_column(city, layer, layer.look.color);
  if (!layer.look.color.empty() && column == nullptr) {
    std::fill(texels.begin(), texels.end(), null_texel(layer.look.null_look));
  } else if (column == nullptr) {
    std::fill(texels.begin(), texels.end(), kPlainTexel);
  } else {
    paint(*column, scale, layer.look.null_look, marks.stale, texels);
  }
  mark(table, marks, texels);
  return range;
}

TexelRange difference_colours_of(const city::City& a, const city::City& b, const LayerSpec& layer,
                                 const Scale& scale, const ObjectNumbers& numbers, const RowMarks& marks) {
  TexelRange range = hidden_range(b, layer, numbers);
  if (range.texels.empty()) return range;
  const city::Table& table = b.table(layer.look.table);
  const std::span<Texel> texels = std::span(range.texels).first(painted_rows(table, range));
  const std::vector<double> differences = differences_of(layer, a, b);
  paint(std::span<const double>(differences), scale, layer.look.null_look, marks.stale, texels);
  mark(table, marks, texels);
  return range;
}

LookCounts count_looks(std::span<const Texel> texels) {
  LookCounts counts{};
  for (const Texel texel : texels) ++counts[std::min<std::size_t>(texel >> 24 & 0x7F, counts.size() - 1)];
  return counts;
}

std::vector<std::int64_t> class_counts(const city::Table& table, const city::Column& column,
                                       const Scale& scale) {
  const auto alive = table.alive();
  const auto rows = static_cast<std::size_t>(table.rows());
  if (scale.kind == LayerScale::categories) {
    std::vector<std::int64_t> counts(scale.categories.size() + 2, 0);
    for_each_category(column, scale, rows,
                      [&](std::size_t row, std::size_t index) { counts[index] += alive[row] != 0 ? 1 : 0; });
    counts.erase(counts.begin());  // without a value
    return counts;
  }
  std::vector<std::int64_t> counts(scale.class_count(), 0);
  with_values(column, [&](auto values) {
    std::array<std::uint32_t, kBlock> classes;
    for (std::size_t from = 0; from < rows; from += kBlock) {
      const std::size_t some = std::min(kBlock, rows - from);
      const auto block = values.subspan(from, some);
      classify(block, scale, std::span(classes).first(some));
      for (std::size_t i = 0; i < some; ++i)
        counts[classes[i]] += alive[from + i] != 0 && known(block[i]) ? 1 : 0;
    }
  });
  return counts;
}

}  // namespace conurb::scene
