// SPDX-License-Identifier: Apache-2.0
// Speed of the buildings kernel: million building-hours per second for each instruction set, step length,
// number of threads and mix of use profiles, over a city of 100,000 buildings. Medians of five. Usage:
// buildings_kernel_bench [buildings]
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "plugins/buildings/building_physics.hpp"
#include "plugins/buildings/forcing.hpp"
#include "plugins/buildings/kernel.hpp"

namespace {

using namespace conurb::buildings;

constexpr std::size_t kProfiles = 10;
constexpr std::size_t kHours = 24 * 10;

struct City {
  CoefficientTable table;
  std::vector<WeatherHour<float>> weather;
  std::vector<UseHour<float>> use;
};

/// `run` neighbours share a use profile (1: every block mixes all).
City make_city(std::size_t rows, std::size_t run) {
  City city{make_table(rows), {}, {}};
  Archetype a;
  a.u_wall = 1.2;
  a.u_roof = 0.6;
  a.u_floor = 0.9;
  a.u_window = 2.7;
  a.g_window = 0.75;
  a.window_share = 0.2;
  a.infiltration = 0.3;
  for (std::size_t row = 0; row < rows; ++row) {
    Geometry g;
    g.footprint_area = 60.0 + static_cast<double>(row * 7919 % 1000);
    g.mean_height = 3.0 + static_cast<double>(row * 104729 % 20);
    Overrides o;
    if (row % 3 == 0) o.cooling_limit = 1e9;
    set_row(city.table, row, building_physics(g, a, o).coefficients,
            static_cast<std::int32_t>(row / run % kProfiles));
  }
  for (std::size_t h = 0; h < kHours; ++h) {
    const double hour = static_cast<double>(h);
    WeatherRecord record{8.0 + 6.0 * std::sin(hour * 0.2618), {300.0, 300.0, 120.0}};
    city.weather.push_back(
        narrow(weather_hour({50.0, 8.0, 0.2}, static_cast<std::int64_t>(h) * 3600, record)));
    for (std::size_t p = 0; p < kProfiles; ++p) city.use.push_back({20.0F, 26.0F, 3.0F, 1.0F, 1.0F});
  }
  return city;
}

struct Columns {
  explicit Columns(std::size_t n) {
    for (auto& c : floats) c.assign(n, 20.0F);
    for (auto& c : doubles) c.assign(n, 0.0);
  }
  StateColumns view() {
    return {floats[0],  floats[1],  floats[2], floats[3], floats[4], doubles[0],
            doubles[1], doubles[2], floats[5], floats[6], floats[7]};
  }
  std::array<std::vector<float>, 8> floats;
  std::array<std::vector<double>, 3> doubles;
};

void run_all(Isa isa, const City& city, const StateColumns& state, std::size_t step, std::size_t threads) {
  const std::size_t blocks = city.table.blocks.size();
  for (std::size_t h = 0; h < kHours; h += step) {
    const StepForcing forcing{std::span(city.weather).subspan(h, step),
                              std::span(city.use).subspan(h * kProfiles, step * kProfiles), kProfiles};
    if (threads == 1) {
      advance(isa, city.table, 0, blocks, forcing, state);
      continue;
    }
    std::thread other([&] { advance(isa, city.table, 0, blocks / 2, forcing, state); });
    advance(isa, city.table, blocks / 2, blocks, forcing, state);
    other.join();
  }
}

double rate(Isa isa, const City& city, std::size_t step, std::size_t threads) {
  Columns columns(city.table.rows);
  const StateColumns state = columns.view();
  std::array<double, 5> seconds{};
  run_all(isa, city, state, step, threads);
  for (double& s : seconds) {
    const auto begin = std::chrono::steady_clock::now();
    run_all(isa, city, state, step, threads);
    s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  std::sort(seconds.begin(), seconds.end());
  return static_cast<double>(city.table.rows * kHours) / seconds[2] * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : 100000;
  std::printf("%-10s %-8s %6s %8s %s\n", "isa", "profiles", "step_h", "threads", "M building-hours/s");
  for (const std::size_t run : {std::size_t{1}, std::size_t{6400}}) {
    const City city = make_city(rows, run);
    for (const Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
      if (!supported(isa)) continue;
      for (const std::size_t step : {std::size_t{1}, std::size_t{24}}) {
        for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
          std::printf("%-10s %-8s %6zu %8zu %.0f\n", to_string(isa).data(), run == 1 ? "mixed" : "grouped",
                      step, threads, rate(isa, city, step, threads));
        }
      }
    }
  }
  return 0;
}
