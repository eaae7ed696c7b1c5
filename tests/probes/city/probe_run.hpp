// SPDX-License-Identifier: Apache-2.0
// Probes loaded from their libraries and put to work on the generated city; for tests and benchmarks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/sim/branch.hpp"
#include "tests/probes/city/probe_city.hpp"

namespace conurb::probes {

/// A probe by name ("raster", "newton", "particles", "faulty", or a manifest that lies: "newer_abi" …),
/// loaded from a private copy of its own: loading it again gives another copy of the code.
[[nodiscard]] host::PluginCode load_probe(const std::string& name);

/// The three that work.
[[nodiscard]] std::vector<host::PluginCode> load_probes();

/// Jobs, cache and environment of a program.
struct Machine {
  explicit Machine(std::size_t threads);
  Jobs jobs;
  host::SharedCache cache;
  host::Environment environment;
};

/// Exchanges of a minute.
[[nodiscard]] sim::BranchOptions minutes(std::int64_t count);

/// A branch of the city with these plugins, and the vehicles of the size on its roads.
[[nodiscard]] std::unique_ptr<sim::Branch> make_branch(Machine& machine, const CitySize& size,
                                                       std::vector<host::PluginCode> plugins,
                                                       const sim::BranchOptions& options);
/// The same on a city that holds what make_city(size) makes, and more.
[[nodiscard]] std::unique_ptr<sim::Branch> make_branch(Machine& machine, city::City city,
                                                       const CitySize& size,
                                                       std::vector<host::PluginCode> plugins,
                                                       const sim::BranchOptions& options);

/// What people do meanwhile: every kind of entry, all within ten minutes: demand, rain, a link and a line
/// taken out of service, new ones, and pins on outputs of every probe.
[[nodiscard]] std::vector<city::JournalEntry> interventions(const city::City& city, const CitySize& size);

}  // namespace conurb::probes
