// SPDX-License-Identifier: Apache-2.0
// The street plan under construction, shared by those who lay main roads and those who cut quarters into
// blocks.
#pragma once

#include <span>
#include <vector>

#include "plugins/generator/street_growth.hpp"
#include "plugins/generator/street_trace.hpp"

namespace conurb::generator {

/// The curves from west to east that are laid out first, from south to north.
struct Chains {
  std::vector<Point> points;
  std::vector<PlanarGraph::Link> links;
  std::size_t columns{};
  std::size_t rows{};
  std::size_t south_quay{}, rail{};  ///< rows
  [[nodiscard]] Vertex vertex(std::size_t row, std::size_t column) const {
    return static_cast<Vertex>(row * columns + column);
  }
};

struct StreetDraft {
  /// The valley: border, quays, railway and motorways, and what lies between them.
  explicit StreetDraft(const Form& city_form);

  /// The field's direction at p that is nearest to `heading`; unit vectors.
  [[nodiscard]] Vec along_field(Vec p, Vec heading) const;
  /// The half-edge that begins at the place, which becomes a vertex if it is none.
  HalfEdge realise(const BoundaryPlace& place);
  struct Laid {
    Face face;  ///< the new one, left of the path
    Vertex end;
  };
  /// Lays a path as a street.
  Laid lay(const TracedPath& path, EdgeClass edge_class, std::uint32_t street);
  /// The corner at a vertex into which `heading` points.
  [[nodiscard]] BoundaryPlace corner(Vertex v, Vec heading) const;

  const Form& form;
  Chains chains;
  PlanarGraph graph;
  sdk::Random random;
  std::vector<FaceInfo> info;          ///< one per face
  std::vector<std::uint32_t> through;  ///< streets that lead out of the city, ascending
  std::uint32_t next_street = 0;
};

/// Bridges, the ring around the old town, and the roads that lead out of the city.
void lay_main_roads(StreetDraft& draft);

}  // namespace conurb::generator
