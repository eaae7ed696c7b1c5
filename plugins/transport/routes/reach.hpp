// SPDX-License-Identifier: Apache-2.0
// Costs between one link and all others, and between many and many: isochrones and tables of access. After
// one climb the whole hierarchy, or the part above the links asked for, is swept from the top, node by node
// (Delling, Goldberg, Nowatzyk and Werneck, "PHAST: hardware-accelerated shortest path trees", IPDPS 2011;
// Delling, Goldberg and Werneck, "Faster batched shortest paths in road networks", ATMOS 2011).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/parallel.hpp"
#include "plugins/transport/routes/route_metric.hpp"

namespace conurb::transport {

/// By link of the network: what RouteSearch::cost() tells from `origin` to each. Throws InputError if there
/// is no such link.
[[nodiscard]] std::vector<Milliseconds> costs_from(const RouteMetric& metric, std::int32_t origin);

/// The same from each link to `destination`.
[[nodiscard]] std::vector<Milliseconds> costs_to(const RouteMetric& metric, std::int32_t destination);

/// A row for each origin, a column for each destination. Throws InputError for a link that is not there.
[[nodiscard]] std::vector<Milliseconds> cost_table(const RouteMetric& metric,
                                                   std::span<const std::int32_t> origins,
                                                   std::span<const std::int32_t> destinations,
                                                   const solvers::ParallelFor& parallel = solvers::in_order);

}  // namespace conurb::transport
