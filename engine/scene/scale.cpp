// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/scale.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace conurb::scene {
namespace {

using plot::nice_above;
using plot::nice_below;
using plot::nice_step;

using host::LayerScale;

constexpr double kOutliers = 0.02;              // share at either end that stretches no range
constexpr std::int64_t kMostSampled = 200'000;  // the share of outliers is then known to 0.03 %
constexpr double kSlack =
    1e-3;                  // of a step, that a range may reach beyond: floats of display units are not round
constexpr int kSteps = 6;  // round pieces that a range is made of, at most
constexpr std::size_t kMostCategories = 9;  // with a colour of their own
constexpr double kLeastDecades = 1e-3;      // a log range from the data spans no more than three decades

double quantile(std::span<double> values, double share) {
  const auto at = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

template <typename T>
void sample(const city::Table& table, const city::Column& column, std::vector<double>& values) {
  const auto data = column.values<T>();
  const auto alive = table.alive();
  const std::int64_t rows = table.rows(), step = rows / kMostSampled + 1;
  for (std::int64_t row = 0; row < rows; row += step) {
    const auto at = static_cast<std::size_t>(row);
    if (alive[at] != 0) values.push_back(static_cast<double>(data[at]));
  }
}

/// Rows of each text, the commonest first; of equals the one that comes first in the alphabet.
std::vector<std::string> commonest(std::span<const ColumnOf> columns) {
  std::map<std::string, std::int64_t> counts;
  for (const ColumnOf& of : columns) {
    if (of.column->spec().scalar != city::Scalar::text) continue;
    const city::Dictionary& dictionary = of.column->dictionary();
    std::vector<std::int64_t> by_code(static_cast<std::size_t>(dictionary.size()), 0);
    const auto codes = of.column->values<std::int32_t>();
    const auto alive = of.table->alive();
    for (std::size_t row = 0; row < static_cast<std::size_t>(of.table->rows()); ++row) {
      if (alive[row] != 0 && codes[row] >= 0) ++by_code[static_cast<std::size_t>(codes[row])];
    }
    for (std::size_t code = 0; code < by_code.size(); ++code) {
      if (by_code[code] > 0) counts[dictionary.text(static_cast<std::int32_t>(code))] += by_code[code];
    }
  }
  std::vector<std::string> texts;
  for (const auto& [text, rows] : counts) texts.push_back(text);
  std::stable_sort(texts.begin(), texts.end(),
                   [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  return texts;
}

Palette palette_or(const std::string& name, std::string_view otherwise) {
  return Palette::named(name.empty() ? otherwise : std::string_view(name));
}

void set_categories(Scale& scale, std::span<const ColumnOf> columns, const host::Layer& wanted) {
  scale.kind = LayerScale::categories;
  if (!columns.empty() && is_yes_or_no(columns.front().column->spec())) {
    scale.categories = {"no", "yes"};
  } else {
    std::vector<std::string> found = commonest(columns);
    scale.categories = wanted.categories.empty() ? found : wanted.categories;
    if (wanted.categories.empty() && found.size() > kMostCategories) scale.categories.resize(kMostCategories);
    scale.others = std::any_of(found.begin(), found.end(), [&](const std::string& text) {
      return std::find(scale.categories.begin(), scale.categories.end(), text) == scale.categories.end();
    });
  }
  const bool few = scale.categories.size() <= Palette::named("Okabe-Ito").size();
  scale.palette = palette_or(wanted.palette, few ? "Okabe-Ito" : "Tol-muted");
}

/// Round ends in the unit that people see.
void set_linear(Scale& scale, const DataRange& data) {
  double low = data.empty() ? 0 : scale.display.shown(data.low),
         high = data.empty() ? 1 : scale.display.shown(data.high);
  if (low > high) std::swap(low, high);
  if (low == high) {
    low = std::min(low, 0.0);
    high = low == high ? low + 1 : std::max(high, 0.0);
  }
  const double step = nice_step(high - low, kSteps);
  scale.low = scale.display.value(std::floor(low / step + kSlack) * step);
  scale.high = scale.display.value(std::ceil(high / step - kSlack) * step);
}

void set_log(Scale& scale, const DataRange& data) {
  const double high = data.high > 0 ? scale.display.shown(data.high) : 1;
  const double low = data.positive > 0 ? scale.display.shown(data.positive) : high / 10;
  scale.high = scale.display.value(nice_above(high));
  scale.low = scale.display.value(nice_below(std::max(std::min(low, high / 2), high * kLeastDecades)));
}

void set_diverging(Scale& scale, const DataRange& data, double centre) {
  scale.centre = centre;
  double half = data.empty() ? 0 : std::max(std::abs(data.low - centre), std::abs(data.high - centre));
  half = half > 0 ? nice_above(std::abs(scale.display.factor) * half) / std::abs(scale.display.factor) : 1;
  scale.low = centre - half;
  scale.high = centre + half;
}

}  // namespace

void DataRange::add(const DataRange& other) {
  low = std::fmin(low, other.low);
  high = std::fmax(high, other.high);
  positive = std::fmin(positive, other.positive);
}

DataRange robust_range(std::span<double> values) {
  const auto finite = std::partition(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
  values = values.first(static_cast<std::size_t>(finite - values.begin()));
  DataRange range;
  if (values.empty()) return range;
  range.low = quantile(values, kOutliers);
  range.high = quantile(values, 1 - kOutliers);
  if (range.low == range.high) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    range.low = *least;
    range.high = *most;
  }
  const auto above = std::partition(values.begin(), values.end(), [](double v) { return v > 0; });
  values = values.first(static_cast<std::size_t>(above - values.begin()));
  if (!values.empty()) range.positive = quantile(values, kOutliers);
  return range;
}

DataRange robust_range(const city::Table& table, const city::Column& column) {
  std::vector<double> values;
  if (column.spec().list) return {};
  switch (column.spec().scalar) {
    case city::Scalar::f64: sample<double>(table, column, values); break;
    case city::Scalar::f32: sample<float>(table, column, values); break;
    case city::Scalar::i64: sample<std::int64_t>(table, column, values); break;
    case city::Scalar::i32: sample<std::int32_t>(table, column, values); break;
    case city::Scalar::u8: sample<std::uint8_t>(table, column, values); break;
    case city::Scalar::text:
    case city::Scalar::ref: break;
  }
  return robust_range(values);
}

bool is_yes_or_no(const city::ColumnSpec& column) {
  return column.scalar == city::Scalar::u8 && !column.list && column.min == 0 && column.max == 1;
}

bool is_categorical(const city::ColumnSpec& column) {
  return (column.scalar == city::Scalar::text && !column.list) || is_yes_or_no(column);
}

Scale Scale::of(std::span<const ColumnOf> columns, const host::Layer& wanted, const Display& display,
                std::span<const DataRange> recorded) {
  Scale scale;
  scale.display = display;
  scale.kind = wanted.scale;
  if (wanted.scale == LayerScale::categories ||
      (!columns.empty() && is_categorical(columns.front().column->spec()))) {
    set_categories(scale, columns, wanted);
    return scale;
  }
  scale.palette = palette_or(wanted.palette, wanted.scale == LayerScale::diverging ? "RdBu_r" : "cividis");
  if (wanted.scale == LayerScale::classes) {
    for (const double shown : wanted.breaks) scale.breaks.push_back(display.value(shown));
    return scale;
  }
  if (!std::isnan(wanted.low)) {
    scale.low = display.value(wanted.low);
    scale.high = display.value(wanted.high);
    scale.centre = display.value(wanted.centre);
    return scale;
  }
  DataRange data;
  for (const ColumnOf& of : columns) data.add(robust_range(*of.table, *of.column));
  for (const DataRange& range : recorded) data.add(range);
  if (wanted.scale == LayerScale::log) set_log(scale, data);
  if (wanted.scale == LayerScale::diverging) set_diverging(scale, data, display.value(wanted.centre));
  if (wanted.scale == LayerScale::linear) set_linear(scale, data);
  return scale;
}

Scale Scale::of_differences(const DataRange& range, host::Better better, const Display& display) {
  Scale scale;
  scale.kind = LayerScale::diverging;
  scale.display = display;
  // Teal is better and brown is worse, as everywhere in the room; else red is more.
  const char* palette = better == host::Better::higher  ? "BrBG"
                        : better == host::Better::lower ? "BrBG_r"
                                                        : "RdBu_r";
  scale.palette = Palette::named(palette);
  set_diverging(scale, range, 0);
  return scale;
}

double Scale::position(double value) const {
  if (std::isnan(value)) return value;
  if (kind == LayerScale::classes)
    return (static_cast<double>(class_of(value)) + 0.5) / static_cast<double>(class_count());
  double at = (value - low) / (high - low);
  if (kind == LayerScale::log) at = value > 0 ? std::log(value / low) / std::log(high / low) : 0;
  if (kind == LayerScale::diverging) {
    at = value < centre ? 0.5 * (value - low) / (centre - low)
                        : 0.5 + 0.5 * (value - centre) / (high - centre);
  }
  return std::clamp(at, 0.0, 1.0);
}

double Scale::value_at(double position) const {
  if (kind == LayerScale::log) return low * std::pow(high / low, position);
  if (kind == LayerScale::diverging) {
    return position < 0.5 ? low + 2 * position * (centre - low)
                          : centre + (2 * position - 1) * (high - centre);
  }
  return low + position * (high - low);
}

std::size_t Scale::class_of(double value) const {
  return static_cast<std::size_t>(
      std::count_if(breaks.begin(), breaks.end(), [&](double at) { return value >= at; }));
}

Rgb Scale::colour(double value) const {
  if (kind == LayerScale::classes) return palette.of_class(class_of(value), class_count());
  return palette.at(position(value));
}

Rgb Scale::category_colour(std::size_t index) const {
  return index < categories.size() ? palette.of_class(index, categories.size()) : kOtherColour;
}

}  // namespace conurb::scene
