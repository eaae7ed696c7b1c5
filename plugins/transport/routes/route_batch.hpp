// SPDX-License-Identifier: Apache-2.0
// The routes of many trips at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/routes/route_metric.hpp"

namespace conurb::transport {

struct OriginDestination {
  std::int32_t origin = kNone, destination = kNone;  ///< links
};

/// The route of trip t is links[first[t]] … links[first[t + 1] - 1]; it has none where its cost is
/// kUnreachable.
struct Routes {
  std::vector<std::int64_t> first;
  std::vector<std::int32_t> links;
  std::vector<Milliseconds> costs;
};

/// What RouteSearch::route() finds for each trip. Throws InputError for a trip from or to a link that is not
/// there.
[[nodiscard]] Routes find_routes(const RouteMetric& metric, std::span<const OriginDestination> trips,
                                 const solvers::ParallelFor& parallel = solvers::in_order);

}  // namespace conurb::transport
