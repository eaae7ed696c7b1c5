// SPDX-License-Identifier: Apache-2.0
// Fault location, isolation and service restoration as a control room does it: the breakers trip, the place
// is found, the nearest switches cut the faulted zone out, the breaker upstream closes again, and open ties
// bring back what lies beyond. The plan is a sequence of operations in time, each with its power flow: the
// faulted zone is never fed, the grid stays radial, voltages and currents stay within their limits. After the
// repair another sequence leads back to the normal state.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/outage/crews.hpp"
#include "plugins/energy/outage/fault.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/outage/part_search.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

/// Whether parts that have supply may be moved to other feeders, with a short interruption (none where loops
/// are allowed for a change-over), to make room for what is dark.
enum class Transfers : std::uint8_t {
  never,
  when_worth,  ///< if that saves customer-minutes, or supplies loads of higher priority
  always,      ///< whenever that brings more back
};

struct RestorationOptions {
  LimitOptions limits;
  CrewOptions crews;
  PartSearchOptions search;  ///< its `loops` also says how the normal state is come back to
  Transfers transfers = Transfers::when_worth;  ///< beside which `search.transfers` does not count
  double repair_s = 4 * 3600;                   ///< from the isolation of the fault
  double sustained_s = 180;  ///< an interruption longer than this counts for SAIFI (EN 50160: 3 minutes)
  PowerFlowOptions flow;
  std::function<void()> before_flow = {};  ///< what it throws ends the planning
};

struct SwitchingStep {
  enum class Purpose : std::uint8_t {
    isolate,   ///< opens: cuts the faulted zone out
    split,     ///< opens: divides a dark part
    reclose,   ///< closes: what had tripped
    transfer,  ///< closes: an open tie
    back_to_normal,
  };
  Device device;
  bool close = false;
  Purpose purpose = Purpose::isolate;
  bool remote = false;
  std::int32_t crew = kNone;                             ///< none: control room
  double leaves_s = 0;                                   ///< when the crew sets out for it
  double start_s = 0, end_s = 0;                         ///< since the trip; what it does happens at the end
  double restored_customers = 0, restored_power = 0;     ///< by it; below 0 where it interrupts
  double dark_customers = 0, dark_power = 0;             ///< after it; W
  double customer_minutes = 0, energy_not_supplied = 0;  ///< since the step before (the trip); J
  Assessment state;                                      ///< after it
  bool radial = true;                                    ///< no more loops than before the fault
};

/// A part that no legal step brings back before the repair.
struct Unrestored {
  std::vector<std::int32_t> buses;
  double customers = 0, power = 0;
  bool faulted = false;              ///< it is the faulted zone itself
  std::optional<Violation> binding;  ///< the limit that stands against it
  std::string reason;                ///< for people, with that limit
};

/// IEEE Std 1366-2012: contributions of this fault to the indices of the whole grid.
struct Reliability {
  double customers = 0;            ///< in all
  double interrupted = 0;          ///< at least once, however short
  double customer_minutes = 0;     ///< of interruptions of any length, until back to normal
  double energy_not_supplied = 0;  ///< J
  double saidi_minutes = 0;        ///< customer-minutes of sustained interruptions per customer
  double saifi = 0;                ///< sustained interruptions per customer
  double maifi = 0;                ///< shorter ones per customer
};

struct RestorationPlan {
  FaultEffect effect;
  Assessment before;                 ///< the state before the fault
  Assessment tripped;                ///< what stays alive after it
  std::vector<SwitchingStep> steps;  ///< in order of their ends
  std::vector<Unrestored> dark;      ///< until the repair; the faulted zone first
  double repaired_s = 0;
  std::vector<SwitchingStep> back;  ///< to the normal state
  Reliability reliability;
  /// Every step of both lists is within its limits, which the state before widens where it breaks them
  /// itself, feeds no fault, and is radial (unless loops are allowed).
  bool legal = true;
  int flows = 0;  ///< power flows calculated
  std::vector<std::string> notes;
};

/// `customers` counts those at each bus (empty: one at each bus with a load). The switches' positions are the
/// normal state. Throws InputError for rows that are not there and options that make no sense.
[[nodiscard]] RestorationPlan plan_restoration(const Network& network, const Fault& fault,
                                               std::span<const double> customers,
                                               const RestorationOptions& options = {});

}  // namespace conurb::energy
