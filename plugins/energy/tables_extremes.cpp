// SPDX-License-Identifier: Apache-2.0
// What a run has come to so far: a year's study is a run, and these are its reductions for each row, kept as
// the hours go by.
#include <cstdint>
#include <span>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;

/// A column that goes one way only; rows without a value now stay as they are.
template <class Beyond>
void keep(const sdk::Host& host, const sdk::View& view, Column column, std::span<const double> now,
          const Beyond& beyond) {
  const auto kept = view.write<double>(column);
  std::vector<std::int64_t> moved;
  for (std::size_t row = 0; row < now.size(); ++row) {
    const bool first = kept[row] != kept[row] && now[row] == now[row];
    if (!first && !beyond(now[row], kept[row])) continue;
    kept[row] = now[row];
    moved.push_back(static_cast<std::int64_t>(row));
  }
  host.mark_changed(column, moved);
}

template <class Broken>
void add_time(const sdk::Host& host, const sdk::View& view, Column column, std::size_t rows, double dt_s,
              const Broken& broken) {
  const auto time = view.write<double>(column);
  std::vector<std::int64_t> moved;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!broken(row)) continue;
    time[row] += dt_s;
    moved.push_back(static_cast<std::int64_t>(row));
  }
  host.mark_changed(column, moved);
}

}  // namespace

void keep_extremes(const sdk::Host& host, const sdk::View& view, const GridState& state, double dt_s) {
  const auto above = [](double one, double other) { return one > other; };
  const auto below = [](double one, double other) { return one < other; };
  keep(host, view, Column::power_bus_lowest_voltage, state.voltage, below);
  keep(host, view, Column::power_bus_highest_voltage, state.voltage, above);
  keep(host, view, Column::power_line_highest_loading, state.line_loading, above);
  keep(host, view, Column::power_transformer_highest_loading, state.transformer_loading, above);
  const auto least = view.read<double>(Column::power_bus_voltage_min),
             most = view.read<double>(Column::power_bus_voltage_max);
  add_time(host, view, Column::power_bus_time_off_band, state.voltage.size(), dt_s, [&](std::size_t row) {
    return state.voltage[row] < least[row] || state.voltage[row] > most[row];
  });
  const auto overloaded = [&](Column column, std::span<const double> loading) {
    add_time(host, view, column, loading.size(), dt_s, [&](std::size_t row) { return loading[row] > 1; });
  };
  overloaded(Column::power_line_overloaded_time, state.line_loading);
  overloaded(Column::power_transformer_overloaded_time, state.transformer_loading);
}

}  // namespace conurb::energy
