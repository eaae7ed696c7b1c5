// SPDX-License-Identifier: Apache-2.0
// Where an axis is marked and what stands there: round numbers, and times as the clocks and calendars of the
// place show them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/zone.hpp"
#include "engine/plot/thinning.hpp"

namespace conurb::plot {

struct Tick {
  double at = 0;
  std::string label;
};

/// An axis of numbers. Labels are of values times 1 / `unit_size`.
struct NumberAxis {
  Range range;
  std::vector<Tick> ticks;
  double unit_size = 1;
  std::string size_word;  ///< "million", "× 10⁻⁶": to be said once before the unit
};

/// What a range of values is told in, so that labels stay short: 1 up to a million.
struct UnitSize {
  double size = 1;
  std::string word;
};
[[nodiscard]] UnitSize unit_size(double largest);

/// From the round number below the values to that above them, in at most `most` steps, but two at least. A
/// range of one value goes on to zero, or to one.
[[nodiscard]] NumberAxis round_axis(Range values, int most, bool with_sign);
/// Just this range, marked at round numbers in at most `most` places.
[[nodiscard]] NumberAxis exact_axis(Range range, int most, bool with_sign);

/// The number for a label: with a sign where it is a difference.
[[nodiscard]] std::string signed_text(double value, int decimals, bool with_sign);
/// Decimals that tell three digits of the largest value.
[[nodiscard]] int telling_decimals(double largest);

/// How much room labels have.
struct Room {
  double pixels = 0;                                ///< of the axis
  double gap = 0;                                   ///< between labels, pixels
  std::function<double(std::string_view)> width{};  ///< of a label, pixels
};

struct TimeAxis {
  std::vector<Tick> ticks;     ///< marked: hours, days, Mondays, months, years
  std::vector<Tick> contexts;  ///< from where which day, month or year is; the first may begin at the border
};

/// Marks a range of times (microseconds of UTC) in the finest round steps of the zone's clocks whose labels
/// fit. Days begin at local midnight, whenever that is; clocks set back show an hour twice. `with_contexts`:
/// ticks say just the hour or day and contexts the rest; else ticks at which a day or year begins say so.
[[nodiscard]] TimeAxis time_axis(Range range, const Zone& zone, const Room& room, bool with_contexts);

/// "15 Jan".
[[nodiscard]] std::string day_text(CivilDate date);

/// The time of so many microseconds; nothing outside the years that calendars here have.
[[nodiscard]] std::optional<Time> calendar_time(double us);

/// "Thu 15 Jan 2026, 07:00": a point in time as people say it; seconds where there are any.
[[nodiscard]] std::string time_text(double us, const Zone& zone);

}  // namespace conurb::plot
