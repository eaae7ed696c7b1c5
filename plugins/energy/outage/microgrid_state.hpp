// SPDX-License-Identifier: Apache-2.0
// What goes over from one piece of time of a micro-grid to the next, for a city whose time comes piece by
// piece: a run over many steps and as many runs over one give the same bits. Plain data, which can be saved.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plugins/energy/outage/microgrid.hpp"

namespace conurb::energy {

/// A storage or generator.
struct SourceRef {
  bool is_storage = false;
  std::int32_t row = kNone;
};

/// Rows of the network. Times are s from the end of the piece on, so that they keep their digits however long
/// a city runs; those that are over are 0 or below. What is new in the part is not in here: a load is on
/// where the part is connected, a battery holds what the network says, a diesel is off with a full tank. So
/// an empty state is that of a part that has been connected for long.
struct MicrogridState {
  struct Load {
    std::int32_t row = 0, bus = 0;  ///< both must be the same for it to be the same load
    bool on = true;
    bool too_large = false;   ///< it was told that nothing could ever pick it up
    double not_before_s = 0;  ///< shed until then
  };
  struct Battery {
    std::int32_t row = 0;
    double charge = 0;       ///< J
    bool exhausted = false;  ///< until it has its restart charge again
    bool topped = false;     ///< no more charging from the grid or by diesel until it has lost some
  };
  struct Diesel {
    enum class State : std::uint8_t { off, starting, running };
    std::int32_t row = 0;
    State state = State::off;
    double fuel_l = 0;
    double ready_s = 0;  ///< when starting; since when it runs
  };

  MicrogridMode mode = MicrogridMode::connected;
  bool grid_there = true, renewables_on = true;
  bool synchronising = false;
  bool conserving = false;      ///< only vital loads, to spare the batteries
  bool told_unsettled = false;  ///< that powers and droop did not come together
  std::vector<Load> loads;      ///< ascending
  std::vector<Battery> batteries;
  std::vector<Diesel> diesels;
  SourceRef former;
  double voltage = 1;        ///< of the former, of the nominal one
  double inner_voltage = 1;  ///< at the coupling, as last found
  double phase = 0;          ///< rad that the island is ahead of the grid
  double losses = 0.02;      ///< of the load, as last found
  double reactive = 0;       ///< var of all sources, as last found
  double renewables_return_s = 0, reconnect_s = 0, next_pickup_s = 0;
  double restart_s = 0;  ///< no black start before
  std::optional<double> islanded_since_s;
};

/// All is off, and nothing but what the part holds will bring it back.
[[nodiscard]] MicrogridState black_state();

/// As run_microgrid(), from `state` on, which is that of the end afterwards. `series.begins_black` does not
/// count here.
[[nodiscard]] MicrogridResult resume_microgrid(const Network& network, const MicrogridOptions& options,
                                               const MicrogridSeries& series, MicrogridState& state);

}  // namespace conurb::energy
