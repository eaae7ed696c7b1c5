// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/legend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace conurb::scene {
namespace {

using plot::decimals_of;
using plot::nice_below;
using plot::nice_ticks;

using host::LayerScale;

constexpr std::size_t kBarColours = 64;
constexpr int kMostTicks = 6;
constexpr std::string_view kDash = "\u2013", kMinus = "\u2212";

constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// 1, 2, 5 in every decade of a short range, else the powers of ten.
std::vector<double> log_ticks(double low, double high) {
  const double decades = std::log10(high / low);
  std::vector<double> ticks;
  for (double power = std::pow(10.0, std::floor(std::log10(low) + 1e-9)); power <= high * (1 + 1e-9);
       power *= 10) {
    for (const double head : {1.0, 2.0, 5.0}) {
      const double tick = head * power;
      const bool inside = tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9);
      if (inside && (head == 1 || decades < 1.5)) ticks.push_back(tick);
    }
  }
  return ticks;
}

void add_ticks(const Scale& scale, bool difference, Legend& legend) {
  const double low = scale.display.shown(scale.low), high = scale.display.shown(scale.high);
  if (scale.kind == LayerScale::log) {
    for (const double tick : log_ticks(low, high))
      legend.ticks.push_back({scale.position(scale.display.value(tick)), number_text(tick)});
    return;
  }
  const std::vector<double> ticks = nice_ticks(low, high, kMostTicks);
  const int decimals = ticks.size() > 1 ? decimals_of(nice_below((ticks[1] - ticks[0]) * 1.01)) : 0;
  for (const double tick : ticks) {
    const std::string text = number_text(tick, decimals);
    legend.ticks.push_back(
        {scale.position(scale.display.value(tick)), (difference && tick > 0 ? "+" : "") + text});
  }
}

std::string class_text(const Scale& scale, std::size_t i) {
  const auto shown = [&](std::size_t at) { return number_text(scale.display.shown(scale.breaks[at])); };
  if (i == 0) return "below " + shown(0);
  if (i == scale.breaks.size()) return shown(i - 1) + " and more";
  return fmt::format("{} {} {}", shown(i - 1), kDash, shown(i));
}

/// "district_heat" as "district heat".
std::string category_text(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text.empty() ? "empty" : text;
}

/// Whether a value is seen anywhere; unknown without texels.
bool any_value(const LegendFacts& facts) {
  const LookCounts counts = count_looks(facts.texels);
  const auto rows = [&](Look look) { return counts[static_cast<std::size_t>(look)]; };
  return facts.texels.empty() || rows(Look::value) + rows(Look::stale) + rows(Look::pinned) > 0;
}

/// Rows that are passages, of which only those of one moment are seen, are not counted.
bool is_counted(const LayerSpec& layer) {
  return layer.look.path.enter.empty();
}

void add_classes(const city::Table& table, const LayerSpec& layer, const city::Column* column,
                 const Scale& scale, Legend& legend) {
  std::vector<std::int64_t> counts;
  if (column != nullptr) counts = class_counts(table, *column, scale);
  const auto rows = [&](std::size_t i) {
    return !is_counted(layer) ? -1 : i < counts.size() ? counts[i] : 0;
  };
  if (scale.kind == LayerScale::classes) {
    for (std::size_t i = 0; i < scale.class_count(); ++i)
      legend.classes.push_back(
          {scale.palette.of_class(i, scale.class_count()), class_text(scale, i), rows(i)});
    return;
  }
  const std::size_t kinds = scale.categories.size();
  for (std::size_t i = 0; i < kinds; ++i)
    legend.classes.push_back({scale.category_colour(i), category_text(scale.categories[i]), rows(i)});
  if (scale.others || rows(kinds) > 0) legend.classes.push_back({kOtherColour, "other", rows(kinds)});
}

void add_samples(const LayerSpec& layer, const LegendFacts& facts, Legend& legend) {
  const LookCounts counts = count_looks(facts.texels);
  const auto add = [&](Look look, const char* text) {
    const std::int64_t rows = counts[static_cast<std::size_t>(look)];
    if (rows > 0) legend.samples.push_back({look, text, rows});
  };
  if (!is_counted(layer)) return;
  add(Look::missing, facts.difference ? "no difference known" : "no value");
  if (!layer.look.color.empty()) add(Look::plain, "no value");
  add(Look::stale, "out of date");
  add(Look::pinned, "set by a person or a scenario");
}

void add_size(const LayerSpec& layer, const city::City& city, const char* what, const std::string& name,
              const SizeScale* scale, Legend& legend) {
  const city::Column* column = layer_column(city, layer, name);
  if (scale == nullptr || column == nullptr) return;
  std::string words = column->spec().name;
  std::replace(words.begin(), words.end(), '_', ' ');
  const std::string unit = unit_text(scale->display.unit);
  const std::string top = number_text(scale->display.shown(scale->top)) + (unit.empty() ? "" : " " + unit);
  legend.sizes.push_back({fmt::format("{}: {}", what, words), "up to " + top});
}

/// Name and date of the source that most rows of the table come from.
std::string source_of_rows(const city::City& city, const city::Table& table, const Zone& zone) {
  const auto of = table.find("source");
  const std::int32_t index = city.find("source");
  if (!of || index < 0 || table.column(*of).spec().scalar != city::Scalar::ref) return {};
  std::map<std::int32_t, std::int64_t> counts;
  const auto sources = table.column(*of).values<std::int32_t>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) ++counts[sources[row]];
  counts.erase(-1);
  if (counts.empty()) return {};
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const city::Table& all = city.table(static_cast<std::size_t>(index));
  const auto text = [&](const char* name) {
    const auto column = all.find(name);
    const city::Value value = column ? all.column(*column).get(most->first) : city::Value{};
    return city::is_null(value) ? std::string() : city::to_string(value);
  };
  std::string date = text("reference_date");
  if (date.empty() && all.find("imported_at")) {
    const std::int64_t at =
        all.column("imported_at").values<std::int64_t>()[static_cast<std::size_t>(most->first)];
    if (at > 0) date = format_date(zone.to_local(Time{at}).date);
  }
  const std::string name = text("name");
  return date.empty() || name.empty() ? name + date : name + ", " + date;
}

std::string direction_of(host::Better better) {
  switch (better) {
    case host::Better::lower: return "Lower is better";
    case host::Better::higher: return "Higher is better";
    case host::Better::none: break;
  }
  return {};
}

}  // namespace

std::string moment_text(Time time, const Zone& zone) {
  const CivilTime local = zone.to_local(time);
  return fmt::format("{} {} {} {} {:02}:{:02}", kDays[static_cast<std::size_t>(weekday(local.date))],
                     local.date.day, kMonths[static_cast<std::size_t>(local.date.month - 1)], local.date.year,
                     local.hour, local.minute);
}

Legend legend_of(const city::City& city, const LayerSpec& layer, const Scale& scale, const Zone& zone,
                 const LegendFacts& facts) {
  Legend legend;
  legend.title = layer.look.label;
  if (facts.difference) legend.title += fmt::format(": {} {} {}", facts.b, kMinus, facts.a);
  legend.direction = direction_of(layer.look.better);
  if (facts.time) legend.time = moment_text(*facts.time, zone);
  const std::int32_t index = city.find(layer.look.table);
  if (index < 0) return legend;
  const city::Table& table = city.table(static_cast<std::size_t>(index));
  const city::Column* color = layer_column(city, layer, layer.look.color);
  if (color != nullptr) {
    if (scale.kind != LayerScale::categories) legend.unit = unit_text(scale.display.unit);
    if (scale.kind == LayerScale::classes || scale.kind == LayerScale::categories) {
      add_classes(table, layer, color, scale, legend);
    } else if (any_value(facts)) {
      for (std::size_t i = 0; i < kBarColours; ++i)
        legend.bar.push_back(scale.palette.at(static_cast<double>(i) / (kBarColours - 1)));
      add_ticks(scale, facts.difference, legend);
    }
  }
  add_samples(layer, facts, legend);
  add_size(layer, city, "Width", layer.look.width, facts.width, legend);
  add_size(layer, city, "Height", layer.look.height, facts.height, legend);
  legend.source = layer.source.empty() ? source_of_rows(city, table, zone) : layer.source;
  if (legend.source.empty()) legend.source = facts.data_source;
  return legend;
}

}  // namespace conurb::scene
