// SPDX-License-Identifier: Apache-2.0
// The tables of assets/archetypes as they were when the plugin was built: a library that carries its data
// needs no path.
#pragma once

#include <string_view>

namespace conurb::buildings {

[[nodiscard]] std::string_view archetypes_csv();
[[nodiscard]] std::string_view use_profiles_csv();
[[nodiscard]] std::string_view functions_csv();

}  // namespace conurb::buildings
