// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/queries/route_equilibrium.hpp"

#include <array>
#include <limits>
#include <memory>

#include "plugins/transport/route_equilibrium.hpp"

namespace conurb::transport {

namespace {

constexpr double kNone_s = std::numeric_limits<double>::quiet_NaN();

void add_row(sdk::Result& result, std::int64_t round, double departure_s, std::int64_t trips, double gap,
             double mean_time_s, std::int64_t moved) {
  const std::array<conurb_value, 6> cells{sdk::Result::whole(round),        sdk::Result::number(departure_s),
                                          sdk::Result::whole(trips),        sdk::Result::number(gap),
                                          sdk::Result::number(mean_time_s), sdk::Result::whole(moved)};
  result.add_row(cells);
}

}  // namespace

void answer_equilibrium(const sdk::Host& host, const sdk::View& view, const StandingTraffic& traffic,
                        const sdk::Arguments& arguments, sdk::Result& result) {
  const bool by_round = arguments.word(0, "by", {"round", "departure"}) == 0;
  const std::shared_ptr<const RouteEquilibrium> found = route_equilibrium_of(host, view, traffic);
  const std::vector<DynamicEquilibriumStep>& steps = found->result.steps;
  if (by_round) {
    for (const DynamicEquilibriumStep& step : steps)
      add_row(result, step.iteration + 1, kNone_s, step.trips, step.gap, step.mean_time_s, step.moved);
    return;
  }
  const DynamicEquilibriumStep& best = steps[found->result.found];
  for (std::size_t s = 0; s < best.by_departure.size(); ++s) {
    const DepartureInterval& interval = best.by_departure[s];
    if (interval.asked > 0)
      add_row(result, best.iteration + 1, 1e-3 * interval.begin, interval.asked, interval.gap,
              interval.mean_time_s, 0);
  }
}

}  // namespace conurb::transport
