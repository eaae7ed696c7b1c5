// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_times.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"

namespace conurb::water {
namespace {

constexpr double kLongestTime = 1000.0 * 366 * 86400;  // s
constexpr std::int64_t kDay = 86400, kHour = 3600, kMinute = 60, kStep = 3600;
constexpr std::int64_t kPartOfStep = 10;  // of the hydraulic step, where no other step is given

/// Seconds of "h:m:s", each part a number.
std::optional<double> clock_seconds(std::string_view text) {
  double seconds = 0, part_s = kHour;
  for (int parts = 0; parts < 3; ++parts) {
    const std::size_t colon = text.find(':');
    const auto part = inp_number(text.substr(0, colon));
    if (!part || *part < 0) return std::nullopt;
    seconds += *part * part_s;
    part_s /= 60;
    if (colon == std::string_view::npos) return seconds;
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

double unit_of(std::string_view unit) {
  if (begins(unit, "SEC")) return 1.0 / kHour;
  if (begins(unit, "MIN")) return 1.0 / kMinute;
  if (begins(unit, "DAY")) return 24;
  return begins(unit, "HOU") || begins(unit, "HR") ? 1 : 0;
}

std::optional<double> with_unit(std::string_view time, std::string_view unit) {
  auto seconds = clock_seconds(time);
  if (!seconds || unit.empty()) return seconds;
  const bool clock = time.find(':') != std::string_view::npos;
  if (const double factor = unit_of(unit); factor > 0)
    return clock ? std::nullopt : std::optional(*seconds * factor);
  const double noon = 12.0 * kHour;
  if (begins(unit, "AM") && *seconds < noon + kHour) return *seconds >= noon ? *seconds - noon : *seconds;
  if (begins(unit, "PM") && *seconds < 2 * noon) return *seconds >= noon ? *seconds : *seconds + noon;
  return std::nullopt;
}

/// The value at the end of a line of [TIMES].
std::int64_t time_value(InpReader& in, const InpLine& line) {
  const std::size_t last = line.size() - 1;
  auto seconds = seconds_of(line[last], {});
  if (!seconds && last > 0) {
    seconds = seconds_of(line[last - 1], line[last]);
    if (seconds && begins(line[last], "PM") && *seconds != 0 && leading_number(line[last - 1]) > 12) {
      in.findings.warn("time", in_quotes(std::string(line[last - 1]) + " " + std::string(line[last])),
                       "is past 12 PM, which EPANET refuses; it is taken for the hour of 24");
    }
  }
  if (!seconds) {
    in.refuse(line, "the time " + in_quotes(line[0]) + " is " + in_quotes(line[last]) + ", which is no time",
              "write hours, H:MM, H:MM:SS, or a number with SEC, MIN, HOURS or DAYS");
  }
  return *seconds;
}

/// False for a line that is none of those that the network holds.
bool known_time(InpReader& in, const InpLine& line, TimeOptions& times) {
  const std::string_view name = line[0];
  const bool start = begins(line[1], "STAR");
  std::int64_t* into = nullptr;
  if (begins(name, "DURA")) into = &times.duration;
  if (begins(name, "HYDR")) into = &times.hydraulic_step;
  if (begins(name, "QUAL")) into = &times.quality_step;
  if (begins(name, "RULE")) into = &times.rule_step;
  if (begins(name, "PATT")) into = start ? &times.pattern_start : &times.pattern_step;
  if (begins(name, "REPO")) into = start ? &times.report_start : &times.report_step;
  if (begins(name, "STAR")) into = &times.clock_start;
  if (into == nullptr) return false;
  if (line.size() < 2) in.refuse(line, "the time " + in_quotes(name) + " has no value");
  *into = time_value(in, line);
  return true;
}

}  // namespace

std::optional<std::int64_t> seconds_of(std::string_view time, std::string_view unit) {
  const auto seconds = with_unit(time, unit);
  if (!seconds || !(*seconds <= kLongestTime)) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(*seconds + 0.5));
}

std::string time_text(std::int64_t seconds) {
  const auto two = [](std::int64_t value) { return (value < 10 ? ":0" : ":") + std::to_string(value); };
  std::string out = std::to_string(seconds / kHour) + two(seconds / kMinute % 60);
  if (seconds % kMinute != 0) out += two(seconds % kMinute);
  return out;
}

TimeOptions fitted(TimeOptions times) {
  if (times.pattern_step <= 0) times.pattern_step = kStep;
  if (times.report_step <= 0) times.report_step = times.pattern_step;
  if (times.hydraulic_step <= 0) times.hydraulic_step = kStep;
  times.hydraulic_step = std::min({times.hydraulic_step, times.pattern_step, times.report_step});
  if (times.report_start > times.duration) times.report_start = 0;
  // A step of less than a second is none: the clock of a run counts seconds.
  const std::int64_t part = std::max<std::int64_t>(times.hydraulic_step / kPartOfStep, 1);
  if (times.quality_step <= 0) times.quality_step = part;
  if (times.rule_step <= 0) times.rule_step = part;
  times.quality_step = std::min(times.quality_step, times.hydraulic_step);
  times.rule_step = std::min(times.rule_step, times.hydraulic_step);
  return times;
}

void read_times(InpReader& in) {
  TimeOptions& times = in.file.written_times;
  times.quality_step = times.rule_step = 0;
  in.each(Section::times, [&](const InpLine& line) {
    if (known_time(in, line, times)) return;
    keep_text(in, line, in.file.times);
    if (!begins(line[0], "STAT") && !begins(line[0], "MINI")) {
      in.findings.warn("time", in_quotes(line[0]), "is not known and is kept as text");
    }
  });
  times.clock_start %= kDay;
  in.network.times = fitted(times);
}

}  // namespace conurb::water
