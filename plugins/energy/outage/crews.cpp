// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/crews.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

double travel_to(std::int32_t row, const CrewOptions& options) {
  return options.travel_by_switch.empty() ? options.travel_s : options.travel_by_switch[at(row)];
}

void need_time(double value, const char* what) {
  if (std::isfinite(value) && value >= 0) return;
  throw InputError(std::string(what) + " is " + std::to_string(value) + " s, must be 0 or more", "crews");
}

}  // namespace

void check(const CrewOptions& o, const Network& network) {
  need_time(o.locate_s, "time to locate the fault");
  need_time(o.remote_s, "time of a remote operation");
  need_time(o.travel_s, "travel time");
  need_time(o.operate_s, "time of an operation by hand");
  if (o.crews < 1) throw InputError("there are " + std::to_string(o.crews) + ", must be 1 or more", "crews");
  if (!o.travel_by_switch.empty() && o.travel_by_switch.size() != network.switches.size())
    throw InputError("travel times are given for " + std::to_string(o.travel_by_switch.size()) + " of " +
                         std::to_string(network.switches.size()) + " switches",
                     "crews", "give one for each switch, or none at all");
  for (const double time : o.travel_by_switch) need_time(time, "travel time to a switch");
}

bool is_remote(const Network& network, Device device) {
  return device.kind == Device::Kind::infeed || network.switches[at(device.row)].remote;
}

std::vector<double> operation_times(const Network& network, const CrewOptions& options) {
  std::vector<double> times;
  for (std::size_t s = 0; s < network.switches.size(); ++s)
    times.push_back(network.switches[s].remote ? options.remote_s
                                               : travel_to(row_of(s), options) + options.operate_s);
  return times;
}

std::vector<JobTime> schedule(std::span<const Job> jobs, double begin_s, const Network& network,
                              const CrewOptions& options) {
  std::vector<JobTime> times(jobs.size());
  std::vector<std::uint8_t> done(jobs.size(), 0);
  double control_room = begin_s;
  std::vector<double> crews(static_cast<std::size_t>(std::max(1, options.crews)), begin_s);
  for (std::size_t round = 0; round < jobs.size(); ++round) {
    const auto crew = std::min_element(crews.begin(), crews.end());
    std::size_t next = jobs.size();
    JobTime soonest;
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      if (done[j] != 0) continue;
      JobTime time;
      bool waits = false;
      for (const std::size_t other : jobs[j].after) {
        waits = waits || done[other] == 0;
        time.start_s = std::max(time.start_s, times[other].end_s);
      }
      if (waits) continue;
      if (is_remote(network, jobs[j].device)) {
        time.start_s = time.leaves_s = std::max(time.start_s, control_room);
        time.end_s = time.start_s + options.remote_s;
      } else {
        time.crew = row_of(static_cast<std::size_t>(crew - crews.begin()));
        time.leaves_s = *crew;
        time.start_s = std::max(time.start_s, *crew + travel_to(jobs[j].device.row, options));
        time.end_s = time.start_s + options.operate_s;
      }
      if (next != jobs.size() && time.end_s >= soonest.end_s) continue;
      next = j;
      soonest = time;
    }
    times[next] = soonest;
    done[next] = 1;
    (soonest.crew == kNone ? control_room : *crew) = soonest.end_s;
  }
  return times;
}

}  // namespace conurb::energy
