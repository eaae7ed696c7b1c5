// SPDX-License-Identifier: Apache-2.0
// The ways that cables may take: streets, split where buildings join them, made one where they fall apart.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/synthesis/city.hpp"
#include "plugins/energy/synthesis/options.hpp"

namespace conurb::energy::synthesis {

class Findings;

struct StreetGraph {
  /// What an edge follows.
  struct Stretch {
    std::int32_t link = kNone;            ///< none: straight across
    double from_along = 0, to_along = 0;  ///< m from the link's beginning, at the edge's two ends
    double length = 0;                    ///< m, above 0
  };

  std::vector<double> x, y;         ///< of vertices
  std::vector<solvers::Edge> ends;  ///< of edges
  std::vector<Stretch> stretch;     ///< of edges
  solvers::Graph graph{0, {}};
  const CityStreets* streets = nullptr;
  std::vector<double> along;  ///< m from the beginning of its link, at each point of the streets' path

  [[nodiscard]] std::size_t vertices() const { return x.size(); }
  /// Appends the places of an edge as seen from one of its ends, without the first.
  void follow(std::int32_t edge, std::int32_t from_vertex, std::vector<double>& path) const;
};

/// Where a building's service cable leaves the street.
struct Connection {
  std::int32_t vertex = kNone;  ///< none: the building has no place
  double length = 0;            ///< m, from there to the building
};

struct StreetPlan {
  StreetGraph graph;
  std::vector<Connection> connections;  ///< by building
};

/// Joins each building to the nearest street (straight from its place), parts of the street net that hold
/// buildings to each other by the shortest links, and a building beyond `long_service` by a way of its own.
/// Without streets the ways are a minimum spanning tree of the buildings. Water and railways are not known
/// and so not minded. Links and buildings without a usable place are left out, with a finding. `streets` must
/// outlive the plan.
[[nodiscard]] StreetPlan plan_streets(const CityStreets& streets, const CityBuildings& buildings,
                                      const SynthesisOptions& options, const ParallelFor& parallel,
                                      Findings& findings);

}  // namespace conurb::energy::synthesis
