// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/sites.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plugins/transport/demand/link_grid.hpp"

namespace conurb::transport::demand {
namespace {

constexpr std::size_t kSitesAtOnce = 4096;

void set_attraction(Sites& sites, std::size_t site, PlaceUse use, double area, double jobs,
                    const SynthesisOptions& options) {
  const auto& visitors = options.attraction[static_cast<std::size_t>(use)];
  for (std::size_t p = 0; p < 3; ++p) sites.attraction[p][site] = visitors[p] * area / 100;
  sites.attraction[3][site] = options.deliveries[static_cast<std::size_t>(use)].bases * jobs;
}

}  // namespace

double known(const std::vector<float>& column, std::size_t row, double otherwise) {
  if (column.empty()) return otherwise;
  const auto value = static_cast<double>(column[row]);
  return value >= 0 && value <= std::numeric_limits<float>::max() ? value : otherwise;
}

Sites sites_of(const RoadNetwork& network, const City& city, const SynthesisOptions& options,
               const solvers::ParallelFor& parallel) {
  const Buildings& b = city.buildings;
  const PointsOfInterest& p = city.interests;
  Sites sites;
  sites.x = b.x;
  sites.x.insert(sites.x.end(), p.x.begin(), p.x.end());
  sites.y = b.y;
  sites.y.insert(sites.y.end(), p.y.begin(), p.y.end());
  sites.link.assign(sites.size(), kNone);
  for (std::vector<double>& each : sites.attraction) each.assign(sites.size(), 0);

  const LinkGrid grid(network, drivable_core(turn_graph(network, set_of(VehicleClass::passenger))));
  const std::size_t pieces = (sites.size() + kSitesAtOnce - 1) / kSitesAtOnce;
  parallel(pieces, [&](std::size_t piece) {
    const std::size_t end = std::min(sites.size(), (piece + 1) * kSitesAtOnce);
    for (std::size_t i = piece * kSitesAtOnce; i < end; ++i) {
      sites.link[i] = grid.nearest(sites.x[i], sites.y[i], options.snap_distance);
      if (sites.link[i] == kNone) continue;
      if (i >= b.size()) {
        set_attraction(sites, i, p.use[i - b.size()], options.area_of_interest, 0, options);
        continue;
      }
      const double jobs = known(b.jobs, i, 0), residents = known(b.residents, i, 0);
      const double estimate = jobs * options.area_per_job + residents * options.area_per_resident;
      set_attraction(sites, i, b.use.empty() ? PlaceUse::other : b.use[i], known(b.floor_area, i, estimate),
                     jobs, options);
    }
  });
  return sites;
}

}  // namespace conurb::transport::demand
