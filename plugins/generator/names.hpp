// SPDX-License-Identifier: Apache-2.0
// Invented names of streets, quarters and stations: the n-th name of a seed is the same wherever it is asked
// for, and no two of one kind are equal.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/generator/planar_graph.hpp"

namespace conurb::generator {

[[nodiscard]] std::string street_name(std::uint64_t seed, std::uint32_t n, EdgeClass street_class);
[[nodiscard]] std::string district_name(std::uint64_t seed, std::uint32_t n);

}  // namespace conurb::generator
