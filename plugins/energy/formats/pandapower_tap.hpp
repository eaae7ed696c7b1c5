// SPDX-License-Identifier: Apache-2.0
// The tap changer columns of a pandapower transformer. Types Ratio and Symmetrical add steps of a voltage at
// an angle to the winding's own, Ideal turns it (pandapower documentation, "Transformer", "Tap Changer").
#pragma once

#include <optional>
#include <string>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/pandapower_table.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// A tap changer and what of its effect the TapChanger does not hold.
struct TapReading {
  std::string side;  ///< "hv", "mv", "lv"; empty: there is no tap changer
  TapChanger tap = {};
  double fixed_turns = 1, fixed_angle = 0;  ///< to be built into the rated voltage and the shift
  /// Turns of the winding at the present position, of those at neutral.
  [[nodiscard]] double turns() const;
};

/// Reads the columns tap_*. Missing positions are neutral. An addition at an angle is exact at the present
/// position, and in proportion to the steps elsewhere. Throws InputError where no turns are left at the
/// present position.
[[nodiscard]] TapReading read_tap(FrameRow& row, FindingList& findings);

/// Puts the tap changer at a winding of the transformer.
void place_tap(Transformer& t, TapChanger::Side side, const TapReading& reading);

}  // namespace conurb::energy
