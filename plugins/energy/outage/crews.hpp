// SPDX-License-Identifier: Apache-2.0
// Who operates switches and how long it takes: the control room one after the other, crews by travelling
// there. A plan is a list of operations of which some wait for others; this gives each its time. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

struct CrewOptions {
  double locate_s =
      300;               ///< from the trip until the place of the fault is known and the first order is given
  double remote_s = 30;  ///< one operation from the control room
  double travel_s = 1200;                     ///< of a crew to the next switch, from wherever it is
  double operate_s = 300;                     ///< there
  std::vector<double> travel_by_switch = {};  ///< s, by row; empty: travel_s to all
  int crews = 1;
};
/// Throws InputError for a time that is below 0 or no number, no crew, or another number of travel times than
/// there are switches.
void check(const CrewOptions& options, const Network& network);

/// By switch (remote or not), for a comparison of plans: s that one operation takes, travel included.
[[nodiscard]] std::vector<double> operation_times(const Network& network, const CrewOptions& options);

/// Infeeds are operated remotely.
[[nodiscard]] bool is_remote(const Network& network, Device device);

struct Job {
  Device device;
  std::vector<std::size_t> after;  ///< jobs, lower numbers, that must be done first
};
struct JobTime {
  double start_s = 0, end_s = 0;  ///< of the operation itself
  std::int32_t crew = kNone;      ///< none: control room
  double leaves_s = 0;            ///< the crew, for this switch
};

/// Each time the job that can be done soonest is next, the lowest of those; a crew sets out for it as soon as
/// it is free. Starts at `begin_s`.
[[nodiscard]] std::vector<JobTime> schedule(std::span<const Job> jobs, double begin_s, const Network& network,
                                            const CrewOptions& options);

}  // namespace conurb::energy
