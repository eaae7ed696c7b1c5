// SPDX-License-Identifier: Apache-2.0
// The city's streets as a plane graph: a valley with river, railway and motorways is laid out first, then
// bridges and main roads, and then every face is cut by further streets until blocks remain (hierarchical
// domain splitting as in Yang, Wang, Vouga, Wonka, "Urban pattern: layout design by hierarchical domain
// splitting", ACM Trans. Graph. 32(6), 2013). Cuts follow the form's direction field, so that the same
// procedure gives lattices, grown towns, and rings with spokes.
#pragma once

#include <vector>

#include "plugins/generator/planar_graph.hpp"
#include "plugins/generator/zoning.hpp"

namespace conurb::generator {

enum class FaceKind : std::uint8_t { land, river, rail, outside };

struct FaceInfo {
  FaceKind kind = FaceKind::land;
  bool zoned = false;
  bool whole = false;  ///< small enough, or nothing could be cut off any more
  Zone zone = Zone::rural;
  std::uint32_t district = kNone;
};

struct StreetPlan {
  PlanarGraph graph;
  std::vector<FaceInfo> faces;         ///< one per face of the graph
  std::vector<Ring> districts;         ///< outlines of the cells between main roads
  std::vector<std::uint32_t> through;  ///< streets that lead out of the city, ascending
};

/// Lays out everything inside the plan's bounds; depends on the form alone.
[[nodiscard]] StreetPlan grow_streets(const Form& form, const Zoning& zoning);

}  // namespace conurb::generator
