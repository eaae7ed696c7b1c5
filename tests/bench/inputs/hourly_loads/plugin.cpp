// SPDX-License-Identifier: Apache-2.0
// Loads that differ from hour to hour and from each other, for energy.year: a grid's file holds one number
// for each. The hours are those of a household's day: low at night, highest in the evening.
#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/sdk/conurb.hpp"
#include "hourly_loads_columns.hpp"

namespace conurb::bench {

namespace {

using ::hourly_loads::Column;
using ::hourly_loads::Table;

constexpr std::array<double, 24> kDay{0.35, 0.28, 0.25, 0.24, 0.25, 0.30, 0.48, 0.62, 0.66, 0.64, 0.63, 0.68,
                                      0.74, 0.68, 0.60, 0.57, 0.60, 0.72, 0.90, 1.00, 0.96, 0.84, 0.68, 0.48};

}  // namespace

class HourlyLoads {
 public:
  explicit HourlyLoads(sdk::Host host) : host_(host) {}

  void step(const sdk::View& view, sdk::Step& step) const {
    const sdk::Random random(view.seed(), "org.conurb.bench.hourly_loads/part");
    const double hour = kDay[static_cast<std::size_t>(host_.local_time(step.t0_us).hour)];
    const auto bus = view.read<std::int32_t>(Column::power_load_bus);
    const auto p = view.read<double>(Column::power_load_power),
               q = view.read<double>(Column::power_load_reactive_power);
    const auto drawn_p = view.write<double>(Column::power_bus_demand),
               drawn_q = view.write<double>(Column::power_bus_reactive_demand);
    const conurb_table& loads = view.table(Table::power_load);
    for (std::size_t row = 0; row < static_cast<std::size_t>(loads.rows); ++row) {
      if (loads.alive[row] == 0 || bus[row] < 0) continue;
      const double part =
          hour * (0.5 + random.uniform(static_cast<std::uint64_t>(loads.ids[row]), step.t0_us, 0));
      drawn_p[static_cast<std::size_t>(bus[row])] += part * p[row];
      drawn_q[static_cast<std::size_t>(bus[row])] += part * q[row];
    }
  }

 private:
  sdk::Host host_;
};

}  // namespace conurb::bench

CONURB_PLUGIN(conurb::bench::HourlyLoads)
