// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/areas.hpp"

namespace conurb::bench {

Benchmarks all_benchmarks() {
  Benchmarks benchmarks;
  add_core_parse(benchmarks);
  add_core_import(benchmarks);
  add_core_open(benchmarks);
  add_core_branch(benchmarks);
  add_core_step(benchmarks);
  add_core_reload(benchmarks);
  add_core_buildings(benchmarks);
  add_core_latest(benchmarks);
  add_core_kill(benchmarks);
  add_city_generate(benchmarks);
  add_city_osm(benchmarks);
  add_city_terrain(benchmarks);
  add_city_triangulate(benchmarks);
  add_city_lossless(benchmarks);
  add_city_export(benchmarks);
  add_room_window(benchmarks);
  add_room_truth(benchmarks);
  add_room_run(benchmarks);
  add_room_rays(benchmarks);
  add_room_recolour(benchmarks);
  add_room_pick(benchmarks);
  add_energy_flow(benchmarks);
  add_energy_city(benchmarks);
  add_energy_grid(benchmarks);
  add_energy_switching(benchmarks);
  add_transport_flow(benchmarks);
  add_transport_routes(benchmarks);
  add_transport_edit(benchmarks);
  add_transport_million(benchmarks);
  add_transport_static(benchmarks);
  return benchmarks;
}

}  // namespace conurb::bench
