// SPDX-License-Identifier: Apache-2.0
// Does its small work right until told otherwise, and then everything that a host must survive, name or
// refuse.
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "probe_faulty_columns.hpp"

namespace probe_faulty {

using conurb::sdk::Step;
using conurb::sdk::View;

class Faulty {
 public:
  explicit Faulty(conurb::sdk::Host host) : host_(host) {}

  void step(const View& view, Step& step) {
    rate(view);
    if (commit_fault(view, step)) return;
    const std::int64_t row = host_.insert_rows(Table::trace, 1);
    view.write<std::int64_t>(Column::trace_time)[static_cast<std::size_t>(row)] = step.t1_us;
  }

 private:
  static void rate(const View& view) {
    const auto voltage = view.read<double>(Column::bus_voltage);
    const auto health = view.write<double>(Column::bus_health);
    for (std::size_t row = 0; row < health.size(); ++row)
      health[row] = std::isfinite(voltage[row]) ? voltage[row] / 10000.0 : 0.0;
    view.write<double>(Column::bus_demand)[0] = 10.0;
  }

  // True if the step ends here.
  bool commit_fault(const View& view, Step& step) {
    const double which = view.parameter(Parameter::fault);
    if (which == fault::crash) {
      volatile int* nowhere = nullptr;
      *nowhere = 1;
    } else if (which == fault::hang) {
      for (volatile bool for_ever = true; for_ever;) continue;
    } else if (which == fault::throw_) {
      throw std::runtime_error("told to throw");
    } else if (which == fault::nan) {
      view.write<double>(Column::bus_health)[2] = std::nan("");
    } else if (which == fault::leak) {
      leaked_.push_back(new std::vector<char>(std::size_t{1} << 20, 'x'));
    } else if (which == fault::time) {
      step.reached_us = step.t1_us + 1;
    } else if (which == fault::rows) {
      host_.insert_rows(Table::bus, 1);
    } else if (which == fault::type) {
      (void)view.read<float>(Column::bus_voltage);
    } else if (which == fault::status) {
      throw conurb::sdk::Failure(12345, "a status that nobody knows");
    } else if (which == fault::recursion) {
      return descend(0) > 0;
    }
    return false;
  }

  // Each level keeps something to do after the next one, so that no compiler makes a loop of it.
  static std::int64_t descend(std::int64_t depth) {
    volatile char block[4096];
    block[0] = static_cast<char>(depth);
    const std::int64_t deepest =
        depth < std::numeric_limits<std::int64_t>::max() ? descend(depth + 1) : depth;
    return deepest + block[0];
  }

  conurb::sdk::Host host_;
  std::vector<std::vector<char>*> leaked_;  // on purpose: nobody deletes them
};

}  // namespace probe_faulty

CONURB_PLUGIN(probe_faulty::Faulty)
