// SPDX-License-Identifier: Apache-2.0
// A raster that is updated in full at every step, in two columns by turns, and coupled to the network by its
// pumps.
#include <algorithm>

#include "engine/sdk/conurb.hpp"
#include "probe_raster_columns.hpp"
#include "tests/probes/raster/creep.hpp"

namespace probe_raster {

using conurb::sdk::Failure;
using conurb::sdk::View;

class Raster {
 public:
  explicit Raster(conurb::sdk::Host host) : host_(host) {}

  void step(const View& view, conurb::sdk::Step& step) {
    const conurb_table& surface = view.table(Table::surface);
    if (surface.rows != surface.width * surface.height) {
      throw Failure(CONURB_BAD_DATA, "the surface has not as many rows as cells");
    }
    const double dt = static_cast<double>(step.t1_us - step.t0_us) * 1e-6;
    const auto depth = view.write<float>(Column::surface_depth);
    const auto midway = view.write<float>(Column::surface_depth_midway);
    half_step(view, 0.5 * dt, depth.data(), midway.data());
    half_step(view, 0.5 * dt, midway.data(), depth.data());
    pump(view, dt, depth);
  }

 private:
  void half_step(const View& view, double dt, const float* from, float* to) {
    const conurb_table& surface = view.table(Table::surface);
    const Field field{view.read<float>(Column::surface_elevation).data(), from, to, surface.width,
                      surface.height};
    const Exchange exchange{static_cast<float>(view.parameter(Parameter::conveyance) * dt / surface.cell),
                            static_cast<float>(view.parameter(Parameter::rain) * dt)};
    host_.parallel_for(0, surface.height, 64, [&](std::int64_t first, std::int64_t last) {
      creep_rows(field, exchange, first, last);
    });
  }

  // A pump lifts its water by 10 m and turns half of its power into that.
  static void pump(const View& view, double dt, std::span<float> depth) {
    const conurb_table& bus = view.table(Table::bus);
    const double area = view.table(Table::surface).cell * view.table(Table::surface).cell;
    const auto most = static_cast<float>(view.parameter(Parameter::pump_flow) * dt / area);
    const auto cell = view.read<std::int32_t>(Column::bus_cell);
    const auto voltage = view.read<double>(Column::bus_voltage);
    const auto demand = view.write<double>(Column::bus_demand);
    const auto pumped = view.write<double>(Column::bus_pumped);
    constexpr double kPowerPerFlow = 1000.0 * 9.81 * 10.0 / 0.5;  // W s/m3
    for (std::size_t row = 0; row < static_cast<std::size_t>(bus.rows); ++row) {
      const bool runs =
          bus.alive[row] != 0 && cell[row] >= 0 && voltage[row] >= view.parameter(Parameter::least_voltage);
      if (!runs) continue;
      float& water = depth[static_cast<std::size_t>(cell[row])];
      const float taken = std::min(water, most);
      water -= taken;
      const double volume = static_cast<double>(taken) * area;
      pumped[row] += volume;
      demand[row] += volume / dt * kPowerPerFlow;
    }
  }

  conurb::sdk::Host host_;
};

}  // namespace probe_raster

CONURB_PLUGIN(probe_raster::Raster)
