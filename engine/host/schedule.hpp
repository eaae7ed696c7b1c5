// SPDX-License-Identifier: Apache-2.0
// What a set of plugins means together: who owns which column, what the city must hold for them, and in which
// order they step. All of it follows from the manifests and depends on nothing else, least of all on the
// order of loading.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/manifest.hpp"

namespace conurb::host {

/// Manifests by pointer, in any order; all distinct plugins.
using Manifests = std::span<const Manifest* const>;

/// Adds to the city every table and column that the plugins own or need: first what they own, then what they
/// read or add to, taken from the standard vocabulary where the city has it not. Throws Error conflict if two
/// own one column, incompatible where types or units differ, not_found for a needed table or column that
/// nobody declares.
void declare(Manifests manifests, std::span<const city::TableSpec> vocabulary, city::City& city);

/// Levels of plugins (indices into `manifests`): all of a level may step in parallel, after the level before.
/// Owners and contributors come before readers, except where a read is lagged; ties are broken by id. Throws
/// Error conflict naming the columns of a cycle that no lagged read cuts.
[[nodiscard]] std::vector<std::vector<std::size_t>> levels(Manifests manifests);

}  // namespace conurb::host
