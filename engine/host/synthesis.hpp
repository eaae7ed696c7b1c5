// SPDX-License-Identifier: Apache-2.0
// Synthesis: a plugin fills what a city lacks by stated rules – a grid under the streets, or the whole city.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/filled_city.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host {

/// What a synthesis made of a city.
struct Synthesis {
  city::FilledCity filled;
  std::vector<Finding> findings;
};

/// Whether the code synthesises.
[[nodiscard]] bool synthesises(const PluginCode& code);

/// Lets the plugin fill a copy of `base`, which must hold what the plugin needs (host::declare); `parameters`
/// are in the manifest's order. Environment::progress hears how far it is. Throws Error not_found if the
/// plugin does not synthesise, what the plugin refuses the city with, cancelled, or plugin_fault naming
/// table, column and row if it failed, changed what was there, or wrote a value that is not finite or points
/// nowhere.
[[nodiscard]] Synthesis synthesise(const PluginCode& code, Environment& environment, const city::City& base,
                                   std::span<const double> parameters, std::uint64_t seed);

}  // namespace conurb::host
