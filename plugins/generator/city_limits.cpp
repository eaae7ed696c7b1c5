// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/city_limits.hpp"

#include <algorithm>

namespace conurb::generator {

double residents_per_hectare(Zone zone) {
  switch (zone) {
    case Zone::core: return 110;
    case Zone::perimeter: return 190;
    case Zone::apartments: return 110;
    case Zone::rows: return 65;
    case Zone::houses: return 30;
    case Zone::commerce: return 20;
    case Zone::industry: return 0.5;
    case Zone::rural: break;
  }
  return 0;
}

std::vector<std::uint8_t> choose_city(const Form& form, const StreetPlan& plan) {
  struct Candidate {
    double density;
    Face face;
    double residents;
  };
  std::vector<Candidate> candidates;
  const PlanarGraph& graph = plan.graph;
  for (Face f = 0; f < graph.face_count(); ++f) {
    const FaceInfo& info = plan.faces[f];
    if (info.kind != FaceKind::land || !info.zoned || info.zone == Zone::rural) continue;
    bool open = false;
    for (const HalfEdge h : graph.boundary(f))
      open = open || graph.edge_class(h) == EdgeClass::motorway || graph.edge_class(h) == EdgeClass::border;
    if (open) continue;
    const Ring ring = graph.ring(f);
    candidates.push_back(
        {form.density(centroid(ring)), f, area(ring) * 1e-4 * residents_per_hectare(info.zone)});
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.density != b.density ? a.density > b.density : a.face < b.face;
  });
  std::vector<std::uint8_t> city(graph.face_count(), 0);
  double housed = 0;
  for (const Candidate& c : candidates) {
    if (housed >= form.options().population) break;
    city[c.face] = 1;
    housed += c.residents;
  }
  return city;
}

}  // namespace conurb::generator
