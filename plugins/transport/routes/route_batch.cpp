// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/route_batch.hpp"

#include <algorithm>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport {

namespace {

/// Trips that share the room of one search.
constexpr std::size_t kTripsAtOnce = 512;

void check_trips(const TurnGraph& graph, std::span<const OriginDestination> trips) {
  const std::int32_t links = row_of(graph.node_of_link.size());
  for (std::size_t t = 0; t < trips.size(); ++t) {
    for (const std::int32_t link : {trips[t].origin, trips[t].destination}) {
      if (link < 0 || link >= links)
        throw InputError("there is no link " + std::to_string(link), "trip " + std::to_string(t),
                         "the network has " + std::to_string(links));
    }
  }
}

}  // namespace

Routes find_routes(const RouteMetric& metric, std::span<const OriginDestination> trips,
                   const solvers::ParallelFor& parallel) {
  check_trips(metric.hierarchy().graph, trips);
  Routes result;
  result.costs.resize(trips.size());
  result.first.assign(trips.size() + 1, 0);
  const std::size_t pieces = (trips.size() + kTripsAtOnce - 1) / kTripsAtOnce;
  std::vector<std::vector<std::int32_t>> links(pieces);
  parallel(pieces, [&](std::size_t piece) {
    RouteSearch search(metric);
    const std::size_t begin = piece * kTripsAtOnce, end = std::min(trips.size(), begin + kTripsAtOnce);
    for (std::size_t t = begin; t < end; ++t) {
      result.costs[t] = search.route(trips[t].origin, trips[t].destination, links[piece]);
      result.first[t + 1] = static_cast<std::int64_t>(links[piece].size());
    }
  });
  std::int64_t before = 0;  // links of the pieces before
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const std::size_t begin = piece * kTripsAtOnce, end = std::min(trips.size(), begin + kTripsAtOnce);
    for (std::size_t t = begin; t < end; ++t) result.first[t + 1] += before;
    before += static_cast<std::int64_t>(links[piece].size());
  }
  result.links.reserve(static_cast<std::size_t>(before));
  for (const auto& piece : links) result.links.insert(result.links.end(), piece.begin(), piece.end());
  return result;
}

}  // namespace conurb::transport
