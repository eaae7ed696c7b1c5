// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/pandapower_tap.hpp"

#include <cmath>
#include <complex>

namespace conurb::energy {
namespace {

constexpr double kMostSteps = 10000;  // of any tap changer; real ones have some tens

enum class TapType { none, adding, turning };

TapType tap_type_of(const FrameRow& row, FindingList& findings) {
  const std::string kind = row.table().name();
  if (row.flag_or("tap_dependency_table", false) || row.flag_or("tap_dependent_impedance", false)) {
    findings.warn(kind, row.id(), "has values that depend on the tap position: those at neutral are taken");
  }
  if (!row.table().has_column("tap_changer_type")) {
    return row.flag_or("tap_phase_shifter", false) ? TapType::turning : TapType::adding;
  }
  const std::string type = row.text("tap_changer_type");
  if (type == "Ratio" || type == "Symmetrical") return TapType::adding;
  if (type == "Ideal") return TapType::turning;
  if (!type.empty() && type != "None") {
    findings.warn(kind, row.id(), "has a tap changer of type " + in_quotes(type) + ": it stands at neutral");
  }
  return TapType::none;
}

struct Steps {
  TapType type = TapType::none;
  double share = 0, angle = 0;  // of one step: of the voltage; rad

  /// Voltage after n steps, of that at neutral.
  [[nodiscard]] std::complex<double> after(double n) const {
    // Below neutral n * share is negative, which std::polar does not take for a magnitude.
    if (type == TapType::adding) return 1.0 + n * share * std::polar(1.0, angle);
    return std::polar(1.0, angle != 0 ? n * angle : 2 * std::asin(n * share / 2));
  }
  /// Whether a step has the same effect wherever it is taken.
  [[nodiscard]] bool even() const { return type == TapType::adding ? angle == 0 : angle != 0 || share == 0; }
};

std::int32_t position_of(const FrameRow& row, std::string_view column, double value) {
  if (!(std::abs(value) <= kMostSteps)) row.table().refuse(row.row(), column, "is " + shown(value));
  return static_cast<std::int32_t>(std::lround(value));
}

/// The step that has the effect of the present position when it is taken as often.
void set_secant(TapChanger& tap, const Steps& steps) {
  const int taken = tap.position - tap.neutral;
  const int n = taken == 0 ? 1 : taken;
  const std::complex<double> effect = steps.after(n);
  tap.step = (std::abs(effect) - 1) / n;
  tap.step_angle = std::arg(effect) / n;
}

}  // namespace

double TapReading::turns() const {
  return fixed_turns * (1 + (tap.position - tap.neutral) * tap.step);
}

TapReading read_tap(FrameRow& row, FindingList& findings) {
  TapReading out;
  const std::string side = row.text("tap_side");
  if (side != "hv" && side != "mv" && side != "lv") return out;
  Steps steps{tap_type_of(row, findings), row.number_or("tap_step_percent", 0) / 100,
              row.number_or("tap_step_degree", 0) * kDegree};
  const std::optional<double> neutral = row.find_number("tap_neutral");
  if (steps.type == TapType::none || !neutral) return out;
  if (steps.type == TapType::turning && steps.angle != 0 && steps.share != 0) {
    findings.warn(row.table().name(), row.id(), "turns by degrees and by percent: the degrees are taken");
  }
  const double position = row.number_or("tap_pos", *neutral);
  out.side = side;
  out.tap.neutral = position_of(row, "tap_neutral", *neutral);
  out.tap.position = position_of(row, "tap_pos", position);
  out.tap.lowest = position_of(row, "tap_min", row.number_or("tap_min", position));
  out.tap.highest = position_of(row, "tap_max", row.number_or("tap_max", position));
  if (out.tap.position - out.tap.neutral != position - *neutral) {
    findings.warn(row.table().name(), row.id(), "stands between two taps: its ratio is fixed there");
    const std::complex<double> effect = steps.after(position - *neutral);
    out.fixed_turns = std::abs(effect);
    out.fixed_angle = std::arg(effect);
    out.tap = {};
  } else if (steps.even()) {
    if (steps.type == TapType::adding) out.tap.step = steps.share;
    if (steps.type == TapType::turning) out.tap.step_angle = steps.angle;
  } else {
    findings.inform(
        row.table().name(), row.id(),
        "has taps at an angle: ratio and shift are exact at the present one, the others by proportion");
    set_secant(out.tap, steps);
  }
  if (!(out.turns() > 0)) {
    row.table().refuse(row.row(), "tap_pos",
                       "leaves the winding " + shown(out.turns()) + " of its turns, must be above 0");
  }
  return out;
}

void place_tap(Transformer& t, TapChanger::Side side, const TapReading& reading) {
  t.tap = reading.tap;
  t.tap.side = side;
  const bool at_hv = side == TapChanger::Side::hv;
  (at_hv ? t.rated_hv : t.rated_lv) *= reading.fixed_turns;
  t.shift += at_hv ? reading.fixed_angle : -reading.fixed_angle;
}

}  // namespace conurb::energy
