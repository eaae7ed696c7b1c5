// SPDX-License-Identifier: Apache-2.0
// Jobs, and who works or learns where.
#pragma once

#include "plugins/people/town.hpp"

namespace conurb::people {

/// Gives jobs by floor area and use. Sets Tally::jobs.
void give_jobs(const Options& options, Buildings& buildings, Tally& tally);

/// At most this many of a group go to one place together; a larger one is split. So there are at most as many
/// rows more than groups before as there are people / kParty + places of work and learning.
inline constexpr std::uint32_t kParty = 8;

/// Sends those who work to jobs, pupils to schools and students to universities (to schools where there is
/// none), by the gravity model between zones and in proportion to free places within them. No place takes
/// more than it has; who finds none keeps no place of work: it lies outside the city. Sets the tally's
/// employed, at_work, learners and at_school. `progress` hears 0..1 and may throw to stop.
void send_to_work(const Options& options, const Buildings& buildings, Groups& groups,
                  const ParallelFor& parallel, Tally& tally,
                  const std::function<void(double)>& progress = {});

}  // namespace conurb::people
