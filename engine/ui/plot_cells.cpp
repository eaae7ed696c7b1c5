// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plot_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace conurb::ui {
namespace {

struct Joined {
  double sum = 0;
  std::int64_t n = 0;

  void add(double value) {
    if (!std::isfinite(value)) return;
    sum += value;
    ++n;
  }
  [[nodiscard]] double value(room::Joining joining) const {
    if (n == 0) return std::numeric_limits<double>::quiet_NaN();
    return joining == room::Joining::mean ? sum / static_cast<double>(n) : sum;
  }
};
using Groups = std::map<std::string, Joined>;

Groups groups_of(const PlotCells& cells, const std::string& all) {
  Groups groups;
  for (std::size_t i = 0; i < cells.values.size(); ++i) {
    const std::string& word = i < cells.words.size() ? cells.words[i] : all;
    if (!word.empty()) groups[word].add(cells.values[i]);
  }
  return groups;
}

/// The largest of the first branch first; those that only others have come last.
std::vector<std::string> order_of(const std::vector<Groups>& branches, room::Joining joining) {
  std::vector<std::string> names;
  for (const Groups& groups : branches)
    for (const auto& [name, joined] : groups)
      if (joined.n > 0 && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  const auto rank = [&](const std::string& name) {
    const auto found = branches.front().find(name);
    const double value = found == branches.front().end() ? 0 : found->second.value(joining);
    return std::isfinite(value) ? std::abs(value) : 0;
  };
  std::stable_sort(names.begin(), names.end(),
                   [&](const auto& a, const auto& b) { return rank(a) > rank(b); });
  return names;
}

}  // namespace

plot::Chart bars_of(const std::vector<PlotCells>& cells, room::Joining joining, const std::string& all,
                    const std::string& others) {
  plot::Chart chart;
  if (cells.empty()) return chart;
  std::vector<Groups> branches;
  for (const PlotCells& each : cells) branches.push_back(groups_of(each, all));
  std::vector<std::string> names = order_of(branches, joining);
  if (names.size() > kMostGroups) {
    for (Groups& groups : branches) {
      Joined rest;
      for (auto name = names.begin() + kMostGroups - 1; name != names.end(); ++name) {
        const Joined& joined = groups[*name];
        rest.sum += joined.sum;
        rest.n += joined.n;
      }
      groups[others] = rest;
    }
    names.resize(kMostGroups - 1);
    names.push_back(others);
  }
  // Upright bars have room for a few short words.
  const bool lie = names.size() > 4 ||
                   std::any_of(names.begin(), names.end(), [](const auto& name) { return name.size() > 12; });
  chart.kind = lie ? plot::Kind::rows : plot::Kind::bars;
  chart.x.labels = names;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    plot::Series series{.name = cells[i].name, .letter = cells[i].letter, .stale = cells[i].stale};
    for (const std::string& name : names) series.y.push_back(branches[i][name].value(joining));
    chart.series.push_back(std::move(series));
  }
  return chart;
}

plot::Chart scatter_of(const std::vector<PlotCells>& cells) {
  plot::Chart chart;
  chart.kind = plot::Kind::scatter;
  for (const PlotCells& each : cells) {
    plot::Series series{.name = each.name, .letter = each.letter, .stale = each.stale};
    const std::size_t rows = std::min(each.values.size(), each.across.size());
    const std::size_t step = std::max<std::size_t>((rows + kMostPoints - 1) / kMostPoints, 1);
    for (std::size_t i = 0; i < rows; i += step) {
      if (!std::isfinite(each.values[i]) || !std::isfinite(each.across[i])) continue;
      series.x.push_back(each.across[i]);
      series.y.push_back(each.values[i]);
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

}  // namespace conurb::ui
