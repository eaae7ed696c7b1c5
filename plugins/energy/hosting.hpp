// SPDX-License-Identifier: Apache-2.0
// How much of a kind of equipment a feeder takes: roofs that feed in, chargers or heat pumps that draw, the
// same at every customer. By bisection over load cases, each a full power flow, until a limit of voltage,
// line or transformer is met; that limit is named.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/power_flow.hpp"

namespace conurb::energy {

struct HostingOptions {
  enum class Flow : std::uint8_t { feeds_in, draws };
  Flow flow = Flow::feeds_in;
  double simultaneity = 1;  ///< part of what is installed that acts at once
  double power_factor = 1;  ///< of it; below 1 it draws reactive power, whichever way its power goes
  double load_factor = 1;   ///< of what the loads that are there draw meanwhile
  /// Of the nominal voltage, by which all that feeds in, what is there already included, may raise any
  /// voltage: VDE-AR-N 4105:2018-11, 5.3, allows 3 % in low-voltage grids. Only where it feeds in.
  double voltage_rise = 0.03;
  /// By default the band of each bus, which EN 50160 sets to 10 % around the nominal voltage.
  LimitOptions limits;
  double most = 30e3;     ///< W installed per customer, where the search ends
  double accuracy = 100;  ///< W installed per customer
  NewtonOptions newton{1e-9, 20};
};

/// What stands against more.
struct HostingLimit {
  enum class Kind : std::uint8_t {
    none,  ///< the search ended at the most that was asked for
    voltage_rise,
    high_voltage,
    low_voltage,
    line,
    transformer,
    no_solution,
  };
  Kind kind = Kind::none;
  std::int32_t row = kNone;     ///< of the bus, line or transformer
  double value = 0, limit = 0;  ///< of the nominal voltage, or a share of what equipment may carry
  bool broken_before = false;   ///< already without the equipment, which would make it worse
};

struct HostingCapacity {
  double per_customer = 0;  ///< W installed that fits
  double installed = 0;     ///< W in all
  HostingLimit binding;     ///< with `accuracy` more per customer
};

/// On one network that is solved as a whole, such as an area of hosting_areas.hpp. Not thread-safe. What
/// breaks a limit already is borne, unless the equipment makes it worse.
class HostingStudy {
 public:
  /// Works on a copy. Throws InputError for options that make no sense, and as Grid does.
  HostingStudy(const Network& network, const HostingOptions& options);
  HostingStudy(const HostingStudy&) = delete;
  HostingStudy& operator=(const HostingStudy&) = delete;

  /// `customers` counts those that get the equipment, at each bus. Nothing fits where there are none, or
  /// where the network has no supply or no solution without it.
  [[nodiscard]] HostingCapacity capacity(std::span<const double> customers);

 private:
  [[nodiscard]] bool fits(double per_customer, std::span<const double> customers, HostingLimit& limit);
  [[nodiscard]] HostingLimit limit_of(const Violation& violation) const;
  void limit_rise(Voltages start);

  Network network_;
  HostingOptions options_;
  Grid grid_;
  Injections injections_;
  PowerFlow flow_;
  Voltages base_;
  Limits allowed_, limits_;      ///< as asked for, and where they have given way to what is there
  std::vector<double> without_;  ///< voltage of each bus with nothing that feeds in; none: not limited
  bool solved_ = false;
};

/// "bus 12 rises by 3.1 % of its nominal voltage, at most 3 % is allowed (VDE-AR-N 4105)": with the rows of
/// `network`, whose equipment has the names.
[[nodiscard]] std::string text(const HostingLimit& limit, const Network& network);

}  // namespace conurb::energy
