// SPDX-License-Identifier: Apache-2.0
// The city's weather as the kernel reads it: a whole series computed once, then cut for each step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/buildings/forcing.hpp"

namespace conurb::buildings {

struct WeatherSeries {
  std::vector<std::int64_t> begin_us;  ///< start of each hour, UTC, ascending
  std::vector<WeatherHour<float>> hours;
  std::vector<double> theta_e;  ///< degC
};

/// Places of hours in a series: [first, last).
struct HourRange {
  std::size_t first = 0, last = 0;
};

/// The series of the city's first weather site, from the host's cache; valid while the call lasts. Throws
/// sdk::Failure if there is no site or a needed value is missing, naming the row.
[[nodiscard]] const WeatherSeries& weather_of(const sdk::Host& host, const sdk::View& view);

/// Hours that end within (t0, t1]: every hour is computed once, however long the steps are. Throws
/// sdk::Failure if the series has a gap there or does not reach so far.
[[nodiscard]] HourRange hours_between(const WeatherSeries& series, std::int64_t t0_us, std::int64_t t1_us);

/// Local hour and day type of each hour of the range.
[[nodiscard]] std::vector<HourStamp> stamps_of(const sdk::Host& host, const WeatherSeries& series,
                                               HourRange range);

}  // namespace conurb::buildings
