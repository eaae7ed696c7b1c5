// SPDX-License-Identifier: Apache-2.0
// Rain on roofs: how much water leaves each plot for the sewer, and what rain tanks keep back. The rational method
// (Kuichling 1889), flow = runoff coefficient x rain intensity x area, with a store in between.
#include "engine/sdk/conurb.hpp"

#include <algorithm>

#include "hello_columns.hpp"

namespace hello {

using conurb::sdk::View;

/// Mean rain intensity over [t0, t1), m/s. `time` holds the ascending beginnings of the weather's intervals (us UTC),
/// each of which lasts until the next, the last for ever.
double mean_rain(std::span<const std::int64_t> time, std::span<const float> rain, std::int64_t t0, std::int64_t t1) {
  const auto after_t0 = std::upper_bound(time.begin(), time.end(), t0) - time.begin();
  double depth = 0;
  for (auto row = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after_t0 - 1, 0)); row < time.size(); ++row) {
    const std::int64_t from = std::max(t0, time[row]);
    const std::int64_t to = row + 1 < time.size() ? std::min(t1, time[row + 1]) : t1;
    if (from >= t1) break;
    depth += rain[row] * static_cast<double>(to - from);
  }
  return depth / static_cast<double>(t1 - t0);
}

class RainOnRoofs {
 public:
  explicit RainOnRoofs(conurb::sdk::Host host) : host_(host) {}

  void step(const View& view, conurb::sdk::Step& step) {
    const auto hours = static_cast<std::size_t>(view.table(Table::weather).rows);
    const double rain = mean_rain(view.read<std::int64_t>(Column::weather_time).first(hours),
                                  view.read<float>(Column::weather_precipitation), step.t0_us, step.t1_us);
    const auto dt = static_cast<float>(static_cast<double>(step.t1_us - step.t0_us) * 1e-6);
    const auto yield = static_cast<float>(rain * view.parameter(Parameter::runoff_coefficient));
    const auto size = static_cast<float>(view.parameter(Parameter::tank_size));
    const auto used = static_cast<float>(view.parameter(Parameter::tank_use)) * dt;

    const auto area = view.read<float>(Column::building_footprint_area);
    const auto tank = view.write<float>(Column::building_rain_tank_volume);
    const auto runoff = view.write<float>(Column::building_roof_runoff);
    const auto rows = static_cast<std::int64_t>(runoff.size());
    host_.parallel_for(0, rows, 16384, [&](std::int64_t first, std::int64_t last) {
      for (auto row = static_cast<std::size_t>(first); row < static_cast<std::size_t>(last); ++row) {
        const float water = std::max(tank[row] - used, 0.0F) + yield * area[row] * dt;
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
