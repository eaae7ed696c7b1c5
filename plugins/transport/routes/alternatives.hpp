// SPDX-License-Identifier: Apache-2.0
// Other ways that a traveller may sensibly take than the cheapest: not much dearer, not much the same, and
// without detours that nobody would drive ("admissible" in Abraham, Delling, Goldberg and Werneck,
// "Alternative routes in road networks", J. Exp. Algorithmics 18, 2013). Each is the best way over some link
// that the searches from both ends come to; so not all there are are found, and hardly any from a link that
// the rest of the network hangs on.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/transport/routes/route_batch.hpp"
#include "plugins/transport/routes/route_search.hpp"

namespace conurb::transport {

struct AlternativeLimits {
  std::int32_t routes = 3;  ///< at most, the cheapest included; 1 … 31
  double stretch = 1.25;    ///< of the cheapest cost, >= 1
  double overlap = 0.75;    ///< share of a route's cost that may be on the links of one before it, 0 … 1
  /// Stretches of a route around the link that it was found by are cheapest ways themselves if they are no
  /// longer than this share of the cheapest cost, 0 … 1.
  double local = 0.1;
};

/// Room for searches on one metric. Make one per thread.
class AlternativeSearch {
 public:
  /// `metric` must outlive it. Throws InputError for limits outside of what they may be.
  explicit AlternativeSearch(const RouteMetric& metric, const AlternativeLimits& limits = {});

  /// The cheapest route first, then alternatives by ascending cost, none of which passes a link twice;
  /// nothing where there is no route. Throws InputError if there is no such link.
  [[nodiscard]] Routes find(std::int32_t origin, std::int32_t destination);

 private:
  bool is_simple(const std::vector<std::int32_t>& links);
  bool is_new(const std::vector<std::int32_t>& links, std::int32_t routes) const;
  bool is_locally_best(const std::vector<std::int32_t>& links, std::int32_t via, Milliseconds cheapest);

  const RouteMetric& metric_;
  AlternativeLimits limits_;
  RouteSearch search_, check_;
  std::vector<std::uint32_t> routes_over_;  // by rank: bits of the routes so far; clear between searches
};

}  // namespace conurb::transport
