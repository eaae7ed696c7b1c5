// SPDX-License-Identifier: Apache-2.0
// The stages in their order.
#include "plugins/people/ground_plan.hpp"
#include "plugins/people/homes.hpp"
#include "plugins/people/town.hpp"
#include "plugins/people/work.hpp"

namespace conurb::people {

Settled settle(const Options& options, Buildings& buildings, const ParallelFor& parallel,
               const std::function<void(double, const char*)>& progress) {
  const auto tell = [&](double fraction, const char* what) {
    if (progress) progress(fraction, what);
  };
  Settled result;
  tell(0, "use, size and age of buildings");
  give_uses(buildings);
  result.tally.without_height = give_floors(buildings);
  give_years(options, buildings, parallel);
  const std::vector<float> around = density(buildings);
  give_heating(options, buildings, around);
  tell(0.2, "homes and people");
  result.groups = settle_homes(options, buildings, around, parallel, result.tally);
  tell(0.5, "jobs and ways to work");
  give_jobs(options, buildings, result.tally);
  send_to_work(options, buildings, result.groups, parallel, result.tally,
               [&](double part) { tell(0.5 + 0.4 * part, "jobs and ways to work"); });
  tell(0.9, "tables");
  return result;
}

}  // namespace conurb::people
