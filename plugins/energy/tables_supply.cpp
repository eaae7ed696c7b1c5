// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/standing_grid.hpp"

namespace conurb::energy {

using ::energy::Column;
using ::energy::Table;

void write_supply(const sdk::View& view, const StandingGrid& grid, const GridState& state,
                  std::span<const std::uint8_t> shed) {
  if (!view.has(Column::building_power_supplied)) return;
  const auto bus = view.read<std::int32_t>(Column::building_power_bus);
  const auto supplied = view.write<float>(Column::building_power_supplied);
  const auto voltage = view.write<float>(Column::building_voltage);
  const conurb_table& buses = view.table(Table::power_bus);
  for (std::size_t row = 0; row < static_cast<std::size_t>(view.table(Table::building).rows); ++row) {
    const bool known = bus[row] >= 0 && buses.alive[bus[row]] != 0;
    supplied[row] = !known || state.energised[at(bus[row])] != 0 ? 1.0F : 0.0F;
    voltage[row] = static_cast<float>(known ? state.voltage[at(bus[row])] : kUnknown);
  }
  const auto building = view.read<std::int32_t>(Column::power_load_building);
  for (std::size_t load = 0; load < grid.connections.size(); ++load) {
    if (shed[load] == 0 || grid.connections[load] == 0) continue;
    float& share = supplied[at(building[load])];
    share = std::max(0.0F, share - 1.0F / static_cast<float>(grid.connections[load]));
  }
}

}  // namespace conurb::energy
