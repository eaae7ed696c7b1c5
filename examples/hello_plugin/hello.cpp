// SPDX-License-Identifier: Apache-2.0
// Rain on roofs: what leaves each plot for the sewer and what rain tanks keep back. The rational method
// (Kuichling 1889), flow = runoff coefficient x rain intensity x area, with a store in between.
#include <algorithm>

#include "engine/sdk/conurb.hpp"
#include "hello_columns.hpp"

namespace hello {

/// Mean rain over [t0, t1), m/s. A record (times ascending, us UTC) lasts until the next, the last for an
/// hour.
double mean_rain(std::span<const std::int64_t> time, std::span<const float> rain, std::int64_t t0,
                 std::int64_t t1) {
  constexpr std::int64_t kHour = 3'600'000'000;
  double depth = 0;
  auto row = static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t0) - time.begin());
  for (row -= row > 0 ? 1 : 0; row < time.size() && time[row] < t1; ++row) {
    const std::int64_t end = row + 1 < time.size() ? time[row + 1] : time[row] + kHour;
    const std::int64_t overlap = std::min(t1, end) - std::max(t0, time[row]);
    if (overlap > 0 && rain[row] > 0) depth += rain[row] * static_cast<double>(overlap);
  }
  return depth / static_cast<double>(t1 - t0);
}

class RainOnRoofs {
 public:
  explicit RainOnRoofs(conurb::sdk::Host host) : host_(host) {}

  void step(const conurb::sdk::View& view, conurb::sdk::Step& step) {
    const auto time = view.read<std::int64_t>(Column::weather_time);
    const auto records = static_cast<std::size_t>(view.table(Table::weather).rows);
    const double rain = mean_rain(time.first(records), view.read<float>(Column::weather_precipitation),
                                  step.t0_us, step.t1_us);
    const auto dt = static_cast<float>(1e-6 * static_cast<double>(step.t1_us - step.t0_us));
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
