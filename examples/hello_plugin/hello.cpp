// SPDX-License-Identifier: Apache-2.0
// Rain on roofs: what leaves each plot for the sewer and what rain tanks keep back. The rational method
// (Kuichling 1889), flow = runoff coefficient x rain intensity x area, with a store in between.
#include <algorithm>
#include <cmath>

#include "engine/sdk/conurb.hpp"
#include "hello_columns.hpp"

namespace hello {

/// Mean rain over [t0, t1), m/s, of all weather records of that time; what is not known does not count.
double mean_rain(const conurb::sdk::View& view, std::int64_t t0, std::int64_t t1) {
  const conurb_table& table = view.table(Table::weather);
  const auto time = view.read<std::int64_t>(Column::weather_time);
  const auto interval = view.read<std::int64_t>(Column::weather_interval);
  const auto rain = view.read<float>(Column::weather_precipitation);
  double depth = 0, known = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row) {
    const auto overlap =
        static_cast<double>(std::min(t1, time[row] + interval[row]) - std::max(t0, time[row]));
    if (overlap <= 0 || table.alive[row] == 0 || std::isnan(rain[row])) continue;
    depth += rain[row] * overlap;
    known += overlap;
  }
  return known > 0 ? depth / known : 0;
}

class RainOnRoofs {
 public:
  explicit RainOnRoofs(conurb::sdk::Host host) : host_(host) {}

  void step(const conurb::sdk::View& view, conurb::sdk::Step& step) {
    const auto dt = static_cast<float>(1e-6 * static_cast<double>(step.t1_us - step.t0_us));
    const double rain = mean_rain(view, step.t0_us, step.t1_us);
    const auto depth = static_cast<float>(rain * view.parameter(Parameter::runoff_coefficient)) * dt;
    const auto size = static_cast<float>(view.parameter(Parameter::tank_size));
    const auto used = static_cast<float>(view.parameter(Parameter::tank_use)) * dt;

    const auto area = view.read<float>(Column::building_footprint_area);
    const auto tank = view.write<float>(Column::building_rain_tank_volume);
    const auto runoff = view.write<float>(Column::building_roof_runoff);
    host_.parallel_for(
        0, static_cast<std::int64_t>(runoff.size()), 16384, [&](std::int64_t begin, std::int64_t end) {
          for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row) {
            const float water = std::max(0.0F, tank[row] - used) + depth * std::max(0.0F, area[row]);
            tank[row] = std::min(water, size);
            runoff[row] = (water - tank[row]) / dt;
          }
        });
  }

 private:
  conurb::sdk::Host host_;
};

}  // namespace hello

CONURB_PLUGIN(hello::RainOnRoofs)
