// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "engine/base/time.hpp"
#include "engine/plot/ticks.hpp"

namespace conurb::plot {
namespace {

constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 12> kMonths{"January",   "February", "March",    "April",
                                              "May",       "June",     "July",     "August",
                                              "September", "October",  "November", "December"};
constexpr double kLeastPixels = 12;  // from tick to tick

enum class Unit : std::uint8_t { clock, day, week, month, year };

struct Step {
  Unit unit;
  std::int64_t count;  ///< microseconds for clock
};

constexpr auto kSteps = std::to_array<Step>({
    {Unit::clock, kSecond.us},
    {Unit::clock, 2 * kSecond.us},
    {Unit::clock, 5 * kSecond.us},
    {Unit::clock, 10 * kSecond.us},
    {Unit::clock, 30 * kSecond.us},
    {Unit::clock, kMinute.us},
    {Unit::clock, 2 * kMinute.us},
    {Unit::clock, 5 * kMinute.us},
    {Unit::clock, 10 * kMinute.us},
    {Unit::clock, 15 * kMinute.us},
    {Unit::clock, 30 * kMinute.us},
    {Unit::clock, kHour.us},
    {Unit::clock, 2 * kHour.us},
    {Unit::clock, 3 * kHour.us},
    {Unit::clock, 6 * kHour.us},
    {Unit::clock, 12 * kHour.us},
    {Unit::day, 1},
    {Unit::day, 2},
    {Unit::week, 1},
    {Unit::month, 1},
    {Unit::month, 3},
    {Unit::month, 6},
    {Unit::year, 1},
    {Unit::year, 2},
    {Unit::year, 5},
    {Unit::year, 10},
    {Unit::year, 20},
    {Unit::year, 50},
    {Unit::year, 100},
    {Unit::year, 200},
    {Unit::year, 500},
    {Unit::year, 1000},
});

double length_us(const Step& step) {
  const auto count = static_cast<double>(step.count);
  switch (step.unit) {
    case Unit::clock: return count;
    case Unit::day: return count * static_cast<double>(kDay.us);
    case Unit::week: return count * static_cast<double>(kWeek.us);
    case Unit::month: return count * 30.4 * static_cast<double>(kDay.us);
    case Unit::year: return count * 365.2 * static_cast<double>(kDay.us);
  }
  return 0;
}

// Days around a time must have a date, too.
double first_us() {
  return static_cast<double>(as_if_utc({{kFirstYear + 1, 1, 1}}).us);
}
double last_us() {
  return static_cast<double>(as_if_utc({{kLastYear - 1, 12, 31}}).us);
}

std::string short_month(int month) {
  return std::string(kMonths[static_cast<std::size_t>(month) - 1]).substr(0, 3);
}
std::string day_name(CivilDate date) {
  return kDays[static_cast<std::size_t>(weekday(date))];
}
CivilDate next_day(CivilDate date) {
  return date_from_days(days_since_epoch(date) + 1);
}

/// First day of the unit (day, month, year) that a date lies in, and of the next.
CivilDate begin_of(Unit unit, CivilDate date) {
  if (unit == Unit::year) return {date.year, 1, 1};
  return unit == Unit::month ? CivilDate{date.year, date.month, 1} : date;
}
CivilDate after(Unit unit, CivilDate date) {
  if (unit == Unit::year) return {date.year + 1, 1, 1};
  if (unit == Unit::month)
    return date.month == 12 ? CivilDate{date.year + 1, 1, 1} : CivilDate{date.year, date.month + 1, 1};
  return next_day(date);
}

/// What the contexts of ticks in a unit are.
Unit context_of(Unit unit) {
  return unit == Unit::clock ? Unit::day : unit == Unit::day ? Unit::month : Unit::year;
}

class Marker {
 public:
  Marker(Range range, const Zone& zone, const Room& room, bool with_contexts)
      : range_(range),
        zone_(zone),
        room_(room),
        with_contexts_(with_contexts),
        low_{to_us(range.low)},
        high_{to_us(range.high)} {}

  /// Nothing where the labels do not fit.
  [[nodiscard]] std::optional<TimeAxis> in(const Step& step) const {
    if (pixels(range_.low + length_us(step)) < kLeastPixels) return std::nullopt;
    TimeAxis axis;
    axis.ticks = step.unit == Unit::clock ? clock_ticks(step) : date_ticks(step);
    if (!fit(axis.ticks)) return std::nullopt;
    if (with_contexts_ && step.unit != Unit::year) axis.contexts = contexts(context_of(step.unit));
    return axis;
  }

 private:
  static std::int64_t to_us(double us) {
    return static_cast<std::int64_t>(std::clamp(us, first_us(), last_us()));
  }
  [[nodiscard]] double pixels(double at) const { return (at - range_.low) / range_.span() * room_.pixels; }
  [[nodiscard]] bool sees(Time time) const { return low_ <= time.us && time.us <= high_; }
  [[nodiscard]] CivilDate first_date() const { return zone_.to_local(Time{low_}).date; }

  [[nodiscard]] bool fit(const std::vector<Tick>& ticks) const {
    for (std::size_t i = 1; i < ticks.size(); ++i) {
      const double needed = (room_.width(ticks[i - 1].label) + room_.width(ticks[i].label)) / 2 + room_.gap;
      if (pixels(ticks[i].at) - pixels(ticks[i - 1].at) < needed) return false;
    }
    return true;
  }

  [[nodiscard]] std::vector<Tick> clock_ticks(const Step& step) const {
    std::vector<Tick> ticks;
    // Clocks are set by whole or half hours, so that multiples of the step of local time lie on this grid.
    const std::int64_t grid = std::min(step.count, kHour.us / 2);
    for (CivilDate date = first_date();; date = next_day(date)) {
      const Time begin = zone_.day_start(date), end = zone_.day_start(next_day(date));
      if (begin.us > high_) return ticks;
      std::int64_t shown = -1;
      for (std::int64_t us = std::max(begin.us, begin.us + (low_ - begin.us) / grid * grid);
           us < std::min(end.us, high_ + 1); us += grid) {
        const CivilTime local = zone_.to_local(Time{us});
        const std::int64_t reading =
            kHour.us * local.hour + kMinute.us * local.minute + kSecond.us * local.second;
        // An hour that comes twice is marked twice only where each hour is.
        const bool again = reading == shown && step.count > kHour.us;
        if (!sees(Time{us}) || again || (us != begin.us && reading % step.count != 0)) continue;
        shown = reading;
        ticks.push_back({static_cast<double>(us), clock_label(local, step, us == begin.us)});
      }
    }
  }
  [[nodiscard]] std::string clock_label(const CivilTime& local, const Step& step, bool begins_day) const {
    if (begins_day && !with_contexts_) return day_name(local.date) + " " + day_text(local.date);
    return step.count % kMinute.us != 0
               ? fmt::format("{:02}:{:02}:{:02}", local.hour, local.minute, local.second)
               : fmt::format("{:02}:{:02}", local.hour, local.minute);
  }

  [[nodiscard]] std::vector<Tick> date_ticks(const Step& step) const {
    std::vector<Tick> ticks;
    const Unit walk = step.unit == Unit::week ? Unit::day : step.unit;
    for (CivilDate date = begin_of(walk, first_date());; date = after(walk, date)) {
      const Time time = zone_.day_start(date);
      if (time.us > high_) return ticks;
      if (sees(time) && marks(step, date))
        ticks.push_back({static_cast<double>(time.us), date_label(step, date)});
    }
  }
  static bool marks(const Step& step, CivilDate date) {
    switch (step.unit) {
      case Unit::day: return days_since_epoch(date) % step.count == 0;
      case Unit::week: return weekday(date) == Weekday::monday;
      case Unit::month: return (date.month - 1) % step.count == 0;
      case Unit::year: return date.year % step.count == 0;
      case Unit::clock: break;
    }
    return true;
  }
  [[nodiscard]] std::string date_label(const Step& step, CivilDate date) const {
    switch (step.unit) {
      case Unit::day:
        if (!with_contexts_ && date.day == 1) return day_text(date);
        return fmt::format("{} {}", day_name(date), date.day);
      case Unit::month:
        if (!with_contexts_ && date.month == 1) return std::to_string(date.year);
        return short_month(date.month);
      case Unit::year: return std::to_string(date.year);
      default: return day_text(date);
    }
  }

  /// Each day, month or year in sight that has room for its name, from where it begins.
  [[nodiscard]] std::vector<Tick> contexts(Unit unit) const {
    std::vector<Tick> result;
    int year = 0;
    for (CivilDate date = begin_of(unit, first_date()); zone_.day_start(date).us <= high_;
         date = after(unit, date)) {
      const double begin = std::max(static_cast<double>(zone_.day_start(date).us), range_.low);
      const double end = std::min(static_cast<double>(zone_.day_start(after(unit, date)).us), range_.high);
      const double wide = pixels(end) - pixels(begin) - room_.gap;
      for (const std::string& name : context_names(unit, date, date.year != year)) {
        if (room_.width(name) > wide) continue;
        result.push_back({begin, name});
        year = date.year;
        break;
      }
    }
    return result;
  }
  /// Longest first.
  static std::vector<std::string> context_names(Unit unit, CivilDate date, bool with_year) {
    if (unit == Unit::year) return {std::to_string(date.year)};
    if (unit == Unit::month) {
      const std::string name = kMonths[static_cast<std::size_t>(date.month) - 1];
      const std::string brief = short_month(date.month);
      if (with_year)
        return {fmt::format("{} {}", name, date.year), fmt::format("{} {}", brief, date.year), brief};
      return {name, brief};
    }
    const std::string day = fmt::format("{} {}", day_name(date), day_text(date));
    if (with_year) return {fmt::format("{} {}", day, date.year), day, day_text(date)};
    return {day, day_text(date)};
  }

  Range range_;
  const Zone& zone_;
  const Room& room_;
  bool with_contexts_;
  std::int64_t low_, high_;
};

}  // namespace

TimeAxis time_axis(Range range, const Zone& zone, const Room& room, bool with_contexts) {
  if (!(range.span() > 0) || !(room.pixels > 0)) return {};
  const Marker marker(range, zone, room, with_contexts);
  for (const Step& step : kSteps)
    if (auto axis = marker.in(step)) return *std::move(axis);
  return {};
}

std::string day_text(CivilDate date) {
  return fmt::format("{} {}", date.day, short_month(date.month));
}

std::optional<Time> calendar_time(double us) {
  if (!(us >= first_us() && us <= last_us())) return std::nullopt;
  return Time{static_cast<std::int64_t>(us)};
}

std::string time_text(double us, const Zone& zone) {
  const auto time = calendar_time(us);
  if (!time) return "–";
  const CivilTime local = zone.to_local(*time);
  std::string text = fmt::format("{} {} {}, {:02}:{:02}", day_name(local.date), day_text(local.date),
                                 local.date.year, local.hour, local.minute);
  if (local.second != 0) text += fmt::format(":{:02}", local.second);
  return text;
}

}  // namespace conurb::plot
