// SPDX-License-Identifier: Apache-2.0
// The areas of the benchmark program. A new area is one more function here and one more line in areas.cpp.
#pragma once

#include "tests/bench/bench.hpp"

namespace conurb::bench {

// Area core, one function for each file.
void add_core_parse(Benchmarks& benchmarks);
void add_core_import(Benchmarks& benchmarks);
void add_core_open(Benchmarks& benchmarks);
void add_core_branch(Benchmarks& benchmarks);
void add_core_step(Benchmarks& benchmarks);
void add_core_reload(Benchmarks& benchmarks);
void add_core_buildings(Benchmarks& benchmarks);
void add_core_latest(Benchmarks& benchmarks);
void add_core_kill(Benchmarks& benchmarks);

// Area city.
void add_city_generate(Benchmarks& benchmarks);
void add_city_osm(Benchmarks& benchmarks);
void add_city_terrain(Benchmarks& benchmarks);
void add_city_triangulate(Benchmarks& benchmarks);
void add_city_lossless(Benchmarks& benchmarks);
void add_city_export(Benchmarks& benchmarks);

// Area room.
void add_room_window(Benchmarks& benchmarks);
void add_room_truth(Benchmarks& benchmarks);
void add_room_run(Benchmarks& benchmarks);
void add_room_rays(Benchmarks& benchmarks);
void add_room_recolour(Benchmarks& benchmarks);
void add_room_pick(Benchmarks& benchmarks);

// Area energy, one function for each file.
void add_energy_flow(Benchmarks& benchmarks);
void add_energy_city(Benchmarks& benchmarks);
void add_energy_grid(Benchmarks& benchmarks);
void add_energy_switching(Benchmarks& benchmarks);

// Area transport, one function for each file.
void add_transport_flow(Benchmarks& benchmarks);
void add_transport_routes(Benchmarks& benchmarks);
void add_transport_edit(Benchmarks& benchmarks);
void add_transport_million(Benchmarks& benchmarks);
void add_transport_static(Benchmarks& benchmarks);

/// Everything, in the order in which it is measured and shown.
[[nodiscard]] Benchmarks all_benchmarks();

}  // namespace conurb::bench
