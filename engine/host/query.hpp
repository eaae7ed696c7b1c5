// SPDX-License-Identifier: Apache-2.0
// Named questions to a plugin, answered from a read-only city: the same call for Lua, the room and the
// command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host {

struct QueryTable {
  std::vector<QueryArgument> columns;  ///< as the manifest's "returns"
  std::vector<std::vector<city::Value>> rows;
};

/// Asks `query` of a plugin about `city`, which must hold what the plugin needs (host::declare). May be
/// called from any thread while nobody writes the city. Throws Error not_found for an unknown query,
/// invalid_argument for arguments that do not fit, cancelled, or plugin_fault.
[[nodiscard]] QueryTable run_query(const PluginCode& code, Environment& environment, const city::City& city,
                                   std::span<const double> parameters, std::uint64_t seed,
                                   std::string_view query, const std::vector<city::Value>& arguments);

}  // namespace conurb::host
